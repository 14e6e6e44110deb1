//! How often somebody may call: by tier, whatever the path.

use access::ThrottleConfig;
use end_to_end::rota::{Answer, Api, Practice};
use end_to_end::{Platform, Setup, client, no_throttle};
use serde_json::{Value, json};

use super::{PREFIXES, TODAY};

async fn limited(throttle: ThrottleConfig) -> Platform {
    let today = Some(TODAY.parse().unwrap());
    Platform::set_up(Setup { throttle, today, ..Setup::default() }).await
}

/// Checks that a call was one too many, and that the wait it tells is at most so long.
#[track_caller]
fn assert_throttled(answer: Answer, most: u64) {
    let wait: u64 = answer.header("retry-after").unwrap().parse().unwrap();
    assert!((1..=most).contains(&wait), "{}: {wait}", answer.call);
    let unit = if wait == 1 { "second" } else { "seconds" };
    let detail = format!("Request was throttled. Expected available in {wait} {unit}.");
    assert_eq!(answer.with(429), json!({ "detail": detail }));
}

async fn call(api: &Api, (method, path): (&str, &str)) -> Answer {
    api.call(method.parse().unwrap(), path, Some(&json!({}))).await
}

#[tokio::test(flavor = "multi_thread")]
async fn each_tier_is_one_bucket_for_all_its_paths() {
    let throttle = ThrottleConfig {
        throttle_standard: "6/hour".parse().unwrap(),
        throttle_expensive: "4/hour".parse().unwrap(),
        ..no_throttle()
    };
    let platform = limited(throttle).await;
    let practice = Practice::open(&platform, "first").await;
    let member = &practice.member;
    // Calls that fail cost as much as those that do not.
    for (of, status) in [
        (("GET", "/api/clinicians/"), 200),
        (("GET", "/api/v1/clinicians/active/"), 200),
        (("GET", "/api/v1/shifts/"), 200),
        (("POST", "/api/alerts/"), 400),
        (("GET", "/api/v1/leave-requests/mine/?clinician_id=1"), 200),
        (("DELETE", "/api/working-terms/1/"), 404),
    ] {
        call(member, of).await.with(status);
    }
    for path in [
        "clinicians/",
        "clinicians/1/stats/",
        "working-terms/",
        "shifts/1/",
        "leave-requests/",
        "alerts/",
    ] {
        for prefix in PREFIXES {
            assert_throttled(call(member, ("GET", &format!("{prefix}/{path}"))).await, 600);
        }
    }
    for (of, status) in [
        (("GET", "/api/statistics/"), 200),
        (("GET", "/api/v1/statistics/forecast/"), 200),
        (("GET", "/api/availability/"), 200),
        (("POST", "/api/v1/calculations/bulk-leave-quota/"), 400),
    ] {
        call(member, of).await.with(status);
    }
    for path in [
        "statistics/",
        "statistics/forecast/",
        "statistics/workload/",
        "availability/",
        "calculations/",
    ] {
        for prefix in PREFIXES {
            assert_throttled(call(member, ("GET", &format!("{prefix}/{path}"))).await, 900);
        }
    }
    // The rest is in no tier, and nobody else is held up.
    let calendar = "/api/calendar-data/?start_date=2024-06-01&end_date=2024-06-02";
    for _ in 0..8 {
        for (of, status) in [
            (("POST", "/api/rota/generate/"), 501),
            (("POST", "/api/v1/rebalance/"), 501),
            (("GET", calendar), 200),
            (("GET", "/leave-booking/calendar-data/"), 400),
            (("POST", "/leave-booking/submit/"), 400),
        ] {
            call(member, of).await.with(status);
        }
    }
    call(&practice.manager, ("GET", "/api/clinicians/")).await.with(200);
    call(&practice.manager, ("GET", "/api/statistics/")).await.with(200);
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn strangers_are_refused_twenty_times_and_then_held_up() {
    // Slower than the usual rate, so that none is earned meanwhile.
    let throttle =
        ThrottleConfig { throttle_anonymous: "20/hour".parse().unwrap(), ..no_throttle() };
    let platform = limited(throttle).await;
    let practice = Practice::open(&platform, "first").await;
    let from = async |address: &str, path: &str| {
        let request = client().get(format!("{}{path}", platform.url()));
        let response = request.header("x-forwarded-for", address).send().await.unwrap();
        Answer::of(format!("GET {path}"), response).await
    };
    let paths = ["/api/clinicians/", "/api/v1/statistics/", "/api/v1/shifts/7/", "/api/alerts/"];
    for path in paths.iter().cycle().take(20) {
        let refused = from("192.0.2.1", path).await;
        assert_eq!(refused.header("www-authenticate"), Some("Session realm=\"api\""));
        refused.with(401);
    }
    for path in paths {
        assert_throttled(from("192.0.2.1", path).await, 180);
    }
    assert_ne!(from("192.0.2.2", "/api/clinicians/").await.with(401), Value::Null);
    practice.member.get("clinicians/").await.with(200);
    platform.stop().await;
}
