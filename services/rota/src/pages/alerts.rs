//! What managers ought to know of a rota.

use ::pages::{Page, Paging, see_other};
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::Path;
use askama::Template;
use chrono::NaiveDate;
use web::ApiError;

use super::visit::{id, page, query, unknown};
use super::words::{alert_status, long, severity};
use crate::api::failed;
use crate::changes::alerts::settle;
use crate::domain::{AlertSeverity, AlertStatus};
use crate::member::Member;
use crate::store::alerts::{self, AlertRow, Order, Selection};

/// Alerts on one page.
const SIZE: i64 = 100;

#[derive(Template)]
#[template(path = "alerts.html")]
struct Alerts {
    page: Page,
    rows: Vec<Row>,
    /// Whether those that were dealt with are among them.
    all: bool,
    /// The one day they are of, if it is one.
    date: Option<String>,
    paging: Paging,
}

/// An alert, as managers see it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Row {
    pub(super) id: i64,
    pub(super) date: String,
    pub(super) severity: &'static str,
    pub(super) is_critical: bool,
    pub(super) what: &'static str,
    pub(super) message: String,
    pub(super) state: &'static str,
    pub(super) is_active: bool,
}

impl From<&AlertRow> for Row {
    fn from(alert: &AlertRow) -> Self {
        Self {
            id: alert.id.0,
            date: long(alert.date),
            severity: severity(alert.severity),
            is_critical: alert.severity == AlertSeverity::Critical,
            what: alert.type_.label(),
            message: alert.message.clone(),
            state: alert_status(alert.status),
            is_active: alert.status == AlertStatus::Active,
        }
    }
}

/// `GET /rota/alerts/`
pub(super) async fn list(member: Member) -> Result<HttpResponse, ApiError> {
    let all = query(&member, "all").as_deref() == Some("1");
    let date = match query(&member, "date") {
        Some(text) => Some(text.parse::<web::Day>().map_err(|_| unknown())?.0),
        None => None,
    };
    let number = match query(&member, "page") {
        Some(text) => id::<i64>(&text)?,
        None => 1,
    };
    let mut connection = member.connection().await?;
    let selection = Selection { active_only: !all, between: date.map(|date| (date, date)) };
    let practice = member.practice;
    let count = alerts::count(&mut connection, practice, selection).await.map_err(failed)?;
    let paging = paging(all, date, number, count);
    // What comes next is to be dealt with first.
    let order = if all { Order::Latest } else { Order::From(member.today) };
    let before = (paging.page - 1).saturating_mul(SIZE);
    let found = alerts::some(&mut connection, practice, selection, order, before, SIZE).await;
    let shown = Alerts {
        page: page(&member, "Alerts", "alerts"),
        rows: found.map_err(failed)?.iter().map(Row::from).collect(),
        all,
        date: date.map(long),
        paging,
    };
    shown.page.show(&member.request, StatusCode::OK, &shown)
}

/// Which page of so many alerts is shown, and where the others are.
fn paging(all: bool, date: Option<NaiveDate>, number: i64, count: i64) -> Paging {
    let written = date.map(|date| date.to_string()).unwrap_or_default();
    let kept = [("all", if all { "1" } else { "" }), ("date", written.as_str())];
    Paging::new("/rota/alerts/", &kept, number, SIZE, count)
}

/// `POST /rota/alerts/{id}/resolve/`
pub(super) async fn resolve(member: Member, path: Path<String>) -> Result<HttpResponse, ApiError> {
    settled(&member, &path, AlertStatus::Resolved, "alert-resolved").await
}

/// `POST /rota/alerts/{id}/dismiss/`
pub(super) async fn dismiss(member: Member, path: Path<String>) -> Result<HttpResponse, ApiError> {
    settled(&member, &path, AlertStatus::Dismissed, "alert-dismissed").await
}

/// Back to the list, which says what was done, if there was anything to do: a
/// page may be old.
async fn settled(
    member: &Member,
    path: &str,
    status: AlertStatus,
    done: &str,
) -> Result<HttpResponse, ApiError> {
    let mut connection = member.connection().await?;
    let was_active = settle(&mut connection, &member.who(), id(path)?, status).await;
    let done = if was_active.map_err(failed)? { format!("?done={done}") } else { String::new() };
    Ok(see_other(&format!("/rota/alerts/{done}")))
}

#[cfg(test)]
mod tests {
    use chrono::Utc;
    use serde_json::json;

    use super::*;
    use crate::domain::testing::day;
    use crate::domain::{AlertId, AlertType};

    fn alert(id: i64, date: &str, type_: AlertType) -> AlertRow {
        AlertRow {
            id: AlertId(id),
            type_,
            severity: type_.severity(),
            date: day(date),
            message: "5 of 9 doctors.".to_owned(),
            details: json!({}),
            status: AlertStatus::Active,
            created_at: Utc::now(),
            resolved_at: None,
        }
    }

    #[test]
    fn pages_of_alerts_keep_what_is_shown() {
        let paging_of_day = paging(true, Some(day("2024-06-03")), 2, 101);
        assert_eq!((paging_of_day.page, paging_of_day.pages), (2, 2));
        let before = paging_of_day.before();
        assert_eq!(before.as_deref(), Some("/rota/alerts/?all=1&date=2024-06-03&page=1"));
        assert_eq!(paging(false, None, 7, 0).page, 1);
    }

    #[test]
    fn an_alert_is_told_in_words() {
        let row = Row::from(&alert(7, "2024-06-03", AlertType::BelowMinimum));
        let expected = Row {
            id: 7,
            date: "Monday 3 June 2024".to_owned(),
            severity: "Critical",
            is_critical: true,
            what: "Short-staffed",
            message: "5 of 9 doctors.".to_owned(),
            state: "Active",
            is_active: true,
        };
        assert_eq!(row, expected);
    }
}
