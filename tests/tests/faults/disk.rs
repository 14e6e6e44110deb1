//! The disk of the object store is full.

use std::path::Path;

use end_to_end::faults::{Kind, assert_only, small_disk};
use end_to_end::fixtures::many;
use end_to_end::header;
use end_to_end::processes::{Fleet, FleetSetup};
use serde_json::Value;
use tokio::process::Command;
use url::Url;

use crate::archives::{Fetched, Shelf, files, mebibytes};
use crate::{Scene, recovers, told};

#[tokio::test(flavor = "multi_thread")]
async fn what_finds_no_room_leaves_no_part_of_it() {
    let disk = tempfile::tempdir().unwrap();
    let Some(small) = small_disk(disk.path(), 24 * 1024) else { return };
    let setup = FleetSetup {
        object_store_url: Some(Url::from_directory_path(disk.path()).unwrap()),
        // The others have the whole disk.
        wrappers: vec![(releases::NAME, small)],
        ..FleetSetup::default()
    };
    let scene = Scene::start(setup).await;
    let mark = scene.load.mark();
    archives(&scene, disk.path()).await;
    an_import(&scene.fleet, disk.path()).await;
    recovers(&scene.load).await;
    assert_only(&scene.load.since(mark), &Kind::ALL, &[]);
}

async fn archives(scene: &Scene, disk: &Path) {
    let Scene { callers, fleet, .. } = scene;
    let shelf = Shelf::new(callers, fleet).await;
    // What the service sees of the folder, and nobody else.
    let seen = format!("/proc/{}/root{}", fleet.releases[0].id(), disk.display());
    let stored = || files(&Path::new(&seen).join("releases"));
    let (large, small) = (mebibytes(40), mebibytes(12));
    let before = stored();
    refused(&shelf, &large).await;
    assert_eq!(stored(), before);
    assert!(shelf.listed().await.is_empty());

    let answer = shelf.publish("small.zip", &small).await;
    assert_eq!(answer.status(), 201, "there is room again");
    let before = stored();
    refused(&shelf, &large).await;
    assert_eq!(stored(), before);
    assert_eq!(shelf.listed().await, ["small.zip"]);
    let whole = Fetched::all(shelf.download("small.zip").send().await.unwrap()).await;
    assert!(whole.whole && whole.bytes == small);
}

/// Whoever publishes learns that it was not their fault, and nothing of the inside.
async fn refused(shelf: &Shelf<'_>, archive: &[u8]) {
    let answer = shelf.publish("large.zip", archive).await;
    assert_eq!(answer.status(), 503);
    assert!(header(&answer, "retry-after").is_some());
    let body: Value = answer.json().await.unwrap();
    let message = "The service is temporarily unavailable. Please try again shortly.";
    assert_eq!(body["message"], message);
}

/// Whoever imports is told why it failed; what is served stays.
async fn an_import(fleet: &Fleet, disk: &Path) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("epraccur.csv");
    std::fs::write(&file, many("20260203", 12_000)).unwrap();
    let arguments = ["import", "epraccur", file.to_str().unwrap()];
    let releases = told(fleet.command(), &["import", "list"]).await;
    let before = files(disk);
    // Less than the segment needs.
    let small = small_disk(disk, 8).unwrap();
    let output = under(&small, &fleet.command()).args(arguments).output().await.unwrap();
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(said.contains("No space left on device"), "{said}");
    assert_eq!(told(fleet.command(), &["import", "list"]).await, releases);
    assert_eq!(files(disk), before);
}

/// The same command, as yet without arguments, below another.
fn under(wrapper: &[String], command: &Command) -> Command {
    let inside = command.as_std();
    let mut outside = Command::new(&wrapper[0]);
    outside.args(&wrapper[1..]).arg(inside.get_program()).args(inside.get_args()).env_clear();
    outside.envs(inside.get_envs().filter_map(|(name, value)| Some((name, value?))));
    outside
}
