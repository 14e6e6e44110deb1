use std::process::Command;

use objects::testing::Moto;
use serde_json::Value;
use tokio::runtime::Runtime;

use super::{Elsewhere, json, place};
use crate::releases::{FIRST, published, with_item, write};
use crate::support::{Done, finish};

/// Runs a command whose objects are in a bucket.
fn on(moto: &Moto, mut command: Command, arguments: &[&str]) -> Done {
    command
        .env("OBJECT_STORE_URL", "s3://almanac/restored")
        .env("AWS_ENDPOINT", format!("http://{}", moto.address))
        .env("AWS_ALLOW_HTTP", "true")
        .env("AWS_ACCESS_KEY_ID", "key")
        .env("AWS_SECRET_ACCESS_KEY", "secret")
        .args(arguments);
    finish(command, "")
}

#[test]
fn objects_of_a_folder_are_restored_to_a_bucket_and_back() {
    let Some(moto) = Runtime::new().unwrap().block_on(Moto::start()) else { return };
    let installation = with_item();
    let archive = write(&installation, "a.zip", &vec![7; 9_000_000]);
    published(&installation, &[&FIRST[..], &[archive.as_str()]].concat());
    let (_, file) = place(&installation);
    let first = installation.json(&["backup", &file]);

    let elsewhere = Elsewhere::new();
    let run = |arguments: &[&str]| on(&moto, elsewhere.almanac(), arguments);
    let restored = json(&run(&["restore", &file, "--json"]));
    assert_eq!(
        (&restored["objects"], &restored["objects_written"]),
        (&first["objects"], &first["objects"])
    );
    let verified = run(&["release", "verify"]);
    assert_eq!(verified.code, 0, "{} {}", verified.stdout, verified.stderr);

    let second: Value = json(&run(&["backup", &file, "--force", "--json"]));
    assert_eq!(second["objects"], first["objects"]);
    let third = Elsewhere::new();
    third.json(&["restore", &file]);
    assert_eq!(third.run(&["release", "verify"]).code, 0);
}
