//! The NHS's own files, where they are at hand.

use std::path::{Path, PathBuf};

use accounts::store::api_keys::Terms;
use end_to_end::Platform;
use reference::domain::Origin;
use reference::import::{Options, Outcome};
use reference::publications::{self, Silent};

/// A published file, or `None`, said aloud, where there is no copy.
fn published(path: &str) -> Option<PathBuf> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data/nhs").join(path);
    if file.exists() {
        return Some(file);
    }
    eprintln!("skipped: no copy of the published {path} at {}", file.display());
    None
}

#[tokio::test(flavor = "multi_thread")]
async fn epraccur_imports_whole_in_both_vocabularies() {
    let (Some(classic), Some(export)) =
        (published("ods/classic-2025-09/epraccur.csv"), published("ods/dse-2026-02/epraccur.csv"))
    else {
        return;
    };
    let platform = Platform::start().await;
    let epraccur = publications::find("epraccur").unwrap();
    let options = Options { origin: Origin::Published, force: false, dry_run: false };
    // Newest first: the order of import must not matter.
    for (file, id, rows) in
        [(&export, "epraccur-2026-02-03-r1", 15_389), (&classic, "epraccur-2025-09-01-r1", 16_685)]
    {
        let outcome = platform.importer().import(epraccur, file, options, Silent).await.unwrap();
        let Outcome::Published(release, rejects) = outcome else { panic!("{outcome:?}") };
        assert_eq!((release.id.as_str(), release.rows, rejects.len()), (id, rows, 0));
        let again = platform.importer().import(epraccur, file, options, Silent).await.unwrap();
        assert!(matches!(again, Outcome::Held(held) if held.id == release.id));
    }

    let (_, key) = platform.key("jo", Terms::default()).await;
    platform.serves(&key, 8_657).await;
    for (query, count) in [
        ("search=elm", 51),
        ("status=active", 6_604),
        ("search=A81001", 1),
        ("search=A12345", 0),
        ("icb=QHM", 431),
        ("role=RO76,RO72&status=active&search=A81001", 1),
    ] {
        let page = platform.json_as(&key, &format!("/api/v1/practices/?{query}")).await;
        assert_eq!(page["count"], count, "{query}");
    }
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn another_ods_file_is_not_taken_for_epraccur() {
    let Some(trusts) = published("ods/dse-2026-06/etr.csv") else { return };
    let epraccur = publications::find("epraccur").unwrap();
    assert!(!epraccur.recognises(&std::fs::read(&trusts).unwrap()));
    let platform = Platform::start().await;
    let options = Options { origin: Origin::Published, force: false, dry_run: false };
    let error = platform.importer().import(epraccur, &trusts, options, Silent).await.unwrap_err();
    let text = error.to_string();
    assert!(text.contains("etr.csv, line 1, column 13: this is not an epraccur file"), "{text}");
    platform.stop().await;
}
