//! What somebody ought to know of a rota.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::dsl::case_when;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde_json::Value;

use crate::domain::alerts::{Existing, Trigger};
use crate::domain::{AlertId, AlertSeverity, AlertStatus, AlertType, PracticeId};
use crate::schema::alerts;

// Written out, so that PostgreSQL finds the index that has only these.
diesel::postfix_operator!(IsActive, " = 'ACTIVE'");

/// An alert, as it is kept.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = alerts, check_for_backend(diesel::pg::Pg))]
pub struct AlertRow {
    /// Its number.
    pub id: AlertId,
    /// What it is about.
    pub type_: AlertType,
    /// How bad it is.
    pub severity: AlertSeverity,
    /// The day it is about.
    pub date: NaiveDate,
    /// What it says: at most 500 characters.
    pub message: String,
    /// What it is drawn from: an object.
    pub details: Value,
    /// What became of it.
    pub status: AlertStatus,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was resolved or dismissed.
    pub resolved_at: Option<DateTime<Utc>>,
}

/// What an alert says that is made or changed by hand.
#[derive(Clone, Debug, PartialEq, Eq, Insertable, AsChangeset)]
#[diesel(table_name = alerts, treat_none_as_null = true)]
pub struct NewAlert {
    /// What it is about.
    pub type_: AlertType,
    /// How bad it is.
    pub severity: AlertSeverity,
    /// The day it is about.
    pub date: NaiveDate,
    /// What it says: at most 500 characters.
    pub message: String,
    /// What it is drawn from: an object.
    pub details: Value,
    /// What became of it.
    pub status: AlertStatus,
    /// When it was resolved or dismissed.
    pub resolved_at: Option<DateTime<Utc>>,
}

/// The alerts of a practice, active ones alone or all: the latest date first,
/// then the newest. `between` limits the dates.
pub async fn rows(
    connection: &mut AsyncPgConnection,
    practice: PracticeId,
    active_only: bool,
    between: Option<(NaiveDate, NaiveDate)>,
) -> QueryResult<Vec<AlertRow>> {
    let mut query = alerts::table
        .filter(alerts::organization_id.eq(practice))
        .order((alerts::date.desc(), alerts::created_at.desc(), alerts::id.desc()))
        .select(AlertRow::as_select())
        .into_boxed();
    if active_only {
        query = query.filter(IsActive::new(alerts::status));
    }
    if let Some((first, last)) = between {
        query = query.filter(alerts::date.between(first, last));
    }
    query.load(connection).await
}

/// An alert of a practice, whatever became of it.
pub async fn find(
    connection: &mut AsyncPgConnection,
    practice: PracticeId,
    id: AlertId,
) -> QueryResult<Option<AlertRow>> {
    alerts::table
        .filter(alerts::organization_id.eq(practice))
        .filter(alerts::id.eq(id))
        .select(AlertRow::as_select())
        .first(connection)
        .await
        .optional()
}

/// Adds an alert made by hand, which no refresh takes away.
pub async fn insert(
    connection: &mut AsyncPgConnection,
    practice: PracticeId,
    alert: &NewAlert,
) -> QueryResult<AlertRow> {
    diesel::insert_into(alerts::table)
        .values((alerts::organization_id.eq(practice), alerts::is_manual.eq(true), alert))
        .returning(AlertRow::as_returning())
        .get_result(connection)
        .await
}

/// Changes an alert.
pub async fn update(
    connection: &mut AsyncPgConnection,
    id: AlertId,
    alert: &NewAlert,
) -> QueryResult<AlertRow> {
    diesel::update(alerts::table.find(id))
        .set(alert)
        .returning(AlertRow::as_returning())
        .get_result(connection)
        .await
}

/// Deletes alerts.
pub async fn delete(connection: &mut AsyncPgConnection, ids: &[AlertId]) -> QueryResult<()> {
    diesel::delete(alerts::table.filter(alerts::id.eq_any(ids))).execute(connection).await.map(drop)
}

/// The alerts that a refresh of these dates may take away or be held back by:
/// those that are active or dismissed.
pub async fn existing(
    connection: &mut AsyncPgConnection,
    practice: PracticeId,
    dates: &[NaiveDate],
) -> QueryResult<Vec<Existing>> {
    alerts::table
        .filter(alerts::organization_id.eq(practice))
        .filter(alerts::date.eq_any(dates))
        .filter(alerts::status.ne(AlertStatus::Resolved))
        .order(alerts::id)
        .select(Existing::as_select())
        .load(connection)
        .await
}

/// Adds automatic alerts.
pub async fn insert_triggers(
    connection: &mut AsyncPgConnection,
    practice: PracticeId,
    triggers: &[Trigger],
) -> QueryResult<()> {
    for some in triggers.chunks(5_000) {
        let values: Vec<_> = some
            .iter()
            .map(|trigger| {
                (
                    alerts::organization_id.eq(practice),
                    alerts::type_.eq(trigger.type_),
                    alerts::severity.eq(trigger.type_.severity()),
                    alerts::date.eq(trigger.date),
                    alerts::message.eq(&trigger.message),
                    alerts::details.eq(&trigger.details),
                    alerts::status.eq(AlertStatus::Active),
                    alerts::clinician_id.eq(trigger.clinician_id),
                    alerts::is_manual.eq(false),
                )
            })
            .collect();
        diesel::insert_into(alerts::table).values(values).execute(connection).await?;
    }
    Ok(())
}

/// Which alerts of a practice are meant.
#[derive(Clone, Copy, Debug)]
pub struct Selection {
    /// Active ones alone, or all.
    pub active_only: bool,
    /// From which date to which; none: of any date.
    pub between: Option<(NaiveDate, NaiveDate)>,
}

/// In which order alerts are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// The latest date first, then the newest.
    Latest,
    /// From a date on, then from it backwards; of a date what is worst first.
    From(NaiveDate),
}

macro_rules! selected {
    ($practice:expr, $selection:expr) => {{
        let mut query = alerts::table.filter(alerts::organization_id.eq($practice)).into_boxed();
        if $selection.active_only {
            query = query.filter(IsActive::new(alerts::status));
        }
        if let Some((first, last)) = $selection.between {
            query = query.filter(alerts::date.between(first, last));
        }
        query
    }};
}

/// How many alerts there are.
pub async fn count(
    connection: &mut AsyncPgConnection,
    practice: PracticeId,
    selection: Selection,
) -> QueryResult<i64> {
    selected!(practice, selection).count().get_result(connection).await
}

/// Some of the alerts: `limit` of them, after the first `offset`.
pub async fn some(
    connection: &mut AsyncPgConnection,
    practice: PracticeId,
    selection: Selection,
    order: Order,
    offset: i64,
    limit: i64,
) -> QueryResult<Vec<AlertRow>> {
    let query = selected!(practice, selection);
    let query = match order {
        Order::Latest => {
            query.order((alerts::date.desc(), alerts::created_at.desc(), alerts::id.desc()))
        }
        // What is null comes last, from the latest date on.
        Order::From(date) => query.order((
            case_when(alerts::date.ge(date), alerts::date),
            alerts::date.desc(),
            alerts::severity.ne(AlertSeverity::Critical),
            alerts::id,
        )),
    };
    query.offset(offset).limit(limit).select(AlertRow::as_select()).load(connection).await
}
