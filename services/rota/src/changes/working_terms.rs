//! Changes of the terms that people work on.

use std::collections::BTreeMap;

use chrono::{NaiveDate, TimeDelta};
use diesel_async::{AsyncConnection, AsyncPgConnection};
use rust_decimal::Decimal;

use super::clinicians::named;
use super::{Change, Who, alternate_weeks, images};
use crate::RotaError;
use crate::domain::{
    AlternateWeeks, ClinicianId, Days, WorkingTerm, WorkingTermId, WorkingTermType,
};
use crate::store::working_terms::{self, NewWorkingTerm, WorkingTermRow};

const NO_SUCH: RotaError = RotaError::NoSuch("WorkingTerm");

/// How far ahead alerts are made true when terms change: twelve weeks. Terms
/// may go on for ever.
const AHEAD: TimeDelta = TimeDelta::days(84);

/// What is said of a term. What is `None` stays as it is, or takes its default.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Edit {
    /// Whose it is; has no default.
    pub clinician_id: Option<ClinicianId>,
    /// How they are engaged; has no default.
    pub type_: Option<WorkingTermType>,
    /// The first day; has no default.
    pub start_date: Option<NaiveDate>,
    /// The last day; by default it is open.
    pub end_date: Option<Option<NaiveDate>>,
    /// Of a whole-time equivalent; by default all of it.
    pub percentage: Option<Decimal>,
    /// Days always worked; by default none, as of all days below.
    pub fixed_working_days: Option<Days>,
    /// Days always worked for half.
    pub fixed_half_days: Option<Days>,
    /// Days never worked.
    pub cannot_work_days: Option<Days>,
    /// Days that must be worked.
    pub must_work_days: Option<Days>,
    /// In weeks for partners, in days for all others; by default nothing is agreed.
    pub annual_leave_entitlement: Option<Option<Decimal>>,
    /// Whether they are put on duty; by default partners and salaried doctors are.
    pub participates_in_duty: Option<bool>,
    /// What is worked every other week; by default nothing. What is stored goes
    /// by the same dates where the term starts on another date than before.
    pub alternate_weeks: Option<AlternateWeeks>,
}

/// What a term says in one field that does not go with what it says in others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Contradiction {
    /// Where it is told.
    pub field: &'static str,
    /// What else it is about.
    pub with: &'static [&'static str],
    /// What is wrong, in a sentence.
    pub message: &'static str,
}

const ENDS_EARLY: Contradiction = Contradiction {
    field: "end_date",
    with: &["start_date"],
    message: "Ensure this date is not before the start date.",
};

const CANNOT_BUT_WORKS: Contradiction = Contradiction {
    field: "cannot_work_days",
    with: &["fixed_working_days", "fixed_half_days", "must_work_days"],
    message: "A day that is never worked cannot be a day that is always worked.",
};

const CANNOT_BUT_ALTERNATES: Contradiction = Contradiction {
    field: "cannot_work_days",
    with: &[],
    message: "A day that is never worked cannot be worked every other week.",
};

const LOCUM_WITH_WEEKS: Contradiction = Contradiction {
    field: "type",
    with: &[],
    message: "Locums work on single dates, but this term has days of every other week.",
};

const LOCUM_WITH_LEAVE: Contradiction = Contradiction {
    field: "annual_leave_entitlement",
    with: &["type"],
    message: "Locums have no annual leave.",
};

impl Edit {
    /// The same, with what is stored where nothing is said.
    #[must_use]
    pub fn over(self, stored: &WorkingTerm) -> Self {
        Self {
            clinician_id: self.clinician_id.or(Some(stored.clinician_id)),
            type_: self.type_.or(Some(stored.type_)),
            start_date: self.start_date.or(Some(stored.start_date)),
            end_date: self.end_date.or(Some(stored.end_date)),
            percentage: self.percentage.or(Some(stored.percentage)),
            fixed_working_days: self.fixed_working_days.or(Some(stored.fixed_working_days)),
            fixed_half_days: self.fixed_half_days.or(Some(stored.fixed_half_days)),
            cannot_work_days: self.cannot_work_days.or(Some(stored.cannot_work_days)),
            must_work_days: self.must_work_days.or(Some(stored.must_work_days)),
            annual_leave_entitlement: self
                .annual_leave_entitlement
                .or(Some(stored.annual_leave_entitlement)),
            participates_in_duty: self.participates_in_duty.or(Some(stored.participates_in_duty)),
            alternate_weeks: self.alternate_weeks.or_else(|| {
                let start = self.start_date.unwrap_or(stored.start_date);
                Some(stored.alternate_weeks.moved(stored.start_date, start))
            }),
        }
    }

    /// Whatever does not go together in it.
    pub fn contradictions(&self) -> Vec<Contradiction> {
        let days = |days: Option<Days>| days.unwrap_or_default();
        let fixed = days(self.fixed_working_days).union(days(self.fixed_half_days));
        let worked = fixed.union(days(self.must_work_days));
        let alternate = self.alternate_weeks.unwrap_or_default().all();
        let is_locum = self.type_ == Some(WorkingTermType::Locum);
        let cannot = days(self.cannot_work_days);
        let end = self.end_date.flatten();
        let leave = self.annual_leave_entitlement.flatten().unwrap_or_default();
        let found = [
            (end.zip(self.start_date).is_some_and(|(end, start)| end < start), ENDS_EARLY),
            (cannot.meets(worked), CANNOT_BUT_WORKS),
            (cannot.meets(alternate), CANNOT_BUT_ALTERNATES),
            (is_locum && !alternate.is_empty(), LOCUM_WITH_WEEKS),
            (is_locum && !leave.is_zero(), LOCUM_WITH_LEAVE),
        ];
        found.into_iter().filter(|(holds, _)| *holds).map(|(_, found)| found).collect()
    }

    /// The term that says so; none where something without a default is not said.
    fn complete(&self) -> Option<NewWorkingTerm> {
        let type_ = self.type_?;
        Some(NewWorkingTerm {
            clinician_id: self.clinician_id?,
            type_,
            start_date: self.start_date?,
            end_date: self.end_date.flatten(),
            percentage: self.percentage.unwrap_or(Decimal::ONE_HUNDRED),
            fixed_working_days: self.fixed_working_days.unwrap_or_default(),
            fixed_half_days: self.fixed_half_days.unwrap_or_default(),
            cannot_work_days: self.cannot_work_days.unwrap_or_default(),
            must_work_days: self.must_work_days.unwrap_or_default(),
            annual_leave_entitlement: self.annual_leave_entitlement.flatten(),
            participates_in_duty: self
                .participates_in_duty
                .unwrap_or(matches!(type_, WorkingTermType::Partner | WorkingTermType::Salaried)),
            alternate_weeks: self.alternate_weeks.unwrap_or_default(),
        })
    }

    /// The term that says so, if it does not contradict itself.
    fn checked(&self) -> Result<NewWorkingTerm, RotaError> {
        let found = self.contradictions();
        if !found.is_empty() {
            let mut wrong: BTreeMap<String, Vec<String>> = BTreeMap::new();
            for Contradiction { field, message, .. } in found {
                wrong.entry(field.to_owned()).or_default().push(message.to_owned());
            }
            return Err(RotaError::Invalid(wrong));
        }
        let missing =
            || RotaError::Refused("a term has a clinician, a type and a start".to_owned());
        self.complete().ok_or_else(missing)
    }
}

/// Adds a term; tells its clinician's name too.
pub async fn create(
    connection: &mut AsyncPgConnection,
    who: &Who,
    edit: &Edit,
) -> Result<(WorkingTermRow, String), RotaError> {
    let term = edit.checked()?;
    connection
        .transaction(async |connection| {
            let mut change = Change::begin(connection, who).await?;
            let clinician = named(change.connection, who.practice, term.clinician_id).await?;
            let row = working_terms::insert(change.connection, who.practice, &term).await?;
            touch(&mut change, &row.term);
            record(&mut change, None, Some(&row));
            change.finish().await?;
            Ok((row, clinician.name))
        })
        .await
}

/// Changes a term; tells its clinician's name too.
pub async fn update(
    connection: &mut AsyncPgConnection,
    who: &Who,
    id: WorkingTermId,
    edit: &Edit,
) -> Result<(WorkingTermRow, String), RotaError> {
    connection
        .transaction(async |connection| {
            let mut change = Change::begin(connection, who).await?;
            let before = working_terms::find(change.connection, who.practice, id).await?;
            let (before, _) = before.ok_or(NO_SUCH)?;
            change.allow(Some(before.term.clinician_id))?;
            let term = edit.over(&before.term).checked()?;
            change.allow(Some(term.clinician_id))?;
            let clinician = named(change.connection, who.practice, term.clinician_id).await?;
            let after = working_terms::update(change.connection, id, &term).await?;
            touch(&mut change, &before.term);
            touch(&mut change, &after.term);
            record(&mut change, Some(&before), Some(&after));
            change.finish().await?;
            Ok((after, clinician.name))
        })
        .await
}

/// Deletes a term.
pub async fn delete(
    connection: &mut AsyncPgConnection,
    who: &Who,
    id: WorkingTermId,
) -> Result<(), RotaError> {
    connection
        .transaction(async |connection| {
            let mut change = Change::begin(connection, who).await?;
            let before = working_terms::find(change.connection, who.practice, id).await?;
            let (before, _) = before.ok_or(NO_SUCH)?;
            change.allow(Some(before.term.clinician_id))?;
            working_terms::delete(change.connection, id).await?;
            touch(&mut change, &before.term);
            record(&mut change, Some(&before), None);
            change.finish().await.map(drop)
        })
        .await
}

/// Notes how a term was and is, with its alternate weeks: `before` is `None` for
/// a new one, `after` for one that is gone.
pub(super) fn record(
    change: &mut Change<'_>,
    before: Option<&WorkingTermRow>,
    after: Option<&WorkingTermRow>,
) {
    let Some(id) = after.or(before).map(|row| row.term.id) else { return };
    let images = (before.map(images::working_term), after.map(images::working_term));
    change.record("working_term", id, images.0, images.1);
    let weeks =
        |row: Option<&WorkingTermRow>| row.map(|row| row.term.alternate_weeks).unwrap_or_default();
    alternate_weeks::record(change, id, weeks(before), weeks(after));
}

/// Has alerts looked at again on the dates of a term that are near.
pub(super) fn touch(change: &mut Change<'_>, term: &WorkingTerm) {
    let (first, last) = to_come(term, change.who.today);
    change.touch_between(first, last);
}

/// The first and the last date of a term that alerts are looked at again for;
/// the last may be before the first.
fn to_come(term: &WorkingTerm, today: NaiveDate) -> (NaiveDate, NaiveDate) {
    let ahead = today.checked_add_signed(AHEAD).unwrap_or(today);
    (today.max(term.start_date), term.end_date.map_or(ahead, |end| end.min(ahead)))
}

#[cfg(test)]
mod tests {
    use chrono::Weekday;
    use strum::VariantArray;

    use super::*;
    use crate::domain::testing::{day, decimal, term};

    fn edit() -> Edit {
        Edit {
            clinician_id: Some(ClinicianId(7)),
            type_: Some(WorkingTermType::Salaried),
            start_date: Some(day("2024-06-03")),
            ..Edit::default()
        }
    }

    #[test]
    fn what_does_not_go_together_is_found() {
        let monday = Some(Days::NONE.with(Weekday::Mon));
        let friday = Some(Days::NONE.with(Weekday::Fri));
        let locum = Some(WorkingTermType::Locum);
        let ending = |date: &str| Edit { end_date: Some(Some(day(date))), ..edit() };
        let never = Edit { cannot_work_days: monday, ..edit() };
        let leave = |days: &str| Some(Some(decimal(days)));
        for (edit, expected) in [
            (edit(), vec![]),
            (ending("2024-06-03"), vec![]),
            (ending("2024-06-02"), vec![ENDS_EARLY]),
            (Edit { start_date: None, ..ending("2024-06-02") }, vec![]),
            (Edit { must_work_days: friday, ..never }, vec![]),
            (Edit { must_work_days: monday, ..never }, vec![CANNOT_BUT_WORKS]),
            (Edit { fixed_working_days: monday, ..never }, vec![CANNOT_BUT_WORKS]),
            (Edit { fixed_half_days: monday, ..never }, vec![CANNOT_BUT_WORKS]),
            (Edit { fixed_half_days: monday, fixed_working_days: monday, ..edit() }, vec![]),
            (Edit { type_: locum, annual_leave_entitlement: leave("0.00"), ..edit() }, vec![]),
            (Edit { type_: locum, annual_leave_entitlement: Some(None), ..edit() }, vec![]),
            (
                Edit { type_: locum, annual_leave_entitlement: leave("0.01"), ..edit() },
                vec![LOCUM_WITH_LEAVE],
            ),
            (Edit { annual_leave_entitlement: leave("25"), ..edit() }, vec![]),
            (
                Edit { must_work_days: monday, cannot_work_days: monday, ..ending("2024-06-02") },
                vec![ENDS_EARLY, CANNOT_BUT_WORKS],
            ),
        ] {
            assert_eq!(edit.contradictions(), expected, "{edit:?}");
            assert_eq!(edit.checked().is_ok(), expected.is_empty() && edit.start_date.is_some());
        }
    }

    #[test]
    fn alternate_weeks_go_with_the_rest_of_the_term() {
        let [monday, friday] = [Weekday::Mon, Weekday::Fri].map(|day| Days::NONE.with(day));
        let weeks = AlternateWeeks {
            week_a_days: friday,
            week_b_half_days: monday,
            ..AlternateWeeks::default()
        };
        let stored = WorkingTerm {
            alternate_weeks: weeks,
            ..term(1, 7, WorkingTermType::Salaried, "2024-06-03")
        };
        let locum = Edit { type_: Some(WorkingTermType::Locum), ..Edit::default() };
        let never = |days| Edit { cannot_work_days: Some(days), ..Edit::default() };
        for (edit, expected) in [
            (Edit::default(), vec![]),
            (never(Days::NONE.with(Weekday::Tue)), vec![]),
            (never(monday), vec![CANNOT_BUT_ALTERNATES]),
            (never(friday), vec![CANNOT_BUT_ALTERNATES]),
            (locum, vec![LOCUM_WITH_WEEKS]),
        ] {
            assert_eq!(edit.over(&stored).contradictions(), expected, "{edit:?}");
        }
        let both = Edit { fixed_working_days: Some(monday), ..never(monday) }.over(&stored);
        let Err(RotaError::Invalid(wrong)) = both.checked() else { panic!("{both:?}") };
        assert_eq!(wrong["cannot_work_days"].len(), 2);

        let swapped = AlternateWeeks {
            week_a_half_days: monday,
            week_b_days: friday,
            ..AlternateWeeks::default()
        };
        for (start, expected) in [
            ("2024-06-07", weeks),
            ("2024-06-10", swapped),
            ("2024-05-31", swapped),
            ("2024-06-17", weeks),
        ] {
            let moved = Edit { start_date: Some(day(start)), ..Edit::default() };
            let term = moved.over(&stored).complete().unwrap();
            assert_eq!(term.alternate_weeks, expected, "{start}");
        }
    }

    #[test]
    fn what_is_not_said_has_its_default() {
        for type_ in WorkingTermType::VARIANTS {
            let term = Edit { type_: Some(*type_), ..edit() }.complete().unwrap();
            let expected = matches!(type_, WorkingTermType::Partner | WorkingTermType::Salaried);
            assert_eq!(term.participates_in_duty, expected, "{type_}");
            assert_eq!((term.percentage, term.end_date), (decimal("100"), None));
        }
        for missing in [
            Edit { clinician_id: None, ..edit() },
            Edit { type_: None, ..edit() },
            Edit { start_date: None, ..edit() },
        ] {
            assert_eq!(missing.complete(), None);
        }
    }

    #[test]
    fn what_is_not_said_stays() {
        let stored = WorkingTerm {
            end_date: Some(day("2024-12-31")),
            percentage: decimal("60"),
            annual_leave_entitlement: Some(decimal("8")),
            participates_in_duty: false,
            ..term(1, 7, WorkingTermType::Partner, "2024-01-01")
        };
        let same = Edit::default().over(&stored).complete().unwrap();
        assert_eq!((same.end_date, same.percentage), (stored.end_date, stored.percentage));
        assert_eq!(same.annual_leave_entitlement, stored.annual_leave_entitlement);
        assert!(!same.participates_in_duty);
        let open = Edit { end_date: Some(None), ..Edit::default() };
        let locum = Edit { type_: Some(WorkingTermType::Locum), ..open }.over(&stored);
        assert_eq!(locum.complete().unwrap().end_date, None);
        assert_eq!(locum.contradictions(), [LOCUM_WITH_LEAVE]);
    }

    #[test]
    fn alerts_are_looked_at_from_today_for_twelve_weeks() {
        let today = day("2024-06-03");
        for (start, end, expected) in [
            ("2020-01-01", None, ("2024-06-03", "2024-08-26")),
            ("2024-07-01", None, ("2024-07-01", "2024-08-26")),
            ("2024-07-01", Some("2024-07-05"), ("2024-07-01", "2024-07-05")),
            ("2020-01-01", Some("2030-01-01"), ("2024-06-03", "2024-08-26")),
            ("2020-01-01", Some("2024-06-02"), ("2024-06-03", "2024-06-02")),
        ] {
            let end_date = end.map(day);
            let term = WorkingTerm { end_date, ..term(1, 7, WorkingTermType::Partner, start) };
            assert_eq!(to_come(&term, today), (day(expected.0), day(expected.1)), "{start}");
        }
    }
}
