//! Shifts, as they are told and asked for.

use std::str::FromStr;

use chrono::NaiveDate;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use web::{Choice, Day, Field, Fields, Integer, Pk, Query, Word, stamp};

use crate::changes::shifts::Edit;
use crate::domain::{ClinicianId, ShiftDuration, ShiftId, ShiftStatus, ShiftType};
use crate::store::shifts::{Filter, ShiftRow};

/// A clinician's day at work, or away for work.
#[derive(Serialize, ToSchema)]
#[schema(as = rota::Shift)]
pub(crate) struct Shift {
    #[schema(value_type = i64)]
    id: ShiftId,
    /// Whose it is.
    #[schema(value_type = i64)]
    clinician: ClinicianId,
    clinician_name: String,
    date: NaiveDate,
    #[serde(rename = "type")]
    type_: ShiftType,
    duration: ShiftDuration,
    status: ShiftStatus,
    /// Whether the generator must leave it alone.
    is_pinned: bool,
    /// Whether shifts of its type count as worked.
    counts_as_worked: bool,
    /// Whether shifts of its type count toward the minimum of doctors.
    counts_toward_minimum: bool,
    /// A username, `generator` or `system`.
    created_by: String,
    #[schema(format = DateTime)]
    created_at: String,
    /// Who changed it last; null before the first change.
    modified_by: Option<String>,
    /// When it was made or last changed.
    #[schema(format = DateTime)]
    modified_at: String,
}

impl From<(ShiftRow, String)> for Shift {
    fn from((row, clinician_name): (ShiftRow, String)) -> Self {
        let shift = row.shift;
        Self {
            id: shift.id,
            clinician: shift.clinician_id,
            clinician_name,
            date: shift.date,
            type_: shift.type_,
            duration: shift.duration,
            status: shift.status,
            is_pinned: shift.is_pinned,
            counts_as_worked: shift.type_.counts_as_worked(),
            counts_toward_minimum: shift.type_.counts_toward_minimum(),
            created_by: row.created_by,
            created_at: stamp(row.created_at),
            modified_by: row.modified_by,
            modified_at: stamp(row.modified_at),
        }
    }
}

/// What is said of a shift.
#[derive(ToSchema)]
#[schema(as = rota::ShiftInput)]
#[expect(dead_code, reason = "documents what `create` and `replace` read")]
pub(crate) struct Input {
    /// The number of whose it is.
    clinician: i64,
    date: NaiveDate,
    /// `STANDARD` unless told.
    #[schema(rename = "type", nullable = false)]
    type_: Option<ShiftType>,
    /// `FULL` unless told.
    #[schema(nullable = false)]
    duration: Option<ShiftDuration>,
    /// `SCHEDULED` unless told.
    #[schema(nullable = false)]
    status: Option<ShiftStatus>,
    /// Whether the generator must leave it alone: false unless told.
    #[schema(nullable = false)]
    is_pinned: Option<bool>,
}

/// What is to be different about a shift.
#[derive(ToSchema)]
#[schema(as = rota::ShiftPatch)]
#[expect(dead_code, reason = "documents what `update` reads")]
pub(crate) struct Patch {
    /// The number of whose it is.
    #[schema(nullable = false)]
    clinician: Option<i64>,
    #[schema(nullable = false)]
    date: Option<NaiveDate>,
    #[schema(rename = "type", nullable = false)]
    type_: Option<ShiftType>,
    #[schema(nullable = false)]
    duration: Option<ShiftDuration>,
    #[schema(nullable = false)]
    status: Option<ShiftStatus>,
    /// Whether the generator must leave it alone.
    #[schema(nullable = false)]
    is_pinned: Option<bool>,
}

/// Which shifts the parameters ask for.
pub(super) fn filter(query: &mut Query<'_>) -> Filter {
    Filter {
        from: query.one("date_from").map(|Day(date)| date),
        to: query.one("date_to").map(|Day(date)| date),
        clinician: query.one("clinician").map(|Integer(id)| ClinicianId(id)),
        status: query.one("status").map(|Word(status)| status),
        type_: query.one("type").map(|Word(type_)| type_),
        is_pinned: query.one("is_pinned").map(|Flag(is_pinned)| is_pinned),
    }
}

/// What a body says of a shift.
pub(super) fn read(fields: &mut Fields) -> Edit {
    Edit {
        clinician_id: fields.required("clinician").map(|Pk(id)| ClinicianId(id)),
        date: fields.required("date").map(|Day(date)| date),
        type_: fields.optional("type").map(|Choice(type_)| type_),
        duration: fields.optional("duration").map(|Choice(duration)| duration),
        status: fields.optional("status").map(|Choice(status)| status),
        is_pinned: fields.optional("is_pinned"),
    }
}

/// Yes or no as a parameter, in the words that bodies have for it.
struct Flag(bool);

impl FromStr for Flag {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        bool::read(&Value::String(text.to_owned())).map(Self)
    }
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;
    use serde_json::json;

    use super::*;
    use crate::domain::testing::day;

    fn asked(query: &str) -> Result<Filter, String> {
        let request = TestRequest::with_uri(&format!("/?{query}")).to_http_request();
        let mut query = Query::new(&request);
        let filter = filter(&mut query);
        query.finish().map(|()| filter).map_err(|error| error.to_string())
    }

    #[test]
    fn parameters_say_which_shifts() {
        let filter =
            asked("date_from=2024-06-03&date_to=2024-06-07&clinician=7&type=DUTY&is_pinned=True");
        let filter = filter.unwrap();
        assert_eq!((filter.from, filter.to), (Some(day("2024-06-03")), Some(day("2024-06-07"))));
        assert_eq!((filter.clinician, filter.status), (Some(ClinicianId(7)), None));
        assert_eq!((filter.type_, filter.is_pinned), (Some(ShiftType::Duty), Some(true)));
        assert_eq!(asked("is_pinned=0").unwrap().is_pinned, Some(false));
        assert_eq!(asked("status=CANCELLED").unwrap().status, Some(ShiftStatus::Cancelled));
        assert_eq!(asked("date_from=&status=").unwrap().from, None);
    }

    #[test]
    fn wrong_parameters_are_all_told() {
        let date = json!(["Date has wrong format. Use one of these formats instead: YYYY-MM-DD."]);
        let choice = |word: &str| {
            json!([format!("Select a valid choice. {word} is not one of the available choices.")])
        };
        let expected = json!({
            "clinician": ["A valid integer is required."],
            "date_from": date,
            "date_to": date,
            "is_pinned": ["Must be a valid boolean."],
            "status": choice("scheduled"),
            "type": choice("X"),
        });
        let told = asked(
            "date_from=x&date_to=2024-02-30&clinician=me&status=scheduled&type=X&is_pinned=2",
        );
        assert_eq!(told.unwrap_err(), format!("400 Bad Request: {expected}"));
    }

    fn told(mut fields: Fields) -> Result<Edit, String> {
        let edit = read(&mut fields);
        fields.finish().map(|()| edit).map_err(|error| error.to_string())
    }

    #[test]
    fn a_body_says_a_shift() {
        let fields = |body: Value| Fields::new(body.as_object().unwrap().clone());
        let expected = Edit {
            clinician_id: Some(ClinicianId(7)),
            date: Some(day("2024-06-03")),
            duration: Some(ShiftDuration::Half),
            ..Edit::default()
        };
        let said = told(fields(json!({
            "clinician": 7, "date": "2024-06-03", "duration": "HALF", "counts_as_worked": "x",
            "created_by": null,
        })));
        assert_eq!(said, Ok(expected));
        assert_eq!(told(fields(json!({})).partially()), Ok(Edit::default()));
        let required = json!(["This field is required."]);
        let date = json!(["Date has wrong format. Use one of these formats instead: YYYY-MM-DD."]);
        for (body, expected) in [
            (json!({}), json!({ "clinician": required, "date": required })),
            (
                json!({
                    "clinician": null, "date": "3/6/2024", "type": "ON_CALL", "duration": "full",
                    "status": null, "is_pinned": "maybe",
                }),
                json!({
                    "clinician": ["This field may not be null."],
                    "date": date,
                    "type": ["\"ON_CALL\" is not a valid choice."],
                    "duration": ["\"full\" is not a valid choice."],
                    "status": ["This field may not be null."],
                    "is_pinned": ["Must be a valid boolean."],
                }),
            ),
        ] {
            let expected = Err(format!("400 Bad Request: {expected}"));
            assert_eq!(told(fields(body)), expected);
        }
    }
}
