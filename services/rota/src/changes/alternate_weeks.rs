use diesel_async::{AsyncConnection, AsyncPgConnection};
use serde_json::{Value, json};

use super::working_terms::touch;
use super::{Change, Who};
use crate::RotaError;
use crate::domain::{
    AlternateWeek, AlternateWeeks, Pattern, WorkingTerm, WorkingTermId, WorkingTermType,
};
use crate::store::working_terms;

/// Says what is worked in one of the two weeks of a term, in the place of what
/// was said before.
pub async fn set_alternate_week(
    connection: &mut AsyncPgConnection,
    who: &Who,
    id: WorkingTermId,
    week: AlternateWeek,
    pattern: Pattern,
) -> Result<(), RotaError> {
    connection
        .transaction(async |connection| {
            let mut change = Change::begin(connection, who).await?;
            let term = find(&mut change, id).await?;
            if let Some(reason) = refusal(pattern, &term) {
                return Err(RotaError::Refused(reason.to_owned()));
            }
            replace(&mut change, &term, term.alternate_weeks.with(week, pattern)).await?;
            change.finish().await.map(drop)
        })
        .await
}

/// Forgets what is worked every other week under a term.
pub async fn remove_alternate_weeks(
    connection: &mut AsyncPgConnection,
    who: &Who,
    id: WorkingTermId,
) -> Result<(), RotaError> {
    connection
        .transaction(async |connection| {
            let mut change = Change::begin(connection, who).await?;
            let term = find(&mut change, id).await?;
            replace(&mut change, &term, AlternateWeeks::default()).await?;
            change.finish().await.map(drop)
        })
        .await
}

/// Notes how the alternate weeks of a term were and are, each that is different.
pub(super) fn record(
    change: &mut Change<'_>,
    id: WorkingTermId,
    before: AlternateWeeks,
    after: AlternateWeeks,
) {
    for week in AlternateWeek::BOTH {
        let (before, after) = (before.pattern(week), after.pattern(week));
        if before != after {
            let images = (image(id, week, before), image(id, week, after));
            change.record("alternate_week", format_args!("{id}/{week}"), images.0, images.1);
        }
    }
}

async fn find(change: &mut Change<'_>, id: WorkingTermId) -> Result<WorkingTerm, RotaError> {
    let practice = change.who.practice;
    let found = working_terms::find(change.connection, practice, id).await?;
    found.map(|(row, _)| row.term).ok_or(RotaError::NoSuch("WorkingTerm"))
}

async fn replace(
    change: &mut Change<'_>,
    term: &WorkingTerm,
    weeks: AlternateWeeks,
) -> Result<(), RotaError> {
    working_terms::set_alternate_weeks(change.connection, term.id, &weeks).await?;
    record(change, term.id, term.alternate_weeks, weeks);
    touch(change, term);
    Ok(())
}

/// Why nobody could work like that.
fn refusal(pattern: Pattern, term: &WorkingTerm) -> Option<&'static str> {
    if term.type_ == WorkingTermType::Locum {
        Some("the dates of a locum are entered by hand")
    } else if pattern.all().is_empty() {
        Some("name at least one day; to forget a pattern, remove it")
    } else if pattern.all().meets(term.cannot_work_days) {
        Some("the term says that one of these days is never worked")
    } else {
        None
    }
}

/// None of a week in which no day is named.
fn image(id: WorkingTermId, week: AlternateWeek, pattern: Pattern) -> Option<Value> {
    (!pattern.all().is_empty()).then(|| {
        json!({
            "working_term": id,
            "week": week.to_string(),
            "days": pattern.days,
            "half_days": pattern.half_days,
        })
    })
}

#[cfg(test)]
mod tests {
    use chrono::Weekday;

    use super::*;
    use crate::domain::Days;
    use crate::domain::testing::term;

    #[test]
    fn a_pattern_fits_its_term() {
        let term = |type_| WorkingTerm {
            cannot_work_days: Days::NONE.with(Weekday::Fri),
            ..term(1, 1, type_, "2025-01-01")
        };
        let (partner, locum) = (term(WorkingTermType::Partner), term(WorkingTermType::Locum));
        let monday = Days::NONE.with(Weekday::Mon);
        for (days, half_days, term, told) in [
            (monday, Days::NONE, &partner, None),
            (Days::NONE, monday, &partner, None),
            (monday, Days::NONE, &locum, Some("by hand")),
            (Days::NONE, Days::NONE, &partner, Some("at least one day")),
            (monday, Days::NONE.with(Weekday::Fri), &partner, Some("never worked")),
        ] {
            let reason = refusal(Pattern { days, half_days }, term);
            assert_eq!(reason.is_some(), told.is_some(), "{reason:?}");
            assert!(reason.unwrap_or_default().contains(told.unwrap_or_default()), "{reason:?}");
        }
    }
}
