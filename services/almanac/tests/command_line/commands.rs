//! The command line, as the real binary.

use crate::support::Installation;
use serde_json::Value;

#[test]
fn misuse_exits_2_and_failure_exits_1() {
    let installation = Installation::new();
    for (arguments, code) in [
        (&["--help"][..], 0),
        (&["import", "--help"], 0),
        (&["--version"], 0),
        (&[], 2),
        (&["nonsense"], 2),
        (&["import"], 2),
        (&["import", "epraccur"], 2),
        (&["import", "nonsense", "file.csv"], 2),
        (&["key", "add", "jo"], 2),
        (&["key", "add", "jo", "--kind", "bearer", "--scope", "nonsense"], 2),
        (&["key", "add", "jo", "--kind", "bearer", "--throttle", "often"], 2),
        (&["member", "add", "1", "jo", "--role", "king"], 2),
        (&["user", "disable", "nobody"], 1),
        (&["key", "revoke", "999"], 1),
        (&["import", "epraccur", "/nowhere/epraccur.csv"], 1),
        (&["import", "scan", "/nowhere"], 1),
    ] {
        let output = installation.run(arguments, "");
        assert_eq!(output.code, code, "{arguments:?}: {} {}", output.stdout, output.stderr);
        assert!(code == 0 || !output.stderr.is_empty(), "{arguments:?} fails in silence");
    }
}

#[test]
fn people_organizations_and_keys() {
    let installation = Installation::new();
    let run = |arguments: &[&str]| installation.ok(arguments, "long enough");
    run(&["user", "add", "jo@example.nhs.uk", "--password-stdin", "--staff", "--clinician", "7"]);
    run(&["user", "add", "sam", "--password-stdin", "--email", "sam@example.nhs.uk"]);
    let again = installation.run(&["user", "add", "SAM", "--password-stdin"], "long enough");
    assert_eq!(again.code, 1);
    assert!(again.stderr.contains("there is already a user"), "{}", again.stderr);
    let weak = installation.run(&["user", "add", "pat", "--password-stdin"], "short\n");
    assert!(weak.stderr.contains("at least 8 characters"), "{}", weak.stderr);
    run(&["user", "set-password", "sam", "--password-stdin"]);
    run(&["user", "disable", "Sam"]);

    let users: Value = serde_json::from_str(&run(&["user", "list", "--json"])).unwrap();
    assert_eq!(users[0]["email"], "jo@example.nhs.uk");
    assert_eq!((&users[0]["staff"], &users[0]["clinician_id"]), (&true.into(), &7.into()));
    assert_eq!(users[1]["active"], false);
    assert!(users[0].get("password_hash").is_none());
    assert!(run(&["user", "list"]).contains("jo@example.nhs.uk"));
    run(&["user", "enable", "sam"]);

    let organization = run(&["organization", "add", "The Old Forge Surgery"]);
    let id = organization.trim();
    assert!(id.parse::<i64>().is_ok(), "{organization}");
    run(&["member", "add", id, "sam", "--role", "viewer"]);
    run(&["member", "add", id, "sam", "--role", "data_custodian"]);
    run(&["member", "remove", id, "sam"]);
    assert_eq!(installation.run(&["member", "remove", id, "sam"], "").code, 1);

    let added = run(&[
        "key",
        "add",
        "sam",
        "--kind",
        "bearer",
        "--scope",
        "practices",
        "--scope",
        "qof",
        "--throttle",
        "10/minute",
        "--expires",
        "2099-01-01",
        "--label",
        "reports",
        "--json",
    ]);
    let added: Value = serde_json::from_str(&added).unwrap();
    let key = added["key"].as_str().unwrap();
    let plain = run(&["key", "add", "sam", "--kind", "bearer"]);
    assert!(plain.trim().starts_with("alm_") && plain.lines().count() == 1, "{plain}");
    let listed = run(&["key", "list", "--json"]);
    assert!(!listed.contains(key), "a key is shown once");
    let listed: Value = serde_json::from_str(&listed).unwrap();
    assert_eq!(listed[0]["scopes"], serde_json::json!(["practices", "qof"]));
    assert_eq!(listed[0]["throttle"], "10/minute");
    run(&["key", "revoke", &added["id"].to_string()]);
    assert!(run(&["key", "list"]).contains("reports"));
}

#[test]
fn importing_tells_what_became_of_each_file() {
    let installation = Installation::new();
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let good = file("ods/epraccur.csv", &crate::support::epraccur(6_000));
    file("notes/readme.txt", "nothing to import\n");
    file("empty.csv", "");
    let bad =
        file("broken.csv", &crate::support::epraccur(6_000).replace("\"Z00041\"", "\"Z00040\""));

    let dry = installation.ok(&["import", "epraccur", &good, "--dry-run"], "");
    assert!(dry.starts_with("checked"), "{dry}");
    assert_eq!(installation.ok(&["import", "list", "--json"], "").trim(), "[]");

    let scanned = installation.run(&["import", "scan", folder.path().to_str().unwrap()], "");
    assert_eq!(scanned.code, 1);
    for told in [
        "imported  ",
        "epraccur-2026-02-03-r1, 6000 rows, 0 rejected",
        "broken.csv: broken.csv, line 42, column 1: Z00040 stands already on line 41",
        "skipped   notes/readme.txt",
        "skipped   empty.csv",
    ] {
        assert!(scanned.stdout.contains(told), "{told}\n{}", scanned.stdout);
    }
    assert!(scanned.stderr.contains("one file was not imported"), "{}", scanned.stderr);
    std::fs::remove_file(bad).unwrap();
    let again = installation.ok(&["import", "scan", folder.path().to_str().unwrap()], "");
    assert!(again.contains("held"), "{again}");
    let list = installation.ok(&["import", "list"], "");
    assert!(list.contains("epraccur-2026-02-03-r1") && list.lines().count() == 2, "{list}");
}

#[test]
fn a_scan_tells_what_is_wrong_with_files_it_knows_by_name() {
    let installation = Installation::new();
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().to_str().unwrap();
    let write = |name: &str, content: &[u8]| {
        std::fs::write(folder.path().join(name), content).unwrap();
    };
    write("notes.txt", b"nothing to import\n");
    write("pictures.zip", b"PK\x03\x04 cut");
    let strangers = installation.ok(&["import", "scan", place], "");
    for told in [
        "skipped   notes.txt: not a publication known here",
        "skipped   pictures.zip: pictures.zip: the zip is truncated or damaged",
    ] {
        assert!(strangers.contains(told), "{told}\n{strangers}");
    }
    assert_eq!(strangers.lines().count(), 2, "{strangers}");

    write("ePCN.xlsx", b"PK\x03\x04 cut");
    let headings = "PUBLICATION,EXTRACT_DATE,PRACTICE_CODE,PRACTICE_NAME,PRACTICE_POSTCODE,\
                    PCN_CODE,ONS_SUB_ICB_LOCATION_CODE,SUB_ICB_LOCATION_CODE,\
                    SUB_ICB_LOCATION_NAME,ONS_ICB_CODE,ICB_CODE,ICB_NAME,\
                    ONS_COMM_REGION_CODE,COMM_REGION_CODE,COMM_REGION_NAME\n";
    write("gp-reg-pat-prac-map.csv", headings.as_bytes());
    write("practices.csv", crate::support::epraccur(6_000).as_bytes());
    let scanned = installation.run(&["import", "scan", place], "");
    assert_eq!(scanned.code, 1, "{} {}", scanned.stdout, scanned.stderr);
    for told in [
        "/ePCN.xlsx: ePCN.xlsx: the zip is truncated or damaged",
        "/gp-reg-pat-prac-map.csv: gp-reg-pat-prac-map.csv, line 1, column 1: the column PCN_NAME is missing",
        "/practices.csv: epraccur-2026-02-03-r1, 6000 rows, 0 rejected",
        "skipped   notes.txt: ",
        "skipped   pictures.zip: ",
    ] {
        assert!(scanned.stdout.contains(told), "{told}\n{}", scanned.stdout);
    }
    assert!(scanned.stderr.contains("2 files were not imported"), "{}", scanned.stderr);
    let releases = installation.ok(&["import", "list", "--json"], "");
    let releases: Value = serde_json::from_str(&releases).unwrap();
    assert_eq!(releases.as_array().unwrap().len(), 1);
    assert_eq!(releases[0]["id"], "epraccur-2026-02-03-r1");
    assert_eq!(releases[0]["published_on"], Value::Null);
}

#[test]
fn the_day_of_publication_is_what_is_said() {
    let installation = Installation::new();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("epraccur.csv");
    std::fs::write(&file, crate::support::epraccur(6_000)).unwrap();
    let (file, folder) = (file.to_str().unwrap(), folder.path().to_str().unwrap());
    for day in ["yesterday", "16/07/2026", "2026-07-32", "2026-07", ""] {
        for what in [["import", "epraccur", file], ["import", "scan", folder]] {
            let arguments = [&what[..], &["--published-on", day]].concat();
            let output = installation.run(&arguments, "");
            assert_eq!(output.code, 2, "{arguments:?}: {} {}", output.stdout, output.stderr);
            assert!(output.stderr.contains("--published-on"), "{}", output.stderr);
        }
    }
    assert_eq!(installation.ok(&["import", "list", "--json"], "").trim(), "[]");
    for (day, what) in
        [("2026-07-16", ["import", "epraccur", file]), ("2026-07-17", ["import", "scan", folder])]
    {
        // Forced, because it is held already the second time.
        let arguments = [&what[..], &["--force", "--published-on", day]].concat();
        installation.ok(&arguments, "");
        let releases = installation.ok(&["import", "list", "--json"], "");
        let releases: Value = serde_json::from_str(&releases).unwrap();
        let newest = releases.as_array().unwrap().last().unwrap();
        assert_eq!(newest["published_on"], day, "{what:?}");
    }
}

#[test]
fn a_full_disk_publishes_nothing_and_is_said() {
    let installation = Installation::new();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("epraccur.csv");
    std::fs::write(&file, crate::support::epraccur(20_000)).unwrap();
    let file = file.to_str().unwrap();
    // No file may grow past 16 blocks of 1,024 bytes: the same error path as a full disk.
    let output = installation.limited(16, &["import", "epraccur", file]);
    assert_eq!(output.code, 1, "{} {}", output.stdout, output.stderr);
    assert!(output.stdout.starts_with("failed "), "{}", output.stdout);
    assert_eq!(installation.ok(&["import", "list", "--json"], "").trim(), "[]");
    assert!(installation.segments().is_empty(), "{:?}", installation.segments());
    let converged = installation.ok(&["import", "epraccur", file], "");
    assert!(converged.contains("20000 rows"), "{converged}");
}

#[test]
fn an_import_killed_at_any_moment_converges() {
    let installation = Installation::new();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("epraccur.csv");
    std::fs::write(&file, crate::support::epraccur(30_000)).unwrap();
    let file = file.to_str().unwrap();
    for milliseconds in [1, 20, 60, 120, 200, 300, 450, 650, 900] {
        installation.killed_after(milliseconds, &["import", "epraccur", file]);
        let releases = installation.ok(&["import", "list", "--json"], "");
        let releases: Value = serde_json::from_str(&releases).unwrap();
        for release in releases.as_array().unwrap() {
            assert_eq!(release["rows"], 30_000, "half a release is visible");
            let segment = release["segment"].as_str().unwrap();
            assert!(installation.segments().iter().any(|path| path.ends_with(segment)));
        }
    }
    installation.ok(&["import", "epraccur", file], "");
    let releases = installation.ok(&["import", "list", "--json"], "");
    let releases: Value = serde_json::from_str(&releases).unwrap();
    assert_eq!(releases.as_array().unwrap().len(), 1);
    assert_eq!(installation.manifest()["releases"], releases);
}

#[test]
fn the_demo_is_made_once() {
    let installation = Installation::new();
    let credentials = installation.folder().join("credentials.env");
    let path = credentials.to_str().unwrap();
    installation.ok(&["demo", "--credentials", path], "");
    let first = std::fs::read_to_string(&credentials).unwrap();
    for variable in ["ALMANAC_API_KEY", "ALMANAC_API_KEY_REVOKED", "ALMANAC_STAFF_PASSWORD"] {
        assert!(first.contains(&format!("{variable}=")), "{first}");
    }
    use std::os::unix::fs::PermissionsExt;
    let mode = std::fs::metadata(&credentials).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    installation.ok(&["demo", "--credentials", path], "");
    assert_eq!(std::fs::read_to_string(&credentials).unwrap(), first);
    // Lost credentials are made anew, for the same people.
    std::fs::remove_file(&credentials).unwrap();
    installation.ok(&["demo", "--credentials", path], "");
    let again = std::fs::read_to_string(&credentials).unwrap();
    assert_eq!(again.lines().next(), first.lines().next());
    assert_ne!(again, first);
    let releases = installation.ok(&["import", "list"], "");
    // The heading, four registers, a map and a list of each of twelve months, a crosstab and its
    // mapping of three, five tables of two years of QOF, two snapshots, two of two years' payments.
    let count = 1 + 4 + 12 * 2 + 3 * 2 + 2 * 5 + 2 + 2 * 2;
    assert_eq!(releases.lines().count(), count, "{releases}");
    let summary = installation.ok(&["import", "list", "--summary"], "");
    let lines: Vec<Vec<&str>> =
        summary.lines().map(|line| line.split_whitespace().collect()).collect();
    assert_eq!(lines[0], ["PUBLICATION", "PERIODS", "OLDEST", "NEWEST", "ROWS"]);
    let appointments = lines.iter().find(|line| line[0] == "practice-level-crosstab").unwrap();
    assert_eq!(appointments[1..4], ["3", "2025-11-01", "2026-01-01"], "{summary}");
}

#[test]
fn files_are_made_up_in_any_number() {
    let installation = Installation::new();
    let folder = installation.folder().join("england");
    let path = folder.to_str().unwrap();
    let none = ["--lists", "1", "--appointments", "0", "--qof", "0", "--snapshots", "0"];
    let command = [&["demo", "files", path, "--payments", "1"][..], &none].concat();
    let told = installation.ok(&command, "");
    assert_eq!(told.lines().count(), 4 + 2 + 2, "{told}");
    assert!(folder.join("payments/nhspaymentsgp-25-26-prac-csv.csv").is_file(), "{told}");
    assert!(!folder.join("qof").exists(), "{told}");
}
