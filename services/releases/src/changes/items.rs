use std::collections::BTreeSet;

use diesel_async::{AsyncConnection, AsyncPgConnection};
use serde_json::json;
use web::FieldErrors;

use super::{By, record};
use crate::ReleasesError;
use crate::domain::{Approval, ItemId};
use crate::store::items::{self, ItemRow};

/// The highest number that an item may have: some clients read 32 bits.
const HIGHEST: i64 = 2_147_483_647;

/// An item that is new.
#[derive(Clone, Debug)]
pub struct NewItem {
    /// Its number, where it has one already.
    pub id: Option<ItemId>,
    /// What it is called, 1 to 200 characters.
    pub name: String,
    /// What it is.
    pub description: String,
    /// What it belongs to, none or several.
    pub categories: Vec<String>,
    /// Who lets subscribers in.
    pub approval: Approval,
    /// What subscribers must accept.
    pub licences: Vec<NewLicence>,
}

/// A licence that is new.
#[derive(Clone, Debug)]
pub struct NewLicence {
    /// What it is called, 1 to 200 characters.
    pub title: String,
    /// What it says.
    pub text: String,
}

impl NewItem {
    fn check(&self) -> Result<(), ReleasesError> {
        let mut errors = FieldErrors::new();
        let mut wrong = |field: &str, message: &str| {
            errors.entry(field.to_owned()).or_default().push(message.to_owned());
        };
        if self.id.is_some_and(|ItemId(id)| !(1..=HIGHEST).contains(&id)) {
            wrong("number", "Between 1 and 2147483647.");
        }
        if !is_line(&self.name) {
            wrong("name", "One line of 1 to 200 characters.");
        }
        if self.description.chars().count() > 20_000 || self.description.contains('\0') {
            wrong("description", "At most 20,000 characters.");
        }
        if !self.categories.iter().all(|category| is_line(category)) {
            wrong("category", "One line of 1 to 200 characters.");
        }
        if !self.licences.iter().all(|licence| is_line(&licence.title)) {
            wrong("licence", "A title is one line of 1 to 200 characters.");
        }
        let texts = self.licences.iter().map(|licence| licence.text.as_str());
        if !texts.clone().all(|text| !text.trim().is_empty() && !text.contains('\0')) {
            wrong("licence", "A licence has a text.");
        }
        let titles: BTreeSet<&str> =
            self.licences.iter().map(|licence| licence.title.as_str()).collect();
        if titles.len() != self.licences.len() {
            wrong("licence", "Two licences have one title.");
        }
        if errors.is_empty() { Ok(()) } else { Err(ReleasesError::Invalid(errors)) }
    }
}

/// Whether this may be a name: one line that is not blank, of at most 200 characters.
pub(super) fn is_line(text: &str) -> bool {
    let length = text.chars().count();
    text.trim() == text && (1..=200).contains(&length) && !text.contains(char::is_control)
}

/// Adds an item, under the next number where it brings none. A number or a name
/// that was given is refused.
pub async fn add_item(
    connection: &mut AsyncPgConnection,
    by: By,
    new: &NewItem,
) -> Result<ItemRow, ReleasesError> {
    new.check()?;
    let mut categories = new.categories.clone();
    categories.sort_unstable();
    categories.dedup();
    connection
        .transaction(async move |connection| {
            let next = items::next_id(connection).await?;
            let id = new.id.unwrap_or(next);
            let (name, description) = (&new.name, &new.description);
            if !items::insert(connection, id, name, description, &categories, new.approval).await? {
                let taken = items::find(connection, id).await?.is_some();
                let what = if taken { format!("number {id}") } else { format!("name {name:?}") };
                return Err(ReleasesError::Taken(format!("There is an item with the {what}.")));
            }
            for licence in &new.licences {
                items::insert_licence(connection, id, &licence.title, &licence.text).await?;
            }
            let titles: Vec<&str> = new.licences.iter().map(|own| own.title.as_str()).collect();
            let image = json!({
                "name": name,
                "description": description,
                "categories": categories,
                "approval": new.approval,
                "licences": titles,
            });
            record(connection, by, "item", id, None, Some(image), "").await?;
            items::find(connection, id).await?.ok_or(ReleasesError::NoSuch)
        })
        .await
}
