use std::cmp::Reverse;
use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate};
use rust_decimal::Decimal;

use super::Phase;
use super::draft::{Count, Draft};
use super::practice::Practice;
use crate::domain::days::monday;
use crate::domain::{ClinicianId, ShiftDuration};

/// Places partners where doctors are missing: first where most are, on the
/// earlier date of equals. The answer is how many are still missing.
pub(super) fn fill(practice: &Practice<'_>, draft: &mut Draft) -> u32 {
    let shortages = practice.days.iter().filter_map(|(date, day)| {
        let short = day.minimum.saturating_sub(draft.count(Count::Doctors(*date)));
        (short > 0).then_some((Reverse(short), *date))
    });
    let mut queue: BTreeSet<(Reverse<u32>, NaiveDate)> = shortages.collect();
    let mut missing = 0;
    while let Some((Reverse(short), date)) = queue.pop_first() {
        let Some(id) = most_owing(practice, draft, date) else {
            missing += short;
            continue;
        };
        draft.place(date, id, ShiftDuration::Full, Phase::Deficit);
        if short > 1 {
            queue.insert((Reverse(short - 1), date));
        }
    }
    missing
}

/// Who owes most of what is expected of them over the range, scaled to whole
/// time. Of equals, who works less that week, then who works fewer such days of
/// the week, so that Mondays go round.
fn most_owing(practice: &Practice<'_>, draft: &Draft, date: NaiveDate) -> Option<ClinicianId> {
    let candidates = practice.doctors.iter().filter_map(|doctor| {
        let cell = draft.room_for_partner(doctor, date)?;
        let worked = Decimal::from(draft.count(Count::Worked(doctor.id))) / Decimal::TWO;
        let owed = (doctor.expected - worked).checked_div(cell.wte).unwrap_or_default();
        let this_week = draft.count(Count::Week(doctor.id, monday(date)));
        let such_days = draft.count(Count::Weekday(doctor.id, date.weekday()));
        Some((Reverse(owed), this_week, such_days, doctor.id))
    });
    candidates.min().map(|(_, _, _, id)| id)
}
