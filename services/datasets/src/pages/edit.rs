//! Changing a list.

use ::pages::{Errors, Page, see_other};
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::Path;
use askama::Template;
use web::ApiError;

use super::entries::Filled;
use super::visit::{address, aside, large_form, own, page, status};
use crate::DatasetsError;
use crate::api::failed;
use crate::changes::{self, Edit};
use crate::store::DatasetRow;
use crate::viewer::Visitor;

#[derive(Template)]
#[template(path = "edit.html")]
struct Change {
    page: Page,
    errors: Errors,
    key: String,
    filled: Filled,
    /// The version that the form is about: it is saved over no other.
    version: i32,
    /// Where that is told which somebody else has changed meanwhile.
    meanwhile: Option<String>,
}

/// `GET /datasets/lists/{key}/edit/`
pub(super) async fn show(visitor: Visitor, key: Path<String>) -> Result<HttpResponse, ApiError> {
    let (connection, row) = own(&visitor, &key).await?;
    let filled = now(&visitor, connection, &row).await?;
    answer(&visitor, &row, filled, Errors::default(), None)
}

/// `POST /datasets/lists/{key}/edit/`
pub(super) async fn post(visitor: Visitor, key: Path<String>) -> Result<HttpResponse, ApiError> {
    let (_, row) = own(&visitor, &key).await?;
    let (_turn, form) = large_form(&visitor).await?;
    // What says no version was made for none that there is.
    let version = form.get("version").parse().unwrap_or(0);
    let filled = aside(move || Filled::of(&form)).await?;
    if version != row.version {
        return conflict(&visitor, &row, filled, version);
    }
    let before = now(&visitor, visitor.connection().await?, &row).await?;
    if filled == before {
        return Ok(see_other(&format!("{}?done=unchanged", address(&row.key, ""))));
    }
    let (filled, edit, errors) = aside(move || {
        let mut errors = Errors::default();
        let edit = filled.read(Some(&before), &mut errors);
        (filled, edit, errors)
    })
    .await?;
    if !errors.is_empty() {
        return answer(&visitor, &row, filled, errors, None);
    }
    match save(&visitor, &row, edit).await? {
        Ok(saved) => Ok(see_other(&format!("{}?done=saved", address(&saved.key, "")))),
        Err(DatasetsError::Changed) => {
            let (_, row) = own(&visitor, &key).await?;
            conflict(&visitor, &row, filled, version)
        }
        Err(error) => Err(failed(error)),
    }
}

/// Saves over the version that was seen, and no other.
async fn save(
    visitor: &Visitor,
    seen: &DatasetRow,
    edit: Edit,
) -> Result<Result<DatasetRow, DatasetsError>, ApiError> {
    let mut connection = visitor.connection().await?;
    let version = seen.version;
    let check = move |row: &DatasetRow| {
        if row.version == version { Ok(()) } else { Err(DatasetsError::Changed) }
    };
    Ok(changes::update(&mut connection, &visitor.viewer, &seen.key, Ok(edit), check).await)
}

async fn now(
    visitor: &Visitor,
    mut connection: ::store::Connection,
    row: &DatasetRow,
) -> Result<Filled, ApiError> {
    let options = visitor.options(&mut connection, row.option_list_id).await?;
    drop(connection);
    let row = row.clone();
    aside(move || Filled::now(&row, &options)).await
}

/// The form as it was filled in, about a list that has changed meanwhile: if it
/// is sent again, it is saved over what others have changed.
fn conflict(
    visitor: &Visitor,
    row: &DatasetRow,
    filled: Filled,
    seen: i32,
) -> Result<HttpResponse, ApiError> {
    let version = row.version;
    let told = format_args!(
        "Nothing has been saved, because the list has changed since you opened this form: it has \
         version {version} now. What you wrote is still below. Look at what is different first; \
         if you save again, what is below takes its place."
    );
    let since = seen.clamp(0, version);
    let changes = address(&row.key, &format!("versions/{version}/changes/?since={since}"));
    answer(visitor, row, filled, Errors::one("", told), Some(changes))
}

fn answer(
    visitor: &Visitor,
    row: &DatasetRow,
    filled: Filled,
    errors: Errors,
    meanwhile: Option<String>,
) -> Result<HttpResponse, ApiError> {
    let status = if meanwhile.is_some() { StatusCode::CONFLICT } else { status(&errors) };
    let shown = Change {
        page: page(visitor, format!("Edit {}", row.name), "lists"),
        errors,
        key: row.key.clone(),
        filled,
        version: row.version,
        meanwhile,
    };
    shown.page.show(&visitor.request, status, &shown)
}
