//! Changes, as they are kept.

use std::fmt::Display;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde_json::Value;

use crate::schema::audit;

store::words! {
    case "SCREAMING_SNAKE_CASE";

    /// What happened to a record.
    Action as audit::Action {
        /// It was made.
        Create,
        /// It was changed.
        Update,
        /// It was deleted.
        Delete,
    }
}

/// A change, as it is kept.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = audit, check_for_backend(diesel::pg::Pg))]
pub(crate) struct Row {
    pub(crate) id: i64,
    pub(crate) entity_type: String,
    pub(crate) entity_id: String,
    pub(crate) action: Action,
    pub(crate) user_id: Option<i64>,
    pub(crate) timestamp: DateTime<Utc>,
    pub(crate) previous_state: Option<Value>,
    pub(crate) new_state: Option<Value>,
    pub(crate) reason: String,
}

/// A change that is not told yet.
#[derive(Clone, Debug, Insertable)]
#[diesel(table_name = audit)]
pub struct NewRow {
    /// The organisation that the thing belongs to, where it belongs to one.
    pub organization_id: Option<i64>,
    /// What was changed: `clinician`, `shift`, …
    pub entity_type: &'static str,
    /// Its number, or the key of a configuration.
    pub entity_id: String,
    /// What happened to it.
    pub action: Action,
    /// A user of accounts; none: the command line or the platform itself.
    pub user_id: Option<i64>,
    /// How it was before; none where it was not.
    pub previous_state: Option<Value>,
    /// How it is since; none where it no longer is.
    pub new_state: Option<Value>,
    /// Why, where somebody said so.
    pub reason: String,
}

impl NewRow {
    /// That something was made, changed or deleted: `None` is where it was not
    /// there, or no longer is. By nobody, in no organisation and for no reason
    /// that is known.
    pub fn of(
        entity_type: &'static str,
        entity_id: impl Display,
        previous_state: Option<Value>,
        new_state: Option<Value>,
    ) -> Self {
        let action = match (&previous_state, &new_state) {
            (None, _) => Action::Create,
            (_, None) => Action::Delete,
            _ => Action::Update,
        };
        Self {
            organization_id: None,
            entity_type,
            entity_id: entity_id.to_string(),
            action,
            user_id: None,
            previous_state,
            new_state,
            reason: String::new(),
        }
    }
}

/// Which changes are meant; what is `None` does not matter.
#[derive(Clone, Debug, Default)]
pub(crate) struct Filter {
    pub(crate) organization: Option<i64>,
    pub(crate) entity_type: Option<String>,
    pub(crate) entity_id: Option<String>,
    pub(crate) action: Option<Action>,
    pub(crate) user: Option<i64>,
}

/// Tells changes; who makes them does so in the same transaction.
pub async fn insert(connection: &mut AsyncPgConnection, rows: &[NewRow]) -> QueryResult<()> {
    // A statement has room for 65,535 values.
    for some in rows.chunks(5_000) {
        diesel::insert_into(audit::table).values(some).execute(connection).await?;
    }
    Ok(())
}

macro_rules! matching {
    ($filter:expr) => {{
        let mut query = audit::table.into_boxed();
        if let Some(organization) = $filter.organization {
            query = query.filter(audit::organization_id.eq(organization));
        }
        if let Some(entity_type) = &$filter.entity_type {
            query = query.filter(audit::entity_type.eq(entity_type));
        }
        if let Some(entity_id) = &$filter.entity_id {
            query = query.filter(audit::entity_id.eq(entity_id));
        }
        if let Some(action) = $filter.action {
            query = query.filter(audit::action.eq(action));
        }
        if let Some(user) = $filter.user {
            query = query.filter(audit::user_id.eq(user));
        }
        query
    }};
}

/// How many changes there are.
pub(crate) async fn count(connection: &mut AsyncPgConnection, filter: &Filter) -> QueryResult<i64> {
    matching!(filter).count().get_result(connection).await
}

/// Changes, the newest first.
pub(crate) async fn list(
    connection: &mut AsyncPgConnection,
    filter: &Filter,
    offset: i64,
    limit: i64,
) -> QueryResult<Vec<Row>> {
    matching!(filter)
        .order(audit::id.desc())
        .offset(offset)
        .limit(limit)
        .select(Row::as_select())
        .load(connection)
        .await
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_was_and_is_says_what_happened() {
        let (old, new) = (json!({ "name": "Old" }), json!({ "name": "New" }));
        for (before, after, expected) in [
            (None, Some(&new), Action::Create),
            (Some(&old), Some(&new), Action::Update),
            (Some(&old), None, Action::Delete),
        ] {
            let row = NewRow::of("thing", 7, before.cloned(), after.cloned());
            assert_eq!((row.action, row.entity_type, &*row.entity_id), (expected, "thing", "7"));
            assert_eq!((row.previous_state.as_ref(), row.new_state.as_ref()), (before, after));
            assert_eq!((row.organization_id, row.user_id, &*row.reason), (None, None, ""));
        }
    }
}
