//! What is anonymised, and what is left of it.

use care::changes::{self, Anonymised};
use care::domain::Arguments;
use care::{CareError, Members};
use resources::{
    ABSENCES, CARE_ENQUIRIES, COMMENTS, HOME_VISITS, LOCATIONS, Resource, SERVICE_USERS,
};
use serde_json::{Value, json};

use crate::{NAME, OURS, THEIRS, World, author};

/// Whether a row tells something in each of the attributes that are personal.
fn is_personal(resource: &Resource, row: &Value) -> Vec<bool> {
    let personal = resource.attributes.iter().filter(|own| own.personal);
    let empty = [json!(null), json!([]), json!("-"), json!(false)];
    personal.map(|own| !empty.contains(&row[own.name])).collect()
}

fn states(rows: &[Value]) -> Vec<&Value> {
    let states = rows.iter().flat_map(|row| [&row["previous_state"], &row["new_state"]]);
    states.filter(|state| !state.is_null()).collect()
}

/// All that can be known of an enquirer.
const PERSONAL: [(&str, &str); 11] = [
    ("age", "80"),
    ("care_requirements", "Mrs Quillfeather falls."),
    ("closing_notes", "The Quillfeathers moved."),
    ("dob", "1940-01-02"),
    ("email", "ann.quillfeather@example.org"),
    ("genders", "female"),
    ("genders_other", "Quillfeather"),
    ("latitude", "53.5"),
    ("longitude", "-1.5"),
    ("mobile", "07700 900123"),
    ("phone", "01632 960123"),
];

#[tokio::test(flavor = "multi_thread")]
async fn an_old_enquiry_tells_of_nobody() {
    let world = World::new().await;
    let enquiry = world.enquiry(OURS, NAME).await;
    world.update(&CARE_ENQUIRIES, &enquiry, &PERSONAL).await;
    let whole = enquiry.to_string();
    let said = [("care_enquiry", &*whole), ("comment", "Rang Ann Quillfeather.")];
    let comment = world.create(OURS, &COMMENTS, &said).await;
    let told = [
        ("care_enquiry", &*whole),
        ("date_time", "2030-01-01 10:00:00"),
        ("notes", "With Mr Quillfeather."),
    ];
    let visit = world.create(OURS, &HOME_VISITS, &told).await;
    let theirs = world.enquiry(THEIRS, NAME).await;
    let before = world.row(&CARE_ENQUIRIES, &enquiry).await;
    assert!(is_personal(&CARE_ENQUIRIES, &before).into_iter().all(|told| told), "{before}");
    assert_eq!(world.tables_with(NAME).await.len(), 4);
    world.age(31).await;
    let recent = world.enquiry(OURS, "Freshwater").await;

    let done = world.anonymise(30).await;
    assert_eq!(done, Anonymised { care_enquiries: 2, service_users: 0, parts: 2 });
    assert_eq!(world.tables_with(NAME).await, [""; 0]);
    for (resource, id) in [
        (&CARE_ENQUIRIES, &enquiry),
        (&COMMENTS, &comment),
        (&HOME_VISITS, &visit),
        (&CARE_ENQUIRIES, &theirs),
    ] {
        let row = world.row(resource, id).await;
        assert!(!is_personal(resource, &row).contains(&true), "{row}");
        assert!(row["anonymized"].is_string() && row["anonymized"] == row["modified"], "{row}");
    }
    let after = world.row(&CARE_ENQUIRIES, &enquiry).await;
    assert_eq!((&after["first_name"], &after["genders"]), (&json!("-"), &json!([])));
    for name in ["service", "funding_type", "sales_channel", "created", "dementia"] {
        assert_eq!(after[name], before[name], "{name}");
    }
    assert_eq!(world.row(&COMMENTS, &comment).await["care_enquiry"], json!(whole));
    assert_eq!(world.row(&CARE_ENQUIRIES, &recent).await["last_name"], "Freshwater");
    assert_eq!(world.tables_with("Freshwater").await, ["care_enquiries", "audit"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_audit_keeps_what_was_done_and_forgets_to_whom() {
    let world = World::new().await;
    let enquiry = world.enquiry(OURS, NAME).await;
    world.update(&CARE_ENQUIRIES, &enquiry, &PERSONAL).await;
    let before = world.audit(&CARE_ENQUIRIES, &enquiry).await;
    world.age(31).await;
    world.anonymise(30).await;

    let rows = world.audit(&CARE_ENQUIRIES, &enquiry).await;
    let of = |name: &str| rows.iter().map(|row| row[name].clone()).collect::<Vec<_>>();
    assert_eq!(of("action"), ["CREATE", "UPDATE", "UPDATE"]);
    assert_eq!(of("organization_id"), [1, 1, 1]);
    assert_eq!(of("reason"), ["", "", "anonymised"]);
    assert_eq!(of("user_id"), [json!(null), json!(null), json!(null)]);
    for state in states(&rows) {
        for own in CARE_ENQUIRIES.attributes.iter().filter(|own| own.personal) {
            assert_eq!(state[own.name], "***", "{}", own.name);
        }
        assert_eq!(state["service"], "home_care");
    }
    assert_eq!(rows[0]["new_state"]["created"], before[0]["new_state"]["created"]);
    assert_eq!(rows[2]["previous_state"]["anonymized"], json!(null));
    assert!(rows[2]["new_state"]["anonymized"].is_string(), "{}", rows[2]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_enquiry_is_left_while_anything_about_it_changes() {
    let world = World::new().await;
    let mut enquiries = Vec::new();
    for _ in 0..4 {
        enquiries.push(world.enquiry(OURS, NAME).await);
    }
    let [old, touched, commented, visited] = &*enquiries else { panic!("{enquiries:?}") };
    let (commented_on, visited_by) = (commented.to_string(), visited.to_string());
    let said = [("care_enquiry", &*commented_on), ("comment", "Rang.")];
    let comment = world.create(OURS, &COMMENTS, &said).await;
    let told = [("care_enquiry", &*visited_by), ("date_time", "2030-01-01 10:00:00")];
    let visit = world.create(OURS, &HOME_VISITS, &told).await;
    world.age(31).await;
    world.update(&CARE_ENQUIRIES, touched, &[("service", "nursing_home")]).await;
    world.update(&COMMENTS, &comment, &[("comment", "Rang back.")]).await;
    world.update(&HOME_VISITS, &visit, &[("host", "nurse")]).await;

    let done = world.anonymise(30).await;
    assert_eq!(done, Anonymised { care_enquiries: 1, service_users: 0, parts: 0 });
    for (id, expected) in [(old, "-"), (touched, NAME), (commented, NAME), (visited, NAME)] {
        assert_eq!(world.row(&CARE_ENQUIRIES, id).await["last_name"], expected);
    }
    assert_eq!(world.row(&COMMENTS, &comment).await["comment"], "Rang back.");

    world.age(32).await;
    let done = world.anonymise(30).await;
    assert_eq!(done, Anonymised { care_enquiries: 3, service_users: 0, parts: 2 });
    assert_eq!(world.tables_with(NAME).await, [""; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn service_users_are_anonymised_when_they_have_long_been_gone() {
    let world = World::new().await;
    let location = world.create(OURS, &LOCATIONS, &[("name", "Elm House")]).await.to_string();
    let mut people = Vec::new();
    for _ in 0..3 {
        let person = [
            ("first_name", "Ann"),
            ("last_name", NAME),
            ("email_invoices_to", "ann.quillfeather@example.org"),
            ("nhs_number", "9990001375"),
            ("location", &location),
        ];
        let person = world.create(OURS, &SERVICE_USERS, &person).await;
        let whole = person.to_string();
        let away = [
            ("service_user", &*whole),
            ("starts", "2026-01-01 10:00:00"),
            ("notes", "With the Quillfeathers."),
        ];
        let absence = world.create(OURS, &ABSENCES, &away).await;
        let said = [("service_user", &*whole), ("comment", "Mrs Quillfeather left.")];
        let comment = world.create(OURS, &COMMENTS, &said).await;
        people.push((person, absence, comment));
    }
    for ((person, ..), days) in people.iter().zip([31, 29]) {
        let sql = format!(
            "UPDATE service_users SET deactivated = now() - interval '{days} days' \
             WHERE id = '{person}'"
        );
        world.database.execute(&sql).await;
    }
    // How long ago anything was changed makes no difference.
    let done = world.anonymise(30).await;
    assert_eq!(done, Anonymised { care_enquiries: 0, service_users: 1, parts: 2 });
    for (place, (person, absence, comment)) in people.iter().enumerate() {
        let mut told = Vec::new();
        for (resource, id) in [(&SERVICE_USERS, person), (&ABSENCES, absence), (&COMMENTS, comment)]
        {
            told.push(is_personal(resource, &world.row(resource, id).await).contains(&true));
        }
        assert_eq!(told, [place > 0; 3]);
    }
    let gone = world.row(&SERVICE_USERS, &people[0].0).await;
    assert_eq!((&gone["location"], &gone["email_invoices_to"]), (&json!(location), &json!([])));
    assert!(gone["anonymized"].is_string() && gone["deactivated"].is_string(), "{gone}");
    let (person, absence, comment) = &people[0];
    for (resource, id) in [(&SERVICE_USERS, person), (&ABSENCES, absence), (&COMMENTS, comment)] {
        let rows = world.audit(resource, id).await;
        assert_eq!(rows.len(), 2, "{rows:?}");
        assert!(!json!(rows).to_string().contains(NAME), "{rows:?}");
    }
    let done = world.anonymise(28).await;
    assert_eq!(done, Anonymised { care_enquiries: 0, service_users: 1, parts: 2 });
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_anonymised_is_anonymised_once() {
    let world = World::new().await;
    let enquiry = world.enquiry(OURS, NAME).await;
    world.age(31).await;
    assert_eq!(world.anonymise(30).await.care_enquiries, 1);
    let everything = world.everything(OURS).await;
    assert_eq!(world.anonymise(0).await, Anonymised::default());
    assert_eq!(world.everything(OURS).await, everything);

    let changed = world.update(&CARE_ENQUIRIES, &enquiry, &[("service", "bariatric_care")]).await;
    assert_eq!(
        (&changed["service"], &changed["last_name"]),
        (&json!("bariatric_care"), &json!("-"))
    );
    world.age(31).await;
    assert_eq!(world.anonymise(30).await, Anonymised::default());
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_written_of_where_somebody_was_forgotten() {
    let world = World::new().await;
    let enquiry = world.enquiry(OURS, NAME).await;
    world.age(31).await;
    world.anonymise(30).await;
    let connection = &mut *world.connection().await;
    let (author, nobody) = (author(OURS), Members::none());
    let said = Arguments::of(&[("first_name", "Bob")]);
    let resource = &CARE_ENQUIRIES;
    let changed = changes::update(connection, &author, &nobody, resource, &enquiry, &said).await;
    let Err(CareError::Invalid(wrong)) = changed else { panic!("{changed:?}") };
    assert!(wrong.into_keys().eq(["first_name"]));
    let whole = enquiry.to_string();
    let said = Arguments::of(&[("care_enquiry", &whole), ("comment", "Bob rang.")]);
    let made = changes::create(connection, &author, &nobody, &COMMENTS, &said).await;
    let Err(CareError::Invalid(wrong)) = made else { panic!("{made:?}") };
    assert!(wrong.into_keys().eq(["care_enquiry"]));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_deleted_long_ago_is_forgotten_too() {
    let world = World::new().await;
    let enquiry = world.enquiry(OURS, NAME).await;
    let whole = enquiry.to_string();
    let said = [("care_enquiry", &*whole), ("comment", "Rang Quillfeather.")];
    let comment = world.create(OURS, &COMMENTS, &said).await;
    world.age(31).await;
    let connection = &mut *world.connection().await;
    changes::delete(connection, &author(OURS), &CARE_ENQUIRIES, &enquiry).await.unwrap();
    let before = world.everything(OURS).await;
    assert_eq!(world.anonymise(30).await, Anonymised::default());
    assert_eq!(world.everything(OURS).await, before, "it was deleted just now");

    world.age(31).await;
    assert_eq!(world.anonymise(30).await, Anonymised::default());
    assert_eq!(world.tables_with(NAME).await, [""; 0]);
    for (resource, id) in [(&CARE_ENQUIRIES, &enquiry), (&COMMENTS, &comment)] {
        let rows = world.audit(resource, id).await;
        let actions: Vec<&Value> = rows.iter().map(|row| &row["action"]).collect();
        assert_eq!(actions, ["CREATE", "DELETE"]);
        for state in states(&rows) {
            assert_eq!(state["_id"], json!(id));
        }
    }
}
