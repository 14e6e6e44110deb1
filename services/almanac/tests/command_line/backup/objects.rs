use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::{Elsewhere, files, json, partial, place};
use crate::releases::{FIRST, objects, published, refused, with_item, write};
use crate::support::{Installation, finish};

/// What is published; dumps have no such words.
const ARCHIVE: &[u8] = b"The archive that is published.";

/// What is not: as many bytes, and more.
const OTHERS: [&[u8]; 2] = [b"The archive, which was altered", b"The archive that was published."];

/// An installation with one release, of five files.
fn with_release() -> Installation {
    let installation = with_item();
    let archive = write(&installation, "a.zip", ARCHIVE);
    published(&installation, &[&FIRST[..], &[archive.as_str()]].concat());
    installation
}

#[test]
fn a_damaged_backup_is_refused_before_anything_is_written() {
    let installation = with_release();
    let (path, file) = place(&installation);
    installation.ok(&["backup", &file], "");
    let elsewhere = Elsewhere::new();
    let whole = fs::read(&path).unwrap();
    let place = |part: &[u8]| whole.windows(part.len()).position(|bytes| bytes == part).unwrap();
    for at in [place(b"PGDMP"), place(ARCHIVE), place(br#"{"format":1"#)] {
        let mut bytes = whole.clone();
        bytes[at] ^= 1;
        fs::write(&path, bytes).unwrap();
        refused(&elsewhere.run(&["restore", &file]), 1, "damaged");
    }
    fs::write(&path, &whole[..whole.len() - 5_000]).unwrap();
    refused(&elsewhere.run(&["restore", &file]), 1, "damaged");
    assert!(elsewhere.is_untouched());

    let secrets = elsewhere.folder().join("almanac.env");
    fs::write(&secrets, "DATABASE_URL=postgres://me:opensesame@host/a\n".repeat(20)).unwrap();
    let done = elsewhere.run(&["restore", secrets.to_str().unwrap()]);
    refused(&done, 1, "almanac.env: the backup is damaged, or is none");
    assert!(!done.stderr.contains("opensesame"), "{}", done.stderr);

    fs::write(&path, &whole).unwrap();
    let other = r#"{"catalogue":"0192f0c1-0000-7000-8000-000000000000","releases":[]}"#;
    let folder = elsewhere.folder().join("objects/reference");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("manifest.json"), other).unwrap();
    refused(&elsewhere.run(&["restore", &file]), 1, "another catalogue");
    fs::remove_dir_all(folder).unwrap();
    assert!(elsewhere.is_untouched());
    elsewhere.json(&["restore", &file]);
}

#[test]
fn objects_that_are_not_what_was_published_are_not_backed_up() {
    let installation = with_release();
    let (path, file) = place(&installation);
    let archive = objects(&installation)
        .into_iter()
        .find(|path| path.file_name().unwrap() == "archive")
        .unwrap();
    for other in OTHERS {
        fs::write(&archive, other).unwrap();
        refused(&installation.run(&["backup", &file], ""), 1, "not what was published");
    }
    fs::remove_file(&archive).unwrap();
    refused(&installation.run(&["backup", &file], ""), 1, "not in the object store");
    assert!(!path.exists() && !partial(&path).exists());

    // What nobody names is left out, whatever becomes of it.
    fs::write(&archive, ARCHIVE).unwrap();
    let nobodys = installation.folder().join("objects/releases/nobody");
    fs::create_dir_all(&nobodys).unwrap();
    fs::write(nobodys.join("archive"), b"half of something").unwrap();
    let done = installation.json(&["backup", &file]);
    assert_eq!(done["objects"], 5);
}

/// Copies the object store of an installation to another place.
fn copy_objects(installation: &Installation, elsewhere: &Elsewhere) -> Vec<PathBuf> {
    let (from, to) = (installation.folder().join("objects"), elsewhere.folder().join("objects"));
    let copy = |path: PathBuf| {
        let there = to.join(path.strip_prefix(&from).unwrap());
        fs::create_dir_all(there.parent().unwrap()).unwrap();
        fs::copy(path, &there).unwrap();
        there
    };
    objects(installation).into_iter().map(copy).collect()
}

#[test]
fn objects_that_are_left_out_must_be_there_already() {
    let installation = with_release();
    let (path, file) = place(&installation);
    let done = installation.json(&["backup", &file, "--without-objects"]);
    assert_eq!((&done["objects"], &done["with_objects"]), (&json!(5), &json!(false)));
    assert!(!holds(&path, ARCHIVE));
    let elsewhere = Elsewhere::new();
    refused(&elsewhere.run(&["restore", &file]), 1, "neither in the backup nor");
    let copied = copy_objects(&installation, &elsewhere);
    let archive = copied.iter().find(|path| path.file_name().unwrap() == "archive").unwrap();
    for other in OTHERS {
        fs::write(archive, other).unwrap();
        refused(&elsewhere.run(&["restore", &file]), 1, "other bytes");
    }
    assert_eq!(files(&elsewhere.folder().join("objects")).len(), 5);
    fs::write(archive, ARCHIVE).unwrap();
    let done = elsewhere.json(&["restore", &file]);
    assert_eq!((&done["objects"], &done["objects_written"]), (&json!(5), &json!(0)));
    assert_eq!(elsewhere.run(&["release", "verify"]).code, 0);
}

#[test]
fn what_was_on_its_way_is_not_cleared_up_where_it_is_restored() {
    let installation = with_release();
    let upload = "0192f0c1-0000-7000-8000-000000000001";
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(installation.releases.execute(&format!(
        "INSERT INTO uploads (id, item_id, file_name, started_at, seen_at)
         SELECT '{upload}', id, 'a.zip', now() - interval '1 day', now() - interval '1 day'
         FROM items"
    )));
    let folder = installation.folder().join("objects/releases").join(upload);
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("archive"), b"published since the backup").unwrap();
    let (_, file) = place(&installation);
    installation.ok(&["backup", &file, "--without-objects"], "");
    let elsewhere = Elsewhere::new();
    let copied = copy_objects(&installation, &elsewhere);
    elsewhere.json(&["restore", &file]);
    assert_eq!(elsewhere.run(&["release", "collect"]).code, 0);
    assert!(copied.iter().all(|path| path.exists()));

    // Where it was on its way, it is cleared up.
    installation.ok(&["release", "collect"], "");
    assert!(!folder.join("archive").exists());
}

fn holds(path: &Path, bytes: &[u8]) -> bool {
    fs::read(path).unwrap().windows(bytes.len()).any(|part| part == bytes)
}

#[test]
fn a_backup_from_before_a_migration_is_migrated() {
    let installation = with_release();
    let (_, file) = place(&installation);
    let before =
        include_str!("../../../../reference/migrations/2026-11-21-000003_release_regions/down.sql");
    let undo = format!(
        "{before}; DELETE FROM __diesel_schema_migrations WHERE version = '20261121000003'"
    );
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(installation.reference.execute(&undo));
    installation.ok(&["backup", &file], "");
    let elsewhere = Elsewhere::new();
    assert_eq!(elsewhere.json(&["restore", &file])["migrations"], 1);
    let list: Value = elsewhere.json(&["import", "list"]);
    assert_eq!(list, json!([]));
    let told = elsewhere.run(&["migrate"]);
    assert_eq!(told.stdout.matches("up to date").count(), 6, "{}", told.stdout);
}

#[test]
fn databases_go_where_they_are_asked_to() {
    let installation = with_release();
    let (_, file) = place(&installation);
    installation.ok(&["backup", &file], "");
    let elsewhere = Elsewhere::new();
    let mut command = elsewhere.almanac();
    command.args(["restore", &file, "--json"]);
    command.env("ROTA_DATABASE_URL", elsewhere.server.named("doctors-rota").expose());
    let done = json(&finish(command, ""));
    let expected = [
        "almanac_accounts",
        "almanac_reference",
        "doctors-rota",
        "almanac_datasets",
        "almanac_releases",
        "almanac_care",
    ];
    assert_eq!(done["databases"], json!(expected));
}
