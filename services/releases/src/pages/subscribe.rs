//! Subscribing to an item, whose licences must be accepted.

use ::pages::{Errors, Form, Page, see_other};
use actix_web::HttpResponse;
use actix_web::web::Path;
use askama::Template;
use web::ApiError;

use super::visit::{self, address, form, page, status};
use crate::api::failed;
use crate::domain::{Approval, LicenceId, SubscriptionState};
use crate::store::items::{ItemRow, LicenceRow};
use crate::store::{items, subscriptions};
use crate::viewer::Visitor;
use crate::{ReleasesError, changes};

#[derive(Template)]
#[template(path = "subscribe.html")]
struct Subscribe {
    page: Page,
    errors: Errors,
    item: ItemRow,
    licences: Vec<Licence>,
    /// Whether staff decide.
    waits: bool,
}

/// A licence, to be ticked.
struct Licence {
    id: LicenceId,
    title: String,
    text: String,
    /// The name of its box.
    field: String,
    label: String,
    is_ticked: bool,
}

impl Licence {
    fn new(row: LicenceRow, form: &Form) -> Self {
        let field = format!("licence-{}", row.id);
        Self {
            id: row.id,
            label: format!("I accept “{}”", row.title),
            is_ticked: form.has(&field),
            title: row.title,
            text: row.text,
            field,
        }
    }
}

/// `GET /releases/items/{item}/subscribe/`
pub(super) async fn show(visitor: Visitor, item: Path<String>) -> Result<HttpResponse, ApiError> {
    let (mut connection, row) = visit::item(&visitor, &item).await?;
    let own = subscriptions::find(&mut connection, visitor.known()?, row.id).await;
    let state = own.map_err(failed)?.map(|own| own.state);
    if matches!(state, Some(SubscriptionState::Accepted | SubscriptionState::Pending)) {
        return Ok(see_other(&address(row.id, "")));
    }
    let licences = items::licences(&mut connection, row.id).await.map_err(failed)?;
    drop(connection);
    answer(&visitor, row, licensed(licences, &Form::default()), Errors::default())
}

/// `POST /releases/items/{item}/subscribe/`
pub(super) async fn post(visitor: Visitor, item: Path<String>) -> Result<HttpResponse, ApiError> {
    let (mut connection, row) = visit::item(&visitor, &item).await?;
    let licences = items::licences(&mut connection, row.id).await.map_err(failed)?;
    let licences = licensed(licences, &form(&visitor));
    let errors = refused(&licences);
    if !errors.is_empty() {
        drop(connection);
        return answer(&visitor, row, licences, errors);
    }
    let accepted: Vec<LicenceId> = licences.iter().map(|licence| licence.id).collect();
    let user = visitor.known()?;
    match changes::subscribe(&mut connection, user, row.id, &accepted).await {
        Ok(SubscriptionState::Accepted) => Ok(see_other(&address(row.id, "?done=subscribed"))),
        Ok(_) => Ok(see_other(&address(row.id, "?done=asked"))),
        // A licence came in between: to be read first.
        Err(ReleasesError::NotAccepted) => Ok(see_other(&address(row.id, "subscribe/"))),
        Err(error) => Err(failed(error)),
    }
}

fn licensed(rows: Vec<LicenceRow>, form: &Form) -> Vec<Licence> {
    rows.into_iter().map(|row| Licence::new(row, form)).collect()
}

/// Every licence that is not ticked.
fn refused(licences: &[Licence]) -> Errors {
    let mut errors = Errors::default();
    for licence in licences.iter().filter(|licence| !licence.is_ticked) {
        let told = format_args!("Accept “{}” to subscribe.", licence.title);
        errors.add(&licence.field, told);
    }
    errors
}

fn answer(
    visitor: &Visitor,
    item: ItemRow,
    licences: Vec<Licence>,
    errors: Errors,
) -> Result<HttpResponse, ApiError> {
    let shown = Subscribe {
        page: page(visitor, format!("Subscribe to {}", item.name), "items"),
        errors,
        waits: item.approval == Approval::Manual,
        item,
        licences,
    };
    shown.page.show(&visitor.request, status(&shown.errors), &shown)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ItemId;

    #[test]
    fn every_licence_is_to_be_ticked() {
        let refused = |typed: &str| -> Vec<String> {
            let rows = [(3, "Open licence"), (11, "Sub-licence")].map(|(id, title)| LicenceRow {
                id: LicenceId(id),
                item_id: ItemId(58),
                title: title.to_owned(),
                text: String::new(),
            });
            let licences = licensed(rows.into(), &Form::parse(typed.as_bytes()));
            refused(&licences).iter().map(|error| error.field.clone()).collect()
        };
        for (typed, expected) in [
            ("", &["licence-3", "licence-11"][..]),
            ("licence-3=on", &["licence-11"]),
            ("licence-11=on&licence-4=on", &["licence-3"]),
            ("licence-11=on&licence-3=on", &[]),
        ] {
            assert_eq!(refused(typed), expected, "{typed}");
        }
        assert!(super::refused(&[]).is_empty());
    }
}
