use arrow_schema::Field;
use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use super::breakdowns::Breakdowns;
use crate::api::figures::{Missing, Reason};
use crate::domain::{per, percent};
use crate::segment::{date, number_of, optional_count};
use crate::view::Listed;

/// What is worked out of the counts.
#[derive(Serialize, ToSchema)]
#[schema(as = reference::AppointmentRates)]
pub(super) struct Rates {
    /// `did_not_attend` in percent of all appointments.
    dna_percent: Option<f64>,
    /// `did_not_attend` in percent of those whose status is known.
    dna_percent_of_known: Option<f64>,
    /// `same_day` in percent of all appointments, unknown waits included.
    same_day_percent: Option<f64>,
    /// Booked at most 14 days before, in percent of all appointments, unknown waits included.
    within_14_days_percent: Option<f64>,
    /// Patients registered on the first of the month or, where a practice has no
    /// list of that day, on the newest of the 12 months before. Above the
    /// practice those of the practices that have a list.
    registered_patients: Option<u32>,
    /// The day of the list; null where the lists of practices are not of one day.
    registered_patients_on: Option<NaiveDate>,
    /// Appointments for every 1,000 registered patients, of practices that have a list.
    per_1000_patients: Option<f64>,
    /// The figures above that are null, and why.
    missing: Vec<Missing>,
}

impl Rates {
    /// The rates of these counts. `others_listed` says whether any practice of
    /// the month has a list.
    pub(super) fn of(counts: &Breakdowns, listed: Option<Listed>, others_listed: bool) -> Self {
        let &Breakdowns { attended, did_not_attend, same_day, one_day, .. } = counts;
        let of_all = |part: u32| percent(part.into(), counts.total_appointments.into());
        let known = attended + did_not_attend;
        let within_14_days = same_day + one_day + counts.days_2_to_7 + counts.days_8_to_14;
        let mut rates = Self {
            dna_percent: of_all(did_not_attend),
            dna_percent_of_known: percent(did_not_attend.into(), known.into()),
            same_day_percent: of_all(same_day),
            within_14_days_percent: of_all(within_14_days),
            registered_patients: listed.map(|listed| listed.patients),
            registered_patients_on: listed.and_then(|listed| listed.on),
            per_1000_patients: listed.and_then(per_1000_patients),
            missing: Vec::new(),
        };
        rates.missing = rates.reasons(others_listed);
        rates
    }

    /// Which of them are null, and why.
    fn reasons(&self, others_listed: bool) -> Vec<Missing> {
        let no_list = if others_listed { Reason::NotSubmitted } else { Reason::NotCollected };
        let no_list = self.registered_patients.is_none().then_some(no_list);
        let undivided = |rate: Option<f64>| rate.is_none().then_some(Reason::NotApplicable);
        let reasons = [
            ("dna_percent", undivided(self.dna_percent)),
            ("dna_percent_of_known", undivided(self.dna_percent_of_known)),
            ("same_day_percent", undivided(self.same_day_percent)),
            ("within_14_days_percent", undivided(self.within_14_days_percent)),
            ("registered_patients", no_list),
            ("per_1000_patients", no_list.or(undivided(self.per_1000_patients))),
        ];
        let reasons = reasons.into_iter();
        reasons.filter_map(|(field, reason)| Some(Missing::new(field, reason?))).collect()
    }

    /// The columns of an export.
    pub(super) fn columns() -> [Field; 8] {
        [
            number_of("dna_percent"),
            number_of("dna_percent_of_known"),
            number_of("same_day_percent"),
            number_of("within_14_days_percent"),
            optional_count("registered_patients"),
            date("registered_patients_on"),
            number_of("per_1000_patients"),
            Missing::column(),
        ]
    }
}

fn per_1000_patients(listed: Listed) -> Option<f64> {
    per(listed.appointments.into(), listed.patients.into(), 1_000)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::publications::practice_level_crosstab::Counts;

    fn breakdowns(status: [u32; 3], wait: [u32; 8]) -> Breakdowns {
        let (hcp, mode) = ([0; 3], [0; 5]);
        Breakdowns::of(&Counts { status, hcp, mode, wait, categories: Box::default() })
    }

    #[test]
    fn rates_are_worked_out_of_counts() {
        let counts = breakdowns([50, 30, 20], [10, 20, 30, 5, 6, 7, 8, 14]);
        let listed = Listed { patients: 150, on: None, appointments: 50 };
        let rates = Rates::of(&counts, Some(listed), true);
        assert_eq!((rates.dna_percent, rates.dna_percent_of_known), (Some(30.0), Some(37.5)));
        assert_eq!(rates.same_day_percent, Some(10.0));
        assert_eq!(rates.within_14_days_percent, Some(65.0), "of all, unknown waits included");
        assert_eq!(rates.per_1000_patients, Some(333.33), "of those with a list alone");
        assert!(rates.missing.is_empty());
    }

    #[test]
    fn what_is_null_has_a_reason() {
        let (none, empty) = (None, Some(Listed { patients: 0, on: None, appointments: 5 }));
        let unknown = [0, 0, 20];
        for (status, listed, others_listed, expected) in [
            (
                unknown,
                none,
                true,
                &[
                    ("dna_percent_of_known", Reason::NotApplicable),
                    ("registered_patients", Reason::NotSubmitted),
                    ("per_1000_patients", Reason::NotSubmitted),
                ][..],
            ),
            (
                [1, 1, 0],
                none,
                false,
                &[
                    ("registered_patients", Reason::NotCollected),
                    ("per_1000_patients", Reason::NotCollected),
                ],
            ),
            ([1, 1, 0], empty, true, &[("per_1000_patients", Reason::NotApplicable)]),
        ] {
            let rates = Rates::of(&breakdowns(status, [0; 8]), listed, others_listed);
            let expected: Vec<Missing> =
                expected.iter().map(|&(field, reason)| Missing::new(field, reason)).collect();
            assert_eq!(rates.missing, expected);
        }
    }
}
