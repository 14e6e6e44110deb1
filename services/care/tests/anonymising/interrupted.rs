//! Anonymising that is broken off, or meets others.

use care::changes::Anonymised;
use resources::COMMENTS;

use crate::{Blocker, NAME, OURS, World};

/// More than are anonymised at once.
const MANY: i64 = 1_200;

/// Enquiries of three organisations whose time has come, with a comment each.
async fn fill(world: &World) {
    let channel = "0123456789abcdef01234567";
    let sql = format!(
        "INSERT INTO groups (organization_id, id, group_type, name) \
         SELECT n, '{channel}', 'sales_channel', 'Website' FROM generate_series(1, 3) AS n; \
         INSERT INTO care_enquiries (organization_id, id, first_name, last_name, funding_type, \
             service, sales_channel) \
         SELECT 1 + n % 3, lpad(to_hex(n), 24, '0'), 'Ann', '{NAME}', 'private', 'home_care', \
             '{channel}' FROM generate_series(1, {MANY}) AS n; \
         INSERT INTO comments (organization_id, id, care_enquiry, comment) \
         SELECT organization_id, id, id, 'Rang {NAME}.' FROM care_enquiries; \
         INSERT INTO audit (organization_id, entity_type, entity_id, action, new_state) \
         SELECT organization_id, 'care-enquiries', id, 'CREATE', \
             jsonb_build_object('_id', id, 'last_name', last_name) FROM care_enquiries"
    );
    world.database.execute(&sql).await;
    world.age(31).await;
}

/// How many are neither as they were nor anonymised with all that belongs to them.
async fn torn(world: &World) -> i64 {
    let sql = format!(
        "SELECT count(*) FROM care_enquiries AS w \
         JOIN comments AS p ON p.organization_id = w.organization_id AND p.care_enquiry = w.id \
         CROSS JOIN LATERAL ( \
             SELECT count(*) AS told, bool_or(a.new_state->>'last_name' = '{NAME}') AS known \
             FROM audit AS a WHERE a.entity_type = 'care-enquiries' AND a.entity_id = w.id \
             AND a.organization_id = w.organization_id \
         ) AS a \
         WHERE (w.anonymized IS NULL, w.last_name = '{NAME}', p.anonymized IS NULL, \
             p.comment LIKE '%{NAME}%', a.known, a.told = 1) \
         NOT IN ((true, true, true, true, true, true), (false, false, false, false, false, false))"
    );
    world.number(&sql).await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_begun_is_ended_the_next_time() {
    let world = World::new().await;
    fill(&world).await;
    assert_eq!(torn(&world).await, 0);
    let last = "SELECT FROM comments WHERE organization_id = 3 ORDER BY id DESC LIMIT 1 FOR UPDATE";
    let blocker = Blocker::new(&world, last).await;
    tokio::select! {
        ended = world.try_anonymise(30) => panic!("{ended:?}"),
        () = world.until_waiting(1) => {}
    }
    // PostgreSQL hears last that nobody is there any more.
    world.cut_off_waiting().await;
    let done = world.number("SELECT count(*) FROM care_enquiries WHERE anonymized < now()").await;
    assert!((1..MANY).contains(&done), "{done}");
    assert_eq!(torn(&world).await, 0);

    let (ended, ()) = tokio::join!(world.try_anonymise(30), async {
        world.until_waiting(1).await;
        world.cut_off_waiting().await;
    });
    assert!(ended.is_err(), "{ended:?}");
    assert_eq!(torn(&world).await, 0);

    blocker.end().await;
    let left = u64::try_from(MANY - done).unwrap();
    let ended = world.anonymise(30).await;
    assert_eq!(ended, Anonymised { care_enquiries: left, service_users: 0, parts: left });
    assert_eq!(torn(&world).await, 0);
    assert_eq!(world.tables_with(NAME).await, [""; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn several_may_anonymise_at_once() {
    let world = World::new().await;
    fill(&world).await;
    let (one, other) = tokio::join!(world.anonymise(30), world.anonymise(30));
    let both = [one, other].map(|done| (done.care_enquiries, done.parts));
    let many = u64::try_from(MANY).unwrap();
    assert_eq!((both[0].0 + both[1].0, both[0].1 + both[1].1), (many, many));
    assert_eq!(torn(&world).await, 0);
    assert_eq!(world.tables_with(NAME).await, [""; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_somebody_writes_meanwhile_is_not_lost() {
    let world = World::new().await;
    let enquiry = world.enquiry(OURS, NAME).await;
    let whole = enquiry.to_string();
    let said = [("care_enquiry", &*whole), ("comment", "Rang.")];
    let comment = world.create(OURS, &COMMENTS, &said).await;
    world.age(31).await;

    // Whoever comments on it holds it, and nobody waits.
    let written = format!(
        "INSERT INTO comments (organization_id, id, care_enquiry, comment) \
         VALUES (1, '0123456789abcdef01234567', '{enquiry}', 'Rang again.')"
    );
    let blocker = Blocker::new(&world, &written).await;
    assert_eq!(world.anonymise(30).await, Anonymised::default());
    blocker.end().await;
    assert_eq!(world.anonymise(30).await, Anonymised::default());

    // Whoever changes a comment holds that alone.
    world.age(31).await;
    let changed = format!(
        "UPDATE comments SET comment = 'Rang twice.', modified = now() WHERE id = '{comment}'"
    );
    let blocker = Blocker::new(&world, &changed).await;
    let (done, ()) = tokio::join!(world.anonymise(30), async {
        world.until_waiting(1).await;
        blocker.end().await;
    });
    assert_eq!(done, Anonymised::default());
    assert_eq!(world.row(&COMMENTS, &comment).await["comment"], "Rang twice.");

    world.age(31).await;
    let done = world.anonymise(30).await;
    assert_eq!(done, Anonymised { care_enquiries: 1, service_users: 0, parts: 2 });
}
