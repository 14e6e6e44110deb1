//! Care providers: sandboxes to try things in, and people of whom nothing is
//! told any more.

use care::domain::OrganizationId;
use diesel::QueryableByName;
use diesel::sql_types::BigInt;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde_json::{Value, json};

use crate::support::{Done, Installation};

#[derive(QueryableByName)]
struct Number {
    #[diesel(sql_type = BigInt)]
    number: i64,
}

/// Does what no command can with the care database.
fn with_care<T>(
    installation: &Installation,
    work: impl AsyncFnOnce(&mut AsyncPgConnection) -> T,
) -> T {
    tokio::runtime::Runtime::new().unwrap().block_on(async {
        let pool = store::pool(&installation.care.url, 1);
        let connection: &mut AsyncPgConnection = &mut pool.get().await.unwrap();
        work(connection).await
    })
}

/// How many rows there are, such as `locations WHERE name = 'Elm House'`.
pub(crate) fn count(installation: &Installation, rows: &str) -> i64 {
    let sql = format!("SELECT count(*) AS number FROM {rows}");
    with_care(installation, async |connection| {
        diesel::sql_query(sql).get_result::<Number>(connection).await.unwrap().number
    })
}

fn execute(installation: &Installation, sql: &str) {
    with_care(installation, async |connection| {
        diesel::sql_query(sql).execute(connection).await.unwrap()
    });
}

/// A care provider with the demo's data; its id.
fn provider(installation: &Installation, name: &str) -> i64 {
    let id = organization(installation, name);
    with_care(installation, async |connection| {
        care::demo::fill(connection, OrganizationId(id)).await.unwrap();
    });
    id
}

fn organization(installation: &Installation, name: &str) -> i64 {
    installation.ok(&["organization", "add", name], "").trim().parse().unwrap()
}

fn run(installation: &Installation, verb: &str, organization: i64) -> Done {
    installation.run(&["care", verb, &organization.to_string()], "")
}

/// What is told of the sandbox of an organization, which is made if need be.
fn sandbox(installation: &Installation, organization: i64) -> Value {
    installation.json(&["care", "sandbox", &organization.to_string()])
}

#[track_caller]
fn refused(done: &Done, words: &str) {
    assert_eq!(done.code, 1, "{} {}", done.stdout, done.stderr);
    assert!(done.stderr.contains(words), "{words}: {}", done.stderr);
}

#[test]
fn a_sandbox_is_made_once() {
    let installation = Installation::new();
    let willows = organization(&installation, "The Willows");
    let made = sandbox(&installation, willows);
    assert_eq!(sandbox(&installation, willows), made);
    let organizations = installation.json(&["organization", "list"]);
    let [live, twin] = organizations.as_array().unwrap().as_slice() else {
        panic!("{organizations}")
    };
    assert_eq!((&live["id"], &live["sandbox"]), (&json!(willows), &json!(false)));
    assert_eq!((&twin["name"], &twin["sandbox"]), (&json!("The Willows (sandbox)"), &json!(true)));
    assert_eq!((&made["organization"], &made["account_id"]), (&twin["id"], &twin["public_id"]));
    assert_eq!(made["name"], twin["name"]);
    assert_ne!(live["public_id"], twin["public_id"]);

    let told = run(&installation, "sandbox", willows);
    assert_eq!(told.code, 0, "{}", told.stderr);
    for name in ["organization", "account_id", "make_keys_by", "reset_by"] {
        let value = made[name].to_string();
        assert!(told.stdout.contains(value.trim_matches('"')), "{name}: {}", told.stdout);
    }
}

#[test]
fn a_sandbox_is_used_by_the_commands_it_tells() {
    let installation = Installation::new();
    let made = sandbox(&installation, organization(&installation, "The Willows"));
    let follow = |name: &str| {
        let words: Vec<&str> = made[name].as_str().unwrap().split(' ').collect();
        let (program, arguments) = words.split_first().unwrap();
        assert_eq!(*program, "almanac");
        installation.json(arguments)
    };
    assert_eq!(follow("make_keys_by")["account_id"], made["account_id"]);
    let keys = installation.json(&["key", "list"]);
    assert_eq!(keys[0]["organization_id"], made["organization"]);
    assert_eq!(keys[0]["permissions"], json!(["care-enquiries:create"]));
    assert!(count(&installation, "locations") > 0);
    execute(&installation, "UPDATE locations SET name = 'Ours'");
    assert_eq!(follow("reset_by")["account_id"], made["account_id"]);
    assert_eq!(count(&installation, "locations WHERE name = 'Ours'"), 0);
    assert!(count(&installation, "locations") > 0);
}

#[test]
fn who_has_no_sandbox() {
    let installation = Installation::new();
    let willows = provider(&installation, "The Willows");
    let locations = count(&installation, "locations");
    assert!(locations > 0);
    let reset = run(&installation, "reset-sandbox", willows);
    refused(&reset, &format!("almanac care sandbox {willows}"));
    assert_eq!(count(&installation, "locations"), locations);
    for verb in ["sandbox", "reset-sandbox"] {
        refused(&run(&installation, verb, 999), "999");
    }

    let twin = sandbox(&installation, willows)["organization"].as_i64().unwrap();
    refused(&run(&installation, "sandbox", twin), "sandbox");
    let elms = organization(&installation, "The Elms");
    installation.ok(&["organization", "disable", &elms.to_string()], "");
    assert_eq!(run(&installation, "sandbox", elms).code, 1);
    let organizations = installation.json(&["organization", "list"]);
    assert_eq!(organizations.as_array().unwrap().len(), 3, "{organizations}");
}

#[test]
fn a_reset_changes_one_sandbox_and_nothing_else() {
    let installation = Installation::new();
    let live = provider(&installation, "The Willows");
    let twin = sandbox(&installation, live)["organization"].as_i64().unwrap();
    let other = sandbox(&installation, organization(&installation, "The Elms"));
    let other = other["organization"].as_i64().unwrap();
    let here = |organization: i64, table: &str| {
        count(&installation, &format!("{table} WHERE organization_id = {organization}"))
    };
    assert_eq!(run(&installation, "reset-sandbox", live).code, 0);
    let tables = ["locations", "groups", "service_users", "care_enquiries", "comments"];
    let counts = |organization: i64| tables.map(|table| here(organization, table));
    assert_eq!(counts(twin), counts(live));
    assert!(counts(live).iter().all(|count| *count > 0), "{:?}", counts(live));

    // By either id, and whatever was tried there.
    for named in [live, twin] {
        execute(&installation, "UPDATE locations SET name = 'Tried House'");
        execute(&installation, &format!("DELETE FROM comments WHERE organization_id = {twin}"));
        assert_eq!(run(&installation, "reset-sandbox", named).code, 0);
        let tried = |organization: i64| {
            here(organization, "(SELECT * FROM locations WHERE name = 'Tried House') AS tried")
        };
        assert_eq!((tried(twin), tried(live)), (0, here(live, "locations")));
        assert_eq!(tried(other), here(other, "locations"));
        assert_eq!(counts(twin), counts(live));
    }
}

#[test]
fn what_tells_of_people_is_emptied_when_it_is_old() {
    let installation = Installation::new();
    let old = provider(&installation, "The Willows");
    let new = provider(&installation, "The Elms");
    for table in ["care_enquiries", "comments", "home_visits", "absences"] {
        let long_ago = "created = created - interval '400 days', \
                        modified = modified - interval '400 days'";
        let sql = format!("UPDATE {table} SET {long_ago} WHERE organization_id = {old}");
        execute(&installation, &sql);
    }
    let left = format!("CASE organization_id WHEN {old} THEN now() - interval '400 days' END");
    execute(&installation, &format!("UPDATE service_users SET deactivated = {left}"));
    let told_of = |organization: i64, table: &str| {
        let rows = format!("{table} WHERE organization_id = {organization} AND anonymized IS NULL");
        count(&installation, &rows)
    };
    let tables = ["care_enquiries", "service_users", "comments", "home_visits"];
    let before = [old, new].map(|organization| tables.map(|table| told_of(organization, table)));
    assert!(before[0].iter().all(|count| *count > 0), "{before:?}");

    let anonymise = |days: &str| installation.json(&["care", "anonymise", "--older-than", days]);
    let done = anonymise("365");
    assert_eq!(done["care_enquiries"], before[0][0]);
    assert_eq!(done["service_users"], before[0][1]);
    assert!(done["parts"].as_i64().unwrap() >= before[0][2] + before[0][3], "{done}");
    assert_eq!(tables.map(|table| told_of(old, table)), [0; 4]);
    assert_eq!(tables.map(|table| told_of(new, table)), before[1]);
    let emails = |organization: i64| {
        let rows = "care_enquiries WHERE email IS NOT NULL AND organization_id";
        count(&installation, &format!("{rows} = {organization}"))
    };
    assert_eq!(emails(old), 0);
    assert!(emails(new) > 0);

    let nothing = json!({ "care_enquiries": 0, "service_users": 0, "parts": 0 });
    assert_eq!(anonymise("365"), nothing);
    let told = installation.ok(&["care", "anonymise", "--older-than", "365"], "");
    assert!(told.starts_with("anonymised: 0 care enquiries, 0 service users, 0 "), "{told}");
    assert_eq!(anonymise("0")["care_enquiries"], before[1][0]);
    assert_eq!(emails(new), 0);
}
