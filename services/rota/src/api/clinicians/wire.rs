//! Clinicians, as they are told and asked for.

use serde::Serialize;
use utoipa::ToSchema;
use web::{Fields, Text, stamp};

use crate::domain::ClinicianId;
use crate::store::clinicians::ClinicianRow;

/// Somebody who works at a practice.
#[derive(Serialize, ToSchema)]
#[schema(as = rota::Clinician)]
pub(crate) struct Clinician {
    #[schema(value_type = i64)]
    id: ClinicianId,
    /// Not unique.
    name: String,
    /// Whether they work here now.
    active: bool,
    #[schema(format = DateTime)]
    created_at: String,
    /// Moves with every change.
    #[schema(format = DateTime)]
    updated_at: String,
}

impl From<ClinicianRow> for Clinician {
    fn from(row: ClinicianRow) -> Self {
        Self {
            id: row.id,
            name: row.name,
            active: row.active,
            created_at: stamp(row.created_at),
            updated_at: stamp(row.updated_at),
        }
    }
}

/// What is said of a clinician.
#[derive(ToSchema)]
#[schema(as = rota::ClinicianInput)]
#[expect(dead_code, reason = "documents what `create` and `replace` read")]
pub(crate) struct Input {
    /// Need not be unique.
    #[schema(min_length = 1, max_length = 255)]
    name: String,
    /// True unless told.
    #[schema(nullable = false)]
    active: Option<bool>,
}

/// What is to be different about a clinician.
#[derive(ToSchema)]
#[schema(as = rota::ClinicianPatch)]
#[expect(dead_code, reason = "documents what `update` reads")]
pub(crate) struct Patch {
    /// Need not be unique.
    #[schema(min_length = 1, max_length = 255, nullable = false)]
    name: Option<String>,
    #[schema(nullable = false)]
    active: Option<bool>,
}

/// The name and whether they work here.
pub(super) fn read(fields: &mut Fields) -> (Option<String>, Option<bool>) {
    let name = fields.required("name").map(|Text::<255>(name)| name);
    (name, fields.optional("active"))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    #[test]
    fn every_mistake_is_told() {
        let told = |body: Value| {
            let mut fields = Fields::new(body.as_object().unwrap().clone());
            let said = read(&mut fields);
            fields.finish().map(|()| said).map_err(|error| error.to_string())
        };
        for (body, expected) in [
            (json!({ "name": " Dr Smith " }), (Some("Dr Smith".to_owned()), None)),
            (
                json!({ "name": "Dr Smith", "active": false, "id": 7, "created_at": null }),
                (Some("Dr Smith".to_owned()), Some(false)),
            ),
        ] {
            assert_eq!(told(body.clone()), Ok(expected), "{body}");
        }
        for (body, expected) in [
            (json!({}), json!({ "name": ["This field is required."] })),
            (json!({ "name": " " }), json!({ "name": ["This field may not be blank."] })),
            (
                json!({ "name": "x".repeat(256), "active": null }),
                json!({
                    "active": ["This field may not be null."],
                    "name": ["Ensure this field has no more than 255 characters."],
                }),
            ),
        ] {
            assert_eq!(told(body), Err(format!("400 Bad Request: {expected}")));
        }
    }
}
