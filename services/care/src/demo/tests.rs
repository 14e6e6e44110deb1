use std::collections::BTreeSet;

use ::store::testing::TestDatabase;
use diesel::QueryableByName;
use diesel::sql_types::BigInt;
use diesel_async::RunQueryDsl;
use futures_util::future::join_all;
use resources::{ABSENCES, COMMENTS, GROUP_TYPES, HOME_VISITS};

use super::*;

const ORGANIZATION: OrganizationId = OrganizationId(7);

/// The documents of a file, as they are written there.
fn written(resource: &Resource) -> Vec<Document> {
    let (_, text) = FILES.iter().find(|(own, _)| own.name == resource.name).unwrap();
    serde_json::from_str(text).unwrap()
}

/// Every document of the demo, parts of others too.
fn all() -> Vec<(&'static Resource, Document)> {
    let mut all = Vec::new();
    for (resource, _) in FILES {
        for mut told in written(resource) {
            let parts = take_parts(resource, &mut told).unwrap();
            all.push((resource, told));
            all.extend(parts.into_iter().map(|(part, _, told)| (part, told)));
        }
    }
    all
}

/// What an attribute is told to be, over all documents of a resource.
fn values(of: &Resource, attribute: &str) -> Vec<Value> {
    let documents = all().into_iter().filter(|(resource, _)| resource.name == of.name);
    documents.filter_map(|(_, mut told)| told.remove(attribute)).collect()
}

fn words(of: &Resource, attribute: &str) -> BTreeSet<String> {
    let words = values(of, attribute).into_iter().flat_map(|value| match value {
        Value::Array(words) => words,
        word => vec![word],
    });
    words.map(|word| word.as_str().unwrap().to_owned()).collect()
}

fn choices(of: &Resource, attribute: &str) -> BTreeSet<String> {
    let (Kind::Choice(words) | Kind::Choices(words)) = of.attribute(attribute).unwrap().kind else {
        panic!("{attribute} is no choice");
    };
    words.iter().map(|&word| word.to_owned()).collect()
}

struct World {
    database: TestDatabase,
    pool: ::store::Pool,
}

#[derive(QueryableByName)]
struct Number {
    #[diesel(sql_type = BigInt)]
    number: i64,
}

impl World {
    async fn new() -> Self {
        let database = TestDatabase::new(crate::NAME, crate::MIGRATIONS).await;
        let pool = ::store::pool(&database.url, 4);
        Self { database, pool }
    }

    async fn fill(&self, organization: OrganizationId) -> Result<(), CareError> {
        fill(&mut self.pool.get().await.unwrap(), organization).await
    }

    async fn number(&self, query: &str) -> i64 {
        let query = diesel::sql_query(format!("SELECT ({query})::bigint AS number"));
        let connection = &mut *self.pool.get().await.unwrap();
        let answer: Number = query.get_result(connection).await.unwrap();
        answer.number
    }
}

#[test]
fn everything_that_is_written_is_understood() {
    for (resource, told) in all() {
        assert!(told.contains_key("created"), "{told:?}");
        for (name, value) in &told {
            let own = resource.attribute(name);
            let own = own.unwrap_or_else(|| panic!("{} have no {name}", resource.name));
            assert!(!value.is_null(), "{name} of {told:?}");
            if matches!(own.kind, Kind::DateTime | Kind::Mark) {
                serde_json::from_value::<Moment>(value.clone()).unwrap();
            }
        }
    }
}

#[test]
fn what_is_referred_to_has_a_name_of_its_own() {
    let (groups, locations) = (values(&GROUPS, "name"), values(&LOCATIONS, "name"));
    let names: BTreeSet<&str> =
        groups.iter().chain(&locations).map(|name| name.as_str().unwrap()).collect();
    assert_eq!(names.len(), groups.len() + locations.len());
}

#[test]
fn there_is_something_of_everything() {
    let types: BTreeSet<String> = GROUP_TYPES.map(str::to_owned).into();
    assert_eq!(words(&GROUPS, "group_type"), types);
    assert_eq!(values(&GROUPS, "protected").len(), 1);
    assert_eq!(values(&GROUPS, "archived").len(), 1);
    assert_eq!(values(&LOCATIONS, "name").len(), 4);
    assert_eq!(words(&LOCATIONS, "services"), choices(&CARE_ENQUIRIES, "service"));
    assert_eq!(values(&SERVICE_USERS, "first_name").len(), 12);
    assert_eq!(values(&SERVICE_USERS, "deactivated").len(), 1);
    assert_eq!(values(&ABSENCES, "starts").len(), 5);
    assert_eq!(values(&CARE_ENQUIRIES, "first_name").len(), 41);
    for attribute in ["service", "funding_type"] {
        assert_eq!(words(&CARE_ENQUIRIES, attribute), choices(&CARE_ENQUIRIES, attribute));
    }
    assert_eq!(words(&CARE_ENQUIRIES, "location"), words(&LOCATIONS, "name"));
    assert!(words(&HOME_VISITS, "visit_type").contains("virtual"));
    assert_eq!(values(&HOME_VISITS, "cancelled").len(), 2);
    let pinned = values(&COMMENTS, "pinned").len();
    assert!((1..values(&COMMENTS, "comment").len()).contains(&pinned));
}

/// Numbers that Ofcom keeps for drama, domains that nobody has (RFC 2606), NHS
/// numbers of the range for tests.
#[test]
fn nobody_can_be_reached() {
    for (resource, told) in all() {
        for (name, value) in &told {
            let texts = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
            for text in texts.iter().filter_map(Value::as_str) {
                let good = match name.as_str() {
                    "phone" => text.starts_with("01632 960"),
                    "mobile" => text.starts_with("07700 900"),
                    "nhs_number" => text.starts_with("999"),
                    name if name.contains("email") => {
                        text.ends_with("@example.org") || text.ends_with("@example.com")
                    }
                    _ => !text.contains('@'),
                };
                assert!(good, "{name} of {}: {text}", resource.name);
            }
        }
    }
}

#[test]
fn moments_are_seen_from_now() {
    let now = "2026-03-01T12:00:30Z".parse().unwrap();
    for (told, expected) in [
        (json!(-45), "2026-03-01T11:15:30Z"),
        (json!([-1, "09:05:00"]), "2026-02-28T09:05:00Z"),
        (json!([0, "23:59:59"]), "2026-03-01T23:59:59Z"),
        (json!([3, "10:00:00"]), "2026-03-04T10:00:00Z"),
    ] {
        let moment: Moment = serde_json::from_value(told).unwrap();
        assert_eq!(moment.at(now), expected.parse::<DateTime<Utc>>().unwrap());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_organisation_is_filled_once() {
    let world = World::new().await;
    let fills = (0..4).map(|_| world.fill(ORGANIZATION));
    for filled in join_all(fills).await {
        filled.unwrap();
    }
    world.fill(ORGANIZATION).await.unwrap();
    let comments = i64::try_from(values(&COMMENTS, "comment").len()).unwrap();
    for (resource, expected) in [
        (&GROUPS, 44),
        (&LOCATIONS, 4),
        (&SERVICE_USERS, 12),
        (&ABSENCES, 5),
        (&CARE_ENQUIRIES, 41),
        (&COMMENTS, comments),
        (&HOME_VISITS, 12),
    ] {
        let table = resource.table();
        let found = world.number(&format!("SELECT count(*) FROM {table}")).await;
        assert_eq!(found, expected, "{table}");
        let audited = format!(
            "SELECT count(*) FROM audit WHERE entity_type = '{}' AND action = 'CREATE' \
             AND organization_id = 7 AND user_id IS NULL",
            resource.name
        );
        assert_eq!(world.number(&audited).await, expected, "{table}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_organisation_that_has_something_stays_as_it_is() {
    let world = World::new().await;
    let group = "INSERT INTO groups (organization_id, id, group_type, name) \
                 VALUES (7, '0123456789abcdef01234567', 'ledger', 'Ours')";
    TestDatabase::execute(&world.database, group).await;
    world.fill(ORGANIZATION).await.unwrap();
    assert_eq!(world.number("SELECT count(*) FROM groups").await, 1);
    assert_eq!(world.number("SELECT count(*) FROM locations").await, 0);
    // What another has makes no difference.
    world.fill(OrganizationId(8)).await.unwrap();
    let theirs = "SELECT count(*) FROM locations WHERE organization_id = 8";
    assert_eq!(world.number(theirs).await, 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_demo_is_as_if_it_had_grown() {
    let world = World::new().await;
    world.fill(ORGANIZATION).await.unwrap();
    let mut falses = Vec::new();
    for truth in [
        "SELECT count(*) = 1 FROM groups WHERE protected AND name = 'Website' \
         AND group_type = 'sales_channel'",
        "SELECT bool_and(created < now() AND created > now() - interval '61 days') \
         FROM care_enquiries",
        "SELECT count(DISTINCT created::date) > 30 FROM care_enquiries",
        "SELECT count(*) > 0 FROM care_enquiries WHERE created > now() - interval '2 hours'",
        // The list by `_id` has the order in which they came.
        "SELECT array_agg(id ORDER BY id) = array_agg(id ORDER BY created) FROM care_enquiries",
        "SELECT bool_and(p.created >= w.created) FROM comments AS p \
         JOIN care_enquiries AS w ON w.id = p.care_enquiry",
        "SELECT bool_and(p.created >= w.created) FROM home_visits AS p \
         JOIN care_enquiries AS w ON w.id = p.care_enquiry",
        "SELECT bool_and(location IS NOT NULL) FROM home_visits",
        "SELECT bool_and(user_sticky_label IN ('Jo Thackray', 'Sam Oyelaran')) FROM comments",
        // Visits of the past are over, and those to come are not.
        "SELECT bool_and((completed IS NOT NULL) = \
         (date_time < now() - interval '1 hour' AND cancelled IS NULL)) FROM home_visits",
        "SELECT count(*) FILTER (WHERE completed IS NOT NULL) > 0 \
         AND count(*) FILTER (WHERE date_time > now() AND cancelled IS NULL) > 0 \
         AND count(*) FILTER (WHERE visit_type = 'virtual') > 0 FROM home_visits",
        "SELECT count(*) = 1 FROM absences WHERE starts < now() AND ends IS NULL",
    ] {
        if world.number(&format!("SELECT ({truth})::int")).await != 1 {
            falses.push(truth);
        }
    }
    assert_eq!(falses, [""; 0]);
}
