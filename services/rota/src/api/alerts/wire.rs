//! Alerts, as they are told and asked for.

use chrono::NaiveDate;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use web::{Choice, Day, Field, Fields, Text, stamp};

use crate::changes::alerts::Edit;
use crate::domain::{AlertId, AlertSeverity, AlertStatus, AlertType};
use crate::store::alerts::AlertRow;

/// Something that somebody ought to know of a rota.
#[derive(Serialize, ToSchema)]
#[schema(as = rota::Alert)]
pub(crate) struct Alert {
    #[schema(value_type = i64)]
    id: AlertId,
    #[serde(rename = "type")]
    type_: AlertType,
    /// What people call its type.
    #[schema(example = "Short-staffed")]
    type_label: &'static str,
    severity: AlertSeverity,
    /// The day it is about.
    date: NaiveDate,
    message: String,
    /// What it is drawn from.
    #[schema(value_type = Object)]
    details: Value,
    status: AlertStatus,
    #[schema(format = DateTime)]
    created_at: String,
    /// When it was resolved or dismissed first.
    #[schema(format = DateTime)]
    resolved_at: Option<String>,
}

impl From<AlertRow> for Alert {
    fn from(row: AlertRow) -> Self {
        Self {
            id: row.id,
            type_: row.type_,
            type_label: row.type_.label(),
            severity: row.severity,
            date: row.date,
            message: row.message,
            details: row.details,
            status: row.status,
            created_at: stamp(row.created_at),
            resolved_at: row.resolved_at.map(stamp),
        }
    }
}

/// What is said of an alert.
#[derive(ToSchema)]
#[schema(as = rota::AlertInput)]
#[expect(dead_code, reason = "documents what `create` and `replace` read")]
pub(crate) struct Input {
    #[schema(rename = "type")]
    type_: AlertType,
    /// As bad as its type is, unless told.
    #[schema(nullable = false)]
    severity: Option<AlertSeverity>,
    /// The day it is about.
    date: NaiveDate,
    #[schema(min_length = 1, max_length = 500)]
    message: String,
    /// What it is drawn from: empty unless told.
    #[schema(value_type = Option<Object>, nullable = false)]
    details: Option<Value>,
    /// `ACTIVE` unless told.
    #[schema(nullable = false)]
    status: Option<AlertStatus>,
}

/// What is to be different about an alert.
#[derive(ToSchema)]
#[schema(as = rota::AlertPatch)]
#[expect(dead_code, reason = "documents what `update` reads")]
pub(crate) struct Patch {
    #[schema(rename = "type", nullable = false)]
    type_: Option<AlertType>,
    #[schema(nullable = false)]
    severity: Option<AlertSeverity>,
    /// The day it is about.
    #[schema(nullable = false)]
    date: Option<NaiveDate>,
    #[schema(min_length = 1, max_length = 500, nullable = false)]
    message: Option<String>,
    /// What it is drawn from.
    #[schema(value_type = Option<Object>, nullable = false)]
    details: Option<Value>,
    #[schema(nullable = false)]
    status: Option<AlertStatus>,
}

/// What a body says of an alert.
pub(super) fn read(fields: &mut Fields) -> Edit {
    Edit {
        type_: fields.required("type").map(|Choice(type_)| type_),
        severity: fields.optional("severity").map(|Choice(severity)| severity),
        date: fields.required("date").map(|Day(date)| date),
        message: fields.required("message").map(|Text::<500>(message)| message),
        details: fields.optional("details").map(|Details(details)| details),
        status: fields.optional("status").map(|Choice(status)| status),
    }
}

/// An object that can be kept.
struct Details(Value);

impl Field for Details {
    fn read(value: &Value) -> Result<Self, String> {
        if !value.is_object() {
            let kind = web::kind(value);
            return Err(format!("Expected a dictionary of items but got type \"{kind}\"."));
        }
        if has_null_character(value) {
            return Err("Null characters are not allowed.".to_owned());
        }
        Ok(Self(value.clone()))
    }
}

/// Whether there is one somewhere, which PostgreSQL cannot keep.
fn has_null_character(value: &Value) -> bool {
    match value {
        Value::String(text) => text.contains('\0'),
        Value::Array(items) => items.iter().any(has_null_character),
        Value::Object(members) => {
            members.iter().any(|(name, value)| name.contains('\0') || has_null_character(value))
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::domain::testing::day;

    fn said(body: &Value) -> Result<Edit, String> {
        let mut fields = Fields::new(body.as_object().unwrap().clone());
        let edit = read(&mut fields);
        fields.finish().map(|()| edit).map_err(|error| error.to_string())
    }

    #[test]
    fn a_body_says_an_alert() {
        let details = json!({ "scheduled": 5, "why": ["leave", null, { "n": 1.5 }] });
        let body = json!({
            "type": "BELOW_MINIMUM", "date": "2024-06-03", "message": " Mind the gap. ",
            "details": details, "type_label": 7, "resolved_at": "now",
        });
        let expected = Edit {
            type_: Some(AlertType::BelowMinimum),
            date: Some(day("2024-06-03")),
            message: Some("Mind the gap.".to_owned()),
            details: Some(details),
            ..Edit::default()
        };
        assert_eq!(said(&body), Ok(expected));
    }

    #[test]
    fn every_mistake_is_told() {
        let required = json!(["This field is required."]);
        for (body, expected) in [
            (json!({}), json!({ "date": required, "message": required, "type": required })),
            (
                json!({
                    "type": "FIRE", "severity": "high", "date": null, "message": "x".repeat(501),
                    "details": "x", "status": "OPEN",
                }),
                json!({
                    "type": ["\"FIRE\" is not a valid choice."],
                    "severity": ["\"high\" is not a valid choice."],
                    "date": ["This field may not be null."],
                    "message": ["Ensure this field has no more than 500 characters."],
                    "details": ["Expected a dictionary of items but got type \"str\"."],
                    "status": ["\"OPEN\" is not a valid choice."],
                }),
            ),
        ] {
            assert_eq!(said(&body), Err(format!("400 Bad Request: {expected}")), "{body}");
        }
    }

    #[test]
    fn details_are_an_object() {
        for (value, kind) in [
            (json!([{}]), "list"),
            (json!("{}"), "str"),
            (json!(true), "bool"),
            (json!(1), "int"),
            (json!(1.5), "float"),
        ] {
            let expected = format!("Expected a dictionary of items but got type \"{kind}\".");
            assert_eq!(Details::read(&value).err(), Some(expected), "{value}");
        }
        for value in [json!({ "a": ["x\0"] }), json!({ "\0": 1 }), json!({ "a": { "b": "\0" } })] {
            let expected = Some("Null characters are not allowed.".to_owned());
            assert_eq!(Details::read(&value).err(), expected, "{value}");
        }
        assert!(Details::read(&json!({ "a": "\\u0000" })).is_ok());
    }
}
