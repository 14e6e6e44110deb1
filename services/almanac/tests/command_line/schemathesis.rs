//! The API tried out by Schemathesis, which makes requests of its document and
//! holds the answers against it.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::demo;
use crate::serve::Served;
use crate::support::{Done, Installation, finish, unlimited};

/// What is tried, again each time: nothing is found on one day and not on the other.
const SEED: &str = "1";

/// The same handlers are at `/api/v1/`.
const TWICE: &str = "^/api/(?!v1/|ext/|token)";

/// The program, or none where there is none, which CI does not accept.
#[expect(clippy::print_stderr, reason = "what a test skips it says")]
fn program() -> Option<String> {
    let program = std::env::var("SCHEMATHESIS").ok();
    if program.is_none() {
        assert!(std::env::var("CI").is_err(), "CI has Schemathesis, and SCHEMATHESIS names it");
        eprintln!("skipped: SCHEMATHESIS names no Schemathesis");
    }
    program
}

/// A platform with the demo's data that answers however often it is asked.
fn serve(installation: &Installation) -> Served {
    Served::start_in(installation.folder(), unlimited(installation.almanac()))
}

fn try_out(program: &str, url: &str, credentials: &Path) -> Done {
    let ours = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/interop/schemathesis");
    let mut command = Command::new(program);
    command
        .arg("--config-file")
        .arg(ours.join("schemathesis.toml"))
        .args(["run", &format!("{url}/api/schema/"), "--no-color", "--seed", SEED])
        .args(["--exclude-path-regex", TWICE])
        .envs(demo::read(credentials))
        .env("ALMANAC_URL", url)
        .env("SCHEMATHESIS_HOOKS", ours.join("hooks.py"))
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .current_dir(credentials.parent().unwrap());
    finish(command, "")
}

#[test]
fn the_api_is_as_its_document_says() {
    let Some(program) = program() else { return };
    let installation = Installation::new();
    let credentials = installation.folder().join("credentials.env");
    installation.ok(&["demo", "--credentials", credentials.to_str().unwrap()], "");
    let served = serve(&installation);
    let url = served.url.clone();
    let done = try_out(&program, &url, &credentials);
    let log = served.stop();
    assert_eq!(done.code, 0, "{}\n{}", done.stdout, done.stderr);

    // The gateway asks after its services while they are still starting.
    let asked = |line: &Value| line["target"] == "request" && line["route"] != "/health/ready";
    let status = |line: &Value| asked(line).then(|| line["status"].as_u64())?;
    let answered = |statuses: &dyn Fn(u64) -> bool| {
        log.iter().filter(|line| status(line).is_some_and(statuses)).count()
    };
    // What is not made yet says so.
    let failed = |line: &&Value| status(line).is_some_and(|status| status >= 500 && status != 501);
    let failures: Vec<&Value> = log.iter().filter(failed).collect();
    assert!(failures.is_empty(), "{failures:#?}");
    // Where nobody is let in, nothing is tried out.
    let (done, refused) = (answered(&|status| status < 300), answered(&|status| status == 401));
    assert!(done > refused, "{done} {refused}");
}
