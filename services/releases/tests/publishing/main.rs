//! Publishing, when all goes well and when something breaks: a release is there
//! whole or not at all, once, and as it was; what broke off leaves nothing that stays.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod collecting;
mod concurrent;
mod failures;
mod immutable;
mod interrupted;
mod obstacles;
mod published;
mod s3;
mod signing;
mod verifying;

use std::io;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use chrono::NaiveDate;
use diesel::QueryableByName;
use diesel::sql_types::BigInt;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use futures_util::stream::{self, BoxStream, StreamExt};
use objects::Objects;
use releases::ReleasesError;
use releases::changes::{
    self, By, Details, FileReport, NewItem, NewLicence, Outcome, Published, Publisher,
};
use releases::domain::{Approval, FileKind, ItemId};
use releases::store::releases::{self as kept, Release, ReleaseRow, object_path};
use sealed::SecretKeys;
use sha2::{Digest, Sha256};
use store::testing::TestDatabase;
use store::{Connection, DatabaseUrl};
use strum::VariantArray;
use tempfile::TempDir;
use tokio::time::timeout;
use url::Url;

const ITEM: ItemId = ItemId(58);
const OTHER_ITEM: ItemId = ItemId(59);

/// What signing keys here are encrypted with, and what they might be.
const OLD: &str = "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=";
const NEW: &str = "AgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgI=";

/// As many as the service has.
const CONNECTIONS: usize = 16;

/// How many bytes of an archive come at a time.
const PIECE: usize = 1_000_000;

type Archive<'a> = BoxStream<'a, io::Result<Bytes>>;

/// A database of releases, and an object store.
struct World {
    database: TestDatabase,
    folder: TempDir,
    publisher: Publisher,
}

#[derive(QueryableByName)]
struct Number {
    #[diesel(sql_type = BigInt)]
    number: i64,
}

impl World {
    /// With two items and a key to sign with.
    async fn new() -> Self {
        let migrations = releases::MIGRATIONS;
        let database = TestDatabase::filled(releases::NAME, "signed", migrations, fill).await;
        Self::of(database)
    }

    /// With two items, and no key yet.
    async fn unsigned() -> Self {
        let world = Self::of(TestDatabase::new(releases::NAME, releases::MIGRATIONS).await);
        add_items(&mut *world.connection().await).await;
        world
    }

    fn of(database: TestDatabase) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let objects = Objects::open(&Url::from_directory_path(folder.path()).unwrap()).unwrap();
        let pool = store::pool(&database.url, CONNECTIONS);
        Self { database, folder, publisher: Publisher { pool, objects, keys: keys(OLD) } }
    }

    /// The same with another object store.
    fn on(mut self, objects: Objects) -> Self {
        self.publisher.objects = objects;
        self
    }

    async fn connection(&self) -> Connection {
        self.publisher.pool.get().await.unwrap()
    }

    async fn publish(&self, file_name: &str, archive: &Bytes) -> Result<Published, ReleasesError> {
        self.publish_from(file_name, pieces(archive)).await
    }

    async fn publish_from(
        &self,
        file_name: &str,
        archive: Archive<'_>,
    ) -> Result<Published, ReleasesError> {
        self.publish_as(&details(file_name), archive).await
    }

    async fn publish_as(
        &self,
        details: &Details,
        archive: Archive<'_>,
    ) -> Result<Published, ReleasesError> {
        self.publisher.publish(By::Command, ITEM, details, archive, |_| ()).await
    }

    async fn withdraw(&self, file_name: &str, reason: &str) -> Result<ReleaseRow, ReleasesError> {
        let mut connection = self.connection().await;
        changes::withdraw(&mut connection, By::User(7), ITEM, file_name, reason).await
    }

    /// What subscribers see.
    async fn listed(&self) -> Vec<Release> {
        kept::listed(&mut *self.connection().await, ITEM).await.unwrap()
    }

    /// The release of an archive, withdrawn or not.
    async fn release(&self, file_name: &str) -> Option<Release> {
        kept::of_archive(&mut *self.connection().await, ITEM, file_name).await.unwrap()
    }

    /// A file of a release, as it is in the object store.
    async fn object(&self, release: &Release, kind: FileKind) -> Bytes {
        self.publisher.objects.get(&object_path(release.row.upload_id, kind)).await.unwrap()
    }

    /// Whatever is in the object store, what is being written too.
    async fn objects(&self) -> Vec<String> {
        let mut paths = self.publisher.objects.list_all("").await.unwrap();
        paths.sort();
        paths
    }

    /// What releases have in the object store.
    async fn objects_of_releases(&self) -> Vec<String> {
        let mut connection = self.connection().await;
        let releases = kept::of_items(&mut connection, &[ITEM, OTHER_ITEM]).await.unwrap();
        let ids = releases.iter().map(|release| release.row.upload_id);
        let mut paths: Vec<String> = ids
            .flat_map(|id| FileKind::VARIANTS.iter().map(move |kind| object_path(id, *kind)))
            .collect();
        paths.sort();
        paths
    }

    /// What the database answers to a query of one number.
    async fn number(&self, query: &str) -> i64 {
        let query = diesel::sql_query(format!("SELECT ({query})::bigint AS number"));
        let answer: Number = query.get_result(&mut *self.connection().await).await.unwrap();
        answer.number
    }

    /// Asks the database until something is true.
    async fn until(&self, condition: &str) {
        let query = format!("SELECT ({condition})::int");
        let asking = async { while self.number(&query).await == 0 {} };
        timeout(Duration::from_secs(30), asking).await.unwrap_or_else(|_| panic!("{condition}"));
    }

    /// How many uploads are not known to have ended.
    async fn uploads(&self) -> i64 {
        self.number("SELECT count(*) FROM uploads").await
    }

    /// Makes the silence of whoever uploads longer than anybody's should be.
    async fn silence(&self) {
        TestDatabase::execute(
            &self.database,
            "UPDATE uploads SET seen_at = now() - interval '11 minutes'",
        )
        .await;
    }

    /// Collects what every upload left that is not known to have ended; how many files.
    async fn collect(&self) -> usize {
        self.silence().await;
        self.publisher.collect().await.unwrap()
    }

    async fn verify(&self) -> Vec<FileReport> {
        self.publisher.verify(None, |_| ()).await.unwrap()
    }

    /// There is nothing but releases, and they are whole.
    async fn assert_tidy(&self) {
        assert_eq!(self.objects().await, self.objects_of_releases().await);
        assert_eq!(self.uploads().await, 0);
        let mut reports = self.verify().await;
        reports.retain(|report| report.outcome != Outcome::Intact);
        assert!(reports.is_empty(), "{reports:?}");
    }

    /// A release has all its files, whatever else there is.
    async fn assert_whole(&self, release: &Release) {
        assert_eq!(release.files.len(), FileKind::VARIANTS.len());
        for file in &release.files {
            let bytes = self.object(release, file.kind).await;
            assert_eq!(i64::try_from(bytes.len()).unwrap(), file.size, "{file:?}");
            assert_eq!(Sha256::digest(&bytes).as_slice(), file.sha256, "{file:?}");
        }
    }
}

async fn fill(database: &DatabaseUrl) {
    let mut connection = store::pool(database, 1).get().await.unwrap();
    add_items(&mut connection).await;
    changes::current_signing_key(&mut connection, &keys(OLD)).await.unwrap();
}

async fn add_items(connection: &mut AsyncPgConnection) {
    for id in [ITEM, OTHER_ITEM] {
        let licence = NewLicence { title: "Terms".to_owned(), text: "Be kind.".to_owned() };
        let item = NewItem {
            id: Some(id),
            name: format!("Item {id}"),
            description: "For tests.".to_owned(),
            categories: Vec::new(),
            approval: Approval::Automatic,
            licences: vec![licence],
        };
        changes::add_item(connection, By::Command, &item).await.unwrap();
    }
}

fn keys(text: &str) -> SecretKeys {
    text.parse().unwrap()
}

fn details(file_name: &str) -> Details {
    Details {
        name: format!("Release of {file_name}"),
        release_date: NaiveDate::from_ymd_opt(2025, 5, 8).unwrap(),
        file_name: file_name.to_owned(),
        modified_at: None,
    }
}

/// Bytes that tell their place, so that none can be taken for others.
fn numbered(length: usize) -> Bytes {
    let mut bytes = BytesMut::with_capacity(length + 8);
    let mut number: u64 = 0;
    while bytes.len() < length {
        bytes.extend_from_slice(&number.to_le_bytes());
        number += 1;
    }
    bytes.truncate(length);
    bytes.freeze()
}

/// An archive that comes piece by piece.
fn pieces(archive: &Bytes) -> Archive<'static> {
    let mut rest = archive.clone();
    let pieces = std::iter::from_fn(move || {
        (!rest.is_empty()).then(|| Ok::<_, io::Error>(rest.split_to(rest.len().min(PIECE))))
    });
    stream::iter(pieces).boxed()
}

/// An archive whose end is only known after something happened.
fn pieces_then<'a>(archive: &Bytes, deed: impl Future<Output = ()> + Send + 'a) -> Archive<'a> {
    let end = stream::once(async move {
        deed.await;
        Ok(Bytes::new())
    });
    pieces(archive).chain(end).boxed()
}

/// An archive that must not be asked for.
fn unread() -> Archive<'static> {
    let read = |_: &mut Context<'_>| -> Poll<Option<io::Result<Bytes>>> { panic!("it is read") };
    stream::poll_fn(read).boxed()
}
