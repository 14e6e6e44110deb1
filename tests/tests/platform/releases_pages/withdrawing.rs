//! Withdrawing a release, which needs a reason.

use super::*;
use crate::browser::sign_in;

#[tokio::test(flavor = "multi_thread")]
async fn a_withdrawn_release_is_told_with_its_reason_and_cannot_be_had() {
    let Some(mut chromium) = Chromium::start().await else { return };
    let platform = Platform::start().await;
    let item = add(&platform, offered("Drug codes")).await;
    platform.publish_archive(item, "older.zip", "older").await;
    let id = platform.publish_archive(item, "newer.zip", "newer").await.release.row.id;
    let (jo_id, jo) = person(&platform, "jo").await;
    grant(&platform, jo_id, item).await;
    let key = platform.release_key(jo_id).await;
    let files = |name: &str| {
        let program = format!("/api/v1/releases/items/{item}/content/{name}");
        (at(item, &format!("files/{name}")), program)
    };
    let there = async |name: &str, status: u16| {
        let (page, program) = files(name);
        assert_eq!(open(&jo, &page).await.0, status, "{name}");
        assert_eq!(platform.get_as(&key, &program).await.status(), status, "{name}");
    };
    there("newer.zip", 200).await;
    let password = secrets::password();
    platform.staff("boss", &password).await;
    sign_in(&mut chromium, &platform, "boss", &password).await;

    chromium.open(&format!("{}{}", platform.url(), at(item, ""))).await;
    click(&mut chromium, &format!("#release-{id} a[href$='/withdraw/']")).await;
    let told = text(&mut chromium).await;
    for expected in ["Release of newer.zip", "Drug codes", "cannot be brought back"] {
        assert!(told.contains(expected), "{expected}: {told}");
    }
    click(&mut chromium, "button.danger").await;
    look_well(&mut chromium, "withdraw-mistakes").await;
    let why = ("#reason", "Say why, in at most 1,000 characters.");
    assert_eq!(wrong(&mut chromium).await, problems(&[why]));
    there("newer.zip", 200).await;

    fill(&mut chromium, "reason", "A page was missing.\n<b>Sorry</b>").await;
    click(&mut chromium, "button.danger").await;
    assert_eq!(done(&mut chromium).await, "The release has been withdrawn.");
    look_well(&mut chromium, "withdrawn").await;
    let struck = format!(
        "[...document.querySelectorAll('#release-{id} s')].map((part) => part.textContent)"
    );
    assert_eq!(chromium.run(&struck).await, json!(["Release of newer.zip", "newer.zip"]));
    let reason = format!("document.querySelector('#release-{id} .reason').innerText");
    let reason = chromium.run(&reason).await;
    let reason = reason.as_str().unwrap();
    assert!(reason.starts_with("Withdrawn on "), "{reason}");
    assert!(reason.ends_with(": A page was missing.\n<b>Sorry</b>"), "{reason}");
    let newest = "[...document.querySelectorAll('.release:not(.withdrawn) .archive')]
        .map((part) => part.textContent)";
    assert_eq!(chromium.run(newest).await, json!(["older.zip"]));
    there("newer.zip", 404).await;
    there("older.zip", 200).await;
    let (_, page) = open(&platform.browser(), "/releases/").await;
    assert!(page.contains("<time datetime=\"2025-05-08\">"), "the older one is there: {page}");
    chromium.close().await;
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_release_is_withdrawn_once_and_for_a_reason() {
    let platform = Platform::start().await;
    let item = add(&platform, offered("Drug codes")).await;
    let other = add(&platform, offered("Other codes")).await;
    let id = platform.publish_archive(item, ARCHIVE, "all drugs").await.release.row.id;
    let (_, boss) = staff(&platform, "boss").await;
    let withdraw = at(item, &format!("releases/{id}/withdraw/"));
    let elsewhere = at(other, &format!("releases/{id}/withdraw/"));
    assert_eq!(open(&boss, &elsewhere).await.0, 404);
    assert_eq!(send(&boss, &elsewhere, &[("reason", "Wrong.")]).await.0, 404);
    assert_eq!(open(&boss, &withdraw).await.0, 200);

    for reason in ["", " \r\n ", &"x".repeat(1_001), "x\0y"] {
        let (status, page) = send(&boss, &withdraw, &[("reason", reason)]).await;
        assert_eq!(status, 400, "{reason:?}");
        assert!(page.contains("<a href=\"#reason\">"), "{reason:?}: {page}");
        let kept = between(&page, "<textarea id=\"reason\"", "</textarea>");
        assert!(kept.ends_with(&format!(">\n{reason}")), "{reason:?}: {kept}");
    }
    let (_, page) = open(&boss, &at(item, "")).await;
    assert!(!page.contains(">Withdrawn<"), "{page}");
    let (_, page) = open(&boss, "/releases/").await;
    assert!(page.contains("<time datetime=\"2025-05-08\">"), "{page}");

    let reason = "ü".repeat(1_000);
    let done = (303, at(item, "?done=withdrawn"));
    assert_eq!(send(&boss, &withdraw, &[("reason", &reason)]).await, done);
    let too_late = (303, at(item, "?done=gone"));
    assert_eq!(send(&boss, &withdraw, &[("reason", "Another.")]).await, too_late);
    assert_eq!(led(&boss, &withdraw).await, at(item, ""));
    let (_, page) = open(&boss, &at(item, "")).await;
    assert!(page.contains(&reason) && !page.contains("Another."), "{page}");
    let (_, page) = open(&boss, "/releases/").await;
    assert!(page.contains("none yet"), "{page}");
    platform.stop().await;
}
