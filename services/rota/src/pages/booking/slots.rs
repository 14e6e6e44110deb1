use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, Days, NaiveDate};
use diesel_async::AsyncPgConnection;
use rust_decimal::Decimal;

use crate::RotaError;
use crate::domain::booking::{Mode, mode, offered};
use crate::domain::days::{is_weekend, monday};
use crate::domain::quota::quota;
use crate::domain::staffing::{DayForecast, forecast};
use crate::domain::{
    Calendar, ClinicianId, Configuration, LeaveRequest, LeaveStatus, LeaveType, PracticeId, Shift,
    WorkingTerm,
};
use crate::pages::cover::cover;
use crate::pages::month::Month;
use crate::pages::quota::told;
use crate::pages::words::{leave_status, span};
use crate::store::{leave_adjustments, leave_requests, practices, shifts, working_terms};

/// What somebody who books leave has to know.
pub(super) struct Facts {
    pub(super) configuration: Configuration,
    pub(super) calendar: Calendar,
    pub(super) clinician: ClinicianId,
    pub(super) today: NaiveDate,
    /// A Monday, and a Friday.
    pub(super) range: (NaiveDate, NaiveDate),
    /// Their own.
    pub(super) terms: Vec<WorkingTerm>,
    /// Their own, of every status and time.
    pub(super) own: Vec<LeaveRequest>,
    /// Their own, by leave year.
    pub(super) adjustments: BTreeMap<i32, Decimal>,
    /// Everybody's.
    pub(super) shifts: Vec<Shift>,
    /// Everybody's that is live.
    pub(super) leave: Vec<LeaveRequest>,
}

/// What a page has to tick.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ChosenIn {
    Weeks,
    Days,
    /// Of somebody who becomes a partner, or ceases to be one.
    Both,
}

impl ChosenIn {
    /// What is asked for.
    pub(super) fn legend(self) -> &'static str {
        match self {
            Self::Weeks => "Weeks that you wish to be away",
            Self::Days => "Days that you wish to be away",
            Self::Both => "Weeks and days that you wish to be away",
        }
    }

    /// For the style.
    pub(super) fn class(self) -> &'static str {
        if self == Self::Days { "month" } else { "weeks" }
    }
}

/// A day or a week that can be ticked, or why it cannot.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Slot {
    pub(super) value: String,
    pub(super) label: String,
    pub(super) is_ticked: bool,
    /// How many doctors there are, and who is away.
    pub(super) told: Vec<String>,
    /// Why it cannot be ticked.
    pub(super) closed: Option<String>,
}

impl Facts {
    /// What is known of the whole weeks of a month.
    pub(super) async fn load(
        connection: &mut AsyncPgConnection,
        practice: PracticeId,
        clinician: ClinicianId,
        today: NaiveDate,
        month: Month,
    ) -> Result<Self, RotaError> {
        let range @ (first, last) = weeks(month);
        let (configuration, calendar) = practices::rules(connection, practice).await?;
        let terms = working_terms::of_clinicians(connection, practice, &[clinician]).await?;
        Ok(Self {
            configuration,
            calendar,
            clinician,
            today,
            range,
            terms,
            own: leave_requests::of_clinician(connection, clinician).await?,
            adjustments: leave_adjustments::by_year(connection, clinician).await?,
            shifts: shifts::between(connection, practice, first, last).await?,
            leave: leave_requests::live_between(connection, practice, None, first, last).await?,
        })
    }

    pub(super) fn offered(&self, is_manager: bool) -> Vec<LeaveType> {
        offered(&self.terms, self.range.0, self.range.1, is_manager)
    }

    /// What leave of a type is chosen in, on the page.
    pub(super) fn chosen_in(&self, type_: LeaveType) -> ChosenIn {
        let (first, last) = self.range;
        let mondays = first.iter_weeks().take_while(|monday| *monday <= last);
        let by_week: BTreeSet<bool> =
            mondays.map(|monday| self.is_by_week(type_, monday)).collect();
        match (by_week.contains(&true), by_week.contains(&false)) {
            (true, true) => ChosenIn::Both,
            (true, false) => ChosenIn::Weeks,
            _ => ChosenIn::Days,
        }
    }

    /// Whether leave of a type is chosen as a whole in the week of a date: where
    /// a day of it goes by the week.
    fn is_by_week(&self, type_: LeaveType, date: NaiveDate) -> bool {
        let mut days = monday(date).iter_days().take(5);
        type_ == LeaveType::AnnualLeave && days.any(|day| mode(&self.terms, day) == Mode::Week)
    }

    /// The dates that are chosen by what is ticked: of whole weeks all five days.
    pub(super) fn dates(&self, type_: LeaveType, ticked: &BTreeSet<NaiveDate>) -> Vec<NaiveDate> {
        let mut dates = BTreeSet::new();
        for date in ticked {
            if self.is_by_week(type_, *date) {
                dates.extend(monday(*date).iter_days().take(5));
            } else {
                dates.insert(*date);
            }
        }
        dates.into_iter().collect()
    }

    /// What is left of the annual leave when a month comes.
    pub(super) fn quota(&self, month: Month) -> String {
        let as_of = month.last().max(self.today);
        let year = self.configuration.leave_year(as_of);
        let adjusted = self.adjustments.get(&year.0.year()).copied().unwrap_or_default();
        let (configuration, calendar) = (&self.configuration, &self.calendar);
        let quota = quota(configuration, calendar, &self.terms, &self.own, adjusted, as_of);
        told(quota.as_ref(), year)
    }

    /// What can be ticked for leave of a type.
    pub(super) fn slots(&self, type_: LeaveType, ticked: &BTreeSet<NaiveDate>) -> Vec<Slot> {
        let (first, last) = self.range;
        let Self { configuration, calendar, shifts, leave, .. } = self;
        let days: Vec<DayForecast> = forecast(configuration, calendar, first, last, shifts, leave)
            .into_iter()
            .filter(|day| !is_weekend(day.date))
            .collect();
        let slots = |week: &[DayForecast]| -> Vec<Slot> {
            match week.first() {
                Some(day) if self.is_by_week(type_, day.date) => {
                    self.week(week, ticked).into_iter().collect()
                }
                _ => week.iter().map(|day| self.day(day, ticked)).collect(),
            }
        };
        days.chunks(5).flat_map(slots).collect()
    }

    fn week(&self, days: &[DayForecast], ticked: &BTreeSet<NaiveDate>) -> Option<Slot> {
        let (first, last) = (days.first()?.date, days.last()?.date);
        let taken = days.iter().find_map(|day| self.taken(day.date));
        Some(Slot {
            value: first.to_string(),
            label: span(first, last),
            is_ticked: ticked.contains(&first),
            told: days
                .iter()
                .map(|day| {
                    let facts = self.facts(day);
                    let facts = if facts.is_empty() { "–".to_owned() } else { facts.join(", ") };
                    format!("{}: {facts}", day.day_of_week)
                })
                .collect(),
            closed: self.past(first).or(taken),
        })
    }

    fn day(&self, day: &DayForecast, ticked: &BTreeSet<NaiveDate>) -> Slot {
        let date = day.date;
        let closed = || self.calendar.bank_holiday(date).map(|_| "Bank holiday".to_owned());
        Slot {
            value: date.to_string(),
            label: date.format("%A %-d %B").to_string(),
            is_ticked: ticked.contains(&date),
            told: self.facts(day),
            closed: self.past(date).or_else(|| self.taken(date)).or_else(closed),
        }
    }

    fn past(&self, date: NaiveDate) -> Option<String> {
        (date < self.today).then(|| "In the past".to_owned())
    }

    /// The own leave that a date is taken by.
    fn taken(&self, date: NaiveDate) -> Option<String> {
        let taken = self.own.iter().find(|leave| leave.status.is_live() && leave.covers(date))?;
        let state = leave_status(taken.status).to_lowercase();
        Some(format!("{}: {state}", taken.type_.label()))
    }

    /// What speaks for and against leave on a day.
    fn facts(&self, day: &DayForecast) -> Vec<String> {
        let date = day.date;
        let mut facts = Vec::new();
        facts.extend(self.calendar.bank_holiday(date).map(str::to_owned));
        facts.extend(cover(day).map(|cover| cover.told));
        let away = self.others(date, LeaveStatus::Approved);
        match self.configuration.max_leave_per_day {
            Some(most) => facts.push(format!("{away} of at most {most} away")),
            None if away > 0 => facts.push(format!("{away} away")),
            None => {}
        }
        let waiting = self.others(date, LeaveStatus::Requested);
        if waiting > 0 {
            facts.push(format!("{waiting} waiting for a decision"));
        }
        let works = |shift: &Shift| {
            shift.date == date && shift.clinician_id == self.clinician && shift.is_live()
        };
        if self.shifts.iter().any(works) {
            facts.push("you work".to_owned());
        }
        facts
    }

    /// How many others have leave of a status on a date.
    fn others(&self, date: NaiveDate, status: LeaveStatus) -> usize {
        let there = self.leave.iter().filter(|leave| leave.status == status && leave.covers(date));
        let people: BTreeSet<ClinicianId> = there.map(|leave| leave.clinician_id).collect();
        people.into_iter().filter(|id| *id != self.clinician).count()
    }
}

/// The Monday of the first and the Friday of the last week of a month.
fn weeks(month: Month) -> (NaiveDate, NaiveDate) {
    let last = monday(month.last());
    (monday(month.first()), last.checked_add_days(Days::new(4)).unwrap_or(last))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::WorkingTermType;
    use crate::domain::testing::{day, leave, shift, term};

    fn facts(type_: WorkingTermType) -> Facts {
        Facts {
            configuration: Configuration::default(),
            calendar: Calendar::new([(day("2024-06-05"), "Derby day".to_owned())].into()),
            clinician: ClinicianId(1),
            today: day("2024-06-04"),
            range: weeks("2024-06".parse().unwrap()),
            terms: vec![term(1, 1, type_, "2024-01-01")],
            own: vec![leave(1, 1, LeaveType::StudyLeave, "2024-06-13", "2024-06-13")],
            adjustments: BTreeMap::new(),
            shifts: vec![shift(1, 1, "2024-06-06"), shift(2, 2, "2024-06-06")],
            leave: vec![leave(2, 3, LeaveType::AnnualLeave, "2024-06-06", "2024-06-07")],
        }
    }

    #[test]
    fn days_say_what_they_have() {
        let facts = facts(WorkingTermType::Salaried);
        let ticked = [day("2024-06-06")].into();
        let slots = facts.slots(LeaveType::AnnualLeave, &ticked);
        // The weeks of June 2024 begin on 27 May and end on 28 June.
        assert_eq!(slots.len(), 25);
        let on = |date: &str| slots.iter().find(|slot| slot.value == date).unwrap();
        assert_eq!(
            on("2024-06-06"),
            &Slot {
                value: "2024-06-06".to_owned(),
                label: "Thursday 6 June".to_owned(),
                is_ticked: true,
                told: ["2 of 6 doctors: too few", "1 away", "you work"].map(str::to_owned).into(),
                closed: None,
            }
        );
        for (date, closed) in [
            ("2024-06-03", "In the past"),
            ("2024-06-05", "Bank holiday"),
            ("2024-06-13", "Study leave: approved"),
        ] {
            assert_eq!(on(date).closed.as_deref(), Some(closed), "{date}");
        }
    }

    #[test]
    fn partners_take_annual_leave_by_the_week() {
        let facts = facts(WorkingTermType::Partner);
        let slots = facts.slots(LeaveType::AnnualLeave, &BTreeSet::new());
        let told: Vec<_> =
            slots.iter().map(|slot| (slot.label.as_str(), slot.closed.as_deref())).collect();
        let expected = [
            ("27 to 31 May 2024", Some("In the past")),
            ("3 to 7 June 2024", Some("In the past")),
            ("10 to 14 June 2024", Some("Study leave: approved")),
            ("17 to 21 June 2024", None),
            ("24 to 28 June 2024", None),
        ];
        assert_eq!(told, expected);
        assert_eq!(slots[1].told[2], "Wednesday: Derby day");
        assert_eq!(facts.slots(LeaveType::StudyLeave, &BTreeSet::new()).len(), 25);
    }

    #[test]
    fn who_becomes_a_partner_takes_weeks_from_then_on() {
        let mut facts = facts(WorkingTermType::Salaried);
        let type_ = LeaveType::AnnualLeave;
        assert_eq!(facts.chosen_in(type_), ChosenIn::Days);
        facts.terms.push(term(2, 1, WorkingTermType::Partner, "2024-06-19"));
        assert_eq!(facts.chosen_in(type_), ChosenIn::Both);
        assert_eq!(facts.chosen_in(LeaveType::StudyLeave), ChosenIn::Days);
        let slots = facts.slots(type_, &BTreeSet::new());
        let labels: Vec<&str> = slots.iter().map(|slot| slot.label.as_str()).collect();
        assert_eq!(labels.len(), 3 * 5 + 2);
        assert_eq!(labels[14..], ["Friday 14 June", "17 to 21 June 2024", "24 to 28 June 2024"]);
        let ticked = [day("2024-06-14"), day("2024-06-17")].into();
        let dates = facts.dates(type_, &ticked);
        let told: Vec<String> = dates.iter().map(NaiveDate::to_string).collect();
        let whole = ["2024-06-17", "2024-06-18", "2024-06-19", "2024-06-20", "2024-06-21"];
        assert_eq!(told, [&["2024-06-14"][..], &whole].concat());
        assert_eq!(facts.dates(LeaveType::StudyLeave, &ticked).len(), 2);
        facts.terms = vec![term(2, 1, WorkingTermType::Partner, "2024-01-01")];
        assert_eq!(facts.chosen_in(type_), ChosenIn::Weeks);
    }

    #[test]
    fn a_limit_of_leave_is_told() {
        let mut facts = facts(WorkingTermType::Salaried);
        facts.configuration.max_leave_per_day = Some(3);
        let slots = facts.slots(LeaveType::StudyLeave, &BTreeSet::new());
        let thursday = slots.iter().find(|slot| slot.value == "2024-06-06").unwrap();
        assert_eq!(thursday.told[1], "1 of at most 3 away");
    }
}
