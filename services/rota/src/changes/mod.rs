//! Changes of a rota: each is one transaction in which the practice's changes
//! take turns, and leaves behind true alerts, an audit of what was before and
//! after, and a note for whose shifts they are.

pub mod alerts;
mod alternate_weeks;
mod bank_holidays;
pub mod clinicians;
mod configuration;
mod images;
mod leave_adjustments;
pub mod leave_requests;
mod refresh;
pub mod shifts;
pub mod working_terms;

use std::collections::BTreeSet;
use std::fmt::Display;

use chrono::NaiveDate;
use diesel_async::AsyncPgConnection;
use serde_json::Value;

use crate::RotaError;
use crate::domain::days::dates;
use crate::domain::{ChangeType, ClinicianId, Configuration, PracticeId};
use crate::store::practices;
use crate::store::shift_changes::{self, NewShiftChange};
use crate::store::shifts::ShiftRow;

pub use alternate_weeks::{remove_alternate_weeks, set_alternate_week};
pub use bank_holidays::set_bank_holiday;
pub use configuration::set_configuration;
pub use leave_adjustments::adjust_leave;

/// Who changes a rota, of which practice and when.
#[derive(Clone, Debug)]
pub struct Who {
    /// Whose rota.
    pub practice: PracticeId,
    /// A user of accounts; none: the command line or the platform itself.
    pub user_id: Option<i64>,
    /// Their username; `generator`, `system` or `almanac` where it is no user.
    pub username: String,
    /// Whose rows they may change where the practice enforces roles.
    pub acts_for: ActsFor,
    /// What day it is.
    pub today: NaiveDate,
}

impl Who {
    /// A program of this name, which is no user and acts for everybody.
    pub fn program(practice: PracticeId, name: &str, today: NaiveDate) -> Self {
        let (username, acts_for) = (name.to_owned(), ActsFor::Everybody);
        Self { practice, user_id: None, username, acts_for, today }
    }
}

/// By whom changes are that nobody asked for.
pub(crate) const SYSTEM: &str = "system";

/// The most characters of a name or a reason that the command line is given.
const LONGEST: usize = 255;

/// Refuses a text that says nothing, goes on too long, or would do something to
/// a terminal.
fn sentence(what: &str, text: &str) -> Result<(), RotaError> {
    let refusal = if text.trim().is_empty() {
        "says nothing".to_owned()
    } else if text.chars().count() > LONGEST {
        format!("has more than {LONGEST} characters")
    } else if text.chars().any(char::is_control) {
        "has control characters in it".to_owned()
    } else {
        return Ok(());
    };
    Err(RotaError::Refused(format!("{what} {refusal}")))
}

/// Whose rows somebody may change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ActsFor {
    /// Everybody's, and those that are nobody's: managers.
    Everybody,
    /// Those about themselves, if they are a clinician.
    Oneself(Option<ClinicianId>),
}

impl ActsFor {
    /// Whether they may change something; `about` is whom it is about, if it is
    /// about one clinician of the practice.
    pub fn allows(self, about: Option<ClinicianId>) -> bool {
        match self {
            Self::Everybody => true,
            Self::Oneself(own) => about.is_some() && own == about,
        }
    }
}

/// A change under way: it has the practice to itself until the transaction ends.
pub struct Change<'a> {
    /// Inside the transaction.
    pub connection: &'a mut AsyncPgConnection,
    /// Who makes it.
    pub who: &'a Who,
    /// How the practice runs its rota.
    pub configuration: Configuration,
    dates: BTreeSet<NaiveDate>,
    audit: Vec<audit::NewRow>,
    shift_changes: Vec<NewShiftChange>,
}

impl<'a> Change<'a> {
    /// Begins a change; must be called inside a transaction, before anything is read.
    pub async fn begin(
        connection: &'a mut AsyncPgConnection,
        who: &'a Who,
    ) -> Result<Self, RotaError> {
        let configuration = practices::hold(connection, who.practice).await?;
        Ok(Self {
            connection,
            who,
            configuration,
            dates: BTreeSet::new(),
            audit: Vec::new(),
            shift_changes: Vec::new(),
        })
    }

    /// [`RotaError::Forbidden`] where the practice enforces roles and whoever
    /// makes the change may not make it to what is about this clinician, or
    /// about nobody. Whom a row is about is known only once it is read in here.
    pub fn allow(&self, about: Option<ClinicianId>) -> Result<(), RotaError> {
        if self.configuration.enforce_roles && !self.who.acts_for.allows(about) {
            return Err(RotaError::Forbidden);
        }
        Ok(())
    }

    /// Notes how something was and how it is: `None` where it is not there.
    pub fn record(
        &mut self,
        entity_type: &'static str,
        id: impl Display,
        previous_state: Option<Value>,
        new_state: Option<Value>,
    ) {
        self.audit.push(audit::NewRow {
            organization_id: Some(self.who.practice.0),
            user_id: self.who.user_id,
            ..audit::NewRow::of(entity_type, id, previous_state, new_state)
        });
    }

    /// Says why the last thing noted was done.
    pub fn because(&mut self, reason: impl Into<String>) {
        if let Some(last) = self.audit.last_mut() {
            last.reason = reason.into();
        }
    }

    /// The alerts of a date may have to be others now.
    pub fn touch(&mut self, date: NaiveDate) {
        self.dates.insert(date);
    }

    /// The alerts of these dates may have to be others now.
    pub fn touch_between(&mut self, first: NaiveDate, last: NaiveDate) {
        self.dates.extend(dates(first, last));
    }

    /// Notes what happened to a shift: `before` is `None` for a new one,
    /// `after` for one that is gone.
    pub fn shift(&mut self, before: Option<&ShiftRow>, after: Option<&ShiftRow>) {
        let Some(row) = after.or(before) else { return };
        self.record("shift", row.shift.id, before.map(images::shift), after.map(images::shift));
        let change = match (before, after) {
            (None, _) => ChangeType::Created,
            (_, None) => ChangeType::Deleted,
            _ => ChangeType::Updated,
        };
        let mut told = BTreeSet::new();
        for row in [before, after].into_iter().flatten() {
            self.dates.insert(row.shift.date);
            if told.insert((row.shift.clinician_id, row.shift.date)) {
                self.shift_changes.push(NewShiftChange {
                    clinician_id: row.shift.clinician_id,
                    date: row.shift.date,
                    change,
                    changed_by: self.who.username.clone(),
                });
            }
        }
    }

    /// Ends a change: what was noted is kept and counts as one change of the
    /// rota, and the alerts of the dates it touched are made true. Returns how
    /// many alerts are new.
    pub async fn finish(self) -> Result<usize, RotaError> {
        let practice = self.who.practice;
        if !self.audit.is_empty() {
            practices::count_change(self.connection, practice).await?;
        }
        audit::insert(self.connection, &self.audit).await?;
        shift_changes::insert(self.connection, practice, &self.shift_changes).await?;
        refresh::refresh(self.connection, practice, &self.configuration, &self.dates).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_about_oneself_is_ones_own() {
        let (one, other) = (Some(ClinicianId(1)), Some(ClinicianId(2)));
        for (acts_for, about, expected) in [
            (ActsFor::Oneself(one), one, true),
            (ActsFor::Oneself(one), other, false),
            (ActsFor::Oneself(one), None, false),
            (ActsFor::Oneself(None), one, false),
            (ActsFor::Oneself(None), None, false),
            (ActsFor::Everybody, one, true),
            (ActsFor::Everybody, None, true),
        ] {
            assert_eq!(acts_for.allows(about), expected, "{acts_for:?} {about:?}");
        }
    }
}
