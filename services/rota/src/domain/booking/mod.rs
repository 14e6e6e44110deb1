//! Booking leave by choosing dates.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use strum::VariantArray;
use thiserror::Error;

use super::calendar::Calendar;
use super::days::{dates, is_weekend, monday};
use super::values::{LeaveRequest, WorkingTerm, governing};
use super::words::{LeaveType, WorkingTermType};

#[cfg(test)]
mod tests;

/// Dates that one booking may choose: what keeps others waiting ends soon.
pub const MOST_DATES: usize = 100;

/// How somebody chooses annual leave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// In whole weeks, from Monday to Friday: partners.
    Week,
    /// In single days: everybody else.
    Day,
}

impl Mode {
    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Week => "week",
            Self::Day => "day",
        }
    }
}

/// Why leave is not booked, in a sentence for whoever chose the dates.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum BookingError {
    /// There is no such type of leave.
    #[error("\"{0}\" is not a type of leave.")]
    UnknownType(String),
    /// Leave of that type is for partners.
    #[error("{} is for partners only.", .0.label())]
    Ineligible(LeaveType),
    /// Planned illness is entered by managers.
    #[error("Only managers may enter planned sick leave.")]
    PlannedSick,
    /// No date was chosen.
    #[error("Choose at least one date.")]
    NoDates,
    /// More dates were chosen than one booking may have.
    #[error("Choose at most {most} dates at a time.", most = MOST_DATES)]
    TooMany,
    /// A date was chosen more than once.
    #[error("{0} is chosen more than once.")]
    Duplicate(NaiveDate),
    /// A date is before today.
    #[error("{0} is in the past.")]
    Past(NaiveDate),
    /// A date is at a weekend.
    #[error("{0} is at a weekend.")]
    Weekend(NaiveDate),
    /// A bank holiday was chosen, and no working day around it.
    #[error("Bank holiday: nobody works on {0}.")]
    BankHoliday(NaiveDate),
    /// A partner's annual leave leaves out a working day of a week.
    #[error("Partners take annual leave in whole weeks, from Monday to Friday.")]
    NotWholeWeeks,
    /// On that date there is other leave, granted or asked for.
    #[error("There is other leave on {0} already.")]
    Overlaps(NaiveDate),
}

/// The type of leave that a word means.
pub fn leave_type(word: &str) -> Result<LeaveType, BookingError> {
    word.parse().map_err(|_| BookingError::UnknownType(word.to_owned()))
}

/// How somebody chooses annual leave of a date, by the term that governs it.
pub fn mode(terms: &[WorkingTerm], date: NaiveDate) -> Mode {
    let is_partner =
        governing(terms, date).is_some_and(|term| term.type_ == WorkingTermType::Partner);
    if is_partner { Mode::Week } else { Mode::Day }
}

/// The types of leave that somebody is offered on some of the dates from `first`
/// to `last`: not to work only as a partner, planned illness only as a manager.
pub fn offered(
    terms: &[WorkingTerm],
    first: NaiveDate,
    last: NaiveDate,
    is_manager: bool,
) -> Vec<LeaveType> {
    let is_offered = |type_: &LeaveType| match type_ {
        LeaveType::NotWorking => dates(first, last).any(|date| mode(terms, date) == Mode::Week),
        LeaveType::PlannedSick => is_manager,
        LeaveType::AnnualLeave | LeaveType::StudyLeave | LeaveType::Coroners => true,
    };
    LeaveType::VARIANTS.iter().copied().filter(is_offered).collect()
}

/// Dates as ranges with no working day between them that was not chosen: over
/// weekends and bank holidays a range goes on. Each starts and ends on a chosen
/// date; they are in order, however the dates are.
pub fn blocks(calendar: &Calendar, dates: &[NaiveDate]) -> Vec<(NaiveDate, NaiveDate)> {
    let chosen: BTreeSet<NaiveDate> = dates.iter().copied().collect();
    let mut blocks: Vec<(NaiveDate, NaiveDate)> = Vec::new();
    for date in chosen {
        match blocks.last_mut() {
            Some((_, last)) if !is_work_between(calendar, *last, date) => *last = date,
            _ => blocks.push((date, date)),
        }
    }
    blocks
}

fn is_work_between(calendar: &Calendar, before: NaiveDate, after: NaiveDate) -> bool {
    calendar.working_days(before, after).any(|date| before < date && date < after)
}

/// Whether somebody may ask for leave of a type on these dates: not to work on
/// dates that they are a partner on, planned illness as a manager.
pub fn eligible(
    type_: LeaveType,
    dates: &[NaiveDate],
    terms: &[WorkingTerm],
    is_manager: bool,
) -> Result<(), BookingError> {
    let is_partner = |date: &NaiveDate| mode(terms, *date) == Mode::Week;
    match type_ {
        LeaveType::PlannedSick if !is_manager => Err(BookingError::PlannedSick),
        LeaveType::NotWorking if !dates.iter().all(is_partner) => {
            Err(BookingError::Ineligible(type_))
        }
        _ => Ok(()),
    }
}

/// The ranges of dates to ask for leave on, one request for each, unless
/// something is wrong with the choice. Dates that lie in a range though nobody
/// chose them, as weekends do, must be free of other leave as well. What
/// somebody is on a date says how it is chosen, whatever they are today.
pub fn check(
    type_: LeaveType,
    dates: &[NaiveDate],
    terms: &[WorkingTerm],
    own: &[LeaveRequest],
    calendar: &Calendar,
    today: NaiveDate,
    is_manager: bool,
) -> Result<Vec<(NaiveDate, NaiveDate)>, BookingError> {
    eligible(type_, dates, terms, is_manager)?;
    check_dates(dates, today)?;
    let is_by_week =
        |date: NaiveDate| type_ == LeaveType::AnnualLeave && mode(terms, date) == Mode::Week;
    if !are_whole_weeks(calendar, dates, is_by_week) {
        return Err(BookingError::NotWholeWeeks);
    }
    let blocks = blocks(calendar, dates);
    let idle = blocks.iter().find(|(start, end)| {
        !is_by_week(*start) && calendar.working_days(*start, *end).next().is_none()
    });
    if let Some((start, _)) = idle {
        return Err(BookingError::BankHoliday(*start));
    }
    let overlap = blocks.iter().find_map(|(start, end)| first_overlap(own, *start, *end));
    overlap.map_or(Ok(blocks), |date| Err(BookingError::Overlaps(date)))
}

fn check_dates(dates: &[NaiveDate], today: NaiveDate) -> Result<(), BookingError> {
    if dates.is_empty() {
        return Err(BookingError::NoDates);
    }
    if dates.len() > MOST_DATES {
        return Err(BookingError::TooMany);
    }
    let mut seen = BTreeSet::new();
    if let Some(date) = dates.iter().find(|date| !seen.insert(**date)) {
        return Err(BookingError::Duplicate(*date));
    }
    if let Some(date) = dates.iter().find(|date| **date < today) {
        return Err(BookingError::Past(*date));
    }
    if let Some(date) = dates.iter().find(|date| is_weekend(**date)) {
        return Err(BookingError::Weekend(*date));
    }
    Ok(())
}

/// Whether of every week with a chosen date that goes by the week all working
/// days that do are chosen.
fn are_whole_weeks(
    calendar: &Calendar,
    chosen: &[NaiveDate],
    is_by_week: impl Fn(NaiveDate) -> bool,
) -> bool {
    let mut weeks: BTreeMap<NaiveDate, BTreeSet<NaiveDate>> = BTreeMap::new();
    for date in chosen.iter().filter(|date| is_by_week(**date)) {
        weeks.entry(monday(*date)).or_default().insert(*date);
    }
    weeks.iter().all(|(monday, chosen)| {
        let mut week = monday.iter_days().take(5);
        week.all(|date| {
            chosen.contains(&date) || !calendar.is_working_day(date) || !is_by_week(date)
        })
    })
}

/// The first date from `start` to `end` on which there is other leave.
fn first_overlap(own: &[LeaveRequest], start: NaiveDate, end: NaiveDate) -> Option<NaiveDate> {
    let overlapping = own.iter().filter(|leave| {
        leave.status.is_live() && leave.start_date <= end && start <= leave.end_date
    });
    overlapping.map(|leave| leave.start_date.max(start)).min()
}
