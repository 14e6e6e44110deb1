//! The inbox: who enquired, the newest first.

mod asked;

use ::pages::{Errors, Moment, Page, Paging};
use actix_web::HttpResponse;
use askama::Template;
use resources::{CARE_ENQUIRIES, GROUPS, LOCATIONS};
use serde::Deserialize;
use web::{ApiError, Site};

use self::asked::{Asked, Choices, wrong};
use super::records::{At, Found, Names, Records, people};
use super::visit::{page, page_number, status};
use super::words::{self, enquiries, word};
use crate::viewer::Visitor;

const ADDRESS: &str = "/care/";

/// Enquiries on one page.
const SIZE: i64 = 25;

#[derive(Template)]
#[template(path = "inbox.html")]
struct Inbox {
    page: Page,
    errors: Errors,
    q: String,
    choices: Choices,
    /// Whether more is chosen than words to look for.
    is_unfolded: bool,
    /// Whether nothing is left out.
    is_everything: bool,
    told: String,
    rows: Vec<Row>,
    paging: Paging,
    /// For who has no enquiries yet.
    beginning: Option<Beginning>,
}

/// What whoever connects a website needs to know.
struct Beginning {
    /// Where keys are made.
    keys: String,
    /// What clients are to call.
    site: String,
}

/// An enquiry, as it is listed.
#[derive(Clone, Debug, Deserialize)]
struct Enquiry {
    #[serde(rename = "_id")]
    id: String,
    anonymized: Option<At>,
    assigned_to: Option<String>,
    created: At,
    email: Option<String>,
    first_name: Option<String>,
    last_name: Option<String>,
    location: Option<String>,
    mobile: Option<String>,
    phone: Option<String>,
    sales_channel: Option<String>,
    service: String,
}

/// An enquiry, as it is told.
struct Row {
    id: String,
    name: String,
    service: String,
    location: String,
    channel: String,
    contact: Vec<String>,
    came: Moment,
    by: String,
}

/// `GET /care/` and `GET /care/enquiries/`
pub(super) async fn show(visitor: Visitor) -> Result<HttpResponse, ApiError> {
    let asked = Asked::of(&visitor);
    let number = page_number(&visitor)?;
    let mut records = Records::of(&visitor).await?;
    let locations = records.locations().await?;
    let choices = Choices::of(&asked, &locations);
    let mut errors = asked.errors(&choices);
    let mut found = Found { count: 0, items: Vec::new() };
    if errors.is_empty() {
        match records.page::<Enquiry>(&CARE_ENQUIRIES, &asked.arguments(), number, SIZE).await {
            Ok(page) => found = page,
            Err(error) if error.fields().is_empty() => return Err(error),
            Err(error) => errors = wrong(&error),
        }
    }
    let names = names(&visitor, records, &found.items).await?;
    let is_everything = asked.is_everything() && errors.is_empty();
    let is_new = found.count == 0 && is_everything;
    let shown = Inbox {
        page: page(&visitor, "Care enquiries"),
        told: told(&errors, found.count, is_everything),
        is_unfolded: asked.is_unfolded(),
        is_everything,
        rows: found.items.iter().map(|enquiry| enquiry.row(&names)).collect(),
        paging: Paging::new(ADDRESS, &asked.kept(), number, SIZE, found.count),
        beginning: is_new.then(|| Beginning::of(&visitor)).transpose()?,
        errors,
        choices,
        q: asked.q,
    };
    shown.page.show(&visitor.request, status(&shown.errors), &shown)
}

impl Beginning {
    fn of(visitor: &Visitor) -> Result<Self, ApiError> {
        let organization = visitor.organization()?;
        let keys = format!("/accounts/organizations/{organization}/keys/");
        Ok(Self { keys, site: Site::of(&visitor.request)?.link("") })
    }
}

/// What is called what enquiries refer to.
async fn names(
    visitor: &Visitor,
    mut records: Records,
    found: &[Enquiry],
) -> Result<Names, ApiError> {
    let locations = found.iter().filter_map(|enquiry| enquiry.location.as_deref());
    let mut names = records.names(&LOCATIONS, locations).await?;
    let channels = found.iter().filter_map(|enquiry| enquiry.sales_channel.as_deref());
    names.extend(records.names(&GROUPS, channels).await?);
    // Accounts is asked while no connection waits for it.
    drop(records);
    let users = found.iter().filter_map(|enquiry| enquiry.assigned_to.as_deref());
    names.extend(people(visitor, users).await);
    Ok(names)
}

fn told(errors: &Errors, count: i64, is_everything: bool) -> String {
    if !errors.is_empty() {
        return "Nothing has been looked for.".to_owned();
    }
    match (count, is_everything) {
        (0, true) => "There are no enquiries yet.".to_owned(),
        (_, true) => format!("{}.", enquiries(count)),
        (_, false) => format!("{} found.", enquiries(count)),
    }
}

impl Enquiry {
    fn row(&self, names: &Names) -> Row {
        let named = |id: &Option<String>, none: &str, unknown: &str| {
            let name = |id: &String| names.get(id).map_or(unknown, String::as_str).to_owned();
            id.as_ref().map_or_else(|| none.to_owned(), name)
        };
        let contact = [&self.mobile, &self.phone, &self.email];
        Row {
            id: self.id.clone(),
            name: self.name(),
            service: word(&self.service),
            location: named(&self.location, "No location given", "A location"),
            channel: named(&self.sales_channel, "A sales channel", "A sales channel"),
            contact: contact.into_iter().flatten().cloned().collect(),
            came: self.created.into(),
            by: named(&self.assigned_to, "Nobody yet", "A user"),
        }
    }

    fn name(&self) -> String {
        if self.anonymized.is_some() {
            return words::ANONYMISED.to_owned();
        }
        words::name(self.first_name.as_deref(), self.last_name.as_deref())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn enquiry() -> Enquiry {
        let enquiry = json!({
            "_id": "0123456789abcdef01234567", "anonymized": null, "assigned_to": null,
            "created": "2026-11-22 17:05:06", "email": "mary@example.org", "first_name": "Mary",
            "last_name": "*", "location": null, "mobile": "07700 900123", "phone": null,
            "sales_channel": "7", "service": "live_in_care",
        });
        serde_json::from_value(enquiry).unwrap()
    }

    #[test]
    fn an_enquiry_is_told_in_words() {
        let names = Names::from([("7".to_owned(), "Website".to_owned())]);
        let row = enquiry().row(&names);
        assert_eq!((row.name.as_str(), row.service.as_str()), ("Mary", "Live-in care"));
        assert_eq!((row.channel.as_str(), row.by.as_str()), ("Website", "Nobody yet"));
        assert_eq!(row.contact, ["07700 900123", "mary@example.org"]);
        let of_somebody = Enquiry { assigned_to: Some("8".to_owned()), ..enquiry() };
        assert_eq!(of_somebody.row(&names).by, "A user");
        let at = serde_json::from_value(json!("2026-11-23 00:00:00")).unwrap();
        let anonymised = Enquiry { anonymized: Some(at), ..enquiry() };
        assert_eq!(anonymised.row(&names).name, "Anonymised enquiry");
    }

    #[test]
    fn an_inbox_tells_how_many_there_are() {
        for (count, is_everything, expected) in [
            (0, true, "There are no enquiries yet."),
            (0, false, "0 enquiries found."),
            (1, true, "1 enquiry."),
            (2, false, "2 enquiries found."),
        ] {
            assert_eq!(told(&Errors::default(), count, is_everything), expected);
        }
        let errors = Errors::one("q", "No.");
        assert_eq!(told(&errors, 0, false), "Nothing has been looked for.");
    }
}
