//! Making a custom version of a list that everybody sees.

use ::pages::{Choice, Errors, Form, Page, see_other};
use actix_web::HttpResponse;
use actix_web::web::Path;
use askama::Template;
use web::ApiError;

use super::entries::{custom_name, organization, organizations};
use super::visit::{address, form, page, status};
use crate::api::failed;
use crate::changes::{self, Custom};
use crate::store::DatasetRow;
use crate::viewer::Visitor;

#[derive(Template)]
#[template(path = "copy.html")]
struct CustomVersion {
    page: Page,
    errors: Errors,
    key: String,
    source: String,
    name: String,
    organizations: Vec<Choice>,
}

/// `GET /datasets/lists/{key}/create-custom/`
pub(super) async fn show(visitor: Visitor, key: Path<String>) -> Result<HttpResponse, ApiError> {
    let source = source(&visitor, &key).await?;
    answer(&visitor, &source, &Form::default(), Errors::default()).await
}

/// `POST /datasets/lists/{key}/create-custom/`
pub(super) async fn post(visitor: Visitor, key: Path<String>) -> Result<HttpResponse, ApiError> {
    let source = source(&visitor, &key).await?;
    let form = form(&visitor);
    let custom = match read(&visitor, &form) {
        Ok(custom) => custom,
        Err(errors) => return answer(&visitor, &source, &form, errors).await,
    };
    let mut connection = visitor.connection().await?;
    let made = changes::create_custom(&mut connection, &visitor.viewer, &source.key, &custom).await;
    let made = made.map_err(failed)?;
    Ok(see_other(&format!("{}?done=copied", address(&made.key, ""))))
}

async fn source(visitor: &Visitor, key: &str) -> Result<DatasetRow, ApiError> {
    let mut connection = visitor.connection().await?;
    changes::source(&mut connection, &visitor.viewer, key).await.map_err(failed)
}

fn read(visitor: &Visitor, form: &Form) -> Result<Custom, Errors> {
    let mut errors = Errors::default();
    let custom = Custom {
        name: custom_name(form, &mut errors),
        organization_id: organization(&visitor.viewer, form, &mut errors),
    };
    if errors.is_empty() { Ok(custom) } else { Err(errors) }
}

async fn answer(
    visitor: &Visitor,
    source: &DatasetRow,
    form: &Form,
    errors: Errors,
) -> Result<HttpResponse, ApiError> {
    let shown = CustomVersion {
        page: page(visitor, format!("Custom version of {}", source.name), "lists"),
        errors,
        key: source.key.clone(),
        source: source.name.clone(),
        name: form.get("name").to_owned(),
        organizations: organizations(visitor, form).await?,
    };
    shown.page.show(&visitor.request, status(&shown.errors), &shown)
}
