use std::collections::{BTreeSet, HashMap};

use chrono::NaiveDate;
use diesel::prelude::*;
use serde_json::Value;

use super::Trigger;
use crate::domain::{AlertId, AlertStatus, AlertType, ClinicianId, days};
use crate::schema::alerts;

/// An alert that there is.
#[derive(Clone, Debug, PartialEq, Queryable, Selectable)]
#[diesel(table_name = alerts, check_for_backend(diesel::pg::Pg))]
pub struct Existing {
    /// Its number.
    pub id: AlertId,
    /// What it is about.
    pub type_: AlertType,
    /// When it is.
    pub date: NaiveDate,
    /// Whom it is about, where it is about one clinician.
    pub clinician_id: Option<ClinicianId>,
    /// The numbers behind it.
    pub details: Value,
    /// What became of it.
    pub status: AlertStatus,
    /// Whether somebody made it by hand.
    pub is_manual: bool,
}

/// What makes the alerts of a practice those that it should have. Deletions
/// go first: there is never more than one active alert about the same.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reconciled {
    /// Alerts to come.
    pub create: Vec<Trigger>,
    /// Alerts to go.
    pub delete: Vec<AlertId>,
}

/// What there can be one active automatic alert about.
type About = (AlertType, NaiveDate, Option<ClinicianId>);

impl Trigger {
    fn about(&self) -> About {
        (self.type_, self.date, self.clinician_id)
    }
}

impl Existing {
    fn about(&self) -> About {
        (self.type_, self.date, self.clinician_id)
    }

    /// Whether it is one that comes and goes by itself, and is there.
    fn stands(&self) -> bool {
        self.status == AlertStatus::Active && !self.is_manual
    }
}

/// Monday to Friday of every week of these dates: where alerts about
/// overworked doctors may be.
pub fn scope(dates: &BTreeSet<NaiveDate>) -> BTreeSet<NaiveDate> {
    dates.iter().flat_map(|date| days::monday(*date).iter_days().take(5)).collect()
}

/// What is to change, so that the automatic alerts about these dates (about
/// overworked doctors: about their weeks) are those that were triggered. What
/// somebody dismissed comes back only with other details; what was made by
/// hand stays.
pub fn reconcile(
    triggers: Vec<Trigger>,
    existing: &[Existing],
    dates: &BTreeSet<NaiveDate>,
) -> Reconciled {
    Reconciled { delete: stale(&triggers, existing, dates), create: fresh(triggers, existing) }
}

fn stale(triggers: &[Trigger], existing: &[Existing], dates: &BTreeSet<NaiveDate>) -> Vec<AlertId> {
    let weeks = scope(dates);
    let wanted: HashMap<About, &Value> =
        triggers.iter().map(|trigger| (trigger.about(), &trigger.details)).collect();
    let is_stale = |alert: &&Existing| {
        let looked_at = match alert.type_ {
            AlertType::OverworkedDoctor => &weeks,
            _ => dates,
        };
        alert.stands()
            && looked_at.contains(&alert.date)
            && wanted.get(&alert.about()).is_none_or(|details| **details != alert.details)
    };
    existing.iter().filter(is_stale).map(|alert| alert.id).collect()
}

fn fresh(triggers: Vec<Trigger>, existing: &[Existing]) -> Vec<Trigger> {
    let mut answered: HashMap<About, Vec<&Value>> = HashMap::new();
    for alert in existing {
        if alert.stands() || alert.status == AlertStatus::Dismissed {
            answered.entry(alert.about()).or_default().push(&alert.details);
        }
    }
    let is_new = |trigger: &Trigger| {
        let mut known = answered.get(&trigger.about()).into_iter().flatten();
        !known.any(|details| **details == trigger.details)
    };
    triggers.into_iter().filter(is_new).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::collection::{btree_map, btree_set, vec};
    use proptest::option;
    use proptest::prelude::*;
    use proptest::sample::select;
    use serde_json::json;
    use strum::VariantArray;

    use super::*;
    use crate::domain::testing::day;

    const MONDAY: &str = "2024-06-03";

    fn trigger(about: About, figure: u32) -> Trigger {
        let (type_, date, clinician_id) = about;
        let message = format!("{date}: {figure}.");
        Trigger { type_, date, clinician_id, message, details: json!({ "figure": figure }) }
    }

    /// An active automatic alert.
    fn alert(id: i64, about: About, figure: u32) -> Existing {
        let Trigger { type_, date, clinician_id, details, .. } = trigger(about, figure);
        let (id, status) = (AlertId(id), AlertStatus::Active);
        Existing { id, type_, date, clinician_id, details, status, is_manual: false }
    }

    fn on(dates: &[&str]) -> BTreeSet<NaiveDate> {
        dates.iter().map(|date| day(date)).collect()
    }

    #[test]
    fn overwork_is_looked_for_from_monday_to_friday() {
        let expected = ["2024-05-27", "2024-05-28", "2024-05-29", "2024-05-30", "2024-05-31"];
        for dates in [&["2024-05-27"][..], &["2024-06-02"], &["2024-05-29", "2024-06-01"]] {
            assert_eq!(scope(&on(dates)), on(&expected), "{dates:?}");
        }
        assert_eq!(scope(&on(&["2024-06-02", MONDAY])).len(), 10);
        assert_eq!(scope(&BTreeSet::new()), BTreeSet::new());
    }

    #[test]
    fn what_is_wanted_comes_unless_it_is_there_or_was_dismissed() {
        let about = (AlertType::BelowMinimum, day(MONDAY), None);
        let there = alert(1, about, 5);
        let with = |status, is_manual| Existing { status, is_manual, ..there.clone() };
        let other = |alert: Existing| Existing { details: json!({ "figure": 4 }), ..alert };
        let dismissed = with(AlertStatus::Dismissed, false);
        let elsewhere = Existing { date: day("2024-06-04"), ..dismissed.clone() };
        for (existing, comes, goes) in [
            (vec![], true, false),
            (vec![there.clone()], false, false),
            (vec![other(there.clone())], true, true),
            (vec![dismissed.clone()], false, false),
            (vec![other(dismissed.clone())], true, false),
            (vec![elsewhere], true, false),
            (vec![with(AlertStatus::Resolved, false)], true, false),
            (vec![with(AlertStatus::Active, true)], true, false),
            (vec![other(there.clone()), dismissed.clone()], false, true),
        ] {
            let found = reconcile(vec![trigger(about, 5)], &existing, &on(&[MONDAY]));
            let create = if comes { vec![trigger(about, 5)] } else { vec![] };
            let delete = if goes { vec![AlertId(1)] } else { vec![] };
            assert_eq!(found, Reconciled { create, delete }, "{existing:?}");
        }
    }

    #[test]
    fn what_is_no_longer_wanted_goes_if_it_was_looked_at() {
        let clinician = Some(ClinicianId(1));
        for (type_, date, clinician_id, goes) in [
            (AlertType::BelowMinimum, MONDAY, None, false),
            (AlertType::BelowMinimum, "2024-06-05", None, true),
            (AlertType::ConstraintViolation, "2024-06-07", clinician, false),
            (AlertType::OverworkedDoctor, MONDAY, clinician, true),
            (AlertType::OverworkedDoctor, "2024-06-07", clinician, true),
            (AlertType::OverworkedDoctor, "2024-06-10", clinician, false),
        ] {
            let there = alert(1, (type_, day(date), clinician_id), 5);
            let manual = Existing { id: AlertId(2), is_manual: true, ..there.clone() };
            let found = reconcile(vec![], &[there, manual], &on(&["2024-06-05"]));
            let delete = if goes { vec![AlertId(1)] } else { vec![] };
            assert_eq!(found, Reconciled { create: vec![], delete }, "{type_} {date}");
        }
    }

    fn some_about() -> impl Strategy<Value = About> {
        let date = (0..15_u64).prop_map(|after| day(MONDAY) + chrono::Days::new(after));
        let clinician = option::of((1..3_i64).prop_map(ClinicianId));
        (select(AlertType::VARIANTS), date, clinician)
    }

    /// Active automatic ones are about different things, as the database has it.
    fn some_existing() -> impl Strategy<Value = Vec<Existing>> {
        let standing = btree_map(some_about(), 0..3_u32, 0..20);
        let others = (some_about(), 0..3_u32, select(AlertStatus::VARIANTS), any::<bool>());
        (standing, vec(others, 0..30)).prop_map(|(standing, others)| {
            let standing = standing.into_iter().map(|(about, figure)| alert(0, about, figure));
            let others = others.into_iter().map(|(about, figure, status, by_hand)| {
                let is_manual = by_hand || status == AlertStatus::Active;
                Existing { status, is_manual, ..alert(0, about, figure) }
            });
            let numbered = standing.chain(others).zip(1..);
            numbered.map(|(alert, id)| Existing { id: AlertId(id), ..alert }).collect()
        })
    }

    /// What the database holds afterwards.
    fn apply(existing: &[Existing], found: &Reconciled) -> Vec<Existing> {
        let mut after = existing.to_vec();
        after.retain(|alert| !found.delete.contains(&alert.id));
        after.extend(found.create.iter().zip(1000..).map(|(trigger, id)| Existing {
            details: trigger.details.clone(),
            ..alert(id, trigger.about(), 0)
        }));
        after
    }

    fn is_looked_at((type_, date, _): About, dates: &BTreeSet<NaiveDate>) -> bool {
        match type_ {
            AlertType::OverworkedDoctor => scope(dates).contains(&date),
            _ => dates.contains(&date),
        }
    }

    proptest! {
        #[test]
        fn one_reconciliation_is_enough(
            days in btree_set(0..15_u64, 0..8),
            wanted in btree_map(some_about(), 0..3_u32, 0..30),
            existing in some_existing(),
        ) {
            let dates: BTreeSet<NaiveDate> =
                days.into_iter().map(|after| day(MONDAY) + chrono::Days::new(after)).collect();
            let wanted: Vec<Trigger> = wanted
                .into_iter()
                .filter(|(about, _)| is_looked_at(*about, &dates))
                .map(|(about, figure)| trigger(about, figure))
                .collect();
            let found = reconcile(wanted.clone(), &existing, &dates);
            for gone in existing.iter().filter(|alert| found.delete.contains(&alert.id)) {
                prop_assert!(gone.stands() && is_looked_at(gone.about(), &dates));
            }
            let after = apply(&existing, &found);
            prop_assert_eq!(reconcile(wanted.clone(), &after, &dates), Reconciled::default());

            let mut standing: BTreeMap<About, &Value> = BTreeMap::new();
            for alert in after.iter().filter(|alert| alert.stands()) {
                prop_assert_eq!(standing.insert(alert.about(), &alert.details), None);
            }
            for trigger in &wanted {
                let dismissed = existing.iter().any(|alert| {
                    alert.status == AlertStatus::Dismissed
                        && alert.about() == trigger.about()
                        && alert.details == trigger.details
                });
                let stands = standing.get(&trigger.about()) == Some(&&trigger.details);
                prop_assert!(stands || dismissed);
                prop_assert!(!(dismissed && found.create.contains(trigger)));
            }
            let wanted: BTreeMap<About, &Value> =
                wanted.iter().map(|trigger| (trigger.about(), &trigger.details)).collect();
            for (about, details) in standing {
                let is_wanted = wanted.get(&about) == Some(&details);
                prop_assert!(is_wanted || !is_looked_at(about, &dates));
            }
        }
    }
}
