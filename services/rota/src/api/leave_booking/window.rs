//! Which dates a calendar shows.

use chrono::{Datelike, Months, NaiveDate};
use web::Day;

/// Dates that one calendar may show.
const MOST_DATES: i64 = 366;
/// How far ahead it shows them unless told otherwise.
const AHEAD: Months = Months::new(3);
/// The last year that `YYYY-MM-DD` can write.
const LAST_YEAR: i32 = 9999;

/// The dates that are asked about, first and last: a month, which goes before
/// the others; else from the first of this month to the end of the month that is
/// three months ahead, as far as the two ends are not given. Otherwise what is
/// wrong, in a sentence.
pub(super) fn window(
    month: Option<&str>,
    start: Option<&str>,
    end: Option<&str>,
    today: NaiveDate,
) -> Result<(NaiveDate, NaiveDate), String> {
    if let Some(month) = month {
        let first: Option<Day> = format!("{month}-01").parse().ok();
        let last = first.and_then(|Day(first)| Some((first, end_of_month(first)?)));
        return last.ok_or_else(|| "month: It is written YYYY-MM.".to_owned());
    }
    let read = |name: &str, text: Option<&str>| {
        let read = text.map(|text| text.parse::<Day>().map(|Day(date)| date));
        read.transpose().map_err(|mistake| format!("{name}: {mistake}"))
    };
    let (start, end) = (read("start_date", start)?, read("end_date", end)?);
    let first = start.or_else(|| today.with_day(1)).unwrap_or(today);
    let default_end = || first.checked_add_months(AHEAD).and_then(end_of_month);
    let last = end.or_else(default_end).unwrap_or(first);
    if last < first {
        return Err("end_date: It must not be before start_date.".to_owned());
    }
    if last.signed_duration_since(first).num_days() >= MOST_DATES || last.year() > LAST_YEAR {
        return Err(format!("end_date: At most {MOST_DATES} dates are shown at a time."));
    }
    Ok((first, last))
}

fn end_of_month(date: NaiveDate) -> Option<NaiveDate> {
    date.with_day(1)?.checked_add_months(Months::new(1))?.pred_opt()
}
