//! Replicas that share one limit through Redis, and what they do without it.

use access::ThrottleConfig;
use accounts::store::api_keys::Terms;
use end_to_end::faults::Redis;
use end_to_end::{Platform, Probe, eventually, header, no_throttle};

const PATH: &str = "/api/v1/probe/bearer/";

/// Calls both replicas, each time with a new key, so that nothing of before counts.
struct Caller<'a> {
    platform: &'a Platform,
    replicas: &'a [Probe; 2],
}

impl Caller<'_> {
    /// How many of four calls pass that go to the replicas in turns, with a
    /// key that has two.
    async fn passed(&self) -> usize {
        let terms = Terms { throttle: Some("2/hour".parse().unwrap()), ..Terms::default() };
        let (_, key) = self.platform.key("jo", terms).await;
        let mut passed = 0;
        for replica in self.replicas.iter().cycle().take(4) {
            let answer = replica.get_as(&key, PATH).await;
            match answer.status().as_u16() {
                200 => passed += 1,
                429 => assert!(header(&answer, "retry-after").is_some()),
                other => panic!("{other}"),
            }
        }
        passed
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn replicas_count_together_while_they_can() {
    let Some(mut redis) = Redis::start() else { return };
    let platform = Platform::start().await;
    let throttle =
        || ThrottleConfig { redis_url: Some(redis.url().parse().unwrap()), ..no_throttle() };
    let replicas =
        [Probe::start(&platform, throttle()).await, Probe::start(&platform, throttle()).await];
    let caller = Caller { platform: &platform, replicas: &replicas };
    eventually("they share one limit", async || caller.passed().await == 2).await;
    assert_eq!(caller.passed().await, 2);

    // Without it each counts alone: nobody is refused because Redis is away.
    redis.kill();
    eventually("each counts alone", async || caller.passed().await == 4).await;
    redis.run();
    eventually("they share one limit again", async || caller.passed().await == 2).await;
    let [first, second] = replicas;
    first.stop().await;
    second.stop().await;
    platform.stop().await;
}
