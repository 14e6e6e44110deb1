use std::fs::Metadata;
use std::io;
use std::path::{Path, PathBuf};

use chassis::BoxError;
use chrono::NaiveDate;
use clap::Args;
use releases::changes::{By, Details};
use releases::domain::ItemId;
use serde::Serialize;
use tokio::fs::File;
use tokio_util::io::ReaderStream;

use super::super::import::bar;
use super::super::item::known;
use super::{Place, Row, day};
use crate::output::Output;

/// Bytes that are read at once.
const CHUNK: usize = 256 * 1024;

#[derive(Args)]
#[group(skip)]
pub(crate) struct Publish {
    /// The item's number
    item: i64,
    /// What is published
    archive: PathBuf,
    /// What the release is called, such as "Release 5.2.0"
    #[arg(long)]
    name: String,
    /// The day of the release
    #[arg(long, value_parser = day)]
    date: NaiveDate,
    /// The name that subscribers get the archive under [default: that of the file]
    #[arg(long, value_name = "NAME")]
    file_name: Option<String>,
    #[command(flatten)]
    place: Place,
}

/// What came of it.
#[derive(Serialize)]
struct Done {
    /// Whether it was not there before.
    new: bool,
    #[serde(flatten)]
    release: Row,
}

impl Publish {
    pub(super) async fn run(self, output: &Output) -> Result<(), BoxError> {
        let (item, path) = (ItemId(self.item), self.archive.as_path());
        let (file, metadata) = open(path).await?;
        let publisher = self.place.publisher()?;
        known(&mut *self.place.connect().await?, item).await?;
        let own_name = path.file_name().unwrap_or_default().to_string_lossy();
        let details = Details {
            name: self.name,
            release_date: self.date,
            file_name: self.file_name.unwrap_or_else(|| own_name.into_owned()),
            modified_at: metadata.modified().ok().map(Into::into),
        };
        let bar = bar(path);
        let archive = ReaderStream::with_capacity(file, CHUNK);
        let progress = |bytes| bar.set_position(bytes);
        let published = publisher.publish(By::Command, item, &details, archive, progress).await;
        bar.finish_and_clear();
        let published = published?;
        let done = Done { new: published.new, release: published.release.into() };
        Ok(output.result(&done, done.words())?)
    }
}

async fn open(path: &Path) -> Result<(File, Metadata), BoxError> {
    let wrong = |error: io::Error| format!("{}: {error}", path.display());
    let file = File::open(path).await.map_err(wrong)?;
    let metadata = file.metadata().await.map_err(wrong)?;
    if metadata.is_dir() {
        return Err(format!("{} is a folder", path.display()).into());
    }
    Ok((file, metadata))
}

impl Done {
    fn words(&self) -> String {
        let Row { id, size, sha256, fingerprint, .. } = &self.release;
        let done = if self.new { "published" } else { "published already" };
        format!("{id} {done}, {size} bytes\nSHA-256    {sha256}\nsigned by  {fingerprint}")
    }
}
