use super::Phase;
use super::draft::Draft;
use super::practice::Practice;

/// Places the days that terms say are worked every week.
pub(super) fn every_week(practice: &Practice<'_>, draft: &mut Draft) -> u32 {
    draft.place_agreed(practice, Phase::Fixed, |cell| cell.agreed.filter(|_| cell.is_every_week))
}

/// Places the days that terms say are worked every other week.
pub(super) fn alternate_weeks(practice: &Practice<'_>, draft: &mut Draft) -> u32 {
    draft.place_agreed(practice, Phase::AlternateWeeks, |cell| {
        cell.agreed.filter(|_| !cell.is_every_week)
    })
}
