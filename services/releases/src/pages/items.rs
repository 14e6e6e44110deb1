//! What there is, by category.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use ::pages::{Errors, Page, counted};
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use askama::Template;
use chrono::NaiveDate;
use web::ApiError;

use super::visit::{page, query};
use super::words;
use crate::api::failed;
use crate::domain::{ItemId, SubscriptionState};
use crate::store::items::ItemRow;
use crate::store::{items, subscriptions};
use crate::viewer::Visitor;

/// The category of what has none.
const OTHER: &str = "Other";

#[derive(Template)]
#[template(path = "items.html")]
struct Items {
    page: Page,
    errors: Errors,
    search: String,
    told: String,
    groups: Vec<Group>,
}

/// A category and what belongs to it.
struct Group {
    category: String,
    told: String,
    rows: Vec<Row>,
}

/// An item as one of many.
struct Row {
    id: ItemId,
    name: String,
    description: String,
    newest: Option<NaiveDate>,
    subscription: &'static str,
}

/// `GET /releases/`
pub(super) async fn show(visitor: Visitor) -> Result<HttpResponse, ApiError> {
    let search = query(&visitor, "search").unwrap_or_default();
    let mut connection = visitor.connection().await?;
    let mut found = items::all(&mut connection).await.map_err(failed)?;
    let dates = items::latest_dates(&mut connection).await.map_err(failed)?;
    let own = match visitor.user_id() {
        Some(user) => subscriptions::of_user(&mut connection, user).await.map_err(failed)?,
        None => Vec::new(),
    };
    drop(connection);
    found.retain(|item| is_found(item, &search));
    let around = Around {
        dates: dates.into_iter().collect(),
        states: own.into_iter().map(|row| (row.item_id, row.state)).collect(),
    };
    let groups = by_category(&found).into_iter().map(|(category, items)| Group {
        category: category.to_owned(),
        told: format!("{}, by name", counted(items.len(), "item")),
        rows: items.into_iter().map(|item| around.row(item)).collect(),
    });
    let shown = Items {
        page: page(&visitor, "Releases", "items"),
        errors: Errors::default(),
        told: told(found.len(), &search),
        groups: groups.collect(),
        search,
    };
    shown.page.show(&visitor.request, StatusCode::OK, &shown)
}

/// What is said of items beside themselves.
struct Around {
    dates: HashMap<ItemId, NaiveDate>,
    states: HashMap<ItemId, SubscriptionState>,
}

impl Around {
    fn row(&self, item: &ItemRow) -> Row {
        Row {
            id: item.id,
            name: item.name.clone(),
            description: item.description.clone(),
            newest: self.dates.get(&item.id).copied(),
            subscription: words::state(self.states.get(&item.id).copied()),
        }
    }
}

/// Whether an item has every word that is looked for in its number, its name, its
/// description or its categories.
fn is_found(item: &ItemRow, search: &str) -> bool {
    let categories = item.categories.join("\n");
    let text = format!("{}\n{}\n{}\n{categories}", item.id, item.name, item.description);
    let text = text.to_lowercase();
    search.to_lowercase().split_whitespace().all(|word| text.contains(word))
}

/// Items under each of their categories, in alphabetical order; those that have
/// none come last.
fn by_category(items: &[ItemRow]) -> Vec<(&str, Vec<&ItemRow>)> {
    let mut groups: BTreeMap<(bool, String, &str), Vec<&ItemRow>> = BTreeMap::new();
    for item in items {
        let categories: BTreeSet<&str> = item.categories.iter().map(String::as_str).collect();
        if categories.is_empty() {
            groups.entry((true, String::new(), OTHER)).or_default().push(item);
        }
        for category in categories {
            let key = (false, category.to_lowercase(), category);
            groups.entry(key).or_default().push(item);
        }
    }
    groups.into_iter().map(|((.., category), items)| (category, items)).collect()
}

fn told(count: usize, search: &str) -> String {
    match (count, search.is_empty()) {
        (0, true) => "Nothing has been published yet.".to_owned(),
        (_, true) => format!("{}.", counted(count, "item")),
        (_, false) => format!("{} found.", counted(count, "item")),
    }
}

#[cfg(test)]
mod tests {
    use chrono::Utc;

    use super::*;
    use crate::domain::Approval;

    fn item(id: i64, name: &str, categories: &[&str]) -> ItemRow {
        ItemRow {
            id: ItemId(id),
            name: name.to_owned(),
            description: "Codes of medicines and devices".to_owned(),
            categories: categories.iter().map(|one| (*one).to_owned()).collect(),
            approval: Approval::Automatic,
            created_at: Utc::now(),
        }
    }

    #[test]
    fn items_stand_under_each_of_their_categories() {
        let items = [
            item(24, "dm+d", &["terminology", "Medicines"]),
            item(119, "OPCS-4", &["Classifications", "Classifications"]),
            item(101, "SNOMED CT", &["terminology"]),
            item(7, "Unsorted", &[]),
        ];
        let told: Vec<(&str, Vec<i64>)> = by_category(&items)
            .into_iter()
            .map(|(category, items)| (category, items.iter().map(|item| item.id.0).collect()))
            .collect();
        let expected = [
            ("Classifications", vec![119]),
            ("Medicines", vec![24]),
            ("terminology", vec![24, 101]),
            ("Other", vec![7]),
        ];
        assert_eq!(told, expected);
        assert!(by_category(&[]).is_empty());
    }

    #[test]
    fn an_item_is_found_by_what_is_said_of_it() {
        let item = item(24, "NHSBSA dm+d", &["Terminology"]);
        for (search, expected) in [
            ("", true),
            ("  ", true),
            ("DM+D", true),
            ("devices", true),
            ("terminology", true),
            ("24", true),
            ("nhsbsa codes", true),
            ("nhsbsa organisations", false),
            ("nhsbsa dm+d codes", true),
            ("snomed", false),
        ] {
            assert_eq!(is_found(&item, search), expected, "{search}");
        }
    }

    #[test]
    fn a_search_tells_how_many_it_found() {
        for (count, search, expected) in [
            (0, "", "Nothing has been published yet."),
            (0, "x", "0 items found."),
            (1, "x", "1 item found."),
            (5, "", "5 items."),
        ] {
            assert_eq!(told(count, search), expected);
        }
    }
}
