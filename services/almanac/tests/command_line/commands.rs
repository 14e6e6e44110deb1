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
        (&["key", "add", "--kind", "signed"], 2),
        (&["key", "add", "--kind", "bearer", "--organization", "1"], 2),
        (&["key", "add", "jo", "--kind", "bearer", "--organization", "1"], 2),
        (&["key", "add", "jo", "--kind", "bearer", "--permission", "locations:read"], 2),
        (&["key", "add", "jo", "--kind", "bearer", "--allow-ip", "192.0.2.7"], 2),
        (&["key", "add", "jo", "--kind", "bearer", "--allow-legacy-signatures"], 2),
        (&["key", "add", "--kind", "signed", "--organization", "1", "--scope", "pcns"], 2),
        (&["key", "add", "--kind", "signed", "--organization", "1", "--permission", "all"], 2),
        (&["key", "add", "--kind", "signed", "--organization", "1", "--allow-ip", "home"], 2),
        (&["key", "revoke", "x9"], 2),
        (&["member", "add", "1", "jo", "--role", "king"], 2),
        (&["audit", "list", "--limit", "0"], 2),
        (&["care"], 2),
        (&["care", "sandbox"], 2),
        (&["care", "sandbox", "The Willows"], 2),
        (&["care", "reset-sandbox"], 2),
        (&["care", "anonymise"], 2),
        (&["care", "anonymise", "--older-than", "a year"], 2),
        (&["care", "anonymise", "--older-than", "-1"], 2),
        (&["care", "anonymise", "--older-than", "36501"], 2),
        (&["user", "disable", "nobody"], 1),
        (&["user", "set-email", "nobody", "jo@example.nhs.uk"], 1),
        (&["user", "clinician", "nobody"], 1),
        (&["organization", "disable", "999"], 1),
        (&["key", "add", "--kind", "signed", "--organization", "999"], 1),
        (&["key", "revoke", "999"], 1),
        (&["key", "revoke", "s999"], 1),
        (&["token-key", "retire", "nonsense"], 1),
        (&["care", "sandbox", "999"], 1),
        (&["care", "reset-sandbox", "999"], 1),
        (&["import", "epraccur", "/nowhere/epraccur.csv"], 1),
        (&["import", "scan", "/nowhere"], 1),
    ] {
        let output = installation.run(arguments, "");
        assert_eq!(output.code, code, "{arguments:?}: {} {}", output.stdout, output.stderr);
        assert!(code == 0 || !output.stderr.is_empty(), "{arguments:?} fails in silence");
    }
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
