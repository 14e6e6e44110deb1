//! Making a list.

use ::pages::{Choice, Errors, Form, Page, see_other};
use actix_web::HttpResponse;
use askama::Template;
use web::ApiError;

use super::entries::{Filled, mistaken, organization, organizations};
use super::visit::{address, aside, large_form, page, status};
use crate::DatasetsError;
use crate::api::failed;
use crate::changes::{self, New};
use crate::domain::{Viewer, keys};
use crate::viewer::Visitor;

#[derive(Template)]
#[template(path = "new.html")]
struct Create {
    page: Page,
    errors: Errors,
    key: String,
    filled: Filled,
    organizations: Vec<Choice>,
}

/// `GET /datasets/new/`
pub(super) async fn show(visitor: Visitor) -> Result<HttpResponse, ApiError> {
    answer(&visitor, &Form::default(), Errors::default()).await
}

/// `POST /datasets/new/`
pub(super) async fn post(visitor: Visitor) -> Result<HttpResponse, ApiError> {
    let (_turn, form) = large_form(&visitor).await?;
    let viewer = visitor.viewer.clone();
    let (form, new) = aside(move || {
        let new = read(&viewer, &form);
        (form, new)
    })
    .await?;
    let new = match new {
        Ok(new) => new,
        Err(errors) => return answer(&visitor, &form, errors).await,
    };
    let mut connection = visitor.connection().await?;
    let created = changes::create(&mut connection, &visitor.viewer, new).await;
    drop(connection);
    match created {
        Ok(row) => Ok(see_other(&format!("{}?done=created", address(&row.key, "")))),
        Err(DatasetsError::KeyTaken) => {
            let told = "There is or was another list with this key. Choose another.";
            let mut errors = Errors::default();
            mistaken(&mut errors, "key", told);
            answer(&visitor, &form, errors).await
        }
        Err(error) => Err(failed(error)),
    }
}

fn read(viewer: &Viewer, form: &Form) -> Result<New, Errors> {
    let mut errors = Errors::default();
    let said = Filled::of(form).read(None, &mut errors);
    let key = Some(form.get("key")).filter(|key| !key.is_empty());
    if let Some(mistake) = key.and_then(keys::mistake) {
        mistaken(&mut errors, "key", mistake);
    }
    let organization_id = organization(viewer, form, &mut errors);
    let new = New {
        key: key.map(str::to_owned),
        name: said.name.unwrap_or_default(),
        description: said.description.unwrap_or_default(),
        reference_url: said.reference_url.unwrap_or_default(),
        format_pattern: said.format_pattern.unwrap_or_default(),
        tags: said.tags.unwrap_or_default(),
        options: said.options.unwrap_or_default(),
        organization_id,
    };
    if errors.is_empty() { Ok(new) } else { Err(errors) }
}

async fn answer(visitor: &Visitor, form: &Form, errors: Errors) -> Result<HttpResponse, ApiError> {
    let shown = Create {
        page: page(visitor, "New list", "lists"),
        errors,
        key: form.get("key").to_owned(),
        filled: Filled::of(form),
        organizations: organizations(visitor, form).await?,
    };
    shown.page.show(&visitor.request, status(&shown.errors), &shown)
}
