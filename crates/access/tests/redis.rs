//! Replicas that count together, in a Redis of the test's own. `REDIS_SERVER` names the program.
#![expect(clippy::unwrap_used, clippy::print_stderr, reason = "a test fails by panicking")]

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant};

use access::{Bucket, Rates, RedisUrl, Subject, Throttle, Tier};
use futures_util::future::join_all;
use redis::aio::MultiplexedConnection;
use tempfile::TempDir;
use tokio::time::timeout;

fn bucket() -> Bucket {
    Bucket::new(Tier::Standard, Subject::User(1))
}

/// A Redis that listens on a socket in a folder of its own, and ends with this.
struct Server {
    program: OsString,
    folder: TempDir,
    process: Option<Child>,
}

impl Drop for Server {
    fn drop(&mut self) {
        self.kill();
    }
}

impl Server {
    /// One that does not run yet; `None` where there is no Redis.
    fn install() -> Option<Self> {
        let Some(program) = std::env::var_os("REDIS_SERVER") else {
            assert!(std::env::var("CI").is_err(), "CI has a Redis, and REDIS_SERVER names it");
            eprintln!("skipped: REDIS_SERVER names no redis-server");
            return None;
        };
        Some(Self { program, folder: tempfile::tempdir().unwrap(), process: None })
    }

    /// One that answers.
    async fn start() -> Option<Self> {
        let mut server = Self::install()?;
        server.run().await;
        Some(server)
    }

    async fn run(&mut self) {
        let process = Command::new(&self.program)
            .args(["--port", "0", "--save", "", "--appendonly", "no", "--daemonize", "no"])
            .arg("--dir")
            .arg(self.folder.path())
            .arg("--unixsocket")
            .arg(self.socket())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        self.process = Some(process);
        eventually("Redis answers", async || self.connection().await.is_some()).await;
    }

    fn kill(&mut self) {
        if let Some(mut process) = self.process.take() {
            process.kill().unwrap();
            process.wait().unwrap();
        }
    }

    /// Sends a signal, by name.
    fn signal(&self, name: &str) {
        let id = self.process.as_ref().unwrap().id();
        let sent = Command::new("sh").args(["-c", &format!("kill -{name} {id}")]).status();
        assert!(sent.unwrap().success());
    }

    fn socket(&self) -> PathBuf {
        self.folder.path().join("redis.sock")
    }

    fn url(&self) -> RedisUrl {
        format!("unix://{}", self.socket().display()).parse().unwrap()
    }

    /// A replica, patient because these tests run beside many others.
    fn replica(&self, service: &'static str) -> Throttle {
        Throttle::new(service, Some(&self.url())).with_patience(Duration::from_secs(30))
    }

    async fn connection(&self) -> Option<MultiplexedConnection> {
        let client = redis::Client::open(format!("unix://{}", self.socket().display())).unwrap();
        client.get_multiplexed_async_connection().await.ok()
    }

    async fn ask<T: redis::FromRedisValue>(&self, command: &[&str]) -> T {
        let mut connection = self.connection().await.unwrap();
        let (name, arguments) = command.split_first().unwrap();
        redis::cmd(name).arg(arguments).query_async(&mut connection).await.unwrap()
    }

    /// Lets time pass for one rate of a person's allowance.
    async fn pass(&self, rate: &str, seconds: u64) {
        let key = format!("almanac:throttle:{{rota}}:standard:user:1:{rate}");
        let free: u64 = self.ask(&["GET", &key]).await;
        let earlier = (free - seconds * 1_000_000).to_string();
        let _: String = self.ask(&["SET", &key, &earlier, "KEEPTTL"]).await;
    }
}

async fn eventually(what: &str, check: impl AsyncFn() -> bool) {
    let start = Instant::now();
    while !check().await {
        assert!(start.elapsed() < Duration::from_secs(30), "waited in vain: {what}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

fn rates(text: &str) -> Rates {
    text.parse().unwrap()
}

/// The calls left, or the seconds to wait. Nobody may be kept waiting for the answer.
async fn spend(throttle: &Throttle, bucket: Bucket, text: &str) -> Result<u32, u64> {
    let rates = rates(text);
    let spent = timeout(Duration::from_secs(10), throttle.spend(bucket, &rates)).await.unwrap();
    spent.map(|left| left.unwrap().remaining()).map_err(|throttled| throttled.retry_after)
}

/// The calls left, and the seconds until none is spent.
async fn look(throttle: &Throttle, bucket: Bucket, text: &str) -> (u32, u64) {
    let left = throttle.look(bucket, &rates(text)).await.unwrap();
    (left.remaining(), left.reset())
}

/// Whether what one spends, another misses.
async fn share(one: &Throttle, another: &Throttle) -> bool {
    static NEXT: AtomicI64 = AtomicI64::new(1_000);
    let bucket = Bucket::new(Tier::Standard, Subject::User(NEXT.fetch_add(1, Ordering::Relaxed)));
    spend(one, bucket, "5/hour").await == Ok(4) && look(another, bucket, "5/hour").await == (4, 720)
}

#[tokio::test]
async fn replicas_share_a_burst_and_then_one_call_per_interval() {
    let Some(server) = Server::start().await else { return };
    let (one, another) = (server.replica("rota"), server.replica("rota"));
    for (left, throttle) in [(4, &one), (3, &another), (2, &one), (1, &one), (0, &another)] {
        assert_eq!(spend(throttle, bucket(), "5/hour").await, Ok(left));
    }
    for throttle in [&one, &another] {
        for _ in 0..10 {
            let wait = spend(throttle, bucket(), "5/hour").await.unwrap_err();
            assert!((690..=720).contains(&wait), "{wait}");
        }
        assert_eq!(look(throttle, bucket(), "5/hour").await, (0, 3_600));
    }
    server.pass("5/3600", 690).await;
    assert!(spend(&one, bucket(), "5/hour").await.is_err());
    server.pass("5/3600", 30).await;
    assert_eq!(spend(&one, bucket(), "5/hour").await, Ok(0));
    assert!(spend(&another, bucket(), "5/hour").await.is_err());
}

#[tokio::test]
async fn what_one_rate_refuses_costs_nothing_of_the_others() {
    let Some(server) = Server::start().await else { return };
    let throttle = server.replica("rota");
    let both = "2/minute,3/hour";
    assert_eq!(spend(&throttle, bucket(), both).await, Ok(1));
    assert_eq!(spend(&throttle, bucket(), both).await, Ok(0));
    for _ in 0..10 {
        let wait = spend(&throttle, bucket(), both).await.unwrap_err();
        assert!((1..=30).contains(&wait), "{wait}");
    }
    assert_eq!(look(&throttle, bucket(), "3/hour").await, (1, 2_400));
    for rate in ["2/60", "3/3600"] {
        server.pass(rate, 60).await;
    }
    assert_eq!(spend(&throttle, bucket(), both).await, Ok(0));
    for _ in 0..10 {
        let wait = spend(&throttle, bucket(), both).await.unwrap_err();
        assert!((1_100..=1_140).contains(&wait), "{wait}");
    }
    assert_eq!(look(&throttle, bucket(), "2/minute").await, (1, 30));
}

#[tokio::test]
async fn services_do_not_mix() {
    let Some(server) = Server::start().await else { return };
    let (reference, rota) = (server.replica("reference"), server.replica("rota"));
    let stranger = Bucket::new(Tier::Anonymous, Subject::Address("192.0.2.1".parse().unwrap()));
    for throttle in [&reference, &rota] {
        assert_eq!(spend(throttle, stranger, "1/hour").await, Ok(0));
        assert!(spend(throttle, stranger, "1/hour").await.is_err());
    }
    let mut keys: Vec<String> = server.ask(&["KEYS", "*"]).await;
    keys.sort();
    let key =
        |service| format!("almanac:throttle:{{{service}}}:anonymous:address:192.0.2.1:1/3600");
    assert_eq!(keys, [key("reference"), key("rota")]);
    for key in &keys {
        let milliseconds: i64 = server.ask(&["PTTL", key]).await;
        assert!((1..=3_600_000).contains(&milliseconds), "{key} ends in {milliseconds} ms");
    }
}

#[tokio::test]
async fn looking_spends_nothing() {
    let Some(server) = Server::start().await else { return };
    let throttle = server.replica("rota");
    for _ in 0..10 {
        assert_eq!(look(&throttle, bucket(), "5/hour,1000/day").await, (5, 0));
    }
    assert_eq!(server.ask::<u64>(&["DBSIZE"]).await, 0);
    assert_eq!(spend(&throttle, bucket(), "5/hour,1000/day").await, Ok(4));
    for _ in 0..10 {
        assert_eq!(look(&throttle, bucket(), "5/hour,1000/day").await, (4, 720));
    }
    assert_eq!(throttle.look(bucket(), &Rates::off()).await, None);
    assert_eq!(throttle.spend(bucket(), &Rates::off()).await, Ok(None));
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_at_once_just_as_many_pass_as_may() {
    let Some(server) = Server::start().await else { return };
    let replicas = [Arc::new(server.replica("rota")), Arc::new(server.replica("rota"))];
    let calls = replicas.iter().cycle().take(200).map(|throttle| {
        let throttle = Arc::clone(throttle);
        tokio::spawn(async move { spend(&throttle, bucket(), "50/hour").await })
    });
    let ended = join_all(calls).await;
    let mut left: Vec<u32> = ended.into_iter().filter_map(|call| call.unwrap().ok()).collect();
    left.sort_unstable();
    assert_eq!(left, (0..50).collect::<Vec<u32>>());
}

#[tokio::test]
async fn without_redis_each_counts_alone_until_it_is_back() {
    let Some(mut server) = Server::start().await else { return };
    let (one, another) = (server.replica("rota"), server.replica("rota"));
    assert!(share(&one, &another).await);
    server.kill();
    for throttle in [&one, &another] {
        for left in (0..3).rev() {
            assert_eq!(spend(throttle, bucket(), "3/hour").await, Ok(left));
        }
        assert!(spend(throttle, bucket(), "3/hour").await.is_err());
        assert_eq!(look(throttle, bucket(), "3/hour").await, (0, 3_600));
    }
    server.run().await;
    eventually("they share", async || share(&one, &another).await).await;
    assert!(share(&another, &one).await);
}

#[tokio::test]
async fn redis_may_come_later() {
    let Some(mut server) = Server::install() else { return };
    let (one, another) = (server.replica("rota"), server.replica("rota"));
    assert_eq!(spend(&one, bucket(), "1/hour").await, Ok(0));
    assert!(spend(&one, bucket(), "1/hour").await.is_err());
    server.run().await;
    eventually("they share", async || share(&one, &another).await).await;
}

#[tokio::test]
async fn a_redis_that_hangs_is_not_waited_for() {
    let Some(server) = Server::start().await else { return };
    let [one, another] = [(); 2].map(|()| Throttle::new("rota", Some(&server.url())));
    eventually("they share", async || share(&one, &another).await).await;
    server.signal("STOP");
    for left in (0..3).rev() {
        assert_eq!(spend(&one, bucket(), "3/hour").await, Ok(left));
    }
    assert!(spend(&one, bucket(), "3/hour").await.is_err());
    server.signal("CONT");
    eventually("they share again", async || share(&one, &another).await).await;
}
