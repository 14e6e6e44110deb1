//! A service is not ready before its database is migrated.

use store::Ready;
use store::testing::TestDatabase;

use crate::services::bare;

#[tokio::test(flavor = "multi_thread")]
async fn a_service_waits_for_every_migration() {
    let database = TestDatabase::new(care::NAME, care::MIGRATIONS).await;
    let behind = Err("the database is not migrated".to_owned());
    let ready = || Ready::new(&database.url, care::MIGRATIONS);
    database.execute("CREATE TABLE taken AS SELECT * FROM __diesel_schema_migrations").await;
    for missing in ["max", "min"] {
        let one = format!("version = (SELECT {missing}(version) FROM taken)");
        database.execute(&format!("DELETE FROM __diesel_schema_migrations WHERE {one}")).await;
        let waiting = ready();
        assert_eq!(waiting.ask().await, behind, "the {missing} is missing");
        let back = "INSERT INTO __diesel_schema_migrations SELECT * FROM taken WHERE";
        database.execute(&format!("{back} {one}")).await;
        assert_eq!(waiting.ask().await, Ok(()));
    }
    // One from the future, which an older replica does not know.
    database.execute("INSERT INTO __diesel_schema_migrations VALUES ('99991231235959')").await;
    assert_eq!(ready().ask().await, Ok(()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_without_any_migration_is_not_ready() {
    let database = bare().await;
    let ready = Ready::new(&database.url, care::MIGRATIONS);
    assert_eq!(ready.ask().await, Err("the database is not migrated".to_owned()));
}
