//! Making a rota: what is asked for, a try, and what came of the last runs.

mod asked;
mod outcome;

use std::sync::Arc;
use std::time::Duration;

use ::pages::{Choice, Errors, Moment, Page, see_other};
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::Path;
use askama::Template;
use diesel_async::AsyncPgConnection;
use tokio::sync::OwnedSemaphorePermit;
use tokio::time::timeout;
use web::ApiError;

use self::asked::{Asked, LONGEST, phase_name, told};
use self::outcome::Outcome;
use super::alerts::Row as Alert;
use super::visit::{form, id, page, status, unknown};
use super::words::{long, span};
use crate::RotaError;
use crate::api::failed;
use crate::domain::{Clinician, GenerationRunId, generation};
use crate::generator::{Report, Request, free_from, generate};
use crate::member::Member;
use crate::store::alerts::{self, Order, Selection};
use crate::store::generation_runs::{self, GenerationRun};
use crate::store::{clinicians, practices};

/// The most runs shown.
const RUNS: i64 = 10;

/// The most alerts shown of a run's dates.
const ALERTS: i64 = 50;

/// How long somebody waits for the runs of others.
const PATIENCE: Duration = Duration::from_secs(2);

#[derive(Template)]
#[template(path = "generate.html")]
struct Generate {
    page: Page,
    errors: Errors,
    asked: Asked,
    phases: Vec<Choice>,
    clinicians: Vec<Choice>,
    /// From when on the rota may be changed without saying so.
    free_from: String,
    /// What is said of the time limit.
    seconds: String,
    runs: Vec<Run>,
}

/// A run that changed the rota.
struct Run {
    id: GenerationRunId,
    at: Moment,
    by: String,
    dates: String,
    phase: String,
}

impl From<&GenerationRun> for Run {
    fn from(run: &GenerationRun) -> Self {
        Self {
            id: run.id,
            at: Moment::from(run.created_at),
            by: run.created_by.clone(),
            dates: span(run.start_date, run.end_date),
            phase: run
                .phase
                .parse::<generation::Choice>()
                .map_or_else(|_| run.phase.clone(), phase_name),
        }
    }
}

#[derive(Template)]
#[template(path = "generated.html")]
struct Generated {
    page: Page,
    dates: String,
    phase: String,
    /// None of a try.
    run: Option<Run>,
    outcome: Outcome,
    alerts: Vec<Alert>,
    /// Whether there are alerts that are not shown.
    has_more: bool,
    /// What to send to do in earnest what was tried.
    again: Vec<(&'static str, String)>,
}

/// `GET /admin/rota/`
pub(super) async fn show(member: Member) -> Result<HttpResponse, ApiError> {
    let mut connection = member.connection().await?;
    answer(&member, &mut connection, None, Errors::default()).await
}

/// `POST /admin/rota/`: only the button that says so changes anything.
pub(super) async fn post(member: Member) -> Result<HttpResponse, ApiError> {
    let form = form(&member);
    let asked = Asked::of(&form);
    let is_try = form.get("action") != "generate";
    let request = match asked.request(is_try) {
        Ok(request) => request,
        Err(errors) => return refused(&member, asked, errors).await,
    };
    let Some(permit) = permit(&member).await else {
        let told = "Another rota is being made. Nothing was changed: please try again in a moment.";
        return refused(&member, asked, Errors::one("", told)).await;
    };
    match run_to_its_end(&member, request, permit).await? {
        Ok(report) => match report.run_id {
            Some(run) => Ok(see_other(&format!("/admin/rota/runs/{run}/"))),
            None => {
                let kept = serde_json::to_value(&report).map_err(ApiError::internal)?;
                tried(&member, &asked, Outcome::read(kept).map_err(failed)?)
            }
        },
        Err(RotaError::Run(refusal)) => {
            let (field, told) = told(refusal);
            refused(&member, asked, Errors::one(field, told)).await
        }
        Err(error @ (RotaError::Busy | RotaError::Unsound { .. })) => {
            let told = format!("Nothing was changed: {error}.");
            refused(&member, asked, Errors::one("", told)).await
        }
        Err(error) => Err(failed(error)),
    }
}

/// Leave to run the generator; none while too many others do.
async fn permit(member: &Member) -> Option<OwnedSemaphorePermit> {
    let runs = Arc::clone(&member.state.runs);
    timeout(PATIENCE, runs.acquire_owned()).await.ok()?.ok()
}

/// Runs the generator. A run goes on when its browser does not wait for it, and
/// keeps its permit as long.
async fn run_to_its_end(
    member: &Member,
    request: Request,
    permit: OwnedSemaphorePermit,
) -> Result<Result<Report, RotaError>, ApiError> {
    let mut connection = member.connection().await?;
    let who = member.who();
    let run = actix_web::rt::spawn(async move {
        let made = generate(&mut connection, &who, &request).await;
        drop(permit);
        made
    });
    run.await.map_err(ApiError::internal)
}

/// The form as it was filled in, with what is wrong.
async fn refused(member: &Member, asked: Asked, errors: Errors) -> Result<HttpResponse, ApiError> {
    let mut connection = member.connection().await?;
    answer(member, &mut connection, Some(asked), errors).await
}

fn tried(member: &Member, asked: &Asked, outcome: Outcome) -> Result<HttpResponse, ApiError> {
    let shown = Generated {
        page: page(member, "What generating the rota would do", "admin"),
        dates: asked.dates(),
        phase: asked.phase_name(),
        run: None,
        outcome,
        alerts: Vec::new(),
        has_more: false,
        again: asked.fields(),
    };
    shown.page.show(&member.request, StatusCode::OK, &shown)
}

/// `GET /admin/rota/runs/{id}/`
pub(super) async fn run(member: Member, path: Path<String>) -> Result<HttpResponse, ApiError> {
    let mut connection = member.connection().await?;
    let found = generation_runs::find(&mut connection, member.practice, id(&path)?).await;
    let found = found.map_err(failed)?.ok_or_else(unknown)?;
    let between = Some((found.start_date, found.end_date));
    let selection = Selection { active_only: true, between };
    let order = Order::From(found.start_date);
    let practice = member.practice;
    let count = alerts::count(&mut connection, practice, selection).await.map_err(failed)?;
    let shown = alerts::some(&mut connection, practice, selection, order, 0, ALERTS).await;
    let run = Run::from(&found);
    let shown = Generated {
        page: page(&member, "What generating the rota did", "admin"),
        dates: run.dates.clone(),
        phase: run.phase.clone(),
        run: Some(run),
        outcome: Outcome::read(found.report).map_err(failed)?,
        has_more: count > ALERTS,
        alerts: shown.map_err(failed)?.iter().map(Alert::from).collect(),
        again: Vec::new(),
    };
    shown.page.show(&member.request, StatusCode::OK, &shown)
}

/// The form: as it was filled in, or as it is to begin with.
async fn answer(
    member: &Member,
    connection: &mut AsyncPgConnection,
    asked: Option<Asked>,
    errors: Errors,
) -> Result<HttpResponse, ApiError> {
    let practice = member.practice;
    let configuration = practices::configuration(connection, practice).await.map_err(failed)?;
    let free_from = free_from(&configuration, member.today);
    let people = clinicians::list(connection, practice).await.map_err(failed)?;
    let runs = generation_runs::recent(connection, practice, RUNS).await.map_err(failed)?;
    let asked = asked.unwrap_or_else(|| Asked::from(free_from));
    let shown = Generate {
        page: page(member, "Generate the rota", "admin"),
        errors,
        phases: asked.phases(),
        clinicians: choices(&people, &asked),
        asked,
        free_from: long(free_from),
        seconds: format!("From 1 to {LONGEST}."),
        runs: runs.iter().map(Run::from).collect(),
    };
    shown.page.show(&member.request, status(&shown.errors), &shown)
}

fn choices(people: &[Clinician], asked: &Asked) -> Vec<Choice> {
    let active = people.iter().filter(|clinician| clinician.active);
    let choice = |clinician: &Clinician| {
        let id = clinician.id.to_string();
        let is_chosen = asked.clinicians.contains(&id);
        Choice::new(id, clinician.name.as_str(), is_chosen)
    };
    active.map(choice).collect()
}
