//! From file to answer, with the faults that files have.

use std::time::Duration;

use accounts::store::api_keys::Terms;
use end_to_end::fixtures::{Practice, epraccur, many};
use end_to_end::{Platform, eventually};
use reference::domain::{Origin, Release};
use reference::import::{ImportError, Options, Outcome};
use reference::manifest::ManifestError;
use reference::publications::{self, Silent};
use reference::view::{View, ViewError};
use tokio::time::timeout;

const PUBLISHED: Options = Options::of(Origin::Published);

async fn try_import(
    platform: &Platform,
    bytes: &[u8],
    options: Options,
) -> Result<Outcome, ImportError> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("epraccur.csv");
    std::fs::write(&file, bytes).unwrap();
    let epraccur = publications::find("epraccur").unwrap();
    platform.importer().import(epraccur, &file, options, Silent).await
}

fn id(outcome: &Outcome) -> &str {
    match outcome {
        Outcome::Held(release) | Outcome::Checked(release, _) | Outcome::Published(release, _) => {
            &release.id
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_faulty_file_names_the_place_and_publishes_nothing() {
    let platform = Platform::start().await;
    platform.publish(&many("20250901", 3)).await;
    let (_, key) = platform.key("jo", Terms::default()).await;
    platform.serves(&key, 3).await;

    let good = many("20260203", 6_000);
    let line = |number: usize| good.lines().nth(number - 1).unwrap();
    let with = |number: usize, text: &str| good.replacen(line(number), text, 1).into_bytes();
    let mut cut_in_a_cell = good.clone().into_bytes();
    cut_in_a_cell.truncate(good.trim_end().len() - 1);
    let cut_in_a_record = good.trim_end().rsplit_once(",\"").unwrap().0.as_bytes().to_vec();
    let mut latin = with(7, line(7)).to_vec();
    let at = latin.windows(9).position(|window| window == b"SURGERY 6").unwrap();
    latin[at] = 0xe9;
    for (bytes, told) in [
        (Vec::new(), "epraccur.csv: the file is empty"),
        (
            b"not,a,release\r\n".to_vec(),
            "epraccur.csv, line 1, column 3: expected 27 columns, found 3",
        ),
        (
            with(5, &format!("{},\"extra\"", line(5))),
            "epraccur.csv, line 5, column 27: expected 27 columns, found 28",
        ),
        (latin, "epraccur.csv, line 7, column 2: the text is not UTF-8"),
        (with(9, line(8)), "epraccur.csv, line 9, column 1: Z00007 stands already on line 8"),
        (cut_in_a_cell, "truncated"),
        (cut_in_a_record, "epraccur.csv, line 6000, column 26: expected 27 columns, found 26"),
        (
            good.replace("\"20260203\"", "\"2026-02-3\"").into_bytes(),
            "epraccur.csv, line 1, column 11: \"2026-02-3\" is not a date of the form YYYYMMDD; \
             with 6000 such rows of 6000 the file is refused",
        ),
        (many("20260203", 4_999).into_bytes(), "epraccur.csv: 4999 rows, and at least 5000"),
        (b"PK\x03\x04 no zip".to_vec(), "epraccur.csv: the zip is truncated or damaged"),
    ] {
        let error = try_import(&platform, &bytes, PUBLISHED).await.unwrap_err().to_string();
        assert!(error.contains(told), "{error}\nshould say\n{told}");
    }
    assert_eq!(platform.importer().list().await.unwrap().len(), 1);
    assert_eq!(platform.json_as(&key, "/api/v1/practices/").await["count"], 3);
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn importing_is_idempotent_and_new_bytes_are_a_revision() {
    let platform = Platform::start().await;
    let (_, key) = platform.key("jo", Terms::default()).await;
    let first = many("20260203", 6_000);
    let outcome = try_import(&platform, first.as_bytes(), PUBLISHED).await.unwrap();
    assert!(matches!(outcome, Outcome::Published(..)));
    assert_eq!(id(&outcome), "epraccur-2026-02-03-r1");
    let again = try_import(&platform, first.as_bytes(), PUBLISHED).await.unwrap();
    assert!(matches!(again, Outcome::Held(..)));
    assert_eq!(id(&again), "epraccur-2026-02-03-r1");

    let more = many("20260203", 6_001);
    let dry = Options { dry_run: true, ..PUBLISHED };
    let checked = try_import(&platform, more.as_bytes(), dry).await.unwrap();
    assert!(matches!(checked, Outcome::Checked(..)));
    assert_eq!(platform.importer().list().await.unwrap().len(), 1);
    let revised = try_import(&platform, more.as_bytes(), PUBLISHED).await.unwrap();
    assert_eq!((id(&checked), id(&revised)), ("epraccur-2026-02-03-r2", "epraccur-2026-02-03-r2"));
    platform.serves(&key, 6_001).await;

    let forced = Options { force: true, ..PUBLISHED };
    let forced = try_import(&platform, first.as_bytes(), forced).await.unwrap();
    assert_eq!(id(&forced), "epraccur-2026-02-03-r3");
    platform.serves(&key, 6_000).await;
    let releases = platform.importer().list().await.unwrap();
    let sums: Vec<&str> = releases.iter().map(|release| release.segment_sha256.as_str()).collect();
    assert_eq!(sums[0], sums[2], "the same bytes make the same rows");
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shrunken_edition_is_not_believed() {
    let platform = Platform::start().await;
    try_import(&platform, many("20250901", 10_000).as_bytes(), PUBLISHED).await.unwrap();
    let shrunken = many("20260203", 7_999);
    let error = try_import(&platform, shrunken.as_bytes(), PUBLISHED).await.unwrap_err();
    assert!(matches!(error, ImportError::TooFewRows { rows: 7_999, least: 8_000, .. }));
    let forced = Options { force: true, ..PUBLISHED };
    try_import(&platform, shrunken.as_bytes(), forced).await.unwrap();
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_that_are_wrong_by_themselves_are_rejected_with_their_line() {
    let platform = Platform::start().await;
    let practice = |name, status| Practice { name, status, ..Practice::default() };
    let good = many("20260203", 6_000);
    let odd = epraccur(
        "20260203",
        [
            Practice { code: "Z9", ..practice("NO SUCH CODE", "A") },
            Practice { code: "Y99999", ..practice("OTHER WORDS", "ACTIVE") },
        ],
    );
    let outcome = try_import(&platform, (good + &odd).as_bytes(), PUBLISHED).await.unwrap();
    let Outcome::Published(release, rejects) = outcome else { panic!("{outcome:?}") };
    assert_eq!((release.rows, release.rejects), (6_000, 2));
    let told: Vec<_> =
        rejects.iter().map(|r| (r.at.line, r.at.column, r.reason.as_str())).collect();
    assert_eq!(
        told,
        [
            (6_001, 1, "\"Z9\" is not an ODS code: 3 to 10 letters and digits."),
            (6_002, 13, "\"ACTIVE\" is not a status of this vocabulary"),
        ]
    );
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn several_importers_at_once_publish_each_file_once() {
    let platform = Platform::start().await;
    let (one, two) = (many("20260203", 6_000), many("20260203", 6_001));
    let imports = [&one, &two, &one, &two, &one, &one].map(|text| {
        let platform = &platform;
        async move { try_import(platform, text.as_bytes(), PUBLISHED).await.unwrap() }
    });
    let outcomes = futures_util::future::join_all(imports).await;
    let published = outcomes.iter().filter(|outcome| matches!(outcome, Outcome::Published(..)));
    assert_eq!(published.count(), 2);
    let releases = platform.importer().list().await.unwrap();
    let revisions: Vec<i32> = releases.iter().map(|release| release.revision).collect();
    assert_eq!(revisions, [1, 2]);
    // The manifest says what the catalogue says.
    let manifest = platform.objects().join("reference/manifest.json");
    let manifest: serde_json::Value =
        serde_json::from_slice(&std::fs::read(manifest).unwrap()).unwrap();
    assert_eq!(manifest["releases"], serde_json::to_value(&releases).unwrap());
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn demo_data_gives_way_to_published_data() {
    let platform = Platform::start().await;
    let (_, key) = platform.key("jo", Terms::default()).await;
    let folder = tempfile::tempdir().unwrap();
    let demo = reference::demo::write(folder.path()).unwrap();
    let demo = std::fs::read_to_string(&demo[0].1).unwrap();
    platform.import(&demo, Origin::Demo).await;
    platform.serves(&key, 64).await;
    assert_eq!(platform.json_as(&key, "/api/v1/practices/?search=A12345").await["count"], 0);
    // Older than the demo data, and yet it alone is served.
    platform.publish(&many("20200101", 5)).await;
    platform.serves(&key, 5).await;
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_segment_that_is_not_the_catalogues_is_never_served() {
    let platform = Platform::start().await;
    platform.publish(&many("20250901", 3)).await;
    platform.publish(&many("20260203", 4)).await;
    let importer = platform.importer();
    let mut releases = importer.list().await.unwrap();
    let load =
        async |releases: &[Release]| View::load(releases.to_vec(), &importer.objects, None).await;
    assert_eq!(load(&releases).await.unwrap().practices.len(), 4);

    // What the newer one would have replaced is served instead.
    releases[1].segment_sha256.replace_range(..1, "x");
    let view = load(&releases).await.unwrap();
    assert_eq!((view.practices.len(), view.releases.len(), view.known.len()), (3, 1, 2));
    releases[1].segment.push('x');
    assert_eq!(load(&releases).await.unwrap().practices.len(), 3, "a segment is missing");
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_object_store_of_another_catalogue_is_refused() {
    let platform = Platform::start().await;
    platform.publish(&many("20250901", 3)).await;
    // What is left when a database is lost: its objects, and a catalogue that is not theirs.
    platform.reference_database.execute("UPDATE catalogue SET id = gen_random_uuid()").await;
    let forced = Options { force: true, ..PUBLISHED };
    let refused = try_import(&platform, many("20260203", 3).as_bytes(), forced).await;
    let error = refused.unwrap_err();
    assert!(matches!(error, ImportError::Claim(_)), "{error}");
    assert!(error.to_string().contains("belongs to another catalogue"), "{error}");
    assert_eq!(platform.importer().list().await.unwrap().len(), 1);
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_object_store_that_is_empty_is_away() {
    let platform = Platform::start().await;
    platform.publish(&many("20250901", 3)).await;
    let (_, key) = platform.key("jo", Terms::default()).await;
    platform.serves(&key, 3).await;
    // As where a disk is not mounted.
    let mount = tempfile::tempdir().unwrap();
    let [here, away] = [platform.objects(), mount.path()].map(|folder| folder.join("reference"));
    std::fs::rename(&here, &away).unwrap();

    let forced = Options { force: true, ..PUBLISHED };
    let refused = try_import(&platform, many("20260203", 3).as_bytes(), forced).await;
    let error = refused.unwrap_err();
    assert!(matches!(error, ImportError::Claim(ManifestError::Away)), "{error}");
    let importer = platform.importer();
    let releases = importer.list().await.unwrap();
    assert_eq!(releases.len(), 1);
    let view = View::load(releases, &importer.objects, None).await;
    assert!(matches!(view, Err(ViewError::Fetch { .. })), "it may be there in a moment");
    let mut starting = Box::pin(platform.another_reference());
    let started = timeout(Duration::from_secs(2), &mut starting).await;
    assert!(started.is_err(), "it has nothing to serve");
    assert!(!here.exists(), "nothing is written where a disk should be");
    assert_eq!(platform.json_as(&key, "/api/v1/practices/").await["count"], 3);

    std::fs::rename(&away, &here).unwrap();
    starting.await.stop().await;
    platform.publish(&many("20260203", 4)).await;
    platform.serves(&key, 4).await;
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn orphaned_segments_are_collected_in_time() {
    let platform = Platform::start().await;
    let folder = platform.objects().join("reference/segments/epraccur/2020-01-01");
    std::fs::create_dir_all(&folder).unwrap();
    let (old, young) = (folder.join("old.parquet"), folder.join("young.parquet"));
    for file in [&old, &young] {
        std::fs::write(file, b"left behind").unwrap();
    }
    let hours_ago = std::time::SystemTime::now() - std::time::Duration::from_secs(7_200);
    std::fs::File::options().write(true).open(&old).unwrap().set_modified(hours_ago).unwrap();
    platform.publish(&many("20260203", 3)).await;
    assert!(!old.exists() && young.exists());
    eventually("the release is served", async || {
        let (_, key) = platform.key("jo", Terms::default()).await;
        platform.json_as(&key, "/api/v1/practices/").await["count"] == 3
    })
    .await;
    platform.stop().await;
}
