//! Items, their subscribers, and releases published as the command line
//! publishes them.

use ::releases::changes::{self, By, Details, NewItem, Published, Publisher};
use ::releases::domain::{Approval, ItemId};
use ::releases::store::signing_keys::{self, SigningKeyRow};
use actix_web::web::Bytes;
use chrono::NaiveDate;
use futures_util::stream;
use objects::Objects;
use url::Url;

use crate::{Platform, secrets};

impl Platform {
    /// What publishes releases here.
    pub fn publisher(&self) -> Publisher {
        let objects = Url::from_directory_path(self.objects()).unwrap();
        Publisher {
            pool: store::pool(&self.releases_database.url, 2),
            objects: Objects::open(&objects).unwrap(),
            keys: self.secret_keys().clone(),
        }
    }

    /// A connection to the database of releases.
    pub async fn releases_connection(&self) -> store::Connection {
        store::pool(&self.releases_database.url, 1).get().await.unwrap()
    }

    /// An item without licences, for whoever subscribes to it.
    pub async fn item(&self, name: &str) -> ItemId {
        let new = NewItem {
            id: None,
            name: name.to_owned(),
            description: format!("What {name} is."),
            categories: vec!["Tests".to_owned()],
            approval: Approval::Automatic,
            licences: Vec::new(),
        };
        let mut connection = self.releases_connection().await;
        changes::add_item(&mut connection, By::Command, &new).await.unwrap().id
    }

    /// Publishes an archive of these bytes as a release of 8 May 2025.
    pub async fn publish_archive(
        &self,
        item: ItemId,
        file_name: &str,
        bytes: impl Into<Bytes>,
    ) -> Published {
        let details = Details {
            name: format!("Release of {file_name}"),
            release_date: NaiveDate::from_ymd_opt(2025, 5, 8).unwrap(),
            file_name: file_name.to_owned(),
            modified_at: None,
        };
        let bytes: Bytes = bytes.into();
        let archive = stream::iter([Ok::<_, std::io::Error>(bytes)]);
        let publisher = self.publisher();
        publisher.publish(By::Command, item, &details, archive, |_| ()).await.unwrap()
    }

    /// A user who may have the releases of an item; their id and their release key.
    pub async fn subscriber(&self, username: &str, item: ItemId) -> (i64, String) {
        let id = self.user(username, &secrets::password()).await;
        let mut connection = self.releases_connection().await;
        assert!(changes::grant(&mut connection, By::Command, id, item).await.unwrap());
        (id, self.release_key(id).await)
    }

    /// Every key that releases are signed with, the one that signs last first.
    pub async fn signing_keys(&self) -> Vec<SigningKeyRow> {
        let mut connection = self.releases_connection().await;
        signing_keys::list(&mut connection).await.unwrap()
    }
}
