use actix_web::HttpRequest;
use chrono::NaiveDate;
use web::{ApiError, Day, Integer, Query};

use crate::RotaError;
use crate::api::failed;
use crate::domain::staffing;

/// How the length of a range can be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::api) enum Length {
    /// By its end alone.
    InDates,
    /// By its end, or else in weeks.
    InWeeksToo,
}

/// The first and the last date that a request asks for, by `start_date`,
/// `end_date` and, where they may be told, `weeks`.
///
/// # Errors
///
/// 400 with all that is wrong, by parameter.
pub(in crate::api) fn range(
    request: &HttpRequest,
    length: Length,
    today: NaiveDate,
) -> Result<(NaiveDate, NaiveDate), ApiError> {
    let mut query = Query::new(request);
    let start = query.one("start_date").map(|Day(date)| date);
    let end = query.one("end_date").map(|Day(date)| date);
    let weeks: Option<Integer> = match length {
        Length::InDates => None,
        Length::InWeeksToo => query.one("weeks"),
    };
    // What is no `u32` is out of range, as 0 is.
    let weeks = weeks.map(|Integer(weeks)| u32::try_from(weeks).unwrap_or_default());
    let read = start.is_some() == query.is_given("start_date")
        && end.is_some() == query.is_given("end_date");
    let range = staffing::range(start, end, weeks, today);
    // Dates that could not be read are told already, and nothing follows from them.
    if let Err((field, message)) = &range
        && (read || *field == "weeks")
    {
        query.reject(field, message.as_str());
    }
    query.finish()?;
    range.map_err(|(field, message)| failed(RotaError::invalid(field, message)))
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;
    use serde_json::{Value, json};

    use super::*;
    use crate::domain::testing::day;

    fn read(parameters: &str, length: Length) -> Result<(NaiveDate, NaiveDate), Vec<String>> {
        let request = TestRequest::with_uri(&format!("/?{parameters}")).to_http_request();
        range(&request, length, day("2024-06-01")).map_err(|error| {
            let told = error.to_string();
            let body: Value = serde_json::from_str(told.split_once(": ").unwrap().1).unwrap();
            body.as_object().unwrap().keys().cloned().collect()
        })
    }

    #[test]
    fn a_range_is_read() {
        for (parameters, first, last) in [
            ("", "2024-06-01", "2024-06-29"),
            ("weeks=1", "2024-06-01", "2024-06-08"),
            ("start_date=2024-01-01&end_date=2024-01-01&weeks=1", "2024-01-01", "2024-01-01"),
            ("start_date=&end_date=2024-06-02", "2024-06-01", "2024-06-02"),
        ] {
            let expected = (day(first), day(last));
            assert_eq!(read(parameters, Length::InWeeksToo), Ok(expected), "{parameters}");
        }
        let (_, last) = read("weeks=1", Length::InDates).unwrap();
        assert_eq!(last, day("2024-06-29"));
    }

    #[test]
    fn what_is_wrong_is_told_by_name() {
        for (parameters, expected) in [
            ("start_date=1st&end_date=2024-02-30", json!(["end_date", "start_date"])),
            ("start_date=1st&weeks=0", json!(["start_date", "weeks"])),
            ("start_date=1st&end_date=2024-05-01", json!(["start_date"])),
            ("end_date=2024-05-31", json!(["end_date"])),
            ("start_date=2024-01-01&end_date=2025-01-01", json!(["end_date"])),
            ("weeks=53", json!(["weeks"])),
            ("weeks=-1", json!(["weeks"])),
            ("weeks=two", json!(["weeks"])),
        ] {
            let told = read(parameters, Length::InWeeksToo).unwrap_err();
            assert_eq!(json!(told), expected, "{parameters}");
        }
    }
}
