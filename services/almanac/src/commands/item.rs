use std::collections::HashMap;
use std::io::Read;
use std::path::{Path, PathBuf};

use ::store::Connection;
use chassis::BoxError;
use chrono::{DateTime, NaiveDate, Utc};
use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Subcommand};
use diesel_async::AsyncPgConnection;
use releases::changes::{self, By, NewItem, NewLicence};
use releases::domain::{Approval, ItemId};
use releases::store::items::{self, ItemRow};
use serde::Serialize;

use super::ReleasesStorage;
use crate::output::Output;

/// What is distributed: each item has releases and subscribers.
#[derive(Subcommand)]
pub(crate) enum Item {
    /// Add an item; prints its number
    Add(Add),
    /// List all items
    List(List),
}

#[derive(Args)]
#[group(skip)]
pub(crate) struct Add {
    /// Unique
    name: String,
    /// The number that subscribers know it by [default: the next one]
    #[arg(long, value_parser = clap::value_parser!(i64).range(1..=2_147_483_647))]
    number: Option<i64>,
    /// What it belongs to; repeat for several
    #[arg(long)]
    category: Vec<String>,
    /// What it is, in a sentence or more
    #[arg(long, default_value = "", hide_default_value = true)]
    description: String,
    /// A licence that subscribers must accept, and the file of its text; repeat for several
    #[arg(long, value_name = "TITLE=FILE", value_parser = licence)]
    licence: Vec<Licence>,
    /// Who lets subscribers in: whoever accepts the licences is in, or staff decide
    #[arg(
        long,
        default_value = Approval::Automatic.as_str(),
        value_parser = PossibleValuesParser::new(Approval::words())
            .try_map(|word| word.parse::<Approval>())
    )]
    approval: Approval,
    #[command(flatten)]
    place: Place,
}

#[derive(Args)]
#[group(skip)]
pub(crate) struct List {
    #[command(flatten)]
    place: Place,
}

#[derive(Args)]
#[group(skip)]
struct Place {
    #[command(flatten)]
    server: ::store::Config,
    #[command(flatten)]
    storage: ReleasesStorage,
}

/// The title of a licence, and where its text is.
#[derive(Clone)]
struct Licence {
    title: String,
    file: PathBuf,
}

fn licence(text: &str) -> Result<Licence, String> {
    let (title, file) = text.split_once('=').ok_or("a title, =, and the name of a file")?;
    Ok(Licence { title: title.to_owned(), file: PathBuf::from(file) })
}

impl Licence {
    fn read(self) -> Result<NewLicence, BoxError> {
        let text = read(&self.file)?;
        Ok(NewLicence { title: self.title, text })
    }
}

/// The most bytes of a licence.
const LONGEST: u64 = 1024 * 1024;

fn read(file: &Path) -> Result<String, BoxError> {
    let told = |error: std::io::Error| format!("{}: {error}", file.display());
    let mut text = String::new();
    let opened = std::fs::File::open(file).map_err(told)?;
    opened.take(LONGEST + 1).read_to_string(&mut text).map_err(told)?;
    match u64::try_from(text.len()) {
        Ok(..=LONGEST) => Ok(text),
        _ => Err(format!("{}: a licence has at most 1 MiB", file.display()).into()),
    }
}

impl Item {
    pub(crate) async fn run(self, output: &Output) -> Result<(), BoxError> {
        match self {
            Self::Add(command) => command.run(output).await,
            Self::List(command) => command.run(output).await,
        }
    }
}

impl Place {
    async fn connect(&self) -> Result<Connection, BoxError> {
        self.storage.connect(&self.server).await
    }
}

/// An item as lists show it.
#[derive(Serialize)]
struct Row {
    id: ItemId,
    name: String,
    description: String,
    categories: Vec<String>,
    approval: Approval,
    created_at: DateTime<Utc>,
    /// Of its newest release that is there to be had.
    latest_release_date: Option<NaiveDate>,
}

impl Row {
    fn new(item: ItemRow, latest_release_date: Option<NaiveDate>) -> Self {
        let ItemRow { id, name, description, categories, approval, created_at } = item;
        Self { id, name, description, categories, approval, created_at, latest_release_date }
    }
}

impl Add {
    async fn run(self, output: &Output) -> Result<(), BoxError> {
        let licences = self.licence.into_iter().map(Licence::read);
        let new = NewItem {
            id: self.number.map(ItemId),
            name: self.name,
            description: self.description,
            categories: self.category,
            approval: self.approval,
            licences: licences.collect::<Result<_, _>>()?,
        };
        let mut connection = self.place.connect().await?;
        let added = Row::new(changes::add_item(&mut connection, By::Command, &new).await?, None);
        Ok(output.result(&added, added.id)?)
    }
}

impl List {
    async fn run(self, output: &Output) -> Result<(), BoxError> {
        let mut connection = self.place.connect().await?;
        let latest = items::latest_dates(&mut connection).await?;
        let latest: HashMap<ItemId, NaiveDate> = latest.into_iter().collect();
        let all = items::all(&mut connection).await?.into_iter();
        let rows: Vec<Row> = all
            .map(|item| {
                let date = latest.get(&item.id).copied();
                Row::new(item, date)
            })
            .collect();
        output.list(&rows, ["ITEM", "NAME", "CATEGORIES", "APPROVAL", "LATEST"], |row| {
            [
                row.id.to_string(),
                row.name.clone(),
                row.categories.join(", "),
                row.approval.to_string(),
                row.latest_release_date.map_or_else(String::new, |date| date.to_string()),
            ]
        })?;
        Ok(())
    }
}

/// Fails where there is no such item.
pub(super) async fn known(
    connection: &mut AsyncPgConnection,
    item: ItemId,
) -> Result<ItemRow, BoxError> {
    let found = items::find(connection, item).await?;
    found.ok_or_else(|| format!("there is no item {item}").into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_licence_has_a_title_and_a_file() {
        let read = |text| licence(text).map(|own| (own.title, own.file)).ok();
        let pair = |title: &str, file: &str| Some((title.to_owned(), PathBuf::from(file)));
        for (text, expected) in [
            ("Terms of use=terms.txt", pair("Terms of use", "terms.txt")),
            ("Terms=a=b.txt", pair("Terms", "a=b.txt")),
            ("terms.txt", None),
        ] {
            assert_eq!(read(text), expected, "{text}");
        }
    }
}
