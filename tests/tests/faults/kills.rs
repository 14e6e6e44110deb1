//! Processes that end without a word, one after the other.

use std::collections::BTreeSet;
use std::process::Stdio;
use std::time::{Duration, Instant};

use end_to_end::faults::Kind::{
    Clinician, List, Location, NewClinician, NewLocation, Practices, Releases,
};
use end_to_end::faults::{BROKEN, Call, Kind, Load, assert_only, assert_written_once, failures};
use end_to_end::fixtures::many;
use end_to_end::processes::{FleetSetup, Process};
use end_to_end::{client, eventually, header};
use serde_json::{Value, json};

use crate::{Scene, recovers, told};

/// How many calls of a kind are made of a service that is not there.
const MISSED: usize = 10;

/// How long callers are known without a question to accounts.
const FRESH: Duration = Duration::from_secs(5);

#[tokio::test(flavor = "multi_thread")]
async fn a_process_that_is_killed_fails_alone_and_loses_nothing() {
    let mut scene = Scene::start(FleetSetup::default()).await;
    replicas_of_reference(&mut scene).await;
    replicas_of_rota(&mut scene).await;
    services_without_replicas(&mut scene).await;
    accounts(&mut scene).await;
    importers(&mut scene).await;
    the_gateway(&mut scene).await;
    let calls = scene.load.stop().await;
    assert_written_once(&calls, &scene.fleet.databases).await;
}

/// Kills a process, waits until calls of these kinds have missed it, starts it
/// again and waits until all is well; the calls that ended meanwhile.
async fn killed(process: &mut Process, load: &Load, missed: &[Kind]) -> Vec<Call> {
    let mark = load.mark();
    process.signal("KILL");
    process.stopped().await;
    load.goes_on(missed, MISSED).await;
    process.restart().await;
    process.becomes_ready().await;
    recovers(load).await;
    load.since(mark)
}

async fn replicas_of_reference(scene: &mut Scene) {
    for replica in &mut scene.fleet.reference {
        let calls = killed(replica, &scene.load, &[Practices]).await;
        assert_only(&calls, &Kind::ALL, &[]);
    }
}

/// What was on its way to a replica is not sent to another: it may have been done.
async fn replicas_of_rota(scene: &mut Scene) {
    for replica in &mut scene.fleet.rota {
        let calls = killed(replica, &scene.load, &[Clinician, NewClinician]).await;
        assert_only(&calls, &[Practices, Clinician, List, Releases, Location, NewLocation], &[]);
        assert_only(&calls, &[NewClinician], &[502]);
        let lost = failures(&calls, NewClinician);
        assert!(lost.len() <= 2, "no more than were under way: {lost:?}");
    }
}

async fn services_without_replicas(scene: &mut Scene) {
    let fleet = &mut scene.fleet;
    for (process, missed) in [
        (&mut fleet.datasets[0], &[List][..]),
        (&mut fleet.releases[0], &[Releases]),
        (&mut fleet.care[0], &[Location, NewLocation]),
    ] {
        let calls = killed(process, &scene.load, missed).await;
        assert_only(&calls, missed, &[502, 503]);
        assert!(missed.iter().all(|kind| failures(&calls, *kind).len() >= MISSED), "{missed:?}");
        let others: Vec<Kind> =
            Kind::ALL.into_iter().filter(|kind| !missed.contains(kind)).collect();
        assert_only(&calls, &others, &[]);
    }
}

/// Whoever is known goes on; nobody else gets in.
async fn accounts(scene: &mut Scene) {
    let Scene { load, callers, fleet } = scene;
    let (mark, now) = (load.mark(), Instant::now());
    fleet.accounts.signal("KILL");
    fleet.accounts.stopped().await;
    let path = "/api/v1/practices/";
    let stranger = callers.credential("API_KEY_PRACTICES_ONLY");
    let refused = callers.get_as(stranger, path).await;
    assert_eq!(refused.status(), 503);
    assert!(header(&refused, "retry-after").is_some());
    let url = fleet.url();
    let credentials = json!({ "username": "nobody", "password": "none at all" });
    let token = client().post(format!("{url}/api/token")).json(&credentials).send().await.unwrap();
    assert_eq!(token.status(), 503);
    assert_eq!(client().get(format!("{url}/accounts/login/")).send().await.unwrap().status(), 503);
    eventually("nobody is known from before", async || now.elapsed() > FRESH).await;
    load.goes_on(&Kind::ALL, MISSED).await;
    fleet.accounts.restart().await;
    fleet.accounts.becomes_ready().await;
    recovers(load).await;
    callers.answered(stranger, path, 200).await;
    let calls = load.since(mark);
    assert_only(&calls, &[Practices, Clinician, NewClinician, List, Releases], &[]);
    assert_only(&calls, &[Location, NewLocation], &[503]);
}

/// At whatever moment an import ends, its release is there whole or not at all.
async fn importers(scene: &mut Scene) {
    let Scene { load, callers, fleet } = scene;
    let mark = load.mark();
    callers.forget(Practices);
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("epraccur.csv");
    std::fs::write(&file, many("20260203", 12_000)).unwrap();
    let file = file.to_str().unwrap();
    let key = callers.credential("API_KEY");
    let counts = async || {
        let mut counts = BTreeSet::new();
        for replica in &fleet.reference {
            let url = format!("http://{}/api/v1/practices/", replica.address);
            let answer = client().get(url).bearer_auth(key).send().await.unwrap();
            counts.insert(answer.json::<Value>().await.unwrap()["count"].as_u64().unwrap());
        }
        counts
    };
    let all = BTreeSet::from([12_000]);
    let either = &counts().await | &all;
    for milliseconds in [5, 50, 100, 150, 200, 250, 300, 400] {
        let mut import = fleet.command();
        import.args(["import", "epraccur", file]).stdout(Stdio::null()).stderr(Stdio::null());
        let mut import = import.spawn().unwrap();
        // Whatever it is at.
        tokio::time::sleep(Duration::from_millis(milliseconds)).await;
        import.kill().await.unwrap();
        assert!(counts().await.is_subset(&either), "after {milliseconds} ms");
    }
    told(fleet.command(), &["import", "epraccur", file]).await;
    eventually("the release is served", async || counts().await == all).await;
    let releases = told(fleet.command(), &["import", "list"]).await;
    let releases = releases.as_array().unwrap().iter();
    let published = releases.filter(|release| release["origin"] == "published");
    let ids: Vec<&str> = published.map(|release| release["id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["epraccur-2026-02-03-r1"]);
    callers.learn(Practices).await;
    recovers(load).await;
    assert_only(&load.since(mark), &Kind::ALL, &[]);
}

async fn the_gateway(scene: &mut Scene) {
    let calls = killed(&mut scene.fleet.gateway, &scene.load, &Kind::ALL).await;
    assert_only(&calls, &Kind::ALL, &[BROKEN]);
    assert!(Kind::ALL.iter().all(|kind| failures(&calls, *kind).len() >= MISSED));
}
