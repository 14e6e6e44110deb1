//! How lists were last kept in step, for those who run the platform.

use ::pages::{Moment, Page};
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use askama::Template;
use serde_json::Value;
use web::ApiError;

use super::visit::page;
use crate::api::failed;
use crate::store::sync_runs::{self, SyncRunRow};
use crate::sync::Counts;
use crate::viewer::Visitor;

/// The most runs shown.
const MOST: i64 = 50;

#[derive(Template)]
#[template(path = "syncs.html")]
struct Syncs {
    page: Page,
    rows: Vec<Row>,
}

/// A run, as those who run the platform see it.
struct Row {
    source: &'static str,
    started: Moment,
    finished: Moment,
    /// None: by command.
    scheduled: Option<Moment>,
    counts: String,
    /// Keys of lists that failed, and why.
    failed: Vec<(String, String)>,
}

/// `GET /datasets/syncs/`
pub(super) async fn list(visitor: Visitor) -> Result<HttpResponse, ApiError> {
    let mut connection = visitor.connection().await?;
    let runs = sync_runs::recent(&mut connection, MOST).await.map_err(failed)?;
    let shown = Syncs {
        page: page(&visitor, "Syncs", "syncs"),
        rows: runs.into_iter().map(Row::from).collect(),
    };
    shown.page.show(&visitor.request, StatusCode::OK, &shown)
}

impl From<SyncRunRow> for Row {
    fn from(run: SyncRunRow) -> Self {
        Self {
            source: source(&run.source),
            started: Moment::from(run.started_at),
            finished: Moment::from(run.finished_at),
            scheduled: run.scheduled_for.map(Moment::from),
            counts: Counts::of(&run.report).map(|counts| counts.to_string()).unwrap_or_default(),
            failed: failures(&run.report),
        }
    }
}

fn source(word: &str) -> &'static str {
    match word {
        "nhs_dd" => "NHS Data Dictionary",
        _ => "NHS organisations",
    }
}

fn failures(report: &Value) -> Vec<(String, String)> {
    let lists = report.get("datasets").and_then(Value::as_array);
    let failed = lists.into_iter().flatten().filter_map(|list| {
        let text = |name: &str| list.get(name).and_then(Value::as_str);
        let reason = text("reason")?;
        Some((text("key")?.to_owned(), reason.to_owned()))
    });
    failed.collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_failed_is_told_with_its_reason() {
        let report = json!({
            "source": "nhs_dd",
            "datasets": [
                { "key": "smoking_status_code", "outcome": "updated", "reason": null },
                { "key": "zygosity_status", "outcome": "failed", "reason": "No answer." },
            ],
        });
        let expected = [("zygosity_status".to_owned(), "No answer.".to_owned())];
        assert_eq!(failures(&report), expected);
        assert_eq!((failures(&json!({})), failures(&json!([]))), (Vec::new(), Vec::new()));
    }
}
