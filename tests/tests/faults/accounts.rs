//! Accounts takes five seconds for whatever it says.

use std::time::{Duration, Instant};

use end_to_end::faults::Kind::{
    Clinician, List, Location, NewClinician, NewLocation, Practices, Releases,
};
use end_to_end::faults::{Kind, Proxy, assert_only, assert_written_once};
use end_to_end::processes::{FleetSetup, Routes};
use end_to_end::{eventually, header};

use crate::{Scene, recovers};

/// Those who call so often that they are known.
const KNOWN: [Kind; 5] = [Practices, Clinician, NewClinician, List, Releases];

const PATH: &str = "/api/v1/practices/";

#[tokio::test(flavor = "multi_thread")]
async fn slow_accounts_hold_up_few_of_those_who_are_known() {
    let proxy = Proxy::default();
    let inside = proxy.clone();
    let between = move |routes: &mut Routes| {
        routes.accounts_grpc = inside.before(routes.accounts_grpc);
    };
    let setup = FleetSetup { between: Some(Box::new(between)), ..FleetSetup::default() };
    let Scene { load, callers, fleet } = Scene::start(setup).await;
    let stranger = callers.credential("API_KEY_PRACTICES_ONLY");
    let (mark, now) = (load.mark(), Instant::now());
    proxy.delay(Duration::from_secs(5));
    let refused = callers.get_as(stranger, PATH).await;
    assert_eq!(refused.status(), 503);
    assert!(header(&refused, "retry-after").is_some());
    assert!(now.elapsed() < Duration::from_secs(5), "nobody waits for accounts to answer");
    eventually("it goes on like this", async || now.elapsed() > Duration::from_secs(12)).await;
    proxy.delay(Duration::ZERO);
    recovers(&load).await;
    callers.answered(stranger, PATH, 200).await;

    let calls = load.since(mark);
    assert_only(&calls, &KNOWN, &[]);
    assert_only(&calls, &[Location, NewLocation], &[503]);
    for call in &calls {
        assert!(call.took < Duration::from_secs(5), "{call:?}");
    }
    for kind in KNOWN {
        let all: Vec<_> = calls.iter().filter(|call| call.kind == kind).collect();
        let slow = all.iter().filter(|call| call.took > Duration::from_secs(1)).count();
        assert!(slow * 2 < all.len(), "{slow} of {} calls were slow: {kind:?}", all.len());
    }
    assert_written_once(&load.stop().await, &fleet.databases).await;
}
