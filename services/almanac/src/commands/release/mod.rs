mod publish;
mod signing_key;
mod verify;

use ::store::Connection;
use chassis::BoxError;
use chrono::{DateTime, NaiveDate, Utc};
use clap::{Args, Subcommand};
use releases::changes::{self, By, Publisher};
use releases::domain::{FileKind, ItemId};
use releases::store::releases::{Release as Kept, history, of_archive};
use serde::Serialize;
use serde_json::json;
use web::Day;

use super::item::known;
use super::{ReleasesStorage, Secrets, minute};
use crate::output::Output;

/// Releases of items: archives that are published once, and signed.
#[derive(Subcommand)]
pub(crate) enum Release {
    /// Publish an archive as a release of an item; the same once more changes nothing
    Publish(publish::Publish),
    /// Withdraw a release: its files are no longer handed out, and its name is never given again
    Withdraw(Withdraw),
    /// List all releases of an item, withdrawn ones too, newest first
    List(List),
    /// Read every file and compare it with what was published; fails where one is not intact
    Verify(verify::Verify),
    /// Remove files that were left behind by publishing that never came to its end
    Collect(Collect),
    /// Show the key that releases are signed with; the first is made when there is none
    ///
    /// Its fingerprint belongs where whoever verifies releases finds it without asking this
    /// platform.
    SigningKey(signing_key::SigningKey),
}

#[derive(Args)]
#[group(skip)]
pub(crate) struct Withdraw {
    /// The item's number
    item: i64,
    /// The name of its archive, as `release list` shows it
    id: String,
    /// Why, in a sentence that subscribers read
    #[arg(long, value_name = "TEXT")]
    reason: String,
    #[command(flatten)]
    place: Place,
}

#[derive(Args)]
#[group(skip)]
pub(crate) struct List {
    /// The item's number
    item: i64,
    #[command(flatten)]
    place: Place,
}

#[derive(Args)]
#[group(skip)]
pub(crate) struct Collect {
    #[command(flatten)]
    place: Place,
}

/// A day, written as it is everywhere else.
fn day(text: &str) -> Result<NaiveDate, &'static str> {
    text.parse().map(|Day(date)| date)
}

/// Where releases are, and what secrets are encrypted with.
#[derive(Args)]
#[group(skip)]
struct Place {
    #[command(flatten)]
    server: ::store::Config,
    #[command(flatten)]
    storage: ReleasesStorage,
    #[command(flatten)]
    secrets: Secrets,
}

impl Place {
    async fn connect(&self) -> Result<Connection, BoxError> {
        self.storage.connect(&self.server).await
    }

    fn publisher(&self) -> Result<Publisher, BoxError> {
        self.storage.publisher(&self.server, &self.secrets)
    }
}

impl Release {
    pub(crate) async fn run(self, output: &Output) -> Result<(), BoxError> {
        match self {
            Self::Publish(command) => command.run(output).await,
            Self::Withdraw(command) => command.run(output).await,
            Self::List(command) => command.run(output).await,
            Self::Verify(command) => command.run(output).await,
            Self::Collect(command) => command.run(output).await,
            Self::SigningKey(command) => command.run(output).await,
        }
    }
}

impl Withdraw {
    async fn run(self, output: &Output) -> Result<(), BoxError> {
        let (item, id) = (ItemId(self.item), &self.id);
        let mut connection = self.place.connect().await?;
        known(&mut connection, item).await?;
        if of_archive(&mut connection, item, id).await?.is_none() {
            return Err(format!("item {item} has no release {id}").into());
        }
        let row = changes::withdraw(&mut connection, By::Command, item, id, &self.reason).await?;
        let value = json!({
            "item": item,
            "id": id,
            "withdrawn_at": row.withdrawn_at,
            "withdrawal_reason": row.withdrawal_reason,
        });
        Ok(output.result(&value, format_args!("{id} withdrawn"))?)
    }
}

/// A release as commands show it.
#[derive(Serialize)]
struct Row {
    item: ItemId,
    id: String,
    name: String,
    release_date: NaiveDate,
    size: i64,
    sha256: String,
    /// When its archive was last changed.
    modified_at: Option<DateTime<Utc>>,
    fingerprint: String,
    published_at: DateTime<Utc>,
    withdrawn_at: Option<DateTime<Utc>>,
    withdrawal_reason: Option<String>,
}

impl From<Kept> for Row {
    fn from(kept: Kept) -> Self {
        let archive = kept.file(FileKind::Archive);
        Self {
            item: kept.row.item_id,
            id: kept.archive_name().to_owned(),
            size: archive.map_or(0, |file| file.size),
            sha256: archive.map(|file| hex::encode(&file.sha256)).unwrap_or_default(),
            modified_at: archive.map(|file| file.modified_at),
            name: kept.row.name,
            release_date: kept.row.release_date,
            fingerprint: kept.key.fingerprint,
            published_at: kept.row.published_at,
            withdrawn_at: kept.row.withdrawn_at,
            withdrawal_reason: kept.row.withdrawal_reason,
        }
    }
}

impl List {
    async fn run(self, output: &Output) -> Result<(), BoxError> {
        let item = ItemId(self.item);
        let mut connection = self.place.connect().await?;
        known(&mut connection, item).await?;
        let all = history(&mut connection, item).await?;
        let rows: Vec<Row> = all.into_iter().map(Row::from).collect();
        let headings = ["RELEASE", "NAME", "DATE", "BYTES", "PUBLISHED", "WITHDRAWN", "REASON"];
        output.list(&rows, headings, |row| {
            [
                row.id.clone(),
                row.name.clone(),
                row.release_date.to_string(),
                row.size.to_string(),
                minute(Some(row.published_at)),
                minute(row.withdrawn_at),
                row.withdrawal_reason.clone().unwrap_or_default(),
            ]
        })?;
        Ok(())
    }
}

impl Collect {
    async fn run(self, output: &Output) -> Result<(), BoxError> {
        let count = self.place.publisher()?.collect().await?;
        let words = match count {
            0 => "nothing was left behind".to_owned(),
            1 => "one file removed".to_owned(),
            _ => format!("{count} files removed"),
        };
        Ok(output.result(&json!({ "removed": count }), words)?)
    }
}
