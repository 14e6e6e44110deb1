//! Items and releases to try the service with, all of them made up: their
//! archives are a few lines each, and the same bytes whenever they are made.

mod archives;
mod items;

use std::io;

use bytes::Bytes;
use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use futures_util::stream;

pub use self::items::ITEMS;

use self::archives::File;
use crate::ReleasesError;
use crate::changes::{self, By, Details, NewItem, NewLicence, Publisher};
use crate::domain::{Approval, ItemId};
use crate::store::{items as kept, releases};

/// An item with three releases, for somebody who subscribes to it.
pub const WEEKLY: ItemId = ItemId(58);

/// An item for somebody who subscribes to [`WEEKLY`] and to this one.
pub const MEDICINES: ItemId = ItemId(24);

/// An item with a release, for somebody who does not subscribe to it.
pub const IMAGING: ItemId = ItemId(14);

/// When archives are made, on the day before their release.
const MADE_AT: NaiveTime = match NaiveTime::from_hms_opt(8, 51, 21) {
    Some(time) => time,
    None => panic!("there is no such time"),
};

/// An item of the demo.
#[derive(Debug)]
pub struct Item {
    /// Its number.
    pub id: ItemId,
    /// What it is called.
    pub name: &'static str,
    /// What it is.
    pub description: &'static str,
    /// What it belongs to.
    pub categories: &'static [&'static str],
    /// Who lets subscribers in.
    pub approval: Approval,
    /// Titles and texts of its licences.
    pub licences: &'static [(&'static str, &'static str)],
    /// Its releases, from old to new.
    pub releases: &'static [Release],
}

/// A release of the demo.
#[derive(Debug)]
pub struct Release {
    /// What it is called.
    pub name: &'static str,
    /// Its day.
    pub date: NaiveDate,
    /// The name of its archive.
    pub file_name: &'static str,
    /// What is in its archive, as of its day.
    files: fn(NaiveDate) -> Vec<File>,
}

impl Item {
    fn new_item(&self) -> NewItem {
        let licence = |&(title, text): &(&str, &str)| NewLicence {
            title: title.to_owned(),
            text: text.to_owned(),
        };
        NewItem {
            id: Some(self.id),
            name: self.name.to_owned(),
            description: self.description.to_owned(),
            categories: self.categories.iter().map(|&category| category.to_owned()).collect(),
            approval: self.approval,
            licences: self.licences.iter().map(licence).collect(),
        }
    }
}

impl Release {
    /// The archive, a zip.
    pub fn archive(&self) -> io::Result<Vec<u8>> {
        archives::pack(&(self.files)(self.date), self.modified_at())
    }

    /// When the archive was made.
    pub fn modified_at(&self) -> DateTime<Utc> {
        self.date.pred_opt().unwrap_or(self.date).and_time(MADE_AT).and_utc()
    }

    fn details(&self) -> Details {
        Details {
            name: self.name.to_owned(),
            release_date: self.date,
            file_name: self.file_name.to_owned(),
            modified_at: Some(self.modified_at()),
        }
    }
}

/// Adds the items and publishes the releases that are not there, so that what
/// was interrupted is finished the next time. What somebody else put under one
/// of the numbers or the names stays as it is. The answer is the items of the
/// demo that are there now.
pub async fn fill(publisher: &Publisher) -> Result<Vec<ItemId>, ReleasesError> {
    let mut there = Vec::new();
    for item in &ITEMS {
        if !is_there(publisher, item).await? {
            continue;
        }
        for release in item.releases {
            publish(publisher, item.id, release).await?;
        }
        there.push(item.id);
    }
    Ok(there)
}

/// Adds an item where its number and its name are free; whether it is there now.
async fn is_there(publisher: &Publisher, item: &Item) -> Result<bool, ReleasesError> {
    let mut connection = publisher.pool.get().await?;
    if let Some(found) = kept::find(&mut connection, item.id).await? {
        return Ok(found.name == item.name);
    }
    match changes::add_item(&mut connection, By::Command, &item.new_item()).await {
        Ok(_) => Ok(true),
        Err(ReleasesError::Taken(_)) => Ok(false),
        Err(error) => Err(error),
    }
}

async fn publish(
    publisher: &Publisher,
    item: ItemId,
    release: &Release,
) -> Result<(), ReleasesError> {
    let found = {
        let mut connection = publisher.pool.get().await?;
        releases::of_archive(&mut connection, item, release.file_name).await?
    };
    if found.is_none() {
        let archive = stream::iter([release.archive().map(Bytes::from)]);
        publisher.publish(By::Command, item, &release.details(), archive, |_| ()).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests;
