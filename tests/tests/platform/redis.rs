//! Replicas that share one limit through Redis, and what they do without it.

use std::ffi::OsString;
use std::process::{Child, Command, Stdio};

use access::{RedisUrl, ThrottleConfig};
use accounts::store::api_keys::Terms;
use end_to_end::{Platform, Probe, eventually, header, no_throttle};

const PATH: &str = "/api/v1/probe/bearer/";

/// A Redis of this test's own, on a socket of its own.
struct Redis {
    program: OsString,
    folder: tempfile::TempDir,
    process: Option<Child>,
}

impl Redis {
    /// One that runs; none where there is no Redis, which CI does not accept.
    fn start() -> Option<Self> {
        let Some(program) = std::env::var_os("REDIS_SERVER") else {
            assert!(std::env::var("CI").is_err(), "CI has a Redis, and REDIS_SERVER names it");
            eprintln!("skipped: REDIS_SERVER names no redis-server");
            return None;
        };
        let mut redis = Self { program, folder: tempfile::tempdir().unwrap(), process: None };
        redis.run();
        Some(redis)
    }

    fn run(&mut self) {
        let process = Command::new(&self.program)
            .args(["--port", "0", "--save", "", "--appendonly", "no", "--daemonize", "no"])
            .arg("--dir")
            .arg(self.folder.path())
            .arg("--unixsocket")
            .arg(self.folder.path().join("redis.sock"))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .spawn();
        self.process = Some(process.unwrap());
    }

    fn url(&self) -> RedisUrl {
        format!("unix://{}/redis.sock", self.folder.path().display()).parse().unwrap()
    }

    fn kill(&mut self) {
        if let Some(mut process) = self.process.take() {
            process.kill().unwrap();
            process.wait().unwrap();
        }
    }
}

impl Drop for Redis {
    fn drop(&mut self) {
        self.kill();
    }
}

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
    let throttle = || ThrottleConfig { redis_url: Some(redis.url()), ..no_throttle() };
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
