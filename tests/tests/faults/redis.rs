//! The Redis in which replicas count together goes, and comes back empty.

use access::ThrottleConfig;
use end_to_end::faults::{Callers, Kind, Redis, assert_only};
use end_to_end::processes::{Fleet, FleetSetup, Process};
use end_to_end::{client, eventually, header, no_throttle, secrets};

use crate::{Scene, recovers, told};

/// What is measured of calls that are counted without it.
const ALONE: &str = "access_throttle_degraded_total";

#[tokio::test(flavor = "multi_thread")]
async fn limits_hold_without_redis_and_nobody_is_refused_for_it() {
    let Some(mut redis) = Redis::start() else { return };
    // More than anybody calls, so that each call is counted and none refused.
    let plenty = || "100000/minute".parse().unwrap();
    let throttle = ThrottleConfig {
        throttle_standard: plenty(),
        throttle_datasets_user: plenty(),
        throttle_signed: plenty(),
        throttle_releases: plenty(),
        ..no_throttle()
    };
    let redis_url = Some(redis.url());
    let scene = Scene::start(FleetSetup { redis_url, throttle, ..FleetSetup::default() }).await;
    let Scene { load, callers, fleet } = &scene;
    let mark = load.mark();
    eventually("replicas share a limit", async || passed(fleet, callers).await == 2).await;

    redis.kill();
    eventually("each counts alone", async || passed(fleet, callers).await == 4).await;
    load.goes_on(&Kind::ALL, 10).await;
    for process in counting(fleet) {
        assert!(process.metrics().await.contains(ALONE), "{}", process.name());
        eventually("it is logged", async || process.log().contains("Redis cannot be asked")).await;
    }

    redis.run();
    eventually("they share a limit again", async || passed(fleet, callers).await == 2).await;
    for process in counting(fleet) {
        eventually("it is logged", async || process.log().contains("Redis answers again")).await;
    }
    recovers(load).await;
    assert_only(&load.since(mark), &Kind::ALL, &[]);
}

/// Those whose callers have limits.
fn counting(fleet: &Fleet) -> impl Iterator<Item = &Process> {
    let replicas = [&fleet.reference, &fleet.rota, &fleet.datasets, &fleet.releases, &fleet.care];
    replicas.into_iter().flatten()
}

/// How many of eight calls pass that go to two replicas in turns, with a new
/// key that has two in an hour.
async fn passed(fleet: &Fleet, callers: &Callers) -> usize {
    let user = callers.credential("STAFF_USERNAME");
    let add = ["key", "add", user, "--kind", "bearer", "--throttle", "2/hour"];
    let key = told(fleet.command(), &add).await;
    let key = key["key"].as_str().unwrap();
    secrets::note(key);
    let mut passed = 0;
    for replica in fleet.reference.iter().cycle().take(8) {
        let url = format!("http://{}/api/v1/practices/", replica.address);
        let answer = client().get(url).bearer_auth(key).send().await.unwrap();
        match answer.status().as_u16() {
            200 => passed += 1,
            429 => assert!(header(&answer, "retry-after").is_some()),
            other => panic!("{other}"),
        }
    }
    passed
}
