//! The client for Python, `clients/python`: whether it is what the document
//! makes, holds what it promises by itself, and works against a platform.

mod checks;
mod readme;

use std::fs;
use std::io::{Seek, Write};
use std::path::{Path, PathBuf};
use std::process::Command;

use ::releases::changes::{self, By};
use access::{ResourcePermission, Role};
use accounts::store::{api_keys, signed_keys};
use end_to_end::{Platform, Signer, column, secrets};
use serde_json::{Value, json};

use crate::releases_clients::line::Line;
use crate::releases_clients::{bytes, damage, find, kept, run, text};

/// A program of the Python that has the client and what it is checked with; none
/// where there is no such Python, which CI does not accept.
fn python() -> Option<Command> {
    let Ok(python) = std::env::var("ALMANAC_CLIENT_PYTHON") else {
        assert!(
            std::env::var("CI").is_err(),
            "CI has the client, and ALMANAC_CLIENT_PYTHON names its Python"
        );
        eprintln!("skipped: ALMANAC_CLIENT_PYTHON names no Python with almanac_client");
        return None;
    };
    let mut command = Command::new(python);
    command.env("PYTHONDONTWRITEBYTECODE", "1");
    Some(command)
}

/// Where the client is.
fn home() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../clients/python")
}

/// Runs a program that is to succeed; what it prints.
async fn done(command: Command) -> String {
    let done = run(command).await;
    assert!(done.status.success(), "{}\n{}", text(&done.stdout), text(&done.stderr));
    text(&done.stdout)
}

/// What the client made of a part of the API, given these.
async fn tell(mut python: Command, part: &str, given: &Value) -> Value {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("interop/python_client.py");
    // Not on the command line, which everybody can read.
    let mut input = tempfile::tempfile().unwrap();
    input.write_all(given.to_string().as_bytes()).unwrap();
    input.rewind().unwrap();
    python.arg(script).arg(part).stdin(input);
    serde_json::from_str(&done(python).await).unwrap()
}

/// A key for everything of care.
async fn signer(platform: &Platform, organization: i64, throttle: Option<&str>) -> Signer {
    let terms = signed_keys::Terms {
        label: "tests".to_owned(),
        permissions: ResourcePermission::all().collect(),
        throttle: throttle.map(|rates| rates.parse().unwrap()),
        ..signed_keys::Terms::default()
    };
    platform.signed_key(organization, &terms).await.1
}

/// How many answers had a status.
fn count(statuses: &Value, status: u16) -> usize {
    statuses.as_array().unwrap().iter().filter(|own| **own == status).count()
}

#[tokio::test(flavor = "multi_thread")]
async fn it_goes_through_all_pages_and_waits_where_it_is_told_to() {
    let Some(python) = python() else { return };
    let (platform, key) = Platform::demo().await;
    let slowly = Some("1/second".parse().unwrap());
    let terms = api_keys::Terms { throttle: slowly, ..api_keys::Terms::default() };
    let (_, slow) = platform.key("jo", terms).await;
    let search = "elm";
    let expected = platform.all_rows_as(&key, &format!("/api/v1/practices/?search={search}")).await;
    assert!(expected.len() > 4, "there are more than two pages of two");

    let given = json!({ "url": platform.url(), "key": slow, "search": search });
    let told = tell(python, "reference", &given).await;
    assert_eq!(told["count"], expected.len());
    assert_eq!(told["codes"], json!(column(&expected, "ods_code")));
    assert_eq!(told["refused"]["status"], 400);
    assert!(told["refused"]["fields"]["icb"][0].is_string());
    assert!(count(&told["statuses"], 429) > 0, "{}", told["statuses"]);
    // The pages, one of them twice, and the refusal.
    let pages = expected.len().div_ceil(2);
    assert_eq!(count(&told["statuses"], 200), pages + 1);
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn it_makes_and_changes_lists_with_a_token() {
    let Some(python) = python() else { return };
    let platform = Platform::start().await;
    let (organization, password) = (platform.organization("Our Trust").await, secrets::password());
    platform.user("creator", &password).await;
    platform.member(organization, "creator", Role::Creator).await;

    let given = json!({ "url": platform.url(), "username": "creator", "password": password });
    let told = tell(python, "datasets", &given).await;
    assert_eq!(told["made"].as_array().unwrap().len(), 3);
    assert_eq!(told["found"], told["made"]);
    assert_eq!(told["options"], json!([["N2", "Nörth 2"], ["N1", "North 1"]]));
    assert_eq!(told["changed"], json!(["Changed", []]));
    assert_eq!(told["versions"], json!([2, 1]));
    assert_eq!(told["other"]["status"], 412);
    assert_eq!(told["blank"]["status"], 400);
    assert!(told["blank"]["fields"]["name"][0].is_string());
    assert_eq!(told["gone"]["status"], 404);
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn it_signs_care_enquiries() {
    let Some(python) = python() else { return };
    let platform = Platform::start().await;
    let organization = platform.organization("Sunny Care").await;
    let quick = signer(&platform, organization, None).await;
    let slow = signer(&platform, organization, Some("1/second")).await;
    let given = json!({
        "url": platform.url(), "account": quick.account, "key": quick.key,
        "secret": quick.secret(), "slow_key": slow.key, "slow_secret": slow.secret(),
    });
    let told = tell(python, "care", &given).await;
    for (name, sent) in told["sent"].as_object().unwrap() {
        assert_eq!(told["one"][name], *sent, "{name}");
    }
    assert_eq!(told["postcode"], "ZZ1 1ZZ");
    for (name, expected) in
        [("genders", json!([])), ("dob", Value::Null), ("dementia", Value::Null)]
    {
        assert_eq!(told["changed"][name], expected, "{name}");
    }
    assert_eq!(told["refused"]["status"], 400);
    assert!(told["refused"]["fields"]["email"][0].is_string());
    let row = |at: usize, dob: Value| json!({ "_id": told["ids"][at], "last_name": "Bloggs", "dob": dob });
    let birthday = json!("1944-02-29");
    let rows = [row(0, Value::Null), row(1, birthday.clone()), row(2, birthday)];
    assert_eq!(told["rows"], json!(rows));
    assert!(count(&told["statuses"], 429) > 0, "{}", told["statuses"]);
    assert_eq!(count(&told["statuses"], 200), 3);
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn it_downloads_what_was_published_and_nothing_else() {
    let Some(python) = python() else { return };
    if find("gpg").is_none() {
        return;
    }
    let (platform, line) = (Platform::start().await, Line::start().await);
    line.lead_to(&platform.url());
    let (item, other) = (platform.item("Example").await, platform.item("Damaged").await);
    let archive = bytes(1_000_000);
    platform.publish_archive(item, "example_1.0.0.zip", archive.clone()).await;
    let published = platform.publish_archive(other, "other_1.0.0.zip", archive.clone()).await;
    let (user, key) = platform.subscriber("jo", item).await;
    let mut connection = platform.releases_connection().await;
    assert!(changes::grant(&mut connection, By::Command, user, other).await.unwrap());
    damage(&kept(&platform, &published));
    let folder = tempfile::tempdir().unwrap();

    line.break_after(1_500_000, 2);
    let given = json!({
        "url": line.url(), "key": key, "item": item, "damaged": other,
        "folder": folder.path(), "fingerprint": platform.signing_keys().await[0].fingerprint,
    });
    let told = tell(python, "releases", &given).await;
    assert_eq!(line.breaks_left(), 0);
    assert_eq!(told["ranges"][0], Value::Null);
    let offset = |at: usize| {
        let range = told["ranges"][at].as_str().unwrap();
        range.strip_prefix("bytes=").unwrap().trim_end_matches('-').parse::<u64>().unwrap()
    };
    assert!(offset(1) > 1_000_000 && offset(2) > offset(1) + 1_000_000, "{}", told["ranges"]);
    assert_eq!(told["ranges"].as_array().unwrap().len(), 3);
    for path in ["path", "signed"] {
        assert!(fs::read(told[path].as_str().unwrap()).unwrap() == archive, "{path}");
    }
    assert_eq!(told["unsigned"], "Damaged");
    assert_eq!(told["damaged"], "Damaged");
    assert_eq!(told["missing"], "LookupError");
    assert_eq!(told["changes"], json!([item, other]));
    assert_eq!(told["files"], json!(["example_1.0.0.zip", "signed.zip"]));
    platform.stop().await;
}
