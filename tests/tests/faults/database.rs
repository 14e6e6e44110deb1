//! A PostgreSQL that says nothing, and one that goes.

use std::time::{Duration, Instant};

use end_to_end::faults::Kind::{
    Clinician, List, Location, NewClinician, NewLocation, Practices, Releases,
};
use end_to_end::faults::{
    Call, Callers, Cluster, Kind, assert_only, assert_written_once, failures,
};
use end_to_end::processes::FleetSetup;
use end_to_end::{eventually, header};
use futures_util::future::join_all;

use crate::{Scene, recovers};

/// What every answer to needs a database.
const STORED: [Kind; 6] = [Clinician, NewClinician, List, Releases, Location, NewLocation];

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_lost_or_done_twice_by_a_database_that_stops() {
    let cluster = Cluster::start().await;
    let setup = FleetSetup { server: Some(cluster.url()), ..FleetSetup::default() };
    let scene = Scene::start(setup).await;
    a_pause(&scene, &cluster).await;
    a_restart(&scene, &cluster).await;
    let Scene { load, callers, fleet } = scene;
    let calls = load.stop().await;
    assert_written_once(&calls, &fleet.databases).await;
    a_long_pause_of_idle_connections(&callers, &cluster).await;
}

/// For five seconds it neither answers nor hangs up.
async fn a_pause(scene: &Scene, cluster: &Cluster) {
    let Scene { load, callers, .. } = scene;
    let (mark, now) = (load.mark(), Instant::now());
    let frozen = cluster.freeze();
    let stranger = callers.credential("API_KEY_PRACTICES_ONLY");
    let refused = callers.get_as(stranger, "/api/v1/practices/").await;
    assert_eq!(refused.status(), 503, "accounts cannot ask");
    assert!(header(&refused, "retry-after").is_some());
    eventually("five seconds have gone by", async || now.elapsed() > Duration::from_secs(5)).await;
    drop(frozen);
    recovers(load).await;
    let calls = load.since(mark);
    assert_only(&calls, &[Practices], &[]);
    assert_only(&calls, &STORED, &[503]);
    in_time(&calls, &[Practices], Duration::from_secs(5));
    in_time(&calls, &STORED, Duration::from_secs(11));
    callers.answered(stranger, "/api/v1/practices/", 200).await;
}

/// It ends at once, and starts a little later.
async fn a_restart(scene: &Scene, cluster: &Cluster) {
    let Scene { load, .. } = scene;
    let mark = load.mark();
    cluster.crash();
    load.goes_on(&Kind::ALL, 5).await;
    cluster.start_again();
    recovers(load).await;
    let calls = load.since(mark);
    assert_only(&calls, &[Practices], &[]);
    assert_only(&calls, &STORED, &[503]);
    assert!(STORED.iter().all(|kind| !failures(&calls, *kind).is_empty()));
    in_time(&calls, &Kind::ALL, Duration::from_secs(15));
}

/// Nobody waits for each of the connections that are idle.
async fn a_long_pause_of_idle_connections(callers: &Callers, cluster: &Cluster) {
    let many = (0..12).map(|_| callers.call(Clinician));
    assert!(join_all(many).await.iter().all(Call::is_right));
    let frozen = cluster.freeze();
    let call = callers.call(Clinician).await;
    assert_eq!((call.status, &call.wrong), (503, &None), "{call:?}");
    in_time(&[call], &[Clinician], Duration::from_secs(15));
    drop(frozen);
    eventually("rotas are told again", async || callers.call(Clinician).await.is_right()).await;
}

/// Checks that nobody waited longer.
#[track_caller]
fn in_time(calls: &[Call], kinds: &[Kind], most: Duration) {
    for call in calls.iter().filter(|call| kinds.contains(&call.kind)) {
        assert!(call.took < most, "{call:?}");
    }
}
