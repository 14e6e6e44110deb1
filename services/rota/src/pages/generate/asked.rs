use std::time::Duration;

use ::pages::{Choice, Errors, Form};
use chrono::{Days, NaiveDate};
use strum::VariantArray;

use crate::domain::ClinicianId;
use crate::domain::days::monday;
use crate::domain::generation;
use crate::generator::{MOST_DAYS, Refusal, Request};
use crate::pages::words::{long, span};

/// Seconds that the optimiser may take, unless told otherwise.
const TIME_LIMIT: &str = "10";

/// The most of them: a browser waits for the answer, and the gateway gives up
/// after 30 seconds.
pub(super) const LONGEST: u64 = 10;

/// What is asked for, as it was filled in.
pub(super) struct Asked {
    pub(super) start_date: String,
    pub(super) end_date: String,
    pub(super) phase: String,
    pub(super) overwrite: bool,
    pub(super) override_fixed_period: bool,
    pub(super) optimise: bool,
    pub(super) time_limit: String,
    pub(super) clinicians: Vec<String>,
}

impl From<NaiveDate> for Asked {
    /// To begin with: four whole weeks, the first of them no earlier than this date.
    fn from(free_from: NaiveDate) -> Self {
        let days_after = |date: NaiveDate, days| date.checked_add_days(Days::new(days));
        let start = days_after(free_from, 6).map_or(free_from, monday);
        let end = days_after(start, 4 * 7 - 3).unwrap_or(start);
        Self {
            start_date: start.to_string(),
            end_date: end.to_string(),
            phase: generation::Choice::All.to_string(),
            overwrite: false,
            override_fixed_period: false,
            optimise: true,
            time_limit: TIME_LIMIT.to_owned(),
            clinicians: Vec::new(),
        }
    }
}

impl Asked {
    pub(super) fn of(form: &Form) -> Self {
        Self {
            start_date: form.get("start_date").to_owned(),
            end_date: form.get("end_date").to_owned(),
            phase: form.get("phase").to_owned(),
            overwrite: form.has("overwrite"),
            override_fixed_period: form.has("override_fixed_period"),
            optimise: form.has("optimise"),
            time_limit: form.get("time_limit").to_owned(),
            clinicians: form.all("clinicians").into_iter().map(str::to_owned).collect(),
        }
    }

    /// The same as the fields of a form.
    pub(super) fn fields(&self) -> Vec<(&'static str, String)> {
        let mut fields = vec![
            ("start_date", self.start_date.clone()),
            ("end_date", self.end_date.clone()),
            ("phase", self.phase.clone()),
            ("time_limit", self.time_limit.clone()),
        ];
        let ticks = [
            ("overwrite", self.overwrite),
            ("override_fixed_period", self.override_fixed_period),
            ("optimise", self.optimise),
        ];
        let ticked = ticks.into_iter().filter(|(_, is_ticked)| *is_ticked);
        fields.extend(ticked.map(|(name, _)| (name, "on".to_owned())));
        fields.extend(self.clinicians.iter().map(|id| ("clinicians", id.clone())));
        fields
    }

    /// What the generator is to do, or what is wrong with the form.
    pub(super) fn request(&self, dry_run: bool) -> Result<Request, Errors> {
        let mut errors = Errors::default();
        let start_date = date("start_date", &self.start_date, &mut errors);
        let end_date = date("end_date", &self.end_date, &mut errors);
        let range = start_date.zip(end_date);
        if let Some(refusal) = range.and_then(|(start, end)| Refusal::of_range(start, end)) {
            let (field, told) = told(refusal);
            errors.add(field, told);
        }
        let choice = self.phase.parse::<generation::Choice>();
        if choice.is_err() {
            errors.add("phase", "Choose what to run.");
        }
        let seconds =
            self.time_limit.parse::<u64>().ok().filter(|limit| (1..=LONGEST).contains(limit));
        if seconds.is_none() {
            let told = format_args!("Write a whole number of seconds from 1 to {LONGEST}.");
            errors.add("time_limit", told);
        }
        let clinicians: Option<Vec<ClinicianId>> =
            self.clinicians.iter().map(|id| id.parse().map(ClinicianId).ok()).collect();
        if clinicians.is_none() {
            errors.add("clinicians", "Choose clinicians of the list.");
        }
        let read = (start_date, end_date, choice, seconds, clinicians);
        match read {
            (Some(start_date), Some(end_date), Ok(choice), Some(seconds), Some(clinicians))
                if errors.is_empty() =>
            {
                Ok(Request {
                    choice,
                    start_date,
                    end_date,
                    overwrite: self.overwrite,
                    override_fixed_period: self.override_fixed_period,
                    clinicians,
                    seed: 0,
                    time_limit: Duration::from_secs(seconds),
                    optimise: self.optimise,
                    dry_run,
                })
            }
            _ => Err(errors),
        }
    }

    /// What can be run.
    pub(super) fn phases(&self) -> Vec<Choice> {
        let choice = |of: &generation::Choice| {
            let word = of.to_string();
            let is_chosen = word == self.phase;
            Choice::new(word, phase_name(*of), is_chosen)
        };
        // First of all what is wanted most.
        generation::Choice::VARIANTS.iter().rev().map(choice).collect()
    }

    pub(super) fn phase_name(&self) -> String {
        self.phase.parse::<generation::Choice>().map_or_else(|_| self.phase.clone(), phase_name)
    }

    pub(super) fn dates(&self) -> String {
        match (self.start_date.parse(), self.end_date.parse()) {
            (Ok(start), Ok(end)) => span(start, end),
            _ => format!("{} to {}", self.start_date, self.end_date),
        }
    }
}

fn date(field: &str, text: &str, errors: &mut Errors) -> Option<NaiveDate> {
    match text.parse::<web::Day>() {
        Ok(day) => Some(day.0),
        Err(_) => {
            errors.add(field, "Write a date, for example 2027-03-29.");
            None
        }
    }
}

/// What people call a choice of phases.
pub(super) fn phase_name(choice: generation::Choice) -> String {
    match choice.phases() {
        [phase] => format!("Phase {} alone: {}", phase.number(), phase.label().to_lowercase()),
        _ => "All phases".to_owned(),
    }
}

/// Why a run does not begin, as the field of the form that it is about and a
/// sentence that speaks of the form.
pub(super) fn told(refusal: Refusal) -> (&'static str, String) {
    match refusal {
        Refusal::EndsFirst { .. } => {
            ("end_date", "The last day must not be before the first.".to_owned())
        }
        Refusal::TooLong { .. } => ("end_date", format!("A run fills at most {MOST_DAYS} days.")),
        Refusal::UnknownClinician(_) => ("clinicians", "Choose clinicians of the list.".to_owned()),
        Refusal::FixedPeriod { start, free_from } => (
            "override_fixed_period",
            format!(
                "{} is inside the fixed period: begin on {} or later, or tick “Begin inside the \
                 fixed period”.",
                long(start),
                long(free_from),
            ),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::testing::day;

    const GOOD: &str = "start_date=2024-07-15&end_date=2024-08-09&phase=all&time_limit=10";

    fn asked(text: &str) -> Asked {
        Asked::of(&Form::parse(text.as_bytes()))
    }

    #[test]
    fn a_form_says_what_is_to_be_done() {
        let asked = asked(&format!("{GOOD}&overwrite=on&optimise=on&clinicians=3&clinicians=4"));
        let request = asked.request(true).unwrap();
        let expected = Request {
            choice: generation::Choice::All,
            start_date: day("2024-07-15"),
            end_date: day("2024-08-09"),
            overwrite: true,
            override_fixed_period: false,
            clinicians: vec![ClinicianId(3), ClinicianId(4)],
            seed: 0,
            time_limit: Duration::from_secs(10),
            optimise: true,
            dry_run: true,
        };
        assert_eq!(request, expected);
        let names: Vec<&str> = asked.fields().into_iter().map(|(name, _)| name).collect();
        let ticked = ["overwrite", "optimise", "clinicians", "clinicians"];
        assert_eq!(
            names,
            [&["start_date", "end_date", "phase", "time_limit"][..], &ticked].concat()
        );
        assert_eq!(asked.dates(), "15 July to 9 August 2024");
    }

    #[test]
    fn every_mistake_is_told_beside_its_field() {
        for (field, from, to) in [
            ("start_date", "start_date=2024-07-15", "start_date=today"),
            ("end_date", "end_date=2024-08-09", "end_date=2024-07-14"),
            ("end_date", "end_date=2024-08-09", "end_date=2025-07-16"),
            ("phase", "phase=all", "phase=5"),
            ("time_limit", "time_limit=10", "time_limit=0"),
            ("time_limit", "time_limit=10", "time_limit=11"),
            ("clinicians", "phase=all", "phase=all&clinicians=x"),
        ] {
            let errors = asked(&GOOD.replace(from, to)).request(true).unwrap_err();
            let fields: Vec<&str> = errors.iter().map(|error| error.field.as_str()).collect();
            assert_eq!(fields, [field], "{to}");
        }
        assert_eq!(asked("").request(true).unwrap_err().iter().count(), 4);
    }

    #[test]
    fn a_range_begins_on_the_next_monday() {
        for (free_from, start, end) in [
            ("2024-07-15", "2024-07-15", "2024-08-09"),
            ("2024-07-16", "2024-07-22", "2024-08-16"),
            ("2024-07-21", "2024-07-22", "2024-08-16"),
        ] {
            let asked = Asked::from(day(free_from));
            assert_eq!((asked.start_date.as_str(), asked.end_date.as_str()), (start, end));
            assert!(asked.request(false).is_ok());
        }
    }

    #[test]
    fn refusals_speak_of_the_form() {
        let (start, free_from) = (day("2024-06-10"), day("2024-07-15"));
        for (refusal, field, expected) in [
            (
                Refusal::FixedPeriod { start, free_from },
                "override_fixed_period",
                "Monday 10 June 2024 is inside the fixed period: begin on Monday 15 July 2024 or \
                 later, or tick “Begin inside the fixed period”.",
            ),
            (
                Refusal::UnknownClinician(ClinicianId(9)),
                "clinicians",
                "Choose clinicians of the list.",
            ),
            (Refusal::TooLong { end: start }, "end_date", "A run fills at most 366 days."),
        ] {
            assert_eq!(told(refusal), (field, expected.to_owned()));
        }
    }

    #[test]
    fn one_phase_is_chosen() {
        let phases = asked(GOOD).phases();
        let labels: Vec<&str> = phases.iter().map(|phase| phase.label.as_str()).collect();
        let expected = [
            "All phases",
            "Phase 6 alone: duty doctors",
            "Phase 4 alone: partner minimum",
            "Phase 3 alone: deficit fill",
            "Phase 1 alone: fixed shifts",
        ];
        assert_eq!(labels, expected);
        assert_eq!(phases.iter().filter(|phase| phase.chosen).count(), 1);
        assert!(phases[0].chosen);
    }
}
