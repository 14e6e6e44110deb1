use std::time::{Duration, UNIX_EPOCH};

use access::{Access, FRESH, Member, Role, STALE, ThrottleConfig};
use tokio::time::advance;

use crate::{MUDDLED, NOBODY, away, caller, joined};

#[tokio::test(start_paused = true)]
async fn names_hold_for_a_minute_and_longer_while_accounts_is_away() {
    let minute = Duration::from_secs(60);
    let (authenticator, fake) = joined().await;
    let access = Access::new("test", authenticator, ThrottleConfig::default());
    let names = access.names();
    let (users, organizations) = names.look_up(&[7, 8, 7, NOBODY], &[7]).await.unwrap();
    assert_eq!((users.len(), organizations.len()), (2, 1));
    assert_eq!((&*users[&8], &*organizations[&7]), ("user 8", "organization 7"));
    advance(minute - Duration::from_secs(1)).await;
    names.look_up(&[7, 8], &[7]).await.unwrap();
    assert_eq!(fake.asked(), 1);
    advance(Duration::from_secs(1)).await;
    names.look_up(&[7, 8], &[7]).await.unwrap();
    assert_eq!(fake.asked(), 2);

    fake.says(Err(away()));
    advance(minute).await;
    let known = names.look_up(&[7, 8], &[7]).await.unwrap();
    assert_eq!(known, (users, organizations));
    for (users, organizations) in [([7, 9], [7]), ([7, NOBODY], [7]), ([7, 8], [8])] {
        assert!(names.look_up(&users, &organizations).await.is_err(), "{users:?}");
    }
    advance(STALE - minute).await;
    assert!(names.look_up(&[7], &[]).await.is_err());

    fake.says(Ok(caller()));
    names.look_up(&[7, 9], &[8]).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn members_hold_for_five_seconds_and_longer_while_accounts_is_away() {
    let (authenticator, fake) = joined().await;
    let access = Access::new("test", authenticator, ThrottleConfig::default());
    let members = access.members();
    let told = members.of(7).await.unwrap();
    let first = Member {
        id: 7,
        username: "user 7".to_owned(),
        email: "7@example.org".to_owned(),
        role: Role::Viewer,
        active: true,
        created_at: UNIX_EPOCH,
    };
    assert_eq!(told[0], first);
    assert_eq!(told[1].id, 8);
    advance(FRESH - Duration::from_secs(1)).await;
    members.of(7).await.unwrap();
    assert_eq!(fake.asked(), 1);
    advance(Duration::from_secs(1)).await;
    members.of(7).await.unwrap();
    assert_eq!(fake.asked(), 2);
    assert!(members.of(NOBODY).await.unwrap().is_empty());
    assert!(members.of(MUDDLED).await.is_err());

    fake.says(Err(away()));
    advance(FRESH).await;
    assert_eq!(members.of(7).await.unwrap(), told);
    assert!(members.of(NOBODY).await.unwrap().is_empty(), "that there is nobody is known too");
    assert!(members.of(9).await.is_err());
    advance(STALE - FRESH).await;
    assert!(members.of(7).await.is_err());

    fake.says(Ok(caller()));
    assert_eq!(members.of(7).await.unwrap(), told);
}
