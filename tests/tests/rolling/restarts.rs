//! Every replica is stopped and started again, one after the other, while
//! callers go on: nobody notices.

use diesel::QueryableByName;
use diesel::sql_types::Text;
use diesel_async::RunQueryDsl;
use end_to_end::eventually;
use end_to_end::processes::{Fleet, FleetSetup, Process};

use crate::load::{Load, signed_in};

/// How many calls of each kind there must be while a process is away, and how
/// many a replica must have answered to count as one that is asked.
const ENOUGH: usize = 20;

#[derive(QueryableByName)]
struct Name {
    #[diesel(sql_type = Text)]
    name: String,
}

/// The names that a query of the rota's database gives, in their order.
async fn names(fleet: &Fleet, sql: &str) -> Vec<String> {
    let mut connection = store::pool(&fleet.databases.rota.url, 1).get().await.unwrap();
    let rows: Vec<Name> = diesel::sql_query(sql).load(&mut connection).await.unwrap();
    let mut names: Vec<String> = rows.into_iter().map(|row| row.name).collect();
    names.sort();
    names
}

/// How many calls of the API a process has answered since it was started.
async fn answered(process: &Process) -> usize {
    let metrics = process.metrics().await;
    let counts = metrics.lines().filter(|line| {
        line.starts_with("http_server_request_duration_seconds_count{")
            && line.contains("http_route=\"/api/v1/")
    });
    counts.map(|line| line.rsplit(' ').next().unwrap().parse::<usize>().unwrap()).sum()
}

/// Waits until the gateway asks each of these.
async fn are_asked(replicas: &[Process]) {
    for replica in replicas {
        eventually("the replica is asked", async || answered(replica).await >= ENOUGH).await;
    }
}

/// Stops a process as an administrator does, and starts it again.
async fn restart(process: &mut Process, load: &Load) {
    let before = load.answered();
    process.signal("TERM");
    process.ends_well().await;
    process.restart().await;
    process.becomes_ready().await;
    let after = load.answered();
    for (before, after) in
        [(before.lists, after.lists), (before.reads, after.reads), (before.writes, after.writes)]
    {
        let name = process.name();
        assert!(after - before >= ENOUGH, "{} calls while {name} was away", after - before);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rolling_restart_fails_no_call_and_loses_no_write() {
    let setup = FleetSetup { demo: true, drain_seconds: 2, ..FleetSetup::default() };
    let mut fleet = Fleet::start(setup).await;
    let demo = fleet.demo().await;
    let load = Load::start(&fleet, &demo).await;
    are_asked(&fleet.reference).await;
    are_asked(&fleet.rota).await;

    for position in 0..fleet.reference.len() {
        restart(&mut fleet.reference[position], &load).await;
        // The next one goes when the gateway has this one back.
        are_asked(&fleet.reference).await;
    }
    for position in 0..fleet.rota.len() {
        restart(&mut fleet.rota[position], &load).await;
        are_asked(&fleet.rota).await;
    }
    load.is_known_at(&fleet).await;
    restart(&mut fleet.accounts, &load).await;
    signed_in(&fleet, &demo, "STAFF").await;

    let mut written = load.stop().await;
    written.sort();
    let told = "SELECT new_state ->> 'name' AS name FROM audit \
                WHERE entity_type = 'clinician' AND new_state ->> 'name' LIKE 'Dr Rolling %'";
    assert_eq!(names(&fleet, told).await, written, "every write is told once");
    written.retain(|name| name.ends_with(" again"));
    let kept = "SELECT name FROM clinicians WHERE name LIKE 'Dr Rolling %'";
    assert_eq!(names(&fleet, kept).await, written, "every clinician is there once");
    fleet.stop().await;
}
