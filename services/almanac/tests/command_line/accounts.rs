//! Users, organizations, keys and what is recorded of them.

use crate::support::{Installation, SECRET_KEY};
use serde_json::{Value, json};

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

/// The id of a new organization, as a word.
fn organization(installation: &Installation, name: &str) -> String {
    installation.ok(&["organization", "add", name], "").trim().to_owned()
}

#[test]
fn users_change() {
    let installation = Installation::new();
    let run = |arguments: &[&str]| installation.ok(arguments, "long enough");
    run(&["user", "add", "sam", "--password-stdin"]);
    run(&["user", "set-email", "SAM", "sam@example.nhs.uk"]);
    run(&["user", "clinician", "sam", "12"]);
    let user = &installation.json(&["user", "list"])[0];
    assert_eq!(user["email"], "sam@example.nhs.uk");
    assert_eq!(user["clinician_id"], 12);
    run(&["user", "clinician", "sam"]);
    assert_eq!(installation.json(&["user", "list"])[0]["clinician_id"], Value::Null);
    let said = run(&["user", "set-password", "sam", "--password-stdin"]);
    for word in ["sessions", "release key"] {
        assert!(said.contains(word), "{said}");
    }
}

#[test]
fn organizations_are_listed_and_disabled() {
    let installation = Installation::new();
    let id = organization(&installation, "The Old Forge Surgery");
    let twin = installation.ok(&["organization", "add", "Twin", "--sandbox"], "");
    let list = installation.json(&["organization", "list"]);
    let [surgery, sandbox] = list.as_array().unwrap().as_slice() else { panic!("{list}") };
    assert_eq!(surgery["id"].to_string(), id);
    assert_eq!(surgery["public_id"].as_str().unwrap().len(), 24);
    assert_eq!((&surgery["sandbox"], &surgery["active"]), (&json!(false), &json!(true)));
    assert_eq!(
        (&sandbox["id"].to_string(), &sandbox["sandbox"]),
        (&twin.trim().to_owned(), &json!(true))
    );
    installation.ok(&["organization", "disable", &id], "");
    let table = installation.ok(&["organization", "list"], "");
    let surgery = table.lines().find(|line| line.contains("Forge")).unwrap();
    let ends = surgery.split_whitespace().rev().take(2);
    assert_eq!(ends.collect::<Vec<_>>(), ["false", "false"], "{table}");
    installation.ok(&["organization", "enable", &id], "");
    assert_eq!(installation.json(&["organization", "list"])[0]["active"], true);
}

#[test]
fn signed_keys_are_shown_once() {
    let installation = Installation::new();
    let id = organization(&installation, "The Willows");
    let add = ["key", "add", "--kind", "signed", "--organization", &id];
    let terms = [
        "--permission",
        "care-enquiries:create",
        "--permission",
        "locations:read",
        "--allow-ip",
        "192.0.2.0/24",
        "--allow-ip",
        "2001:db8::7",
        "--allow-legacy-signatures",
        "--throttle",
        "5/second",
        "--expires",
        "2099-01-01",
        "--label",
        "website",
    ];
    let made = installation.json(&[&add[..], &terms].concat());
    let text = |name: &str| made[name].as_str().unwrap().to_owned();
    assert_eq!(text("id"), "s1");
    let account = &installation.json(&["organization", "list"])[0]["public_id"];
    assert_eq!(&made["account_id"], account);
    let words = installation.ok(&add, "");
    let lines: Vec<&str> = words.lines().collect();
    let [account, key, secret] = lines.as_slice() else { panic!("{words}") };
    assert_eq!(account.strip_prefix("account id").unwrap().trim(), text("account_id"));
    assert!(key.starts_with("key ") && secret.starts_with("secret "), "{words}");

    let listed = installation.json(&["key", "list"]);
    assert!(!listed.to_string().contains(&text("secret")), "a secret is shown once");
    assert_eq!(listed[0]["id"], "s1");
    assert_eq!(listed[0]["kind"], "signed");
    assert_eq!(listed[0]["key"], made["key"]);
    assert_eq!(listed[0]["organization_id"].to_string(), id);
    assert_eq!(listed[0]["permissions"], json!(["care-enquiries:create", "locations:read"]));
    assert_eq!(listed[0]["networks"], json!(["192.0.2.0/24", "2001:db8::7/128"]));
    assert_eq!(listed[0]["legacy_signatures"], true);
    assert_eq!(listed[0]["throttle"], "5/second");
    assert_eq!(listed[1]["permissions"], json!([]));
    installation.ok(&["key", "revoke", "s1"], "");
    let listed = installation.json(&["key", "list"]);
    assert!(listed[0]["revoked_at"].is_string() && listed[1]["revoked_at"].is_null(), "{listed}");
}

#[test]
fn both_kinds_of_keys_are_in_one_list() {
    let installation = Installation::new();
    let id = organization(&installation, "The Willows");
    installation.ok(&["key", "add", "--kind", "signed", "--organization", &id], "");
    installation.ok(&["user", "add", "sam", "--password-stdin"], "long enough");
    installation.ok(&["key", "add", "sam", "--kind", "bearer"], "");
    let table = installation.ok(&["key", "list"], "");
    let starts: Vec<Vec<&str>> =
        table.lines().map(|line| line.split_whitespace().take(2).collect()).collect();
    assert_eq!(starts, [["ID", "KIND"], ["1", "bearer"], ["s1", "signed"]]);
    // The two kinds are numbered apart.
    installation.ok(&["key", "revoke", "1"], "");
    let listed = installation.json(&["key", "list"]);
    assert!(listed[0]["revoked_at"].is_string() && listed[1]["revoked_at"].is_null(), "{listed}");
}

#[test]
fn secrets_need_their_keys() {
    let installation = Installation::new();
    let id = organization(&installation, "The Willows");
    let add = ["key", "add", "--kind", "signed", "--organization", &id];
    let without = installation.run_with_keys(None, &add);
    assert_eq!(without.code, 1);
    assert!(without.stderr.contains("set ALMANAC_SECRET_KEYS"), "{}", without.stderr);
    for wrong in ["c2hvcnQ=", "n0t-base64!", &format!("{SECRET_KEY},c2hvcnQ=")] {
        let done = installation.run_with_keys(Some(wrong), &add);
        assert_eq!(done.code, 2, "{wrong}");
        assert!(!done.stderr.contains(wrong), "{}", done.stderr);
    }
}

#[test]
fn secrets_are_encrypted_anew() {
    let installation = Installation::new();
    let id = organization(&installation, "The Willows");
    installation.ok(&["key", "add", "--kind", "signed", "--organization", &id], "");
    installation.ok(&["token-key", "rotate"], "");
    installation.ok(&["release", "signing-key"], "");
    let new = installation.ok(&["secrets", "generate"], "");
    let (new, other) = (new.trim(), installation.ok(&["secrets", "generate"], ""));
    assert_ne!(new, other.trim());
    let rotate =
        |keys: &str| installation.run_with_keys(Some(keys), &["secrets", "rotate", "--json"]);
    let both = format!("{new},{SECRET_KEY}");
    let done = rotate(&both);
    assert_eq!(done.stdout.trim(), "{\"resealed\":3}", "{}", done.stderr);
    assert_eq!(rotate(&both).stdout.trim(), "{\"resealed\":0}", "nothing is left to do");
    assert_eq!(rotate(new).code, 0, "the old key is needed no more");
    assert_eq!(rotate(SECRET_KEY).code, 1, "the old key opens nothing");
}

#[test]
fn secrets_are_encrypted_anew_everywhere_or_nowhere() {
    let installation = Installation::new();
    installation.ok(&["token-key", "rotate"], "");
    let key = || installation.ok(&["secrets", "generate"], "").trim().to_owned();
    let (new, other) = (key(), key());
    let signing = installation.run_with_keys(Some(&other), &["release", "signing-key"]);
    assert_eq!(signing.code, 0, "{}", signing.stderr);
    let rotate = |keys: &str, arguments: &[&str]| {
        let rotate = ["secrets", "rotate", "--json"];
        installation.run_with_keys(Some(keys), &[&rotate[..], arguments].concat())
    };

    let (without, with) = (format!("{new},{SECRET_KEY}"), format!("{new},{SECRET_KEY},{other}"));
    let nowhere = ["--releases-database-url", "postgres://127.0.0.1:1/nowhere"];
    let done = rotate(&with, &nowhere);
    assert_eq!(done.code, 1, "{}", done.stdout);
    assert!(done.stderr.contains("the releases database"), "{}", done.stderr);
    assert_eq!(rotate(&without, &[]).code, 1, "a key opens nothing of releases");
    let done = rotate(&with, &[]);
    assert_eq!(done.stdout.trim(), "{\"resealed\":2}", "nothing was by then: {}", done.stderr);
    assert_eq!(rotate(&new, &[]).code, 0);
}

#[test]
fn token_keys_come_and_go() {
    let installation = Installation::new();
    let first = installation.json(&["token-key", "rotate"])["kid"].clone();
    let second = installation.json(&["token-key", "rotate"])["kid"].clone();
    assert_ne!(first, second);
    let kids = |list: &Value| -> Vec<Value> {
        list.as_array().unwrap().iter().map(|key| key["kid"].clone()).collect()
    };
    let list = installation.json(&["token-key", "list"]);
    assert_eq!(kids(&list).len(), 2, "{list}");
    assert!(kids(&list).contains(&first) && kids(&list).contains(&second), "{list}");
    installation.ok(&["token-key", "retire", first.as_str().unwrap()], "");
    let good: Vec<Value> = installation
        .json(&["token-key", "list"])
        .as_array()
        .unwrap()
        .iter()
        .filter(|key| key["retired_at"].is_null())
        .map(|key| key["kid"].clone())
        .collect();
    assert_eq!(good, [second]);
}

#[test]
fn what_was_done_is_listed_newest_first() {
    let installation = Installation::new();
    let run = |arguments: &[&str]| installation.ok(arguments, "long enough");
    run(&["user", "add", "sam", "--password-stdin"]);
    let id = organization(&installation, "The Willows");
    run(&["member", "add", &id, "sam", "--role", "viewer"]);
    run(&["member", "add", &id, "sam", "--role", "admin"]);
    let bearer = run(&["key", "add", "sam", "--kind", "bearer"]);
    let signed = installation.json(&["key", "add", "--kind", "signed", "--organization", &id]);
    run(&["key", "revoke", "s1"]);
    run(&["user", "disable", "sam"]);
    let audit = installation.json(&["audit", "list"]);
    let events: Vec<&str> =
        audit.as_array().unwrap().iter().map(|row| row["event"].as_str().unwrap()).collect();
    assert_eq!(
        events,
        [
            "user_disabled",
            "key_revoked",
            "key_added",
            "key_added",
            "role_changed",
            "member_added",
            "organization_added",
            "user_added",
        ]
    );
    assert!(audit.as_array().unwrap().iter().all(|row| row["actor"].is_null()), "{audit}");
    for secret in [bearer.trim(), signed["secret"].as_str().unwrap()] {
        assert!(!audit.to_string().contains(secret), "a secret is in the audit");
    }
    let table = run(&["audit", "list", "--limit", "2"]);
    assert_eq!(table.lines().count(), 3, "{table}");
}
