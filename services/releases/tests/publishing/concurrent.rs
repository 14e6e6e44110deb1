//! Several at once.

use std::pin::pin;

use bytes::Bytes;
use chrono::{DateTime, TimeDelta, Utc};
use diesel::QueryableByName;
use diesel::sql_types::Timestamptz;
use diesel_async::RunQueryDsl;
use futures_util::future::join_all;
use releases::ReleasesError;
use releases::changes::Published;
use releases::store::releases as kept;
use store::testing::TestDatabase;

use crate::{ITEM, World, numbered};

const PUBLISHERS: usize = 8;

/// Those that a release was made by, and what the others were told.
fn split(
    ended: Vec<Result<Published, ReleasesError>>,
) -> (Vec<Published>, Vec<Published>, Vec<ReleasesError>) {
    let (mut new, mut found, mut refused) = (Vec::new(), Vec::new(), Vec::new());
    for ended in ended {
        match ended {
            Ok(published) if published.new => new.push(published),
            Ok(published) => found.push(published),
            Err(error) => refused.push(error),
        }
    }
    (new, found, refused)
}

#[tokio::test(flavor = "multi_thread")]
async fn of_one_archive_there_is_one_release() {
    let world = World::new().await;
    let archive = numbered(1_500_000);
    let publishers = (0..PUBLISHERS).map(|_| world.publish("a.zip", &archive));
    let (new, found, refused) = split(join_all(publishers).await);
    assert!(refused.is_empty(), "{refused:?}");
    assert_eq!((new.len(), found.len()), (1, PUBLISHERS - 1));
    let id = new[0].release.row.id;
    assert!(found.iter().all(|published| published.release.row.id == id));

    let history = kept::history(&mut *world.connection().await, ITEM).await.unwrap();
    assert_eq!(history.len(), 1);
    let audited = "SELECT count(*) FROM audit WHERE entity_type = 'release'";
    assert_eq!(world.number(audited).await, 1);
    world.assert_tidy().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_one_name_there_is_one_archive() {
    let world = World::new().await;
    let archives: Vec<Bytes> = (0..PUBLISHERS).map(|more| numbered(100_000 + more)).collect();
    let publishers = archives.iter().map(|archive| world.publish("a.zip", archive));
    let (new, found, refused) = split(join_all(publishers).await);
    assert_eq!((new.len(), found.len(), refused.len()), (1, 0, PUBLISHERS - 1));
    for error in refused {
        assert!(matches!(error, ReleasesError::Published(_)), "{error}");
    }
    world.assert_tidy().await;

    // All of their checksum files would have one name.
    let names = ["b.zip", "b.rf2", "b.tar", "b.xml"];
    let publishers = names.map(|name| world.publish(name, &archives[0]));
    let (new, found, refused) = split(join_all(publishers).await);
    assert_eq!((new.len(), found.len(), refused.len()), (1, 0, 3));
    for error in refused {
        assert!(matches!(error, ReleasesError::Taken(_)), "{error}");
    }
    assert_eq!(world.listed().await.len(), 2);
    world.assert_tidy().await;
}

#[derive(QueryableByName)]
struct Change {
    #[diesel(sql_type = Timestamptz)]
    at: DateTime<Utc>,
}

/// Whoever asks again and again what changed since the last change they saw.
#[derive(Default)]
struct Reader {
    seen: Vec<DateTime<Utc>>,
}

impl Reader {
    /// Whatever was not there the last time is later than whatever was.
    async fn look(&mut self, world: &World) {
        let query = "SELECT published_at AS at FROM releases \
                     UNION ALL SELECT withdrawn_at FROM releases WHERE withdrawn_at IS NOT NULL \
                     ORDER BY at";
        let query = diesel::sql_query(query);
        let changes: Vec<Change> = query.load(&mut *world.connection().await).await.unwrap();
        let changes: Vec<_> = changes.into_iter().map(|change| change.at).collect();
        assert!(changes.is_sorted_by(|one, next| one < next), "{changes:?}");
        assert!(changes.starts_with(&self.seen), "{changes:?} after {:?}", self.seen);
        self.seen = changes;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn changes_are_seen_in_the_order_of_their_times() {
    let world = World::new().await;
    let archive = numbered(10_000);
    let publishers = (0..PUBLISHERS).map(|number| {
        let (world, archive) = (&world, &archive);
        async move {
            let [one, other] = ["one", "other"].map(|name| format!("{name}-{number}.zip"));
            for name in [&one, &other] {
                assert!(world.publish(name, archive).await.unwrap().new);
            }
            world.withdraw(&one, "A test").await.unwrap();
        }
    });
    let mut published = pin!(join_all(publishers));
    let mut reader = Reader::default();
    loop {
        tokio::select! {
            _ = &mut published => break,
            () = reader.look(&world) => {}
        }
    }
    reader.look(&world).await;
    assert_eq!(reader.seen.len(), 3 * PUBLISHERS);
    assert_eq!(world.listed().await.len(), PUBLISHERS);
    world.assert_tidy().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn changes_are_in_order_though_a_clock_was_set_back() {
    let world = World::new().await;
    let archive = numbered(1);
    let first = world.publish("a.zip", &archive).await.unwrap().release.row;
    let sql = "ALTER TABLE releases DISABLE TRIGGER published_once; \
               UPDATE releases SET published_at = published_at + interval '1 day'; \
               ALTER TABLE releases ENABLE TRIGGER published_once";
    TestDatabase::execute(&world.database, sql).await;
    let first = first.published_at + TimeDelta::days(1);
    let second = world.publish("b.zip", &archive).await.unwrap().release.row.published_at;
    let third = world.withdraw("a.zip", "A test").await.unwrap().withdrawn_at.unwrap();
    let fourth = world.publish("c.zip", &archive).await.unwrap().release.row.published_at;
    assert!([first, second, third, fourth].is_sorted_by(|one, next| one < next));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_release_is_withdrawn_once() {
    let world = World::new().await;
    world.publish("a.zip", &numbered(1)).await.unwrap();
    let reasons: Vec<_> = (0..PUBLISHERS).map(|number| format!("Reason {number}")).collect();
    let ended = join_all(reasons.iter().map(|reason| world.withdraw("a.zip", reason))).await;
    let (withdrawn, refused): (Vec<_>, Vec<_>) = ended.into_iter().partition(Result::is_ok);
    assert_eq!((withdrawn.len(), refused.len()), (1, PUBLISHERS - 1));
    for refused in refused {
        assert!(matches!(refused, Err(ReleasesError::Withdrawn(_))), "{refused:?}");
    }
    let withdrawn = withdrawn.into_iter().next().unwrap().unwrap();
    let kept = world.release("a.zip").await.unwrap().row;
    assert_eq!(kept.withdrawal_reason, withdrawn.withdrawal_reason);
    assert_eq!(kept.withdrawn_at, withdrawn.withdrawn_at);
    let audited = "SELECT count(*) FROM audit WHERE entity_type = 'release' AND action = 'UPDATE'";
    assert_eq!(world.number(audited).await, 1);
}
