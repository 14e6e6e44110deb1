use std::collections::BTreeSet;
use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, SystemTime};

use diesel_async::SimpleAsyncConnection;
use serde_json::json;
use store::DatabaseUrl;

use super::{FIRST, objects, published, refused, releases, verified, with_item, write};
use crate::support::Installation;

/// Makes everything that was left behind look a day old.
fn a_day_later(installation: &Installation) {
    let command = installation.almanac();
    let mut variables = command.get_envs();
    let url = variables.find(|(name, _)| name.to_str() == Some("RELEASES_DATABASE_URL"));
    let url: DatabaseUrl = url.unwrap().1.unwrap().to_str().unwrap().parse().unwrap();
    tokio::runtime::Runtime::new().unwrap().block_on(async {
        let mut connection = store::pool(&url, 1).get().await.unwrap();
        let sql = "UPDATE uploads SET started_at = started_at - interval '1 day', \
                   seen_at = seen_at - interval '1 day'";
        connection.batch_execute(sql).await.unwrap();
    });
    let before = SystemTime::now() - Duration::from_secs(24 * 60 * 60);
    for path in objects(installation) {
        File::options().write(true).open(path).unwrap().set_modified(before).unwrap();
    }
}

/// Starts to publish what comes down a pipe, and kills it, without mercy, after so many bytes.
fn kill_after(installation: &Installation, bytes: &[u8], ended: bool) {
    let mut command = installation.almanac();
    command.args(["release", "publish", "58"]).args(FIRST);
    command.args(["--file-name", "large.zip", "/dev/stdin"]);
    command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
    let mut child = command.spawn().unwrap();
    let mut pipe = child.stdin.take().unwrap();
    pipe.write_all(bytes).unwrap();
    if ended {
        drop(pipe);
        child.kill().unwrap();
    } else {
        child.kill().unwrap();
        drop(pipe);
    }
    child.wait().unwrap();
}

fn is_unfinished(path: &Path) -> bool {
    path.file_name().unwrap().to_str().unwrap().contains('#')
}

#[test]
fn publishing_that_is_killed_leaves_nothing_to_be_seen() {
    let installation = with_item();
    installation.ok(&["release", "signing-key"], "");
    let archive = b"0123456789abcdef".repeat(3 * 1024 * 1024);
    for length in [0, 1, 40 * 1024 * 1024] {
        kill_after(&installation, &archive[..length], false);
        assert_eq!(releases(&installation), json!([]), "{length}");
    }
    // A pipe holds 64 KiB: all the rest was on its way to the object store.
    let left = objects(&installation);
    assert!(left.iter().any(|path| is_unfinished(path)), "{left:?}");
    let collected = installation.json(&["release", "collect"]);
    assert_eq!(collected["removed"], 0, "for all that is known somebody is still at it");
    assert_eq!(objects(&installation).len(), left.len());

    // At whatever moment of its end.
    kill_after(&installation, &archive, true);
    let file = write(&installation, "large.zip", &archive);
    let told = published(&installation, &[&FIRST[..], &[file.as_str()]].concat());
    assert_eq!(told["size"], 48 * 1024 * 1024);
    assert_eq!(releases(&installation).as_array().unwrap().len(), 1);

    a_day_later(&installation);
    let collected = installation.json(&["release", "collect"]);
    assert!(collected["removed"].as_u64().unwrap() >= 1, "{collected}");
    let left = objects(&installation);
    let kinds: BTreeSet<&str> =
        left.iter().map(|path| path.file_name().unwrap().to_str().unwrap()).collect();
    let expected = ["archive", "checksum", "manifest", "manifest_signature", "signature"];
    assert_eq!((left.len(), kinds), (5, BTreeSet::from(expected)), "{left:?}");
    assert!(verified(&installation, 0, &[]).values().all(|outcome| outcome == "intact"));
    assert_eq!(installation.ok(&["release", "collect"], ""), "nothing was left behind\n");
}

#[test]
fn a_full_disk_publishes_nothing() {
    let installation = with_item();
    let file = write(&installation, "large.zip", &[7; 1024 * 1024]);
    let arguments = [&["release", "publish", "58"][..], &FIRST, &[file.as_str()]].concat();
    // No file may grow past 64 blocks of 1,024 bytes: the same error path as a full disk.
    let done = installation.limited(64, &arguments);
    refused(&done, 1, "object store");
    assert_eq!(releases(&installation), json!([]));
    assert!(objects(&installation).is_empty(), "{:?}", objects(&installation));
    assert_eq!(installation.ok(&arguments, "").lines().count(), 3);
}
