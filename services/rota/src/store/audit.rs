//! Who changed what of a rota. Rows are only ever added.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde_json::Value;

use crate::domain::{AuditAction, PracticeId};
use crate::schema::audit;

/// A change, as it is kept.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = audit, check_for_backend(diesel::pg::Pg))]
pub struct AuditRow {
    /// Grows with time.
    pub id: i64,
    /// What was changed: `clinician`, `shift`, …
    pub entity_type: String,
    /// Its number, or the key of a configuration.
    pub entity_id: String,
    /// What happened to it.
    pub action: AuditAction,
    /// A user of accounts; none: the command line or the platform itself.
    pub user_id: Option<i64>,
    /// When.
    pub timestamp: DateTime<Utc>,
    /// How it was before; none where it was not.
    pub previous_state: Option<Value>,
    /// How it is since; none where it no longer is.
    pub new_state: Option<Value>,
    /// Why, where somebody said so.
    pub reason: String,
}

/// A change that is not told yet.
#[derive(Clone, Debug, Insertable)]
#[diesel(table_name = audit)]
pub struct NewAuditRow {
    /// What was changed.
    pub entity_type: &'static str,
    /// Its number, or the key of a configuration.
    pub entity_id: String,
    /// What happened to it.
    pub action: AuditAction,
    /// A user of accounts.
    pub user_id: Option<i64>,
    /// How it was before.
    pub previous_state: Option<Value>,
    /// How it is since.
    pub new_state: Option<Value>,
    /// Why.
    pub reason: String,
}

/// Which changes of a practice are meant; what is `None` does not matter.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Of things of this kind.
    pub entity_type: Option<String>,
    /// Of the thing with this number.
    pub entity_id: Option<String>,
    /// Of this sort.
    pub action: Option<AuditAction>,
    /// By this user.
    pub user: Option<i64>,
}

/// Tells changes; who makes them does so in the same transaction.
pub async fn insert(
    connection: &mut AsyncPgConnection,
    practice: PracticeId,
    rows: &[NewAuditRow],
) -> QueryResult<()> {
    for some in rows.chunks(5_000) {
        let values: Vec<_> =
            some.iter().map(|row| (audit::organization_id.eq(practice), row)).collect();
        diesel::insert_into(audit::table).values(values).execute(connection).await?;
    }
    Ok(())
}

macro_rules! matching {
    ($practice:expr, $filter:expr) => {{
        let mut query = audit::table.filter(audit::organization_id.eq($practice)).into_boxed();
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
pub async fn count(
    connection: &mut AsyncPgConnection,
    practice: PracticeId,
    filter: &Filter,
) -> QueryResult<i64> {
    matching!(practice, filter).count().get_result(connection).await
}

/// Changes, the newest first.
pub async fn list(
    connection: &mut AsyncPgConnection,
    practice: PracticeId,
    filter: &Filter,
    offset: i64,
    limit: i64,
) -> QueryResult<Vec<AuditRow>> {
    matching!(practice, filter)
        .order(audit::id.desc())
        .offset(offset)
        .limit(limit)
        .select(AuditRow::as_select())
        .load(connection)
        .await
}
