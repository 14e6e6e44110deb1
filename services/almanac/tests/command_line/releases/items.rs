use serde_json::{Value, json};

use super::{FIRST, published, refused, with_item, write};

#[test]
fn items_have_numbers_and_names_of_their_own() {
    let installation = with_item();
    let licence = write(&installation, "licence.txt", b"Be kind.\n");
    let add =
        |arguments: &[&str]| installation.run(&[&["item", "add"][..], arguments].concat(), "");
    let added = installation.json(&[
        "item",
        "add",
        "Medicines",
        "--category",
        "Terminology",
        "--category",
        "Medicines",
        "--description",
        "What is prescribed.",
        "--licence",
        &format!("Terms={licence}"),
        "--approval",
        "manual",
    ]);
    assert_eq!((&added["id"], &added["name"]), (&json!(59), &json!("Medicines")), "the next one");
    assert_eq!(added["approval"], "manual");
    assert_eq!(added["categories"], json!(["Medicines", "Terminology"]));

    refused(&add(&["Other", "--number", "58"]), 1, "number 58");
    refused(&add(&["Weekly"]), 1, "\"Weekly\"");
    refused(&add(&["Other", "--number", "0"]), 2, "'0'");
    refused(&add(&["Other", "--approval", "maybe"]), 2, "maybe");
    refused(&add(&["Other", "--licence", &licence]), 2, &licence);
    refused(&add(&["Other", "--licence", "Terms=/nowhere"]), 1, "/nowhere");
    refused(&add(&[""]), 1, "name:");
    refused(&add(&[]), 2, "NAME");

    let items = installation.json(&["item", "list"]);
    let ids: Vec<&Value> = items.as_array().unwrap().iter().map(|item| &item["id"]).collect();
    assert_eq!(ids, [59, 58], "by name");
    let file = write(&installation, "weekly_1.0.0.zip", b"archive");
    published(&installation, &[&FIRST[..], &[file.as_str()]].concat());
    let table = installation.ok(&["item", "list"], "");
    let line = |number: &str| table.lines().find(|line| line.starts_with(number)).unwrap();
    assert!(line("59").contains("Medicines, Terminology  manual"), "{table}");
    assert!(line("58").ends_with("automatic  2026-11-19"), "{table}");
}

#[test]
fn subscriptions_come_and_go() {
    let installation = with_item();
    installation.ok(&["item", "add", "Guarded", "--number", "7", "--approval", "manual"], "");
    installation.ok(&["user", "add", "Jo", "--password-stdin"], "long enough");
    let run =
        |arguments: &[&str]| installation.run(&[&["subscription"][..], arguments].concat(), "");
    let states = || -> Vec<(String, String, String)> {
        let all = installation.json(&["subscription", "list"]);
        let text = |row: &Value, name: &str| row[name].as_str().unwrap().to_owned();
        let state = |row: &Value| (row["item"].to_string(), text(row, "user"), text(row, "state"));
        all.as_array().unwrap().iter().map(state).collect()
    };
    let row = |item: &str, state: &str| (item.to_owned(), "Jo".to_owned(), state.to_owned());
    assert!(states().is_empty());
    assert_eq!(run(&["add", "jo", "58"]).stdout, "Jo subscribed to item 58\n");
    assert_eq!(run(&["add", "JO", "58"]).stdout, "Jo subscribed already to item 58\n");
    assert_eq!(run(&["add", "jo", "7"]).code, 0, "nobody needs to approve");
    assert_eq!(states(), [row("7", "accepted"), row("58", "accepted")]);
    assert!(run(&["list"]).stdout.lines().last().unwrap().starts_with("58    Jo    accepted  "));

    assert_eq!(run(&["remove", "jo", "58"]).code, 0);
    assert_eq!(states(), [row("7", "accepted"), row("58", "ended")]);
    refused(&run(&["remove", "jo", "58"]), 1, "Jo is not subscribed to item 58");
    assert_eq!(run(&["add", "jo", "58"]).stdout, "Jo subscribed to item 58\n");
    assert_eq!(states(), [row("7", "accepted"), row("58", "accepted")]);

    refused(&run(&["add", "sam", "58"]), 1, "sam");
    refused(&run(&["add", "jo", "99"]), 1, "there is no item 99");
    refused(&run(&["remove", "jo", "99"]), 1, "there is no item 99");
    assert_eq!(states().len(), 2);
}
