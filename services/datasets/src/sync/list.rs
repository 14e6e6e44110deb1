//! A list of the platform's own, from wherever it comes.

use chrono::{DateTime, Utc};
use sha2::{Digest, Sha256};
use url::Url;

use super::dictionary;
use super::fetch::{Content, Fetched, Fetcher, Validators, shown};
use crate::domain::due::Source;
use crate::domain::{Category, OptionListId, Options, SourceType, organisations};
use crate::store::option_lists::Prepared;
use crate::store::{DatasetRow, NewDataset};

/// What a dataset is to be, and where its options are read.
#[derive(Clone, Debug)]
pub(super) struct List {
    pub(super) source: Source,
    pub(super) key: &'static str,
    pub(super) name: &'static str,
    pub(super) description: String,
    pub(super) category: Category,
    pub(super) source_type: SourceType,
    pub(super) reference_url: String,
    pub(super) format_pattern: &'static str,
    pub(super) tags: Vec<String>,
    pub(super) frequency_hours: Option<i32>,
    pub(super) url: Url,
    pub(super) content: Content,
    pub(super) shape: Shape,
}

/// How an answer is read.
#[derive(Clone, Copy, Debug)]
pub(super) enum Shape {
    Page,
    Organisations(&'static organisations::List),
}

/// Options as they are published.
#[derive(Clone, Debug)]
pub(super) enum Read {
    /// They are those that were read last.
    Unchanged,
    Fresh(Fresh),
}

#[derive(Clone, Debug)]
pub(super) struct Fresh {
    pub(super) options: Prepared,
    /// Items that were no options.
    pub(super) skipped: usize,
    pub(super) validators: Validators,
}

/// What was read where it was not asked whether it changed.
pub(super) fn fresh(read: &Result<Read, String>) -> Result<&Fresh, &str> {
    match read {
        Ok(Read::Fresh(fresh)) => Ok(fresh),
        Ok(Read::Unchanged) => Err("the server answered to a question that was not asked"),
        Err(reason) => Err(reason),
    }
}

impl List {
    /// The address as it is kept, to be compared: what may be secret in it is
    /// only in the digest.
    pub(super) fn address(&self) -> String {
        let digest = hex::encode(Sha256::digest(self.url.as_str()));
        format!("{} {digest}", shown(&self.url))
    }

    /// Reads the options, or says why they cannot be read.
    pub(super) async fn read(
        &self,
        fetcher: &Fetcher,
        known: Option<&Validators>,
    ) -> Result<Read, String> {
        let fetched = fetcher.fetch(&self.url, self.content, known).await;
        let (text, validators) = match fetched.map_err(|error| error.to_string())? {
            Fetched::Unchanged => return Ok(Read::Unchanged),
            Fetched::Content { text, validators } => (text, validators),
        };
        let shape = self.shape;
        // A long page takes its time.
        let read = tokio::task::spawn_blocking(move || shape.options(&text)).await;
        let read = read.map_err(|error| format!("reading the answer failed: {error}"))?;
        let (options, skipped) = read.map_err(|reason| format!("{}: {reason}", self.url.path()))?;
        if options.len() > Options::MOST {
            return Err(format!(
                "{}: there are more than {} options",
                self.url.path(),
                Options::MOST
            ));
        }
        let options = Prepared::aside(options).await.map_err(|error| error.to_string())?;
        Ok(Read::Fresh(Fresh { options, skipped, validators }))
    }

    /// The dataset that is added where there is none; `at` is the time, if
    /// the list was read.
    pub(super) fn dataset(
        &self,
        (option_list_id, options_count): (OptionListId, i32),
        at: Option<DateTime<Utc>>,
    ) -> NewDataset<'_> {
        NewDataset {
            key: self.key,
            name: self.name,
            description: &self.description,
            category: self.category,
            source_type: self.source_type,
            reference_url: &self.reference_url,
            is_custom: false,
            is_global: true,
            parent_id: None,
            organization_id: None,
            option_list_id,
            options_count,
            format_pattern: self.format_pattern,
            tags: &self.tags,
            created_by: None,
            last_synced_at: at.filter(|_| self.source == Source::External),
            last_scraped: at.filter(|_| self.source == Source::NhsDd),
            sync_frequency_hours: self.frequency_hours,
        }
    }

    /// A dataset with everything but its options as it is to be. Of external
    /// lists nothing else is kept in step.
    pub(super) fn over(&self, row: DatasetRow) -> DatasetRow {
        match self.source {
            Source::External => row,
            Source::NhsDd => DatasetRow {
                name: self.name.to_owned(),
                description: self.description.clone(),
                reference_url: self.reference_url.clone(),
                format_pattern: self.format_pattern.to_owned(),
                tags: self.tags.clone(),
                ..row
            },
        }
    }
}

impl Shape {
    fn options(self, text: &str) -> Result<(Options, usize), String> {
        match self {
            Self::Page => dictionary::read(text).map(|options| (options, 0)),
            Self::Organisations(list) => {
                organisations::read(list, text).map_err(|fault| fault.to_string())
            }
        }
    }
}
