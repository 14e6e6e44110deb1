//! Everything that is known of one enquiry.

use ::pages::{Errors, Moment, Page, Paging, counted};
use actix_web::HttpResponse;
use actix_web::web::Path;
use askama::Template;
use resources::{CARE_ENQUIRIES, GROUPS, LOCATIONS};
use serde_json::Value;
use web::ApiError;

use super::comments::{self, Comment, Comments, Draft};
use super::facts::{self, Fact, Section};
use super::records::{At, Found, Names, Records, people};
use super::visit::{document_id, done, may, page, page_number, status, unknown};
use super::visits::{self, Group, Visit};
use super::{commenting, words};
use crate::domain::{Document, DocumentId};
use crate::viewer::Visitor;

#[derive(Template)]
#[template(path = "enquiry.html")]
struct Shown {
    page: Page,
    errors: Errors,
    path: String,
    name: String,
    anonymized: Option<Moment>,
    sections: Vec<Section>,
    visits: Vec<Group>,
    /// How many home visits are told, where there are more.
    cut: Option<String>,
    counted: String,
    comments: Vec<comments::Row>,
    paging: Paging,
    /// None: for those who only look.
    draft: Option<Draft>,
}

/// The address of the page of an enquiry.
pub(super) fn address(id: &DocumentId) -> String {
    format!("/care/enquiries/{id}/")
}

/// `GET /care/enquiries/{id}/`
pub(super) async fn show(visitor: Visitor, id: Path<String>) -> Result<HttpResponse, ApiError> {
    answer(&visitor, &document_id(&id)?, Draft::default(), Errors::default()).await
}

/// The page of an enquiry, with a comment that is being written; 404 where the
/// account has no such enquiry.
pub(super) async fn answer(
    visitor: &Visitor,
    id: &DocumentId,
    draft: Draft,
    errors: Errors,
) -> Result<HttpResponse, ApiError> {
    let known = Known::of(visitor, id, page_number(visitor)?).await?;
    let name = known.name();
    let may_comment = may(visitor, commenting());
    let done = done(visitor).filter(|_| may_comment);
    let Known { enquiry, visits, comments, names } = known;
    let shown = Shown {
        page: page(visitor, format!("Care enquiry: {name}")).noting(done),
        errors,
        path: address(id),
        name,
        anonymized: time(&enquiry, "anonymized"),
        sections: facts::sections(&enquiry, &names),
        visits: visits::grouped(&visits.items, &names),
        cut: cut(&visits),
        counted: told(comments.count),
        comments: comments.items.iter().map(|comment| comment.row(&names)).collect(),
        paging: comments.paging,
        draft: may_comment.then_some(draft),
    };
    shown.page.show(&visitor.request, status(&shown.errors), &shown)
}

/// What is known of an enquiry, and what it refers to is called.
struct Known {
    enquiry: Document,
    visits: Found<Visit>,
    comments: Comments,
    names: Names,
}

impl Known {
    async fn of(visitor: &Visitor, id: &DocumentId, number: i64) -> Result<Self, ApiError> {
        let mut records = Records::of(visitor).await?;
        let enquiry: Option<Document> = records.find(&CARE_ENQUIRIES, id).await?;
        let enquiry = enquiry.ok_or_else(unknown)?;
        let visits = visits::of(&mut records, id).await?;
        let comments = comments::of(&mut records, id, number).await?;
        let locations = text(&enquiry, "location").into_iter();
        let locations = locations.chain(visits.items.iter().filter_map(Visit::location));
        let mut names = records.names(&LOCATIONS, locations).await?;
        let channel = text(&enquiry, "sales_channel").into_iter();
        names.extend(records.names(&GROUPS, channel).await?);
        // Accounts is asked while no connection waits for it.
        drop(records);
        let users = text(&enquiry, "assigned_to").into_iter();
        let users = users.chain(visits.items.iter().filter_map(Visit::user));
        let users = users.chain(comments.items.iter().filter_map(Comment::user));
        names.extend(people(visitor, users).await);
        Ok(Self { enquiry, visits, comments, names })
    }

    fn name(&self) -> String {
        name(&self.enquiry)
    }
}

fn name(enquiry: &Document) -> String {
    if text(enquiry, "anonymized").is_some() {
        return words::ANONYMISED.to_owned();
    }
    words::name(text(enquiry, "first_name"), text(enquiry, "last_name"))
}

fn text<'a>(enquiry: &'a Document, name: &str) -> Option<&'a str> {
    enquiry.get(name).and_then(Value::as_str)
}

fn time(enquiry: &Document, name: &str) -> Option<Moment> {
    At::try_from(text(enquiry, name)?.to_owned()).ok().map(Moment::from)
}

/// That not all home visits are told.
fn cut(visits: &Found<Visit>) -> Option<String> {
    let (told, all) = (visits.items.len(), usize::try_from(visits.count).unwrap_or_default());
    (told < all)
        .then(|| format!("There are {}: the newest {told} are shown.", counted(all, "visit")))
}

fn told(comments: i64) -> String {
    match usize::try_from(comments).unwrap_or_default() {
        0 => "Nobody has written a comment yet.".to_owned(),
        1 => "1 comment.".to_owned(),
        count => format!("{}, the pinned ones first, then the newest.", counted(count, "comment")),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_enquiry_is_called_as_who_enquired() {
        for (enquiry, expected) in [
            (json!({ "first_name": "Mary", "last_name": "Holt", "anonymized": null }), "Mary Holt"),
            (json!({ "first_name": "Mary", "last_name": "*" }), "Mary"),
            (
                json!({ "first_name": "-", "last_name": "-", "anonymized": "2026-11-22 17:05:06" }),
                "Anonymised enquiry",
            ),
        ] {
            assert_eq!(name(enquiry.as_object().unwrap()), expected);
        }
    }

    #[test]
    fn what_is_not_told_is_said_to_be_there() {
        let visits = |count| Found { count, items: Vec::new() };
        assert_eq!(cut(&visits(0)), None);
        assert_eq!(cut(&visits(3)).unwrap(), "There are 3 visits: the newest 0 are shown.");
    }

    #[test]
    fn comments_are_counted() {
        assert_eq!(told(0), "Nobody has written a comment yet.");
        assert!(told(1) == "1 comment." && told(30).starts_with("30 comments, "));
    }
}
