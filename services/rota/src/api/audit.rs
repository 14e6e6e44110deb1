//! `/api/v1/audit/rota/`

use std::error::Error;
use std::str::FromStr;

use access::{CallerOf, NamesById};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use web::openapi::PageOf;
use web::{ApiError, Query};

use super::failed;
use super::paths::{Integer, Word, stamp};
use crate::State;
use crate::domain::{AuditAction, PracticeId};
use crate::store::audit::{self, AuditRow, Filter};

/// A change of a rota.
#[derive(Serialize, ToSchema)]
#[schema(as = rota::AuditEntry)]
pub(crate) struct Entry {
    /// Grows with time.
    id: i64,
    /// What was changed.
    #[schema(example = "shift")]
    entity_type: String,
    /// Its number, or the key of a configuration.
    #[schema(example = "17")]
    entity_id: String,
    /// What happened to it.
    action: AuditAction,
    /// Who changed it; null for the command line and the platform itself.
    user: Option<Person>,
    /// When, in UTC.
    #[schema(example = "2026-11-21T14:05:00.000000Z")]
    timestamp: String,
    /// How it was before; null for what is new.
    #[schema(value_type = Option<Object>)]
    previous_state: Option<Value>,
    /// How it is since; null for what is gone.
    #[schema(value_type = Option<Object>)]
    new_state: Option<Value>,
    /// Why, where somebody said so.
    reason: String,
}

/// A user, as they are called now.
#[derive(Serialize, ToSchema)]
#[schema(as = rota::AuditUser)]
pub(crate) struct Person {
    id: i64,
    /// Null where nobody has that id any more, or accounts is away.
    username: Option<String>,
}

impl Entry {
    fn of(row: &AuditRow, names: &NamesById) -> Self {
        let person = |id: i64| Person { id, username: names.get(&id).map(|name| name.to_string()) };
        Self {
            id: row.id,
            entity_type: row.entity_type.clone(),
            entity_id: row.entity_id.clone(),
            action: row.action,
            user: row.user_id.map(person),
            timestamp: stamp(row.timestamp),
            previous_state: row.previous_state.clone(),
            new_state: row.new_state.clone(),
            reason: row.reason.clone(),
        }
    }
}

/// List the changes of the rota
///
/// Every change of your practice's clinicians, working terms, shifts, leave,
/// alerts and configuration, the newest first.
#[utoipa::path(
    get,
    path = "/api/v1/audit/rota/",
    operation_id = "list_rota_audit",
    tag = "audit",
    params(
        ("entity_type" = Option<String>, Query, description = "What was changed", example = "shift"),
        ("entity_id" = Option<String>, Query, description = "Its number"),
        ("action" = Option<AuditAction>, Query, description = "What happened to it"),
        ("user_id" = Option<i64>, Query, description = "The id of the user who changed it"),
        ("page" = Option<String>, Query, description = "From 1, or `last`"),
        ("page_size" = Option<i32>, Query, description = "100 unless told, 500 at most"),
    ),
    responses(
        (status = 200, description = "A page of changes.", body = PageOf<Entry>),
        (status = 400, description = "A parameter is wrong; the body names each.", body = web::openapi::Invalid),
        (status = 404, description = "There is no such page.", body = web::openapi::ErrorBody),
    )
)]
pub(crate) async fn list(
    request: HttpRequest,
    caller: CallerOf,
    state: Data<State>,
) -> Result<HttpResponse, ApiError> {
    let practice = caller.organization().map(PracticeId);
    let practice = practice.ok_or_else(|| ApiError::internal("a route without a membership"))?;
    let mut query = Query::new(&request);
    let page = query.page();
    let filter = filter(&mut query);
    query.finish()?;

    let mut connection = state.pool.get().await.map_err(ApiError::unavailable)?;
    let count = audit::count(&mut connection, practice, &filter).await.map_err(failed)?;
    let page = page.cut(usize::try_from(count).map_err(ApiError::internal)?)?;
    let offset = i64::try_from(page.rows.start).map_err(ApiError::internal)?;
    let limit = i64::try_from(page.rows.len()).map_err(ApiError::internal)?;
    // Rows are only ever added, so there are as many as were counted.
    let rows = audit::list(&mut connection, practice, &filter, offset, limit).await;
    let rows = rows.map_err(failed)?;
    drop(connection);
    let names = names(&state, &rows).await;
    page.respond(&request, |at, json| -> Result<(), Box<dyn Error + Send + Sync>> {
        let row = at.checked_sub(page.rows.start).and_then(|at| rows.get(at));
        let row = row.ok_or("a row is missing")?;
        Ok(serde_json::to_writer(json, &Entry::of(row, &names))?)
    })
}

fn filter(query: &mut Query<'_>) -> Filter {
    Filter {
        entity_type: query.one("entity_type").map(|Storable(text)| text),
        entity_id: query.one("entity_id").map(|Storable(text)| text),
        action: query.one("action").map(|Word(action)| action),
        user: query.one("user_id").map(|Integer(id)| id),
    }
}

/// What the users of these rows are called; nothing while accounts is away.
async fn names(state: &State, rows: &[AuditRow]) -> NamesById {
    let ids: Vec<i64> = rows.iter().filter_map(|row| row.user_id).collect();
    match state.access.names().look_up(&ids, &[]).await {
        Ok((users, _)) => users,
        Err(cause) => {
            tracing::warn!(%cause, "the names of users are not known");
            NamesById::new()
        }
    }
}

/// A text that can be kept: PostgreSQL knows no null characters.
struct Storable(String);

impl FromStr for Storable {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.contains('\0') {
            return Err("Null characters are not allowed.");
        }
        Ok(Self(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;
    use serde_json::json;

    use super::*;

    fn read(parameters: &str) -> Result<Filter, ApiError> {
        let request = TestRequest::with_uri(&format!("/?{parameters}")).to_http_request();
        let mut query = Query::new(&request);
        let filter = filter(&mut query);
        query.finish().map(|()| filter)
    }

    #[test]
    fn changes_are_found_by_all_that_is_named() {
        let filter = read("entity_type=shift&entity_id=7&action=UPDATE&user_id=3").unwrap();
        let named = (filter.entity_type.as_deref(), filter.entity_id.as_deref());
        assert_eq!(named, (Some("shift"), Some("7")));
        assert_eq!((filter.action, filter.user), (Some(AuditAction::Update), Some(3)));
    }

    #[test]
    fn every_mistake_is_told() {
        let refused = read("entity_id=%00&action=update&user_id=jo").unwrap_err().to_string();
        for name in ["entity_id", "action", "user_id"] {
            assert!(refused.contains(&format!("\"{name}\":[")), "{refused}");
        }
    }

    #[test]
    fn a_user_without_a_name_keeps_the_id() {
        let row = |user_id| AuditRow {
            id: 1,
            entity_type: "shift".to_owned(),
            entity_id: "7".to_owned(),
            action: AuditAction::Create,
            user_id,
            timestamp: "2026-11-21T14:05:00Z".parse().unwrap(),
            previous_state: None,
            new_state: Some(json!({ "id": 7 })),
            reason: String::new(),
        };
        let names = NamesById::from([(3, "jo".into())]);
        for (user, expected) in [
            (Some(3), json!({ "id": 3, "username": "jo" })),
            (Some(4), json!({ "id": 4, "username": null })),
            (None, json!(null)),
        ] {
            assert_eq!(json!(Entry::of(&row(user), &names))["user"], expected);
        }
        let told = json!(Entry::of(&row(None), &names));
        assert_eq!(told["timestamp"], "2026-11-21T14:05:00.000000Z");
        assert_eq!(told["previous_state"], json!(null));
    }
}
