//! `docs/examples/sign-care-request.sh`.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Stdio};

use tempfile::TempDir;

use super::*;
use crate::releases_clients::{find, run, text};

/// The programs that it starts.
const PROGRAMS: [&str; 2] = ["curl", "openssl"];

/// The script, which runs for one account.
struct Script<'a> {
    provider: Provider<'a>,
    /// Where there are programs of the same names that note what they are called with.
    tools: TempDir,
}

/// What came of one run.
struct Ran {
    status: i32,
    told: String,
    said: String,
    /// What its programs were called with, and what they know of where they are.
    noted: String,
}

impl<'a> Script<'a> {
    /// None where a program is missing, which CI does not accept.
    async fn new(platform: &'a Platform) -> Option<Self> {
        let tools = tempfile::tempdir().unwrap();
        for name in PROGRAMS {
            let (program, log) = (find(name)?, tools.path().join("log"));
            let (program, log) = (program.display(), log.display());
            let noting = format!("{{ echo 'CALL {name}'; printf '%s\\n' \"$@\"; env; }} >>'{log}'");
            let wrapper = tools.path().join(name);
            fs::write(&wrapper, format!("#!/bin/sh\n{noting}\nexec '{program}' \"$@\"\n")).unwrap();
            fs::set_permissions(&wrapper, fs::Permissions::from_mode(0o755)).unwrap();
        }
        Some(Self { provider: Provider::open(platform, "sunny").await, tools })
    }

    fn signer(&self) -> &Signer {
        &self.provider.api.signer
    }

    /// Runs it with these variables other than usual.
    async fn run_with(&self, arguments: &[&str], variables: &[(&str, &str)]) -> Ran {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let others = std::env::var_os("PATH").unwrap();
        let path = [self.tools.path().to_owned()].into_iter().chain(std::env::split_paths(&others));
        let mut command = Command::new(root.join("../docs/examples/sign-care-request.sh"));
        command
            .args(arguments)
            .env("PATH", std::env::join_paths(path).unwrap())
            .env("ALMANAC_URL", &self.provider.api.base)
            .env("ALMANAC_SIGNED_ACCOUNT_ID", &self.signer().account)
            .env("ALMANAC_SIGNED_KEY", &self.signer().key)
            .env("ALMANAC_SIGNED_SECRET", self.signer().secret())
            .envs(variables.iter().copied())
            .stdin(Stdio::null());
        let done = run(command).await;
        let log = self.tools.path().join("log");
        let noted = fs::read_to_string(&log).unwrap_or_default();
        // Nothing may be there.
        let _ = fs::remove_file(log);
        let (told, said) = (text(&done.stdout), text(&done.stderr));
        for text in [&told, &said, &noted] {
            assert!(!text.contains(self.signer().secret()), "the secret is told to nobody");
        }
        Ran { status: done.status.code().unwrap(), told, said, noted }
    }

    async fn run(&self, arguments: &[&str]) -> Ran {
        self.run_with(arguments, &[]).await
    }

    /// What is answered to a call that succeeds.
    async fn succeeds(&self, arguments: &[&str]) -> Value {
        let ran = self.run(arguments).await;
        assert_eq!(ran.status, 0, "{arguments:?}: {} {}", ran.told, ran.said);
        ran.body()
    }
}

impl Ran {
    fn body(&self) -> Value {
        serde_json::from_str(&self.told).unwrap()
    }

    /// How often anything was asked.
    fn asked(&self) -> usize {
        self.noted.lines().filter(|line| *line == "CALL curl").count()
    }

    /// What was sent in a header.
    fn header(&self, name: &str) -> &str {
        let start = format!("{name}: ");
        let mut lines = self.noted.lines().filter_map(|line| line.strip_prefix(&start));
        let value = lines.next().unwrap_or_else(|| panic!("no {name}: {}", self.noted));
        assert_eq!(lines.next(), None, "{name}");
        value
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_script_makes_reads_changes_and_removes() {
    let platform = Platform::start().await;
    let Some(script) = Script::new(&platform).await else { return };
    let api = &script.provider.api;
    let channel =
        script.succeeds(&["PUT", "groups", "name=Website", "group_type=sales_channel"]).await;
    let name = "@Rose House ☂ é+%26 & 100% a=b";
    let location = script
        .succeeds(&[
            "POST",
            "locations/",
            &format!("name={name}"),
            "services=residential_home",
            "services=nursing_home",
        ])
        .await;
    assert_eq!(location["name"], name);
    assert_eq!(location["services"], json!(["residential_home", "nursing_home"]));

    let requirements = "l1\r\nl2 = é\n\ttab\n\n";
    let made = script
        .succeeds(&[
            "PUT",
            "care-enquiries",
            "first_name=Zoë",
            "last_name=*",
            "funding_type=local-authority",
            "service=nursing_home",
            &format!("sales_channel={}", id_of(&channel)),
            &format!("location={}", id_of(&location)),
            &format!("care_requirements={requirements}"),
            "genders=male",
            "genders=female",
            "phone=",
            "notes=",
        ])
        .await;
    let one = path("care-enquiries", id_of(&made));
    assert_eq!(api.get(&one, &[]).await.with(200), made);
    assert_eq!(made["care_requirements"], requirements);
    assert_eq!((&made["genders"], &made["phone"]), (&json!(["male", "female"]), &Value::Null));

    let listed = script
        .succeeds(&[
            "GET",
            "care-enquiries",
            "per_page=1",
            "filters-q=ZOË *",
            "attributes=last_name",
            "attributes=first_name",
        ])
        .await;
    let item = json!({ "_id": made["_id"], "first_name": "Zoë", "last_name": "*" });
    assert_eq!((&listed["item_count"], &listed["items"]), (&json!(1), &json!([item])));
    assert_eq!(script.succeeds(&["GET", &one]).await, made);
    let changed = script.succeeds(&["PATCH", &one, "last_name=Ångström", "genders="]).await;
    assert_eq!((&changed["last_name"], &changed["genders"]), (&json!("Ångström"), &json!([])));
    assert_eq!(script.succeeds(&["DELETE", &one]).await, json!({}));
    assert_eq!(script.succeeds(&["GET", "care-enquiries"]).await, nothing());
    for base in ["/", "/api", "/api/"] {
        let url = format!("{}{base}", platform.url());
        let ran = script.run_with(&["GET", "care-enquiries"], &[("ALMANAC_URL", &url)]).await;
        assert_eq!((ran.status, ran.body()), (0, nothing()), "{url}: {}", ran.said);
    }
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_script_tells_what_is_refused() {
    let platform = Platform::start().await;
    let Some(script) = Script::new(&platform).await else { return };
    let one = path("locations", NOBODY);
    let wrong = ("ALMANAC_SIGNED_SECRET", "another-secret");
    let stranger = ("ALMANAC_SIGNED_ACCOUNT_ID", NOBODY);
    let usual: &[(&str, &str)] = &[];
    for (arguments, variables, status) in [
        (&["PUT", "locations", "email=zoe"][..], usual, 400),
        (&["GET", "locations", "filters-colour=red"], usual, 400),
        (&["GET", "locations"], &[wrong], 401),
        (&["GET", "locations"], &[stranger], 401),
        (&["PATCH", "users/0123456789abcdef01234567", "name=x"], usual, 405),
        (&["DELETE", &one], usual, 404),
        (&["GET", "salaries"], usual, 404),
    ] {
        let ran = script.run_with(arguments, variables).await;
        assert_eq!((ran.status, ran.asked()), (1, 1), "{arguments:?}: {}", ran.told);
        assert!(ran.body()["hint"].is_string(), "{arguments:?}: {}", ran.told);
        assert!(ran.said.ends_with(&format!("HTTP {status}\n")), "{arguments:?}: {}", ran.said);
    }
    let away = [("ALMANAC_URL", "http://127.0.0.1:1")];
    let ran = script.run_with(&["GET", "locations"], &away).await;
    assert_eq!((ran.status, ran.told.as_str()), (1, ""), "{}", ran.said);
    assert!(ran.said.contains("does not answer"), "{}", ran.said);
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_script_signs_as_the_clients_do_whatever_the_secret() {
    let platform = Platform::start().await;
    let Some(script) = Script::new(&platform).await else { return };
    let sent = [("name", "Zoë = a\nb"), ("a.b", "1"), ("a", "2"), ("name", "Al"), ("a-b", "")];
    // A block of SHA-256 is 64 bytes long.
    for length in [16, 62, 63, 64, 200] {
        let secret = format!("ÿ{}", "s".repeat(length - 1));
        let signer = script.signer().with_secret(&secret);
        for (method, params) in [(Method::PUT, &sent[..]), (Method::GET, &sent), (Method::GET, &[])]
        {
            let pairs: Vec<String> =
                params.iter().map(|(name, value)| format!("{name}={value}")).collect();
            let mut arguments = vec![method.as_str(), "locations"];
            arguments.extend(pairs.iter().map(String::as_str));
            let ran = script.run_with(&arguments, &[("ALMANAC_SIGNED_SECRET", &secret)]).await;
            assert!(!ran.noted.contains(&secret), "{}", ran.noted);
            let call = SignedCall {
                timestamp: ran.header("X-CareHQ-Timestamp").to_owned(),
                nonce: ran.header("X-CareHQ-Nonce").to_owned(),
                ..SignedCall::new(method, "/v1/locations", params)
            };
            let headers = call.headers(&signer);
            let expected = headers["x-carehq-signature"].to_str().unwrap();
            assert_eq!(ran.header("X-CareHQ-Signature"), expected, "{length} {params:?}");
        }
    }
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_script_says_what_is_wrong_before_it_asks() {
    let platform = Platform::start().await;
    let Some(script) = Script::new(&platform).await else { return };
    for variable in [
        ("ALMANAC_URL", "http://care.example"),
        ("ALMANAC_URL", "ftp://127.0.0.1"),
        ("ALMANAC_URL", "http://localhost.example"),
        ("ALMANAC_SIGNED_ACCOUNT_ID", ""),
        ("ALMANAC_SIGNED_ACCOUNT_ID", "0123456789ABCDEF01234567"),
        ("ALMANAC_SIGNED_KEY", ""),
        ("ALMANAC_SIGNED_KEY", "a\r\nb"),
        ("ALMANAC_SIGNED_SECRET", ""),
    ] {
        let ran = script.run_with(&["GET", "locations"], &[variable]).await;
        assert_eq!((ran.status, ran.asked()), (1, 0), "{variable:?}: {}", ran.said);
        assert!(!ran.said.is_empty() && ran.told.is_empty(), "{variable:?}: {}", ran.told);
    }
    let misused: [&[&str]; 10] = [
        &[],
        &["GET"],
        &["HEAD", "locations"],
        &["get", "locations"],
        &["GET", "/locations"],
        &["GET", "locations?page=2"],
        &["GET", "../accounts"],
        &["GET", "locations", "page"],
        &["GET", "locations", "=2"],
        &["GET", "locations", "name@file=x"],
    ];
    for arguments in misused {
        let ran = script.run(arguments).await;
        assert_eq!((ran.status, ran.asked()), (2, 0), "{arguments:?}: {}", ran.said);
        assert!(ran.said.contains("METHOD PATH"), "{arguments:?}: {}", ran.said);
    }
    platform.stop().await;
}
