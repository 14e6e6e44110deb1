//! Publishing that is broken off, at every point there is.

use std::future::{pending, poll_fn};
use std::io;
use std::task::Poll;

use bytes::Bytes;
use futures_util::future::join_all;
use futures_util::stream::{self, StreamExt};
use releases::ReleasesError;
use releases::changes::{By, Published, Publisher};
use releases::store::releases as kept;
use store::DatabaseUrl;
use tokio::runtime::Builder;
use tokio::sync::oneshot;
use tokio::task::spawn_blocking;

use crate::{CONNECTIONS, ITEM, OLD, World, details, keys, numbered, pieces};

/// More than publishing something small ever takes.
const MANY: usize = 2_000;

/// When work is dropped.
#[derive(Clone, Copy, PartialEq)]
enum Dropped {
    /// As soon as it waits.
    Waiting,
    /// When it has waited, before it hears what for.
    Served,
}

/// What work comes to that is dropped after so many polls.
async fn polled<W: Future>(polls: usize, dropped: Dropped, work: W) -> Option<W::Output> {
    let mut work = Box::pin(work);
    let mut left = polls;
    poll_fn(|context| {
        if left == 0 {
            return Poll::Ready(None);
        }
        left -= 1;
        match work.as_mut().poll(context) {
            Poll::Pending if left == 0 && dropped == Dropped::Waiting => Poll::Ready(None),
            polled => polled.map(Some),
        }
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_leaves_while_an_archive_comes_has_no_release() {
    let world = World::new().await;
    let whole = numbered(10_000_000);
    for (left, taken) in (1..).zip([0, 1, 8, 9, 10]) {
        let (tell, told) = oneshot::channel();
        let stalled = stream::once(async {
            tell.send(()).unwrap();
            pending::<io::Result<Bytes>>().await
        });
        let archive = pieces(&whole).take(taken).chain(stalled).boxed();
        tokio::select! {
            ended = world.publish_from("a.zip", archive) => panic!("{ended:?}"),
            told = told => told.unwrap(),
        }
        assert!(world.release("a.zip").await.is_none());
        assert_eq!(world.uploads().await, left);
    }
    assert!(world.publish("a.zip", &whole).await.unwrap().new);
    world.collect().await;
    world.assert_tidy().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_leaves_at_any_point_leaves_all_or_nothing() {
    let world = World::new().await;
    let archive = numbered(10_000);
    // Whoever comes next is lent another connection than the one that was in use.
    drop(join_all((0..CONNECTIONS).map(|_| world.connection())).await);
    for polls in 0..MANY {
        let file_name = format!("{polls}.zip");
        let ended = polled(polls, Dropped::Waiting, world.publish(&file_name, &archive)).await;
        if let Some(release) = world.release(&file_name).await {
            world.assert_whole(&release).await;
        }
        let again = world.publish(&file_name, &archive).await;
        let again = again.unwrap_or_else(|error| panic!("after {polls} polls: {error}"));
        let Some(ended) = ended else { continue };
        assert!(ended.unwrap().new && !again.new);
        assert!(polls > 10, "{polls}");
        let history = kept::history(&mut *world.connection().await, ITEM).await.unwrap();
        assert_eq!(history.len(), polls + 1);
        assert!(world.uploads().await > 0);
        world.collect().await;
        return world.assert_tidy().await;
    }
    panic!("it never ends");
}

/// What a process comes to that publishes, and is killed after so many polls:
/// nothing of it goes on afterwards.
async fn killed(
    world: &World,
    polls: usize,
    file_name: &str,
    archive: &Bytes,
) -> Option<Result<Published, ReleasesError>> {
    let (url, objects) = (doomed(&world.database.url), world.publisher.objects.clone());
    let (details, archive) = (details(file_name), pieces(archive));
    let process = spawn_blocking(move || {
        let runtime = Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        runtime.block_on(async {
            let publisher = Publisher { pool: store::pool(&url, 2), objects, keys: keys(OLD) };
            let work = publisher.publish(By::Command, ITEM, &details, archive, |_| ());
            polled(polls, Dropped::Served, work).await
        })
    });
    let ended = process.await.unwrap();
    // PostgreSQL hears of it last.
    let none = "SELECT count(*) = 0 FROM pg_stat_activity \
                WHERE datname = current_database() AND application_name = 'doomed'";
    world.until(none).await;
    ended
}

/// The same database, where its connections can be told from others.
fn doomed(url: &DatabaseUrl) -> DatabaseUrl {
    let mark = if url.expose().contains('?') { '&' } else { '?' };
    format!("{}{mark}application_name=doomed", url.expose()).parse().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_process_killed_at_any_point_leaves_all_or_nothing() {
    let world = World::new().await;
    let archive = numbered(10_000);
    let mut left = 0;
    for polls in 0..MANY {
        let file_name = format!("{polls}.zip");
        let ended = killed(&world, polls, &file_name, &archive).await;
        let before = world.release(&file_name).await;
        if let Some(release) = &before {
            world.assert_whole(release).await;
        }
        left += world.collect().await;
        assert_eq!(world.objects().await, world.objects_of_releases().await);
        assert_eq!(world.uploads().await, 0);
        let again = world.publish(&file_name, &archive).await.unwrap();
        assert_eq!(again.new, before.is_none());
        let Some(ended) = ended else { continue };
        assert!(ended.unwrap().new && !again.new);
        assert!(polls > 10 && left > 0, "{polls} polls left {left} files");
        return world.assert_tidy().await;
    }
    panic!("it never ends");
}
