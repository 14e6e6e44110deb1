//! Finding a list.

use ::pages::{Choice, Errors, Page, Paging, counted};
use actix_web::HttpResponse;
use askama::Template;
use strum::VariantArray;
use web::ApiError;

use super::tags;
use super::visit::{GONE, done, page, page_number, query, status};
use super::words::{self, badges, category, is_unread, options, owner};
use crate::api::failed;
use crate::api::wire::Named;
use crate::domain::Category;
use crate::store::datasets::{self, DatasetRow, Filter};
use crate::viewer::Visitor;

/// Lists on one page.
const SIZE: i64 = 25;

/// The most tags to choose from: those that most lists carry.
const MOST_KNOWN: usize = 500;

/// Whose lists are looked through, as the address and the form say it.
const WHOSE: [(&str, &str, Option<bool>); 3] = [
    ("", "Everything you may see", None),
    ("ours", "Yours and your organisations’, not published", Some(false)),
    ("published", "What everybody sees", Some(true)),
];

/// What is looked for, as it was written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Asked {
    search: String,
    category: String,
    tags: Vec<String>,
    who: String,
}

impl Asked {
    fn of(visitor: &Visitor) -> Self {
        let read = |name| query(visitor, name).unwrap_or_default();
        Self {
            search: read("search"),
            category: read("category"),
            tags: tags::in_query(visitor.request.query_string()),
            who: read("who"),
        }
    }

    /// What is looked for, or what is wrong with it.
    fn filter(&self) -> Result<Filter, Errors> {
        let mut errors = Errors::default();
        let texts = [("search", &self.search), ("category", &self.category)];
        let carried = self.tags.iter().map(|tag| ("tag", tag));
        for (field, text) in texts.into_iter().chain(carried) {
            if text.contains('\0') {
                errors.add(field, "Take out the character that cannot be shown.");
            }
        }
        if self.tags.len() > tags::MOST {
            errors.add("tag", format_args!("Choose {} tags at most.", tags::MOST));
        }
        if !errors.is_empty() {
            return Err(errors);
        }
        let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        Ok(Filter {
            category: some(&self.category),
            tags: self.tags.clone(),
            search: some(&self.search),
            is_global: WHOSE
                .iter()
                .find(|(word, ..)| *word == self.who)
                .and_then(|(.., is_global)| *is_global),
        })
    }

    /// What is looked for, as an address keeps it.
    fn kept(&self) -> Vec<(&str, &str)> {
        let one = [("search", &self.search), ("category", &self.category), ("who", &self.who)];
        let tags = self.tags.iter().map(|tag| ("tag", tag));
        one.into_iter().chain(tags).map(|(name, text)| (name, text.as_str())).collect()
    }

    fn categories(&self) -> Vec<Choice> {
        let asked = self.category.as_str();
        let every = Choice::new("", "Any", asked.is_empty());
        let of = |one: &Category| Choice::new(one.as_str(), category(*one), one.as_str() == asked);
        let is_unknown = !asked.is_empty() && asked.parse::<Category>().is_err();
        let unknown = is_unknown.then(|| Choice::new(asked, asked, true));
        std::iter::once(every).chain(Category::VARIANTS.iter().map(of)).chain(unknown).collect()
    }
}

#[derive(Template)]
#[template(path = "browse.html")]
struct Browse {
    page: Page,
    errors: Errors,
    search: String,
    categories: Vec<Choice>,
    /// A choice for each tag that is looked for together.
    tags: Vec<Vec<Choice>>,
    whose: Vec<Choice>,
    may_create: bool,
    /// How many private lists the person sees, where there are any.
    own: Option<String>,
    told: String,
    rows: Vec<Row>,
    paging: Paging,
}

/// A list as one of many.
struct Row {
    key: String,
    name: String,
    badges: Vec<&'static str>,
    origin: &'static str,
    owner: String,
    options: String,
    tags: String,
}

/// `GET /datasets/`
pub(super) async fn show(visitor: Visitor) -> Result<HttpResponse, ApiError> {
    let asked = Asked::of(&visitor);
    let number = page_number(&visitor)?;
    let (found, errors) = match asked.filter() {
        Ok(filter) => (found(&visitor, &asked, &filter, number).await?, Errors::default()),
        Err(errors) => (Found::nothing(), errors),
    };
    let (known, own) = around(&visitor).await?;
    let whose = WHOSE.iter().map(|(word, label, _)| Choice::new(*word, *label, *word == asked.who));
    let shown = Browse {
        page: page(&visitor, "Pick lists", "lists").noting(done(&visitor, GONE)),
        errors,
        categories: asked.categories(),
        tags: tags::choices(&asked.tags, &known),
        whose: whose.collect(),
        may_create: visitor.viewer.may_create(),
        own: (own > 0).then(|| format!("Yours, not published ({own})")),
        told: found.told(!asked.tags.is_empty()),
        rows: found.rows,
        paging: found.paging,
        search: asked.search,
    };
    shown.page.show(&visitor.request, status(&shown.errors), &shown)
}

/// A page of what was found.
struct Found {
    count: i64,
    paging: Paging,
    rows: Vec<Row>,
}

impl Found {
    fn nothing() -> Self {
        let paging = Paging::new("/datasets/", &[], 1, SIZE, 0);
        Self { count: 0, paging, rows: Vec::new() }
    }

    fn told(&self, by_tag: bool) -> String {
        let lists = counted(usize::try_from(self.count).unwrap_or_default(), "list");
        if self.count == 0 && by_tag {
            format!("{lists} found. Tags keep their capitals: NHS is not nhs.")
        } else {
            format!("{lists} found.")
        }
    }
}

/// How many lists there are of what is looked for, and one page of them.
async fn found(
    visitor: &Visitor,
    asked: &Asked,
    filter: &Filter,
    number: i64,
) -> Result<Found, ApiError> {
    let mut connection = visitor.connection().await?;
    let viewer = &visitor.viewer;
    let count = datasets::count(&mut connection, viewer, filter).await.map_err(failed)?;
    let paging = Paging::new("/datasets/", &asked.kept(), number, SIZE, count);
    let before = (paging.page - 1).saturating_mul(SIZE);
    let rows = datasets::list(&mut connection, viewer, filter, before, SIZE).await;
    let rows = rows.map_err(failed)?;
    drop(connection);
    let names = Named::look_up(visitor, [], rows.iter().map(|row| row.organization_id)).await?;
    let row = |row: DatasetRow| Row {
        badges: badges(&row),
        origin: category(row.category),
        owner: owner(&row, viewer, names.organization(row.organization_id)),
        options: if is_unread(&row) {
            "Not read yet".to_owned()
        } else {
            options(row.options_count)
        },
        tags: words::tags(&row.tags),
        key: row.key,
        name: row.name,
    };
    Ok(Found { count, paging, rows: rows.into_iter().map(row).collect() })
}

/// The tags to choose from, by name, and how many private lists the person sees.
async fn around(visitor: &Visitor) -> Result<(Vec<(String, i64)>, i64), ApiError> {
    let mut connection = visitor.connection().await?;
    let (viewer, all) = (&visitor.viewer, Filter::default());
    let mut known = datasets::tags(&mut connection, viewer, &all).await.map_err(failed)?;
    known.truncate(MOST_KNOWN);
    known.sort_by_cached_key(|(tag, _)| tag.to_lowercase());
    let private = Filter { is_global: Some(false), ..all };
    let own = datasets::count(&mut connection, viewer, &private).await.map_err(failed)?;
    Ok((known, own))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(search: &str, category: &str, tags: &[&str], who: &str) -> Asked {
        let [search, category, who] = [search, category, who].map(str::to_owned);
        Asked { search, category, tags: tags.iter().map(|tag| (*tag).to_owned()).collect(), who }
    }

    #[test]
    fn a_form_says_what_is_looked_for() {
        for (asked, expected) in [
            (asked("", "", &[], ""), Filter::default()),
            (
                asked("heart", "", &[], "ours"),
                Filter {
                    search: Some("heart".to_owned()),
                    is_global: Some(false),
                    ..Filter::default()
                },
            ),
            (
                asked("", "nhs_dd", &["NHS", "with, comma"], "published"),
                Filter {
                    category: Some("nhs_dd".to_owned()),
                    tags: vec!["NHS".to_owned(), "with, comma".to_owned()],
                    is_global: Some(true),
                    ..Filter::default()
                },
            ),
            (
                asked("", "moon", &[], "theirs"),
                Filter { category: Some("moon".to_owned()), ..Filter::default() },
            ),
        ] {
            assert_eq!(asked.filter(), Ok(expected), "{asked:?}");
        }
        let errors = asked("a\0", "c\0", &["a", "b\0"], "").filter().unwrap_err();
        for field in ["search", "category", "tag"] {
            assert!(errors.has(field), "{field}: {errors:?}");
        }
        let (ten, eleven) = (["a"; tags::MOST], ["a"; tags::MOST + 1]);
        assert!(asked("", "", &ten, "").filter().is_ok());
        assert!(asked("", "", &eleven, "").filter().unwrap_err().has("tag"));
    }

    #[test]
    fn an_address_keeps_what_is_looked_for() {
        let asked = asked("x", "", &["a, b", "NHS"], "ours");
        let expected =
            [("search", "x"), ("category", ""), ("who", "ours"), ("tag", "a, b"), ("tag", "NHS")];
        assert_eq!(asked.kept(), expected);
    }

    #[test]
    fn a_category_is_chosen_known_or_not() {
        for (category, label) in [("", "Any"), ("rcpch", "NHS organisations"), ("moon", "moon")] {
            let choices = asked("", category, &[], "").categories();
            let chosen: Vec<Choice> = choices.into_iter().filter(|one| one.chosen).collect();
            assert_eq!(chosen, [Choice::new(category, label, true)]);
        }
    }

    #[test]
    fn who_finds_nothing_by_a_tag_is_told_why() {
        assert_eq!(Found::nothing().told(false), "0 lists found.");
        assert!(Found::nothing().told(true).contains("capitals"));
        let one = Found { count: 1, ..Found::nothing() };
        assert_eq!(one.told(true), "1 list found.");
    }
}
