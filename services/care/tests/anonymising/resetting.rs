//! Sandboxes that are filled anew.

use care::changes;
use care::domain::OrganizationId;
use care::{CareError, demo};
use futures_util::future::join_all;
use resources::{CARE_ENQUIRIES, GROUPS};
use serde_json::json;

use crate::{Blocker, NAME, OURS, THEIRS, World, tables};

async fn reset(world: &World, organization: OrganizationId) -> Result<(), CareError> {
    changes::reset(&mut *world.connection().await, organization).await
}

/// How many documents an organisation has.
async fn documents(world: &World, organization: OrganizationId) -> i64 {
    let mut count = 0;
    for table in tables().filter(|table| table != "audit") {
        let sql = format!("SELECT count(*) FROM {table} WHERE organization_id = {organization}");
        count += world.number(&sql).await;
    }
    count
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sandbox_is_as_if_it_were_new() {
    let world = World::new().await;
    for organization in [OURS, THEIRS] {
        demo::fill(&mut *world.connection().await, organization).await.unwrap();
    }
    let filled = documents(&world, OURS).await;
    let enquiry = world.enquiry(OURS, NAME).await;
    let theirs = world.everything(THEIRS).await;
    let ids = world.rows("SELECT id FROM groups WHERE organization_id = 1").await;

    reset(&world, OURS).await.unwrap();
    assert_eq!(documents(&world, OURS).await, filled);
    let gone = format!("SELECT count(*) FROM care_enquiries WHERE id = '{enquiry}'");
    assert_eq!(world.number(&gone).await, 0);
    // What is protected goes too, and comes again.
    let anew = world.rows("SELECT id FROM groups WHERE organization_id = 1").await;
    assert!(anew.iter().all(|id| !ids.contains(id)) && anew.len() == ids.len() - 1);
    let protected = "SELECT count(*) FROM groups WHERE organization_id = 1 AND protected";
    assert_eq!(world.number(protected).await, 1);
    assert_eq!(world.everything(THEIRS).await, theirs);

    let told = world.rows("SELECT * FROM audit WHERE entity_type = 'sandbox'").await;
    let [told] = &*told else { panic!("{told:?}") };
    assert_eq!((&told["organization_id"], &told["entity_id"]), (&json!(1), &json!("1")));
    assert_eq!((&told["reason"], &told["user_id"]), (&json!("reset"), &json!(null)));
    // The enquiry that was added has a sales channel of its own.
    assert_eq!(told["previous_state"], json!({ "documents": filled + 2 }));
    assert_eq!(told["new_state"], json!({ "documents": filled }));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_sandbox_is_filled() {
    let world = World::new().await;
    reset(&world, OURS).await.unwrap();
    assert!(documents(&world, OURS).await > 100);
    assert_eq!(documents(&world, THEIRS).await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn several_may_reset_at_once() {
    let world = World::new().await;
    reset(&world, OURS).await.unwrap();
    let filled = documents(&world, OURS).await;
    for ended in join_all((0..3).map(|_| reset(&world, OURS))).await {
        ended.unwrap();
    }
    assert_eq!(documents(&world, OURS).await, filled);
    let told = "SELECT count(*) FROM audit WHERE entity_type = 'sandbox'";
    assert_eq!(world.number(told).await, 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sandbox_is_reset_while_others_write() {
    let world = World::new().await;
    let first = world.enquiry(OURS, NAME).await;
    let channel = world.row(&CARE_ENQUIRIES, &first).await["sales_channel"].clone();
    let channel = channel.as_str().unwrap();
    let written = format!(
        "INSERT INTO care_enquiries (organization_id, id, first_name, last_name, funding_type, \
             service, sales_channel) \
         VALUES (1, '0123456789abcdef01234567', 'Bob', '{NAME}', 'private', 'home_care', \
             '{channel}')"
    );
    let blocker = Blocker::new(&world, &written).await;
    let (ended, ()) = tokio::join!(reset(&world, OURS), async {
        world.until_waiting(1).await;
        blocker.end().await;
    });
    ended.unwrap();
    let known = format!("SELECT count(*) FROM care_enquiries WHERE last_name = '{NAME}'");
    assert_eq!(world.number(&known).await, 0);
    let group = channel.parse().unwrap();
    let rows = world.audit(&GROUPS, &group).await;
    assert_eq!(rows.len(), 1, "documents that a reset removes are not told one by one");
}
