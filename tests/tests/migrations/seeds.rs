//! Something in every table: the demo's data, and what the demo leaves empty.

use access::Role;
use accounts::store::audit::Actor;
use accounts::store::users::NewUser;
use accounts::store::{
    api_keys, memberships, nonces, organizations, release_keys, sessions, sign_ins, signed_keys,
    token_keys, users,
};
use care::domain::OrganizationId;
use chrono::{NaiveDate, TimeDelta, Utc};
use datasets::domain::due::Source;
use diesel_async::SimpleAsyncConnection;
use objects::Objects;
use reference::domain::Origin;
use reference::import::{Importer, Options};
use reference::publications::{self, Silent};
use releases::changes::Publisher;
use rota::domain::PracticeId;
use sealed::SecretKeys;
use store::DatabaseUrl;
use store::testing::TestDatabase;
use tempfile::TempDir;
use url::Url;

use crate::catalogue::connect;
use crate::services::Service;

const USER: &str = "jo@example.org";

/// A copy of the seeded database of a service.
pub(crate) async fn database(service: Service) -> TestDatabase {
    let (name, migrations) = (service.name, (service.migrations)());
    TestDatabase::filled(name, "seeded", migrations, async |url: &DatabaseUrl| match name {
        accounts::NAME => fill_accounts(url).await,
        reference::NAME => fill_reference(url).await,
        rota::NAME => fill_rota(url).await,
        datasets::NAME => fill_datasets(url).await,
        releases::NAME => fill_releases(url).await,
        care::NAME => fill_care(url).await,
        unknown => panic!("nothing is known to put into {unknown}"),
    })
    .await
}

async fn execute(url: &DatabaseUrl, sql: &str) {
    connect(url).await.batch_execute(sql).await.unwrap();
}

fn store_in(folder: &TempDir) -> Objects {
    Objects::open(&Url::from_directory_path(folder.path()).unwrap()).unwrap()
}

async fn fill_accounts(url: &DatabaseUrl) {
    let mut connection = connect(url).await;
    let connection = &mut connection;
    let (actor, keys) = (Actor::command(), SecretKeys::random());
    let (now, later) = (Utc::now(), Utc::now() + TimeDelta::hours(1));
    let user = NewUser::new(USER, None, "none".to_owned()).unwrap();
    let user = users::add(connection, &actor, &user).await.unwrap().id;
    let organization = organizations::add(connection, &actor, "Rowan Care").await.unwrap().id;
    organizations::add_sandbox(connection, &actor, organization).await.unwrap();
    memberships::add(connection, &actor, organization, USER, Role::Admin).await.unwrap();
    let terms = api_keys::Terms::default();
    api_keys::add(connection, &actor, USER, &terms).await.unwrap();
    let terms = signed_keys::Terms::default();
    let key = signed_keys::add(connection, &actor, &keys, organization, &terms).await.unwrap().id;
    assert!(nonces::spend(connection, key, b"once", later).await.unwrap());
    release_keys::current(connection, &actor, &keys, user).await.unwrap();
    token_keys::rotate(connection, &actor, &keys).await.unwrap();
    sign_ins::fail(connection, None, "somebody", now).await.unwrap();
    let verified = users::credentials(connection, USER).await.unwrap().unwrap();
    sessions::start(connection, &actor, &verified, None, "a browser").await.unwrap();
}

async fn fill_reference(url: &DatabaseUrl) {
    let (files, objects) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let importer = Importer { pool: store::pool(url, 2), objects: store_in(&objects) };
    for (publication, file) in reference::demo::write(files.path()).unwrap() {
        if !["epraccur", "epcn"].contains(&publication) {
            continue;
        }
        let publication = publications::find(publication).unwrap();
        let options = Options::of(Origin::Demo);
        importer.import(publication, &file, options, Silent).await.unwrap();
    }
    let rejects = "INSERT INTO release_rejects (release_id, file, line, \"column\", reason) \
                   SELECT id, 'epraccur.csv', 1, 1, 'it is too long' FROM releases";
    execute(url, rejects).await;
}

async fn fill_rota(url: &DatabaseUrl) {
    let today = NaiveDate::from_ymd_opt(2026, 2, 2).unwrap();
    rota::demo::fill(&mut connect(url).await, PracticeId(1), today).await.unwrap().unwrap();
    let holiday = "INSERT INTO bank_holiday_changes VALUES \
                   (1, 'england-and-wales', '2026-03-02', 'A day of our own')";
    execute(url, holiday).await;
}

async fn fill_datasets(url: &DatabaseUrl) {
    let folder = tempfile::tempdir().unwrap();
    let (dictionary, organisations) = datasets::demo::write(folder.path()).unwrap();
    let mut connection = connect(url).await;
    for (source, base) in [(Source::NhsDd, dictionary), (Source::External, organisations)] {
        datasets::sync::add_missing(&mut connection, source, &base).await.unwrap();
    }
    let run = "INSERT INTO sync_runs (source, started_at, finished_at, report) \
               VALUES ('nhs_dd', now(), now(), '{}')";
    execute(url, run).await;
}

async fn fill_releases(url: &DatabaseUrl) {
    let objects = tempfile::tempdir().unwrap();
    let (pool, keys) = (store::pool(url, 2), SecretKeys::random());
    let publisher = Publisher { pool, objects: store_in(&objects), keys };
    releases::demo::fill(&publisher).await.unwrap();
    let subscribed = "INSERT INTO acceptances SELECT 1, id, now() FROM licences; \
                      INSERT INTO subscriptions (user_id, item_id, state, requested_at) \
                      SELECT 1, id, 'pending', now() FROM items; \
                      INSERT INTO uploads (id, item_id, file_name, started_at, seen_at) \
                      SELECT gen_random_uuid(), id, 'example.zip', now(), now() FROM items";
    execute(url, subscribed).await;
}

async fn fill_care(url: &DatabaseUrl) {
    care::demo::fill(&mut connect(url).await, OrganizationId(1)).await.unwrap();
}
