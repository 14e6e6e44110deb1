//! What the database itself refuses, whoever asks.

use diesel_async::SimpleAsyncConnection;
use releases::changes::subscribe;
use releases::store::items;

use crate::{ITEM, World, numbered};

impl World {
    /// What the database says to what it does not do.
    async fn refused(&self, sql: &str) -> String {
        match self.connection().await.batch_execute(sql).await {
            Ok(()) => panic!("it was done: {sql}"),
            Err(error) => error.to_string(),
        }
    }

    /// A number that changes with whatever is in a table.
    async fn image(&self, table: &str) -> i64 {
        let rows = "string_agg(one::text, ',' ORDER BY one::text)";
        self.number(&format!("SELECT hashtextextended({rows}, 0) FROM {table} one")).await
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_are_only_ever_added() {
    let world = World::new().await;
    world.publish("a.zip", &numbered(1_000)).await.unwrap();
    let mut connection = world.connection().await;
    let licences = items::licences(&mut connection, ITEM).await.unwrap();
    let licences: Vec<_> = licences.into_iter().map(|licence| licence.id).collect();
    subscribe(&mut connection, 7, ITEM, &licences).await.unwrap();

    for (table, change) in [
        ("release_files", "sha256 = sha256('')"),
        ("release_files", "name = name || '.bak'"),
        ("licences", "text = 'Be careful.'"),
        ("acceptances", "accepted_at = now()"),
        ("audit", "reason = 'Nobody knows'"),
    ] {
        let before = world.image(table).await;
        for sql in [
            format!("UPDATE {table} SET {change}"),
            format!("DELETE FROM {table}"),
            format!("TRUNCATE {table} CASCADE"),
        ] {
            let told = world.refused(&sql).await;
            assert!(told.contains("are only ever added"), "{sql}: {told}");
        }
        assert_eq!(world.image(table).await, before, "{table}");
    }
    for sql in ["DELETE FROM releases", "TRUNCATE releases CASCADE"] {
        let told = world.refused(sql).await;
        assert!(told.contains("are only ever added"), "{sql}: {told}");
    }
    world.assert_tidy().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn releases_are_only_ever_withdrawn_and_once() {
    let world = World::new().await;
    for name in ["a.zip", "b.zip"] {
        world.publish(name, &numbered(1_000)).await.unwrap();
    }
    let before = world.image("releases").await;
    for change in [
        "id = id + 100",
        "item_id = 59",
        "name = 'Another'",
        "release_date = release_date + 1",
        "signing_key_id = signing_key_id + 1",
        "upload_id = gen_random_uuid()",
        "published_at = published_at + interval '1 second'",
        "published_by = 7",
        "withdrawn_by = 7",
        "withdrawal_reason = 'Wrong'",
        "withdrawn_at = clock_timestamp(), withdrawal_reason = 'Wrong', name = 'Another'",
    ] {
        let told = world.refused(&format!("UPDATE releases SET {change}")).await;
        assert!(told.contains("a published release never changes"), "{change}: {told}");
    }
    // Nor is one withdrawn for no reason.
    for change in [
        "withdrawn_at = clock_timestamp()",
        "withdrawn_at = clock_timestamp(), withdrawal_reason = ''",
    ] {
        let told = world.refused(&format!("UPDATE releases SET {change}")).await;
        assert!(told.contains("check constraint"), "{change}: {told}");
    }
    assert_eq!(world.image("releases").await, before);

    world.withdraw("a.zip", "Wrong").await.unwrap();
    let before = world.image("releases").await;
    assert_eq!(world.listed().await.len(), 1);
    for change in [
        "withdrawn_at = NULL, withdrawn_by = NULL, withdrawal_reason = NULL",
        "withdrawn_at = clock_timestamp()",
        "withdrawn_by = NULL",
        "withdrawal_reason = 'Right'",
    ] {
        let sql = format!("UPDATE releases SET {change} WHERE withdrawn_at IS NOT NULL");
        let told = world.refused(&sql).await;
        assert!(told.contains("a published release never changes"), "{change}: {told}");
    }
    assert_eq!(world.image("releases").await, before);
    world.assert_tidy().await;
}
