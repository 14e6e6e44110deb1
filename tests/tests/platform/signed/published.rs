//! The client that CareHQ publishes, against a service of ours.

use std::path::Path;
use std::process::Command;

use access::ThrottleConfig;

use super::*;

/// The Python that has the published client, or none where there is none,
/// which CI does not accept.
pub(crate) fn python() -> Option<String> {
    let python = std::env::var("CAREHQ_PYTHON").ok();
    if python.is_none() {
        assert!(
            std::env::var("CI").is_err(),
            "CI has the carehq client, and CAREHQ_PYTHON names it"
        );
        eprintln!("skipped: CAREHQ_PYTHON names no Python with the carehq client");
    }
    python
}

/// What the client made of these calls, one after the other. `url` ends where `/v1/` begins.
pub(crate) async fn calls(python: &str, url: &str, signer: &Signer, calls: Value) -> Vec<Value> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("interop/carehq_client.py");
    let input = json!({
        "account_id": signer.account,
        "api_key": signer.key,
        "api_secret": signer.secret(),
        "api_base_url": url,
        "calls": calls,
    });
    let mut command = Command::new(python);
    command.arg(script);
    let output = tokio::task::spawn_blocking(move || {
        let folder = tempfile::tempdir().unwrap();
        // Not on the command line, which everybody can read.
        let file = folder.path().join("calls.json");
        std::fs::write(&file, input.to_string()).unwrap();
        command.arg(&file).output().unwrap()
    });
    let output = output.await.unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{}", said.replace(signer.secret(), "***"));
    serde_json::from_slice(&output.stdout).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_published_client_works() {
    let Some(python) = python() else { return };
    let platform = Platform::start().await;
    let throttle = ThrottleConfig { throttle_signed: "20/hour".parse().unwrap(), ..no_throttle() };
    let probe = Probe::start(&platform, throttle).await;
    let organization = platform.organization("Sunny Care").await;
    let (_, signer) = platform.signed_key(organization, &terms(&Action::ALL)).await;
    let params = json!({
        "attributes": ["name", "_id"],
        "filters-q": "Zoë & Co + 100%",
        "page": "",
        "per_page": 2,
        "left_out": null,
    });
    let data = json!({ "first_name": "Jo", "genders": ["male", "female"], "notes": "l1\nl2=é" });
    let done = calls(
        &python,
        &probe.url(),
        &signer,
        json!([
            { "method": "GET", "path": "care-enquiries", "params": params },
            { "method": "PUT", "path": "/care-enquiries/", "data": data },
            { "method": "PATCH", "path": &ONE["/v1/".len()..], "data": data },
            { "method": "DELETE", "path": &ONE["/v1/".len()..] },
        ]),
    )
    .await;
    let expected = [
        json!([
            ["attributes", "name"],
            ["attributes", "_id"],
            ["filters-q", "Zoë & Co + 100%"],
            ["page", ""],
            ["per_page", "2"],
        ]),
        json!([
            ["first_name", "Jo"],
            ["genders", "male"],
            ["genders", "female"],
            ["notes", "l1\nl2=é"]
        ]),
        json!([
            ["first_name", "Jo"],
            ["genders", "male"],
            ["genders", "female"],
            ["notes", "l1\nl2=é"]
        ]),
        json!([]),
    ];
    for ((call, parameters), left) in done.iter().zip(expected).zip([19, 18, 17, 16]) {
        assert_eq!(call["error"], Value::Null, "{call}");
        assert_eq!(call["answer"]["parameters"], parameters);
        assert_eq!(call["answer"]["caller"]["account"], signer.account);
        assert_eq!(call["rate_limit"], 20);
        assert_eq!(call["rate_limit_remaining"], left);
        let reset = call["rate_limit_reset"].as_f64().unwrap();
        assert!(reset.is_finite() && reset > 1_700_000_000.0, "{reset}");
    }
    assert_eq!(done.len(), 4);
    probe.stop().await;
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_published_client_understands_refusals() {
    let Some(python) = python() else { return };
    let platform = Platform::start().await;
    let probe = Probe::start(&platform, no_throttle()).await;
    let organization = platform.organization("Sunny Care").await;
    let (_, reader) = platform.signed_key(organization, &terms(&[Action::Read])).await;
    let own = Terms { throttle: Some("1/hour".parse().unwrap()), ..terms(&[Action::Read]) };
    let (_, slow) = platform.signed_key(organization, &own).await;
    let get = json!({ "method": "GET", "path": "care-enquiries" });
    let put = json!({ "method": "PUT", "path": "care-enquiries", "data": { "first_name": "Jo" } });
    let post = json!({ "method": "POST", "path": "care-enquiries" });
    for (signer, list, expected) in [
        (&reader, json!([put, get]), &[Some("Forbidden"), None][..]),
        (&reader, json!([post]), &[Some("Forbidden")]),
        (&reader.with_secret("another-secret"), json!([get]), &[Some("Unauthorized")]),
        (&slow, json!([get, get]), &[None, Some("RateLimitExceeded")]),
    ] {
        let done = calls(&python, &probe.url(), signer, list).await;
        let errors: Vec<Option<&str>> = done.iter().map(|call| call["error"].as_str()).collect();
        assert_eq!(errors, expected);
        for call in done.iter().filter(|call| !call["error"].is_null()) {
            assert!(call["hint"].is_string(), "{call}");
        }
    }
    probe.stop().await;
    platform.stop().await;
}
