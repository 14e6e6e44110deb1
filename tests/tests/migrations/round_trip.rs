//! Migrations there and back, on databases with something in them.

use diesel_migrations::MigrationHarness;

use crate::catalogue::{assert_same, columns, rows, schema};
use crate::services::{ALL, bare, harness};

#[tokio::test(flavor = "multi_thread")]
async fn every_table_of_the_seeds_has_rows() {
    for service in ALL {
        let database = service.seeded().await;
        let tables = columns(&database.url).await;
        assert!(!tables.is_empty(), "{}", service.name);
        for (table, columns) in &tables {
            let rows = rows(&database.url, table, columns).await;
            assert!(!rows.is_empty(), "{}.{table} is empty", service.name);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_migration_is_undone_and_done_again_on_data() {
    for service in ALL {
        let (fresh, seeded) = (bare().await, service.seeded().await);
        let mut build = harness(&fresh.url).await;
        // Before the first migration, after it, and so on.
        let mut steps = vec![schema(&fresh.url).await];
        for _ in 0..service.count() {
            build.run_next_migration((service.migrations)()).unwrap();
            steps.push(schema(&fresh.url).await);
        }
        let (first, last) = (steps.first().unwrap(), steps.last().unwrap());
        assert!(first.is_empty() && !last.is_empty(), "{}", service.name);
        assert_same(service.name, last, &schema(&seeded.url).await);

        let mut turn = harness(&seeded.url).await;
        for (number, step) in steps.iter().enumerate().rev().skip(1) {
            turn.revert_last_migration((service.migrations)()).unwrap();
            let what = format!("{} taken back to {number}", service.name);
            assert_same(&what, step, &schema(&seeded.url).await);
        }
        for (number, step) in steps.iter().enumerate().skip(1) {
            turn.run_next_migration((service.migrations)()).unwrap();
            let what = format!("{} brought again to {number}", service.name);
            assert_same(&what, step, &schema(&seeded.url).await);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_migration_undone_and_done_again_keeps_what_both_schemas_hold() {
    let mut compared = 0;
    for service in ALL {
        let (before, database) = (service.seeded().await, service.seeded().await);
        let mut turn = harness(&database.url).await;
        turn.revert_last_migration((service.migrations)()).unwrap();
        let shared = columns(&database.url).await;
        let undone = schema(&database.url).await;
        for done_again in [false, true] {
            if done_again {
                turn.run_next_migration((service.migrations)()).unwrap();
                assert_ne!(undone, schema(&database.url).await, "{}", service.name);
            }
            for (table, columns) in &shared {
                let kept = rows(&database.url, table, columns).await;
                let what = format!("{}.{table}, done again: {done_again}", service.name);
                assert!(kept == rows(&before.url, table, columns).await, "{what}");
                compared += kept.len();
            }
        }
    }
    assert!(compared > 0, "some service has more than one migration");
}
