//! Changes, as they are told.

use access::{Names, NamesById};
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;
use serde_json::Value;
use store::Pool;
use utoipa::ToSchema;
use web::{ApiError, Integer, Query, Storable, Word, stamp};

use crate::rows::{self, Action, Filter, Row};

/// A change.
#[derive(Serialize, ToSchema)]
#[schema(as = audit::Entry)]
pub struct Entry {
    /// Grows with time.
    id: i64,
    /// What was changed.
    #[schema(example = "shift")]
    entity_type: String,
    /// Its number, or the key of a configuration.
    #[schema(example = "17")]
    entity_id: String,
    /// What happened to it.
    action: Action,
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
#[schema(as = audit::Person)]
pub struct Person {
    id: i64,
    /// Null where nobody has that id any more, or accounts is away.
    username: Option<String>,
}

impl Entry {
    fn of(row: &Row, names: &NamesById) -> Self {
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

/// Answers with a page of changes, the newest first, as `PageOf<Entry>`: those
/// of an organisation, or of all where that is `None`. The parameters are
/// `entity_type`, `entity_id`, `action`, `user_id`, `page` and `page_size`; 400
/// where one is wrong, 404 where there is no such page, and 503 while the
/// database is away.
pub async fn respond(
    request: &HttpRequest,
    pool: &Pool,
    names: &Names,
    organization: Option<i64>,
) -> Result<HttpResponse, ApiError> {
    let mut query = Query::new(request);
    let page = query.page();
    let filter = filter(&mut query, organization);
    query.finish()?;

    let mut connection = pool.get().await.map_err(ApiError::unavailable)?;
    let count = rows::count(&mut connection, &filter).await.map_err(failed)?;
    let page = page.cut(usize::try_from(count).map_err(ApiError::internal)?)?;
    let (offset, limit) = page.offset_and_limit()?;
    let rows = rows::list(&mut connection, &filter, offset, limit).await.map_err(failed)?;
    drop(connection);
    let names = usernames(names, &rows).await;
    page.respond_rows(request, &rows, |row| Entry::of(row, &names))
}

fn failed(cause: diesel::result::Error) -> ApiError {
    if store::may_pass(&cause) { ApiError::unavailable(cause) } else { ApiError::internal(cause) }
}

fn filter(query: &mut Query<'_>, organization: Option<i64>) -> Filter {
    Filter {
        organization,
        entity_type: query.one("entity_type").map(|Storable(text)| text),
        entity_id: query.one("entity_id").map(|Storable(text)| text),
        action: query.one("action").map(|Word(action)| action),
        user: query.one("user_id").map(|Integer(id)| id),
    }
}

/// What the users of these rows are called; nothing while accounts is away.
async fn usernames(names: &Names, rows: &[Row]) -> NamesById {
    let ids: Vec<i64> = rows.iter().filter_map(|row| row.user_id).collect();
    match names.look_up(&ids, &[]).await {
        Ok((users, _)) => users,
        Err(cause) => {
            tracing::warn!(%cause, "the names of users are not known");
            NamesById::new()
        }
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
        let filter = filter(&mut query, Some(5));
        query.finish().map(|()| filter)
    }

    #[test]
    fn changes_are_found_by_all_that_is_named() {
        let filter = read("entity_type=shift&entity_id=7&action=UPDATE&user_id=3").unwrap();
        let named = (filter.entity_type.as_deref(), filter.entity_id.as_deref());
        assert_eq!(named, (Some("shift"), Some("7")));
        assert_eq!((filter.action, filter.user), (Some(Action::Update), Some(3)));
        assert_eq!(filter.organization, Some(5));
    }

    #[test]
    fn every_mistake_is_told() {
        let refused = read("entity_id=%00&action=update&user_id=jo").unwrap_err().to_string();
        for told in [
            r#""entity_id":["Null characters are not allowed."]"#,
            r#""action":["Select a valid choice. update is not one of the available choices."]"#,
            r#""user_id":["A valid integer is required."]"#,
        ] {
            assert!(refused.contains(told), "{refused}");
        }
    }

    #[test]
    fn users_may_be_nobody() {
        for (text, expected) in [
            ("", None),
            ("-7", Some(-7)),
            ("99999999999999999999", Some(i64::MAX)),
            ("-99999999999999999999", Some(i64::MIN)),
        ] {
            assert_eq!(read(&format!("user_id={text}")).unwrap().user, expected, "{text}");
        }
    }

    #[test]
    fn a_user_without_a_name_keeps_the_id() {
        let row = |user_id| Row {
            id: 1,
            entity_type: "shift".to_owned(),
            entity_id: "7".to_owned(),
            action: Action::Create,
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
        assert_eq!(told["action"], "CREATE");
    }
}
