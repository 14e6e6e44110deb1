//! What dashboard and alerts ask for is measured.

use std::collections::{BTreeMap, BTreeSet};

use access::ThrottleConfig;
use end_to_end::processes::{Fleet, FleetSetup, Process};
use end_to_end::{client, eventually, no_throttle};
use serde_json::{Value, json};

use crate::files::{items, text, yaml};
use crate::promql;

/// What Prometheus itself says of whom it scrapes.
const OF_PROMETHEUS: &str = "up";

/// The metrics of all queries, each with the place of one of them.
fn asked_for() -> BTreeMap<String, String> {
    let rules = yaml("observability/rules.yaml");
    let alerts = items(&rules["groups"]).flat_map(|group| items(&group["rules"])).map(|rule| {
        let name = rule["alert"].as_str().unwrap();
        (format!("alert {name}"), rule["expr"].as_str().unwrap().to_owned())
    });
    let dashboard: Value = serde_json::from_str(&text("observability/dashboard.json")).unwrap();
    let panels = dashboard["panels"].as_array().unwrap().iter().flat_map(|panel| {
        panel["targets"].as_array().unwrap().iter().map(move |target| {
            let query = target["expr"].as_str().unwrap().to_owned();
            (format!("panel {}", panel["title"]), query)
        })
    });
    let places: Vec<_> = alerts.chain(panels).collect();
    assert!(places.len() > 20, "alerts and panels are found");
    let metrics = places.into_iter().flat_map(|(place, query)| {
        promql::metrics(&query).into_iter().map(move |metric| (metric, place.clone()))
    });
    metrics.filter(|(metric, _)| metric != OF_PROMETHEUS).collect()
}

/// The names of what a process measures, as queries have them.
async fn measured(process: &Process) -> BTreeSet<String> {
    let text = process.metrics().await;
    let types = text.lines().filter_map(|line| line.strip_prefix("# TYPE ")?.split_once(' '));
    types
        .flat_map(|(name, kind)| match kind.trim() {
            "histogram" => ["bucket", "count", "sum"].map(|it| format!("{name}_{it}")).to_vec(),
            _ => vec![name.to_owned()],
        })
        .collect()
}

/// A platform with made-up data, strict with strangers, whose Redis is away.
async fn fleet() -> Fleet {
    let throttle =
        ThrottleConfig { throttle_anonymous: "1/hour".parse().unwrap(), ..no_throttle() };
    let redis_url = Some("redis://127.0.0.1:9".to_owned());
    Fleet::start(FleetSetup { throttle, redis_url, demo: true, ..FleetSetup::default() }).await
}

/// Asks for a list as somebody known, until that somebody is let in on an old answer.
async fn without_accounts(fleet: &mut Fleet, key: &str) {
    let url = format!("{}/api/v1/practices/", fleet.url());
    let call = async || client().get(&url).bearer_auth(key).send().await.unwrap().status();
    // Every replica has to have heard of them.
    for _ in 0..20 {
        assert_eq!(call().await, 200);
    }
    fleet.accounts.signal("KILL");
    fleet.accounts.stopped().await;
    let reference = &fleet.reference;
    eventually("somebody is let in on an old answer", async || {
        call().await;
        let mut counted = false;
        for replica in reference {
            counted |= measured(replica).await.contains("access_stale_answers_total");
        }
        counted
    })
    .await;
}

/// Takes one of two replicas away, and asks, until a request had to be tried again.
async fn without_a_replica(fleet: &mut Fleet) {
    let url = format!("{}/api/v1/clinicians/", fleet.url());
    for _ in 0..10 {
        fleet.rota[0].signal("KILL");
        fleet.rota[0].stopped().await;
        for _ in 0..20 {
            client().get(&url).send().await.unwrap();
        }
        if measured(&fleet.gateway).await.contains("gateway_retries_total") {
            return;
        }
        fleet.rota[0].restart().await;
        fleet.rota[0].becomes_ready().await;
    }
    panic!("no request was tried again");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_metric_that_is_asked_for_is_measured() {
    let mut fleet = fleet().await;
    let credentials = fleet.demo().await;
    let base = fleet.url();
    let get = async |path: &str| client().get(format!("{base}{path}")).send().await.unwrap();
    eventually("a stranger is refused for calling often", async || {
        get("/api/v1/practices/").await.status() == 429
    })
    .await;
    let wrong = json!({ "username": "nobody", "password": "wrong" });
    let answer = client().post(format!("{base}/api/token")).json(&wrong).send().await.unwrap();
    assert_eq!(answer.status(), 401);

    let mut all = measured(&fleet.accounts).await;
    without_a_replica(&mut fleet).await;
    without_accounts(&mut fleet, &credentials["ALMANAC_API_KEY"]).await;
    for process in fleet.processes().filter(|process| !process.has_ended()) {
        all.extend(measured(process).await);
    }
    for (metric, place) in asked_for() {
        assert!(all.contains(&metric), "{place} asks for {metric}, which nobody measures: {all:?}");
    }
    fleet.stop().await;
}

#[test]
fn panels_have_different_places_and_say_their_source() {
    let dashboard: Value = serde_json::from_str(&text("observability/dashboard.json")).unwrap();
    let panels = dashboard["panels"].as_array().unwrap();
    let places: BTreeSet<String> =
        panels.iter().map(|panel| panel["gridPos"].to_string()).collect();
    assert_eq!(places.len(), panels.len());
    for panel in panels {
        assert_eq!(panel["datasource"]["uid"], "${datasource}", "{}", panel["title"]);
    }
}
