//! The demo data, imported once for all tests.

use std::fs;
use std::path::Path;

use diesel::QueryableByName;
use diesel::sql_types::{Binary, Text};
use diesel_async::RunQueryDsl;
use reference::domain::Origin;
use reference::import::{Options, Outcome};
use reference::publications::{self, Silent};
use store::DatabaseUrl;
use store::testing::TestDatabase;
use tempfile::TempDir;

/// A file of the object store, which rests in the database that it belongs to
/// until a test comes to copy both.
#[derive(QueryableByName)]
struct Object {
    #[diesel(sql_type = Text)]
    path: String,
    #[diesel(sql_type = Binary)]
    content: Vec<u8>,
}

/// A database with the demo data, and the object store that goes with it.
pub(crate) async fn database() -> (TestDatabase, TempDir) {
    let migrations = reference::MIGRATIONS;
    let database = TestDatabase::filled(reference::NAME, "demo", migrations, fill).await;
    let mut connection = store::pool(&database.url, 1).get().await.unwrap();
    let objects: Vec<Object> = diesel::sql_query("SELECT path, content FROM test_objects")
        .load(&mut connection)
        .await
        .unwrap();
    let folder = tempfile::tempdir().unwrap();
    for Object { path, content } in objects {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }
    (database, folder)
}

async fn fill(database: &DatabaseUrl) {
    let (files, objects) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let importer = crate::importer(database, objects.path());
    for (publication, file) in reference::demo::write(files.path()).unwrap() {
        let publication = publications::find(publication).unwrap();
        let options = Options::of(Origin::Demo);
        let outcome = importer.import(publication, &file, options, Silent).await.unwrap();
        let whole = matches!(&outcome, Outcome::Published(_, rejects) if rejects.is_empty());
        assert!(whole, "{}: {outcome:?}", file.display());
    }
    let mut connection = importer.pool.get().await.unwrap();
    diesel::sql_query("CREATE TABLE test_objects (path text, content bytea)")
        .execute(&mut connection)
        .await
        .unwrap();
    for path in files_below(objects.path()) {
        diesel::sql_query("INSERT INTO test_objects VALUES ($1, $2)")
            .bind::<Text, _>(path.strip_prefix(objects.path()).unwrap().to_str().unwrap())
            .bind::<Binary, _>(fs::read(&path).unwrap())
            .execute(&mut connection)
            .await
            .unwrap();
    }
}

fn files_below(folder: &Path) -> Vec<std::path::PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files_below(&path) } else { vec![path] }).collect()
}
