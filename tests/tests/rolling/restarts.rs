//! Every replica is stopped and started again, one after the other, while
//! callers go on: nobody notices.

use std::sync::Arc;

use diesel::QueryableByName;
use diesel::sql_types::Text;
use diesel_async::RunQueryDsl;
use end_to_end::faults::Kind::{
    Clinician, List, Location, NewClinician, NewLocation, Practices, Releases,
};
use end_to_end::faults::{Call, Callers, Kind, Load, assert_only, assert_written_once};
use end_to_end::processes::{Fleet, FleetSetup, Process};
use end_to_end::{Browser, eventually};

/// How many calls of each kind there must be while a process is away, and how
/// many a replica must have answered to count as one that is asked.
const ENOUGH: usize = 20;

const DOMAINS: [&str; 5] =
    [reference::NAME, rota::NAME, datasets::NAME, releases::NAME, care::NAME];

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
            && (line.contains("http_route=\"/api/v1/") || line.contains("http_route=\"/v1/"))
    });
    counts.map(|line| line.rsplit(' ').next().unwrap().parse::<usize>().unwrap()).sum()
}

/// Waits until the gateway asks each of these.
async fn are_asked(replicas: &[Process]) {
    for replica in replicas {
        eventually("the replica is asked", async || answered(replica).await >= ENOUGH).await;
    }
}

/// Stops a process as an administrator does, and starts it again; the calls
/// that ended meanwhile.
async fn restarted(process: &mut Process, load: &Load) -> Vec<Call> {
    let mark = load.mark();
    process.signal("TERM");
    process.ends_well().await;
    load.goes_on(&Kind::ALL, ENOUGH).await;
    process.restart().await;
    process.becomes_ready().await;
    load.since(mark)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rolling_restart_fails_no_call_and_loses_no_write() {
    let setup =
        FleetSetup { demo: true, drain_seconds: 2, replicated: &DOMAINS, ..FleetSetup::default() };
    let mut fleet = Fleet::start(setup).await;
    let callers = Arc::new(Callers::of(&fleet).await);
    let load = Load::start(&callers);
    let Fleet { reference, rota, datasets, releases, care, .. } = &mut fleet;
    for replicas in [reference, rota, datasets, releases, care] {
        are_asked(replicas).await;
        for position in 0..replicas.len() {
            let calls = restarted(&mut replicas[position], &load).await;
            assert_only(&calls, &Kind::ALL, &[]);
            // The next one goes when the gateway has this one back.
            are_asked(replicas).await;
        }
    }

    // Every replica knows who is calling; of a signed request only accounts knows
    // that it comes for the first time.
    let calls = restarted(&mut fleet.accounts, &load).await;
    assert_only(&calls, &[Practices, Clinician, NewClinician, List, Releases], &[]);
    assert_only(&calls, &[Location, NewLocation], &[503]);
    load.flows().await;
    let [username, password] =
        ["USERNAME", "PASSWORD"].map(|what| callers.credential(&format!("STAFF_{what}")));
    let browser = Browser::new(&fleet.url());
    assert_eq!(browser.sign_in(username, password).await.status(), 302);

    assert_written_once(&load.stop().await, &fleet.databases).await;
    let told = "SELECT new_state ->> 'name' AS name FROM audit \
                WHERE entity_type = 'clinician' AND new_state ->> 'name' LIKE 'Made %'";
    let kept = "SELECT name FROM clinicians WHERE name LIKE 'Made %'";
    assert_eq!(names(&fleet, told).await, names(&fleet, kept).await, "every write is told once");
    fleet.stop().await;
}
