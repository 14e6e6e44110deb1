//! Who may do what with which dataset.

use std::collections::BTreeSet;

use end_to_end::datasets::{Caller, Cast, Row, key_of};
use futures_util::future::join_all;
use reqwest::Method;
use serde_json::{Value, json};

/// One status for each of `columns`.
type Cells = [u16; 8];

/// Statuses by what is done with a dataset of a kind: it is read, changed,
/// published, and copied.
type Rules = (&'static str, Cells, Cells, Cells, Cells);

//                    ANON INDI VIEW CUST CREA ADMI MIXE STAFF
const SHOWN: Cells = [200; 8];
const HIDDEN: Cells = [404; 8];
const FIXED: Cells = [401, 403, 403, 403, 403, 403, 403, 403];
const NOT_FOUND: Cells = [401, 404, 404, 404, 404, 404, 404, 404];
const POST_NOT_FOUND: Cells = [401, 404, 403, 403, 404, 404, 404, 404];
const PUBLIC_ALREADY: Cells = [401, 400, 403, 403, 400, 400, 400, 400];
const COPIED: Cells = [401, 201, 403, 403, 201, 201, 201, 201];

const RULES: [Rules; 15] = [
    ("nhs", SHOWN, FIXED, PUBLIC_ALREADY, COPIED),
    ("platform", SHOWN, FIXED, PUBLIC_ALREADY, COPIED),
    ("foreign_published", SHOWN, FIXED, PUBLIC_ALREADY, COPIED),
    ("read_published", SHOWN, FIXED, PUBLIC_ALREADY, COPIED),
    ("theirs_published", SHOWN, FIXED, PUBLIC_ALREADY, COPIED),
    (
        "ours",
        [404, 404, 200, 200, 200, 200, 200, 404],
        [401, 404, 403, 403, 200, 200, 200, 404],
        [401, 404, 403, 403, 200, 200, 200, 404],
        [401, 404, 403, 403, 400, 400, 400, 404],
    ),
    ("ours_published", SHOWN, [401, 403, 403, 403, 200, 200, 200, 403], PUBLIC_ALREADY, COPIED),
    (
        "read",
        [404, 404, 404, 404, 404, 404, 200, 404],
        [401, 404, 404, 404, 404, 404, 403, 404],
        [401, 404, 403, 403, 404, 404, 403, 404],
        [401, 404, 403, 403, 404, 404, 403, 404],
    ),
    (
        "mine",
        [404, 200, 200, 200, 200, 200, 200, 200],
        [401, 200, 200, 200, 200, 200, 200, 200],
        [401, 200, 403, 403, 200, 200, 200, 200],
        [401, 400, 403, 403, 400, 400, 400, 400],
    ),
    ("mine_published", SHOWN, [401, 200, 200, 200, 200, 200, 200, 200], PUBLIC_ALREADY, COPIED),
    ("theirs", HIDDEN, NOT_FOUND, POST_NOT_FOUND, POST_NOT_FOUND),
    ("foreign", HIDDEN, NOT_FOUND, POST_NOT_FOUND, POST_NOT_FOUND),
    // Made by the caller, who is no member any more.
    ("left", HIDDEN, NOT_FOUND, POST_NOT_FOUND, POST_NOT_FOUND),
    ("deleted", HIDDEN, NOT_FOUND, POST_NOT_FOUND, POST_NOT_FOUND),
    ("missing", HIDDEN, NOT_FOUND, POST_NOT_FOUND, POST_NOT_FOUND),
];

/// What is below a dataset, and may be read by whoever may read it.
const READS: [&str; 8] = [
    "",
    "versions/",
    "versions/1/",
    "versions/1/changes/",
    "code-system/",
    "value-set/",
    "versions/1/code-system/",
    "versions/1/value-set/",
];

/// Who stands at the head of each column.
fn columns(cast: &Cast) -> [(&'static str, &Caller); 8] {
    [
        ("anybody", &cast.anybody),
        ("individual", &cast.individual),
        ("viewer", &cast.viewer),
        ("custodian", &cast.custodian),
        ("creator", &cast.creator),
        ("admin", &cast.admin),
        ("mixed", &cast.mixed),
        ("staff", &cast.staff),
    ]
}

/// A dataset of a kind, as one of the callers sees it; none where it is missing.
fn row(cast: &Cast, kind: &str, key: &str, caller: &Caller) -> Option<Row> {
    let row = Row::new(key);
    Some(match kind {
        "nhs" => Row::nhs(key, "Ethnic Category"),
        "platform" => Row::platform(key, "NHS Trusts"),
        "foreign_published" => row.of(cast.foreign).by(&cast.stranger).published(),
        "read_published" => row.of(cast.read).by(&cast.mixed).published(),
        "theirs_published" => row.by(&cast.other).published(),
        "ours" => row.of(cast.ours).by(&cast.admin),
        "ours_published" => row.of(cast.ours).by(&cast.admin).published(),
        "read" => row.of(cast.read).by(&cast.mixed),
        "mine" => row.by(caller),
        "mine_published" => row.by(caller).published(),
        "theirs" => row.by(&cast.other),
        "foreign" => row.of(cast.foreign).by(&cast.stranger),
        "left" => row.of(cast.foreign).by(caller),
        "deleted" => Row { is_active: false, ..row.of(cast.ours).by(caller).published() },
        "missing" => return None,
        other => panic!("there is no kind {other}"),
    })
}

/// One cell of the table.
struct Cell {
    method: &'static str,
    path: &'static str,
    status: u16,
}

fn cells((_, read, change, publish, copy): &Rules, column: usize) -> [Cell; 6] {
    let cell = |method, path, status| Cell { method, path, status };
    let deleted = if change[column] == 200 { 204 } else { change[column] };
    [
        cell("GET", "", read[column]),
        cell("PATCH", "", change[column]),
        cell("PUT", "", change[column]),
        cell("DELETE", "", deleted),
        cell("POST", "publish/", publish[column]),
        cell("POST", "create-custom/", copy[column]),
    ]
}

/// Every cell has a dataset of its own.
fn key(kind: &str, column: usize, place: usize) -> String {
    format!("{kind}-{column}-{place}")
}

#[tokio::test(flavor = "multi_thread")]
async fn everybody_may_do_what_the_table_says() {
    let cast = Cast::start().await;
    let columns = columns(&cast);
    let mut rows = Vec::new();
    for (column, (_, caller)) in columns.iter().enumerate() {
        for rules in &RULES {
            let places = 0..cells(rules, column).len();
            rows.extend(
                places.filter_map(|at| row(&cast, rules.0, &key(rules.0, column, at), caller)),
            );
        }
    }
    cast.platform.put(&rows).await;

    let asked = columns.iter().enumerate().map(|(column, (name, caller))| async move {
        for rules in &RULES {
            for (at, cell) in cells(rules, column).iter().enumerate() {
                let path = format!("{}/{}", key(rules.0, column, at), cell.path);
                let body = (cell.method != "GET").then(|| json!({ "name": "Other" }));
                let method: Method = cell.method.parse().unwrap();
                let answer = caller.call(method, &path, body.as_ref()).await;
                assert_answer(answer.status.as_u16(), &answer.body, cell, name, rules.0);
                if cell.method == "GET" && cell.status == 200 {
                    check_rights(&answer.body, rules, column, name);
                    check_reads(caller, &key(rules.0, column, at), 200).await;
                } else if cell.method == "GET" {
                    check_reads(caller, &key(rules.0, column, at), cell.status).await;
                }
            }
        }
    });
    join_all(asked).await;
    cast.platform.stop().await;
}

#[track_caller]
fn assert_answer(status: u16, body: &Value, cell: &Cell, name: &str, kind: &str) {
    let place = format!("{} {kind}/{} by {name}", cell.method, cell.path);
    assert_eq!(status, cell.status, "{place}: {body}");
    let text = &body["detail"];
    let changes = cell.method != "GET" && cell.method != "POST";
    match status {
        404 => assert_eq!(*body, json!({ "detail": "Not found." }), "{place}"),
        403 if kind == "nhs" && changes => {
            let expected = "You do not have permission to modify NHS Data Dictionary datasets";
            assert_eq!(*body, json!({ "detail": expected }), "{place}");
        }
        204 => assert_eq!(*body, Value::Null, "{place}"),
        400.. => assert!(text.is_string(), "{place}: {body}"),
        _ => assert!(body["key"].is_string(), "{place}: {body}"),
    }
}

/// What an answer says may be done is what may be done.
#[track_caller]
fn check_rights(shown: &Value, (kind, _, change, publish, _): &Rules, column: usize, name: &str) {
    let rights = [&shown["is_editable"], &shown["can_publish"]];
    let expected = [change[column] == 200, publish[column] == 200];
    assert_eq!(rights, [&json!(expected[0]), &json!(expected[1])], "{kind} by {name}");
}

async fn check_reads(caller: &Caller, key: &str, status: u16) {
    for below in READS {
        let answer = caller.open(&format!("{key}/{below}")).await;
        assert_eq!(answer.status(), status, "{key}/{below}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_may_make_datasets_for_which_organisation() {
    let cast = Cast::start().await;
    cast.platform.put(&[Row::nhs("source", "Source")]).await;
    let unknown = cast.foreign + 1_000;
    // The organisation, and the statuses of making one and of copying one.
    let none = [401, 201, 403, 403, 201, 201, 201, 201];
    let ours = [401, 403, 403, 403, 201, 201, 201, 403];
    let not_there = [401, 400, 403, 403, 400, 400, 400, 400];
    for (organization, create, copy) in [
        (Value::Null, none, none),
        (json!(""), none, none),
        (json!(cast.ours), ours, ours),
        (json!(cast.ours.to_string()), ours, ours),
        (json!(cast.read), FIXED, FIXED),
        (json!(cast.foreign), FIXED, FIXED),
        (json!(unknown), not_there, POST_NOT_FOUND),
    ] {
        for (column, (name, caller)) in columns(&cast).into_iter().enumerate() {
            let body = json!({ "name": "List", "organization": organization });
            for (path, status) in [("", create[column]), ("source/create-custom/", copy[column])] {
                let made = caller.post(path, body.clone()).await;
                let place = format!("{path} for {organization} by {name}");
                assert_eq!(made.status.as_u16(), status, "{place}: {}", made.body);
                match status {
                    201 => {
                        let edits = ["creator", "admin", "mixed"].contains(&name);
                        let expected = edits.then_some(cast.ours);
                        assert_eq!(made.body["organization"], json!(expected), "{place}");
                        assert_eq!(made.body["created_by"], json!(caller.id), "{place}");
                    }
                    400 => assert!(made.body["organization"].is_array(), "{place}: {}", made.body),
                    _ => assert!(made.body["detail"].is_string(), "{place}: {}", made.body),
                }
            }
        }
    }
    cast.platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_and_tags_show_what_may_be_seen_and_no_more() {
    let cast = Cast::start().await;
    let kinds = RULES.map(|rules| rules.0);
    // Here `mine` is the individual's own, and so hidden from the others.
    let mut rows: Vec<Row> = kinds
        .iter()
        .filter_map(|kind| row(&cast, kind, kind, &cast.individual))
        .map(|row| {
            let tag = row.key.clone();
            row.tagged(&[tag.as_str()])
        })
        .collect();
    rows.push(Row::new("nobodys").tagged(&["nobodys"]));
    cast.platform.put(&rows).await;
    let everybodys = [
        "nhs",
        "platform",
        "foreign_published",
        "read_published",
        "theirs_published",
        "ours_published",
        "mine_published",
    ];
    for (name, caller) in columns(&cast) {
        let more: &[&str] = match name {
            "individual" => &["mine"],
            "viewer" | "custodian" | "creator" | "admin" => &["ours"],
            "mixed" => &["ours", "read"],
            _ => &[],
        };
        let expected: BTreeSet<&str> = everybodys.iter().chain(more).copied().collect();
        let tags = caller.get("available-tags/").await.with(200);
        let told = tags.as_array().unwrap().iter().map(|row| row["tag"].as_str().unwrap());
        assert_eq!(told.collect::<BTreeSet<&str>>(), expected, "{name}");
        if name == "anybody" {
            let refused = caller.get("").await;
            assert_eq!(refused.header("www-authenticate"), Some("Bearer realm=\"api\""));
            refused.with(401);
            continue;
        }
        let list = caller.get("").await.with(200);
        let rows = list["results"].as_array().unwrap();
        assert_eq!(rows.iter().map(key_of).collect::<BTreeSet<&str>>(), expected, "{name}");
        assert_eq!(list["count"], expected.len(), "{name}");
        for row in rows {
            let detail = caller.get(&format!("{}/", key_of(row))).await.with(200);
            assert_eq!(row["is_editable"], detail["is_editable"], "{name}: {row}");
        }
    }
    cast.platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_others_have_copied_stays() {
    let cast = Cast::start().await;
    let text = "Cannot delete published dataset that has custom versions created by others";
    let (ours, foreign) = (cast.ours, cast.foreign);
    let organisations = || Row::new("source").of(ours).by(&cast.admin);
    let individuals = || Row::new("source").by(&cast.individual);
    let copy = || Row::new("copy");
    // The source, its copy, who deletes the source, and whether the copy stands in the way.
    let cases = [
        (organisations().published(), copy().of(foreign).by(&cast.stranger), true),
        (organisations().published(), copy().by(&cast.individual), true),
        // Of the one who made the source, but not of the organisation.
        (organisations().published(), copy().by(&cast.admin), true),
        (organisations().published(), copy().of(ours).by(&cast.creator), false),
        (organisations().published(), Row { is_active: false, ..copy().of(foreign) }, false),
        (organisations(), copy().of(foreign).by(&cast.stranger), false),
        (individuals().published(), copy().by(&cast.individual), false),
        (individuals().published(), copy().by(&cast.other), true),
        (individuals().published(), copy().of(ours).by(&cast.individual), true),
        (individuals().published(), copy(), true),
        (individuals(), copy().by(&cast.other), false),
    ];
    for (at, (source, copy, stands)) in cases.into_iter().enumerate() {
        let (key, copied) = (format!("source-{at}"), format!("copy-{at}"));
        let deleter = if source.organization.is_some() { &cast.creator } else { &cast.individual };
        let source = Row { key: key.clone(), ..source };
        let copy = Row { key: copied.clone(), ..copy };
        cast.platform.put(&[source, copy]).await;
        let sql = format!(
            "UPDATE datasets SET parent_id = (SELECT id FROM datasets WHERE key = '{key}') \
             WHERE key = '{copied}'"
        );
        cast.platform.datasets_database.execute(&sql).await;
        let path = format!("{key}/");
        if stands {
            let refused = deleter.delete(&path).await.with(400);
            assert_eq!(refused, json!({ "detail": text }), "{at}");
            let sql = format!("UPDATE datasets SET is_active = false WHERE key = '{copied}'");
            cast.platform.datasets_database.execute(&sql).await;
        }
        deleter.delete(&path).await.with(204);
        deleter.delete(&path).await.with(404);
    }

    // Copies of copies are no copies, and copies outlive what they are of.
    let source = cast.creator.make(json!({ "name": "Source", "key": "first" })).await;
    cast.creator.post("first/publish/", json!({})).await.with(200);
    let second = cast.admin.post("first/create-custom/", json!({})).await.with(201);
    let second = key_of(&second).to_owned();
    cast.admin.post(&format!("{second}/publish/"), json!({})).await.with(200);
    let third = cast.stranger.post(&format!("{second}/create-custom/"), json!({})).await.with(201);
    let refused = cast.admin.delete(&format!("{second}/")).await.with(400);
    assert_eq!(refused, json!({ "detail": text }));
    cast.creator.delete("first/").await.with(204);
    let left = cast.admin.get(&format!("{second}/")).await.with(200);
    assert_eq!([&left["parent"], &left["parent_name"]], [&source["key"], &source["name"]]);
    let third = format!("{}/", key_of(&third));
    cast.stranger.delete(&third).await.with(204);
    cast.admin.delete(&format!("{second}/")).await.with(204);
    cast.platform.stop().await;
}
