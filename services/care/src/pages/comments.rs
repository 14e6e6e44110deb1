//! The comments on an enquiry, and writing one.

use ::pages::{Errors, Form, Moment, Paging, see_other};
use actix_web::HttpResponse;
use actix_web::web::Path;
use resources::COMMENTS;
use serde::Deserialize;
use web::{ApiError, FieldErrors};

use super::enquiry;
use super::records::{At, MOST, Names, Records};
use super::visit::{document_id, form, unknown};
use crate::CareError;
use crate::api::failed;
use crate::changes;
use crate::domain::{Arguments, DocumentId};
use crate::viewer::Visitor;

/// Comments on one page, beside those that are pinned.
const SIZE: i64 = 25;

/// What the lists are asked for.
const ATTRIBUTES: [&str; 6] =
    ["anonymized", "comment", "created", "pinned", "user", "user_sticky_label"];

/// A comment, as it is listed.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Comment {
    anonymized: Option<At>,
    comment: Option<String>,
    created: At,
    pinned: bool,
    user: Option<String>,
    user_sticky_label: Option<String>,
}

/// The comments on an enquiry: on the first page those that are pinned, then
/// the newest.
pub(super) struct Comments {
    /// On all pages.
    pub(super) count: i64,
    pub(super) items: Vec<Comment>,
    pub(super) paging: Paging,
}

/// A comment, as it is told.
pub(super) struct Row {
    pub(super) author: String,
    pub(super) at: Moment,
    pub(super) is_pinned: bool,
    /// None: it was anonymised.
    pub(super) text: Option<String>,
}

/// A comment that is being written.
#[derive(Debug, Default)]
pub(super) struct Draft {
    pub(super) text: String,
    pub(super) is_pinned: bool,
}

/// `POST /care/enquiries/{id}/comments/`
pub(super) async fn post(visitor: Visitor, id: Path<String>) -> Result<HttpResponse, ApiError> {
    let id = document_id(&id)?;
    let draft = Draft::of(&form(&visitor));
    let errors = match draft.arguments(&id) {
        Ok(arguments) => match write(&visitor, arguments).await? {
            Ok(()) => return Ok(see_other(&format!("{}?done=commented", enquiry::address(&id)))),
            Err(fields) => wrong(&fields)?,
        },
        Err(errors) => errors,
    };
    enquiry::answer(&visitor, &id, draft, errors).await
}

/// Keeps a comment as the API does, or says what is wrong with it by parameter.
async fn write(
    visitor: &Visitor,
    arguments: Arguments,
) -> Result<Result<(), FieldErrors>, ApiError> {
    let author = visitor.author()?;
    let members = visitor.members().await?;
    let made = visitor.change(async move |connection| {
        changes::create(connection, &author, &members, &COMMENTS, &arguments).await
    });
    match made.await {
        Ok(_) => Ok(Ok(())),
        Err(CareError::Invalid(fields)) => Ok(Err(fields)),
        Err(error) => Err(failed(error)),
    }
}

/// What is wrong with the form. Where it is the enquiry, there is no such page.
fn wrong(fields: &FieldErrors) -> Result<Errors, ApiError> {
    if fields.contains_key("care_enquiry") {
        return Err(unknown());
    }
    let mut errors = Errors::default();
    for (field, messages) in fields {
        for message in messages {
            let known = if ["comment", "pinned"].contains(&field.as_str()) { field } else { "" };
            errors.add(known, message);
        }
    }
    Ok(errors)
}

impl Draft {
    fn of(form: &Form) -> Self {
        // Browsers send the end of a line as two characters.
        let text = form.raw("comment").replace("\r\n", "\n");
        Self { text, is_pinned: form.has("pinned") }
    }

    /// What the API is told, or what is wrong.
    fn arguments(&self, enquiry: &DocumentId) -> Result<Arguments, Errors> {
        if self.text.trim().is_empty() {
            return Err(Errors::one("comment", "Write the comment first."));
        }
        let pinned = if self.is_pinned { "true" } else { "false" };
        let enquiry = enquiry.as_str();
        let said =
            [("care_enquiry", enquiry), ("comment", self.text.trim_end()), ("pinned", pinned)];
        Ok(Arguments::of(&said))
    }
}

/// One page of the comments on an enquiry; a page that is not there counts as
/// the nearest that is.
pub(super) async fn of(
    records: &mut Records,
    enquiry: &DocumentId,
    number: i64,
) -> Result<Comments, ApiError> {
    let about = |pinned| {
        let mut asked = vec![
            ("filters-care_enquiries", enquiry.as_str()),
            ("filters-pinned", pinned),
            ("sort_by", "-created"),
        ];
        asked.extend(ATTRIBUTES.map(|name| ("attributes", name)));
        asked
    };
    let pinned = records.page::<Comment>(&COMMENTS, &about("yes"), 1, MOST).await?;
    let others = records.page::<Comment>(&COMMENTS, &about("no"), number, SIZE).await?;
    let paging = Paging::new(&enquiry::address(enquiry), &[], number, SIZE, others.count);
    let first = if paging.page == 1 { pinned.items } else { Vec::new() };
    Ok(Comments {
        count: pinned.count + others.count,
        items: first.into_iter().chain(others.items).collect(),
        paging,
    })
}

impl Comment {
    /// Who wrote it, by id.
    pub(super) fn user(&self) -> Option<&str> {
        self.user.as_deref()
    }

    /// The comment as it is told, with what its author is called now, or was then.
    pub(super) fn row(&self, names: &Names) -> Row {
        let now = self.user().and_then(|id| names.get(id));
        let then = self.user_sticky_label.as_ref().filter(|label| !label.trim().is_empty());
        let otherwise = if self.user.is_some() { "A user" } else { "A program" };
        Row {
            author: now.or(then).map_or(otherwise, String::as_str).to_owned(),
            at: self.created.into(),
            is_pinned: self.pinned,
            text: self.comment.clone().filter(|_| self.anonymized.is_none()),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const ID: &str = "0123456789abcdef01234567";

    fn comment(user: Option<&str>, label: Option<&str>, anonymized: Option<&str>) -> Comment {
        let comment = json!({
            "_id": ID, "anonymized": anonymized, "comment": "Rang back.",
            "created": "2026-11-22 17:05:06", "pinned": true, "user": user,
            "user_sticky_label": label,
        });
        serde_json::from_value(comment).unwrap()
    }

    #[test]
    fn a_comment_tells_who_wrote_it() {
        let names = Names::from([("7".to_owned(), "jo".to_owned())]);
        for (user, label, expected) in [
            (Some("7"), Some("joanna"), "jo"),
            (Some("8"), Some("sam"), "sam"),
            (Some("8"), Some(" "), "A user"),
            (Some("8"), None, "A user"),
            (None, Some("Website form"), "Website form"),
            (None, None, "A program"),
        ] {
            assert_eq!(comment(user, label, None).row(&names).author, expected, "{user:?}");
        }
    }

    #[test]
    fn an_anonymised_comment_says_nothing() {
        let row = comment(None, None, None).row(&Names::new());
        assert_eq!(row.text.as_deref(), Some("Rang back."));
        let row = comment(None, None, Some("2026-11-22 18:00:00")).row(&Names::new());
        assert_eq!(row.text, None);
    }

    #[test]
    fn a_form_says_what_a_program_would() {
        let id: DocumentId = ID.parse().unwrap();
        let draft = Draft::of(&Form::parse(b"comment=+Rang%0D%0Aback.%0D%0A&pinned=on"));
        let expected = [("care_enquiry", ID), ("comment", " Rang\nback."), ("pinned", "true")];
        assert!(draft.arguments(&id).unwrap() == Arguments::of(&expected));
        for blank in [&b""[..], b"comment=+%0D%0A&pinned=on"] {
            let errors = Draft::of(&Form::parse(blank)).arguments(&id).unwrap_err();
            assert!(errors.has("comment"), "{errors:?}");
        }
    }

    #[test]
    fn what_is_wrong_stands_beside_its_field() {
        let fields = |name: &str| FieldErrors::from([(name.to_owned(), vec!["No.".to_owned()])]);
        assert_eq!(wrong(&fields("comment")).unwrap().of("comment"), ["No."]);
        assert_eq!(wrong(&fields("location")).unwrap().of(""), ["No."]);
        assert_eq!(wrong(&fields("care_enquiry")).unwrap_err().status(), 404);
    }

    #[test]
    fn what_is_asked_for_is_there() {
        for name in ATTRIBUTES {
            assert!(COMMENTS.attribute(name).is_some(), "{name}");
        }
    }
}
