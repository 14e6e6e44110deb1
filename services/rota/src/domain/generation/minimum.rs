use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::Phase;
use super::draft::{Count, Draft};
use super::practice::{Doctor, Practice};
use crate::domain::ShiftDuration;
use crate::domain::days::monday;

/// Gives every partner the days that each week should have at least, whether
/// or not doctors are missing. The answer is how many days that could not be.
pub(super) fn fill(practice: &Practice<'_>, draft: &mut Draft) -> u32 {
    let mut skipped = 0;
    let weeks: BTreeSet<NaiveDate> = practice.days.keys().map(|date| monday(*date)).collect();
    for week in weeks {
        for doctor in &practice.doctors {
            skipped += top_up(practice, draft, doctor, week);
        }
    }
    skipped
}

fn top_up(practice: &Practice<'_>, draft: &mut Draft, doctor: &Doctor, week: NaiveDate) -> u32 {
    let floor = doctor.weeks.get(&week).map_or(0, |week| week.floor);
    loop {
        let worked = draft.count(Count::WeekInRange(doctor.id, week));
        if worked >= floor {
            return 0;
        }
        let Some(date) = least_covered(practice, draft, doctor, week) else {
            return (floor - worked).div_ceil(2);
        };
        draft.place(date, doctor.id, ShiftDuration::Full, Phase::PartnerMinimum);
    }
}

/// The day on which doctors are missing most, or to spare least; of equals the
/// earliest.
fn least_covered(
    practice: &Practice<'_>,
    draft: &Draft,
    doctor: &Doctor,
    week: NaiveDate,
) -> Option<NaiveDate> {
    let days = practice.days.range(week..).take_while(|(date, _)| monday(**date) == week);
    let free = days.filter(|(date, _)| draft.room_for_partner(doctor, **date).is_some());
    let surplus = free.map(|(date, day)| {
        let doctors = draft.count(Count::Doctors(*date));
        (i64::from(doctors) - i64::from(day.minimum), *date)
    });
    surplus.min().map(|(_, date)| date)
}
