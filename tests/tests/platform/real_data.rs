//! The NHS's own files, where they are at hand.

mod answers;
mod files;
mod payments;
mod qof;

use accounts::store::api_keys::Terms;
use end_to_end::Platform;
use reference::domain::Origin;
use reference::import::{Options, Outcome};
use reference::publications::{self, Silent};

use self::files::{found, published};
use crate::releases::known;

const OPTIONS: Options = Options::of(Origin::Published);

const EPRACCUR: &str = "ods/dse-2026-02/epraccur.csv";
const OLD_EPRACCUR: &str = "ods/classic-2025-09/epraccur.csv";
const EPCN: &str = "ods/epcn-2024-10/ePCN.xlsx";
const OLD_EPCN: &str = "ods/epcn-2023-01/ePCN.xlsx";
const EPCMEM: &str = "ods/epcmem.csv";
const MAP: &str = "patients-registered/2026-07/gp-reg-pat-prac-map.csv";
const OLD_MAP: &str = "patients-registered/2022-01/gp-reg-pat-prac-map.csv";
const ALL: &str = "patients-registered/2021/gp-reg-pat-prac-all.csv";
const QUIN_AGE: &str = "patients-registered/2026-07/gp-reg-pat-prac-quin-age.zip";
const MAPPING: &str = "appointments/2025-08/Mapping.csv";

/// Newest first: the order of import must not matter.
const FILES: [(&str, &str, &str, i64); 11] = [
    ("epraccur", EPRACCUR, "epraccur-2026-02-03-r1", 15_389),
    ("epraccur", OLD_EPRACCUR, "epraccur-2025-09-01-r1", 16_685),
    ("epcn", EPCN, "epcn-2024-10-01-r1", 1_366),
    ("epcn", OLD_EPCN, "epcn-2023-01-09-r1", 1_329),
    ("epcncorepartnerdetails", EPCN, "epcncorepartnerdetails-2024-10-01-r1", 7_705),
    ("epcncorepartnerdetails", OLD_EPCN, "epcncorepartnerdetails-2023-01-09-r1", 7_455),
    ("epcmem", EPCMEM, "epcmem-2019-10-01-r1", 47_822),
    ("gp-reg-pat-prac-map", MAP, "gp-reg-pat-prac-map-2026-07-01-r1", 6_139),
    ("gp-reg-pat-prac-map", OLD_MAP, "gp-reg-pat-prac-map-2022-01-01-r1", 6_527),
    ("gp-reg-pat-prac-all", ALL, "gp-reg-pat-prac-all-2021-01-01-r1", 6_658),
    ("gp-reg-pat-prac-quin-age", QUIN_AGE, "gp-reg-pat-prac-quin-age-2026-07-01-r1", 7_587),
];

/// The same content in other files.
const TWINS: [(&str, &str, &str, &str); 3] = [
    ("epcn", EPCN, "ods/epcn-2024-10/derived-PCNDetails.csv", "epcn-2024-10-01-r1"),
    (
        "epcncorepartnerdetails",
        EPCN,
        "ods/epcn-2024-10/derived-PCNCorePartnerDetails.csv",
        "epcncorepartnerdetails-2024-10-01-r1",
    ),
    (
        "gp-reg-pat-prac-map",
        MAP,
        "patients-registered/2026-07/gp-reg-pat-prac-map.zip",
        "gp-reg-pat-prac-map-2026-07-01-r1",
    ),
];

async fn import(platform: &Platform, publication: &str, path: &str) -> Option<Outcome> {
    let file = published(path)?;
    let publication = publications::find(publication).unwrap();
    Some(platform.importer().import(publication, &file, OPTIONS, Silent).await.unwrap())
}

/// Imports a file whole and once, or says that there is no copy.
async fn whole(
    platform: &Platform,
    publication: &str,
    path: &str,
    id: &str,
    rows: i64,
) -> Option<()> {
    let outcome = import(platform, publication, path).await?;
    let Outcome::Published(release, rejects) = outcome else { panic!("{outcome:?}") };
    assert_eq!((release.id.as_str(), release.rows, rejects.len()), (id, rows, 0), "{path}");
    let again = import(platform, publication, path).await?;
    assert!(matches!(again, Outcome::Held(held) if held.id == id), "{path} again");
    Some(())
}

#[tokio::test(flavor = "multi_thread")]
async fn epraccur_imports_whole_in_both_vocabularies() {
    let platform = Platform::start().await;
    for (publication, path, id, rows) in &FILES[..2] {
        let Some(outcome) = import(&platform, publication, path).await else { return };
        let Outcome::Published(release, rejects) = outcome else { panic!("{outcome:?}") };
        assert_eq!((release.id.as_str(), release.rows, rejects.len()), (*id, *rows, 0));
        let again = import(&platform, publication, path).await.unwrap();
        assert!(matches!(again, Outcome::Held(held) if held.id == release.id), "{path} again");
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
    let error = platform.importer().import(epraccur, &trusts, OPTIONS, Silent).await.unwrap_err();
    let text = error.to_string();
    assert!(text.contains("etr.csv, line 1, column 13: this is not an epraccur file"), "{text}");
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_content_in_another_file_is_the_same_release() {
    let platform = Platform::start().await;
    for (publication, path, twin, id) in TWINS {
        let Some(outcome) = import(&platform, publication, path).await else { return };
        assert!(matches!(outcome, Outcome::Published(..)), "{path}: {outcome:?}");
        let Some(outcome) = import(&platform, publication, twin).await else { return };
        assert!(matches!(&outcome, Outcome::Held(held) if held.id == id), "{twin}: {outcome:?}");
    }
    assert_eq!(platform.importer().list().await.unwrap().len(), TWINS.len());
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_practice_of_several_suppliers_is_one_row_of_the_mapping() {
    let platform = Platform::start().await;
    let (publication, path) = ("practice-level-crosstab-mapping", MAPPING);
    let id = "practice-level-crosstab-mapping-2025-08-01-r1";
    if whole(&platform, publication, path, id, 6_166).await.is_none() {
        return;
    }
    let lines = csv::Reader::from_path(found(path)).unwrap().into_records().count();
    assert_eq!(lines, 6_196);
    let (_, key) = platform.key("jo", Terms::default()).await;
    known(&platform, &key, id).await;
    // Where practices were is no appointment.
    let month = "/api/v1/gp-appointments/?month=2025-08-01";
    assert_eq!(platform.json_as(&key, month).await["count"], 0);
    platform.stop().await;
}

#[test]
fn what_is_no_publication_is_not_recognised() {
    for path in [
        "nwrs/samples/practice_detailed_cols.csv",
        "nwrs/samples/practice_high_cols.csv",
        "nwrs/samples/individual_cols.csv",
        "appointments/coverage/APPOINTMENTS_GP_COVERAGE feb 2023 - 2025.csv",
        "qof/2023-24-production-reference/PCA_REFERENCE.csv",
        "ods/dse-2026-06/etr.csv",
    ] {
        let Some(file) = published(path) else { return };
        let mut head = std::fs::read(&file).unwrap();
        head.truncate(65_536);
        let publications = publications::ALL.into_iter();
        let taken = publications.filter(|publication| publication.recognises(&head));
        let taken: Vec<&str> = taken.map(|publication| publication.name()).collect();
        assert!(taken.is_empty(), "{path} is taken for {taken:?}");
    }
}
