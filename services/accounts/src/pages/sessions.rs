use ::pages::{Moment, Page, see_other};
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::Path;
use askama::Template;
use web::ApiError;

use super::visit::{Visit, failed, number, unknown};
use crate::store::sessions::{self, Listed};

#[derive(Template)]
#[template(path = "sessions.html")]
struct Sessions {
    page: Page,
    sessions: Vec<Row>,
    /// Whether there are others than the one this page is seen in.
    others: bool,
}

/// A sign-in that goes on, as the person sees it.
struct Row {
    id: i64,
    browser: String,
    address: String,
    began: Moment,
    seen: Moment,
    current: bool,
}

impl Row {
    fn new(session: Listed, current: Option<i64>) -> Self {
        Self {
            id: session.id,
            browser: or_unknown(session.user_agent),
            address: or_unknown(session.address),
            began: Moment::from(session.created_at),
            seen: Moment::from(session.last_seen_at),
            current: current == Some(session.id),
        }
    }
}

fn or_unknown(text: String) -> String {
    if text.is_empty() { "not known".to_owned() } else { text }
}

/// `GET /accounts/sessions/`
pub(super) async fn list(visit: Visit) -> Result<HttpResponse, ApiError> {
    let mut connection = visit.connection().await?;
    let current = visit.session();
    let held = sessions::of_user(&mut connection, visit.user.id).await.map_err(failed)?;
    let rows: Vec<Row> = held.into_iter().map(|session| Row::new(session, current)).collect();
    let shown = Sessions {
        page: visit.page("Where you are signed in", "sessions"),
        others: rows.iter().any(|row| !row.current),
        sessions: rows,
    };
    shown.page.show(&visit.request, StatusCode::OK, &shown)
}

/// `POST /accounts/sessions/{id}/end/`
pub(super) async fn end(visit: Visit, id: Path<String>) -> Result<HttpResponse, ApiError> {
    let id = number(&id)?;
    let mut connection = visit.connection().await?;
    let held = sessions::of_user(&mut connection, visit.user.id).await.map_err(failed)?;
    if !held.iter().any(|session| session.id == id) {
        return Err(unknown());
    }
    sessions::end(&mut connection, &visit.actor(), id).await.map_err(failed)?;
    Ok(see_other("/accounts/sessions/?done=session-ended"))
}

/// `POST /accounts/sessions/end-others/`
pub(super) async fn end_others(visit: Visit) -> Result<HttpResponse, ApiError> {
    let mut connection = visit.connection().await?;
    let (actor, user) = (visit.actor(), visit.user.id);
    let ended = sessions::end_others(&mut connection, &actor, user, visit.session()).await;
    let done = if ended.map_err(failed)? == 0 { "nothing" } else { "sessions-ended" };
    Ok(see_other(&format!("/accounts/sessions/?done={done}")))
}
