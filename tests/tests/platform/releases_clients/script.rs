//! `docs/examples/download-release.sh`.

use std::os::unix::fs::PermissionsExt;
use std::process::Stdio;

use ::releases::domain::ItemId;
use end_to_end::Setup;
use tempfile::TempDir;

use super::line::Line;
use super::*;

/// The script, which runs for one subscriber of one item.
struct Script {
    platform: Platform,
    /// Between it and the platform.
    line: Line,
    item: ItemId,
    key: String,
    /// Where it downloads to.
    folder: TempDir,
    /// Where there is a curl that notes what it is called with.
    tools: TempDir,
}

/// What came of one run.
struct Ran {
    status: i32,
    told: String,
    said: String,
    /// What curl was called with, each time.
    asked: Vec<String>,
}

impl Script {
    /// Of an item without releases; none where something is missing, which CI
    /// does not accept.
    async fn new() -> Option<Self> {
        let curl = find("curl")?;
        find("gpg")?;
        let tools = tempfile::tempdir().unwrap();
        let wrapper = tools.path().join("curl");
        let log = tools.path().join("log");
        let (curl, log) = (curl.display(), log.display());
        let noting = format!("{{ printf '%s ' \"$@\"; echo; }} >>'{log}'");
        fs::write(&wrapper, format!("#!/bin/sh\n{noting}\nexec '{curl}' \"$@\"\n")).unwrap();
        fs::set_permissions(&wrapper, fs::Permissions::from_mode(0o755)).unwrap();

        let line = Line::start().await;
        let public_url = Some(line.url().parse().unwrap());
        let platform = Platform::set_up(Setup { public_url, ..Setup::default() }).await;
        line.lead_to(&platform.url());
        let item = platform.item("Example").await;
        let (_, key) = platform.subscriber("jo", item).await;
        let folder = tempfile::tempdir().unwrap();
        Some(Self { platform, line, item, key, folder, tools })
    }

    fn at(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// What there is in the folder.
    fn files(&self) -> Vec<String> {
        names(self.folder.path())
    }

    fn empty(&self) {
        for name in self.files() {
            fs::remove_file(self.at(&name)).unwrap();
        }
    }

    async fn fingerprint(&self) -> String {
        self.platform.signing_keys().await[0].fingerprint.clone()
    }

    /// Runs it with these variables more or other than usual.
    async fn run(&self, variables: &[(&str, &str)]) -> Ran {
        let item = self.item.to_string();
        self.run_with(&[Path::new(&item), self.folder.path()], variables).await
    }

    async fn run_with(&self, arguments: &[&Path], variables: &[(&str, &str)]) -> Ran {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let others = std::env::var_os("PATH").unwrap();
        let path = [self.tools.path().to_owned()].into_iter().chain(std::env::split_paths(&others));
        let mut command = Command::new(root.join("../docs/examples/download-release.sh"));
        command
            .args(arguments)
            .env("PATH", std::env::join_paths(path).unwrap())
            .env("ALMANAC_URL", self.line.url())
            .env("TRUD_API_KEY", &self.key)
            .env_remove("ALMANAC_RELEASES_FINGERPRINT")
            .envs(variables.iter().copied())
            .stdin(Stdio::null());
        let done = run(command).await;
        let log = self.tools.path().join("log");
        let asked = fs::read_to_string(&log).unwrap_or_default();
        // Nothing may be there.
        let _ = fs::remove_file(log);
        let ran = Ran {
            status: done.status.code().unwrap(),
            told: text(&done.stdout),
            said: text(&done.stderr),
            asked: asked.lines().map(str::to_owned).collect(),
        };
        for text in [&ran.told, &ran.said, &asked] {
            assert!(!text.contains(&self.key), "the key is told to nobody");
        }
        ran
    }

    /// Runs it, and it succeeds.
    async fn succeeds(&self, variables: &[(&str, &str)]) -> Ran {
        let ran = self.run(variables).await;
        assert_eq!(ran.status, 0, "{}", ran.said);
        ran
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_script_downloads_once_what_was_signed() {
    let Some(script) = Script::new().await else { return };
    let (archive, name) = (bytes(1000), "with a blank.zip");
    script.platform.publish_archive(script.item, name, archive.clone()).await;
    let fingerprint = script.fingerprint().await;
    // As gpg shows it, in another case, after that of another key.
    let groups: Vec<String> = fingerprint.to_lowercase().as_bytes().chunks(4).map(text).collect();
    let pins = format!("{}, {}", "0".repeat(40), groups.join(" "));
    let pinned = [("ALMANAC_RELEASES_FINGERPRINT", pins.as_str())];

    let ran = script.succeeds(&pinned).await;
    assert_eq!(Path::new(ran.told.trim_end()), script.at(name));
    assert!(fs::read(script.at(name)).unwrap() == archive);
    assert_eq!(ran.asked.len(), 5, "the list, what is signed, and the archive");
    let public_key = script.platform.signing_keys().await[0].file_name.clone();
    let all =
        [public_key.as_str(), "trud_with a blank.sha256", "trud_with a blank.sha256.asc", name];
    assert_eq!(script.files(), all);

    let again = script.succeeds(&pinned).await;
    assert_eq!((again.told, again.asked.len()), (ran.told, 1), "the list alone");

    // Whatever was damaged comes again.
    damage(&script.at(name));
    damage(&script.at("trud_with a blank.sha256"));
    assert_eq!(script.succeeds(&pinned).await.asked.len(), 5);
    assert!(fs::read(script.at(name)).unwrap() == archive);

    script.empty();
    assert_eq!(script.succeeds(&[]).await.asked.len(), 2);
    assert_eq!(script.files(), [name], "who pins nothing verifies no signature");

    // A newer release is another file.
    script.platform.publish_archive(script.item, "newer.zip", bytes(1001)).await;
    script.succeeds(&[]).await;
    assert_eq!(script.files(), ["newer.zip", name]);
    script.platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_script_goes_on_where_a_download_broke_off() {
    let Some(script) = Script::new().await else { return };
    let archive = bytes(1_000_000);
    script.platform.publish_archive(script.item, ARCHIVE, archive.clone()).await;
    // The heads and the list are few.
    let once = |carried: u64, body: usize| {
        let body = u64::try_from(body).unwrap();
        assert!((body..body + 50_000).contains(&carried), "{carried} bytes for {body}");
    };
    script.line.break_after(1_500_000, 2);
    script.line.carried();
    script.succeeds(&[]).await;
    assert_eq!(script.line.breaks_left(), 0);
    once(script.line.carried(), archive.len());
    assert!(fs::read(script.at(ARCHIVE)).unwrap() == archive);

    let part = script.at(&format!("{ARCHIVE}.part"));
    let half = archive.len() / 2;
    for (there, fetched) in [
        (archive[..half].to_vec(), half),
        (archive.clone(), 0),
        // It shows at the end that this was something else.
        (vec![0; half], half + archive.len()),
        (vec![0; archive.len()], archive.len()),
        (vec![0; archive.len() + 1], archive.len()),
        (Vec::new(), archive.len()),
    ] {
        script.empty();
        fs::write(&part, there).unwrap();
        script.succeeds(&[]).await;
        once(script.line.carried(), fetched);
        assert!(fs::read(script.at(ARCHIVE)).unwrap() == archive);
        assert_eq!(script.files(), [ARCHIVE]);
    }
    script.platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_script_keeps_nothing_but_what_was_published() {
    let Some(script) = Script::new().await else { return };
    let none = script.run(&[]).await;
    assert_eq!((none.status, script.files().len()), (1, 0), "there is no release");
    let published = script.platform.publish_archive(script.item, ARCHIVE, bytes(1000)).await;

    // Whoever has the server has not the key of whoever publishes.
    let stranger = "0123456789ABCDEF0123456789ABCDEF01234567";
    let ran = script.run(&[("ALMANAC_RELEASES_FINGERPRINT", stranger)]).await;
    assert_eq!((ran.status, ran.told.as_str(), ran.asked.len()), (1, "", 4), "{}", ran.said);
    assert_eq!(script.files().len(), 0);

    damage(&kept(&script.platform, &published));
    let fingerprint = script.fingerprint().await;
    let ran = script.run(&[("ALMANAC_RELEASES_FINGERPRINT", &fingerprint)]).await;
    assert_eq!((ran.status, ran.told.as_str()), (1, ""));
    assert!(ran.said.contains("SHA-256"), "{}", ran.said);
    assert!(
        !script.files().iter().any(|name| name.starts_with(ARCHIVE)),
        "the archive is not kept"
    );

    let (url, wrong) = (script.platform.url(), [("TRUD_API_KEY", "deadc0de")]);
    assert_eq!(script.run(&wrong).await.status, 1);
    // The list leads elsewhere than to whom the key was given.
    let ran = script.run(&[("ALMANAC_URL", &url)]).await;
    assert_eq!((ran.status, ran.asked.len()), (1, 1), "{}", ran.said);
    script.platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_script_says_what_is_wrong_before_it_asks() {
    let Some(script) = Script::new().await else { return };
    for variable in [
        ("ALMANAC_URL", "http://releases.example"),
        ("ALMANAC_URL", "ftp://127.0.0.1"),
        ("TRUD_API_KEY", ""),
        ("TRUD_API_KEY", "dead\"\nurl = \"http://127.0.0.1:1"),
        ("ALMANAC_RELEASES_FINGERPRINT", "0123456789ABCDEF"),
    ] {
        let ran = script.run(&[variable]).await;
        assert_eq!((ran.status, ran.asked.len()), (1, 0), "{variable:?}: {}", ran.said);
        assert!(!ran.said.is_empty());
    }
    let arguments: [&[&str]; 5] = [&[], &["x"], &["0"], &["58/../59"], &["58", ".", "x"]];
    for arguments in arguments {
        let paths: Vec<&Path> = arguments.iter().map(Path::new).collect();
        let ran = script.run_with(&paths, &[]).await;
        assert_eq!((ran.status, ran.asked.len()), (2, 0), "{arguments:?}");
    }
    script.platform.stop().await;
}
