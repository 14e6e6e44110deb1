//! Home visits that complete themselves.

use care::changes::complete_visits;
use care::domain::DocumentId;
use resources::HOME_VISITS;
use serde_json::{Value, json};

use crate::{Blocker, NAME, OURS, THEIRS, World};

/// Visits that nobody has looked at since: their numbers, and when they are.
async fn visits(world: &World, organization: i64, enquiry: &DocumentId, visits: &str) {
    let sql = format!(
        "INSERT INTO home_visits \
             (organization_id, id, care_enquiry, date_time, cancelled, completed) \
         SELECT {organization}, lpad(to_hex(n), 24, '0'), '{enquiry}', at, cancelled, completed \
         FROM ({visits}) AS v(n, at, cancelled, completed)"
    );
    world.database.execute(&sql).await;
}

async fn complete(world: &World) -> usize {
    complete_visits(&mut *world.connection().await).await.unwrap()
}

fn number(number: u32) -> DocumentId {
    format!("{number:024x}").parse().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_visit_is_over_an_hour_after_its_time() {
    let world = World::new().await;
    let (ours, theirs) = (world.enquiry(OURS, NAME).await, world.enquiry(THEIRS, NAME).await);
    let due = "(1, now() - interval '61 minutes', NULL::timestamptz, NULL::timestamptz)";
    let others = "(2, now() - interval '59 minutes', NULL, NULL), \
                  (3, now() - interval '2 hours', now() - interval '3 hours', NULL), \
                  (4, now() - interval '2 days', NULL, now() - interval '2 days')";
    visits(&world, 1, &ours, &format!("VALUES {due}, {others}")).await;
    visits(&world, 2, &theirs, &format!("VALUES {due}")).await;

    assert_eq!(complete(&world).await, 2);
    assert_eq!(complete(&world).await, 0);
    let on_the_hour = "SELECT count(*) FROM home_visits \
                       WHERE completed = date_time + interval '1 hour' AND modified > created";
    assert_eq!(world.number(on_the_hour).await, 2);
    let mut completed = Vec::new();
    for place in 2..=4 {
        completed.push(!world.row(&HOME_VISITS, &number(place)).await["completed"].is_null());
        assert!(world.audit(&HOME_VISITS, &number(place)).await.is_empty());
    }
    assert_eq!(completed, [false, false, true]);

    let told = world.audit(&HOME_VISITS, &number(1)).await;
    let organizations: Vec<&Value> = told.iter().map(|row| &row["organization_id"]).collect();
    assert!(matches!(&*organizations, [one, other] if *one != *other), "{organizations:?}");
    for row in &told {
        assert_eq!((&row["action"], &row["user_id"]), (&json!("UPDATE"), &json!(null)));
        assert_eq!(row["reason"], "completed by itself");
        let (before, after) = (&row["previous_state"], &row["new_state"]);
        assert_eq!((&before["_id"], &before["completed"]), (&json!(number(1)), &json!(null)));
        assert_eq!(after["date_time"], before["date_time"]);
        let text = after["completed"].as_str().unwrap();
        assert_eq!((text.len(), &text[10..11]), (19, " "), "as it is on the wire");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn each_visit_is_completed_once_however_many_look() {
    let world = World::new().await;
    let enquiry = world.enquiry(OURS, NAME).await;
    let many = "SELECT n, now() - interval '2 hours', NULL::timestamptz, NULL::timestamptz \
                FROM generate_series(1, 1200) AS n";
    visits(&world, 1, &enquiry, many).await;
    let (one, other, third) = tokio::join!(complete(&world), complete(&world), complete(&world));
    assert_eq!(one + other + third, 1_200);
    let told = "SELECT count(*) FROM audit WHERE entity_type = 'home-visits'";
    assert_eq!(world.number(told).await, 1_200);
    let left = "SELECT count(*) FROM home_visits WHERE completed IS NULL";
    assert_eq!(world.number(left).await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_visit_that_is_being_changed_is_left_for_later() {
    let world = World::new().await;
    let enquiry = world.enquiry(OURS, NAME).await;
    let two = "SELECT n, now() - interval '2 hours', NULL::timestamptz, NULL::timestamptz \
               FROM generate_series(1, 2) AS n";
    visits(&world, 1, &enquiry, two).await;
    let cancelled = format!("UPDATE home_visits SET cancelled = now() WHERE id = '{}'", number(1));
    let blocker = Blocker::new(&world, &cancelled).await;
    assert_eq!(complete(&world).await, 1);
    blocker.end().await;
    assert_eq!(complete(&world).await, 0);
    assert!(world.row(&HOME_VISITS, &number(1)).await["completed"].is_null());
    assert!(world.row(&HOME_VISITS, &number(2)).await["completed"].is_string());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_visit_of_the_past_is_over_as_soon_as_it_is_written() {
    let world = World::new().await;
    let enquiry = world.enquiry(OURS, NAME).await.to_string();
    let past = [("care_enquiry", &*enquiry), ("date_time", "2026-01-05 10:30:00")];
    let visit = world.create(OURS, &HOME_VISITS, &past).await;
    let told = world.audit(&HOME_VISITS, &visit).await;
    assert_eq!(told.len(), 1);
    assert_eq!(told[0]["new_state"]["completed"], "2026-01-05 11:30:00");

    let to_come = [("care_enquiry", &*enquiry), ("date_time", "2999-01-05 10:30:00")];
    let visit = world.create(OURS, &HOME_VISITS, &to_come).await;
    let earlier = [("date_time", "2026-01-05 23:30:00"), ("cancelled", "true")];
    let changed = world.update(&HOME_VISITS, &visit, &earlier).await;
    assert_eq!(changed["completed"], json!(null));
    let changed = world.update(&HOME_VISITS, &visit, &[("cancelled", "false")]).await;
    assert_eq!(changed["completed"], "2026-01-06 00:30:00");
    let rows = world.audit(&HOME_VISITS, &visit).await;
    assert_eq!(rows.len(), 3);
    assert_eq!(rows[2]["new_state"]["completed"], "2026-01-06 00:30:00");
}
