//! Every foreign key is indexed: without, whoever deletes or renumbers a row
//! reads all of the tables that may refer to it, and holds locks meanwhile.

use crate::catalogue::foreign_keys;
use crate::services::{ALL, bare};

#[tokio::test(flavor = "multi_thread")]
async fn every_foreign_key_has_an_index_that_begins_with_its_columns() {
    for service in ALL {
        let database = service.seeded().await;
        let keys = foreign_keys(&database.url).await;
        assert!(!keys.is_empty(), "{}", service.name);
        let missing: Vec<_> = keys.iter().filter(|key| !key.indexed).collect();
        assert!(missing.is_empty(), "{} needs indexes for {missing:#?}", service.name);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_index_that_does_not_find_the_rows_does_not_count() {
    let database = bare().await;
    database
        .execute(
            "CREATE TABLE parents (a bigint, b bigint, PRIMARY KEY (a, b)); \
             CREATE TABLE children (a bigint, b bigint, c bigint, d bigint[], \
                CONSTRAINT refers FOREIGN KEY (a, b) REFERENCES parents);",
        )
        .await;
    for (index, counts) in [
        ("children (a)", false),
        ("children (a) INCLUDE (b)", false),
        ("children (c, a, b)", false),
        ("children USING brin (a, b)", false),
        ("children (a, b) WHERE c > 0", false),
        ("children (a, b) WHERE c IS NOT NULL", false),
        ("children (a, b) WHERE b IS NOT NULL", true),
        ("children (b, a, c)", true),
        ("children (a, b)", true),
    ] {
        database.execute(&format!("CREATE INDEX tried ON {index}")).await;
        let keys = foreign_keys(&database.url).await;
        let [key] = keys.as_slice() else { panic!("{keys:?}") };
        assert_eq!((key.name.as_str(), key.indexed), ("refers", counts), "{index}");
        database.execute("DROP INDEX tried").await;
    }
}
