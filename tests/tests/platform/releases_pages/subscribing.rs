//! Subscribing, deciding and ending.

use end_to_end::browser::Key;

use super::*;
use crate::browser::sign_in;

#[tokio::test(flavor = "multi_thread")]
async fn whoever_accepts_every_licence_may_download() {
    let Some(mut chromium) = Chromium::start().await else { return };
    let platform = Platform::start().await;
    let licences = vec![licence("Open licence"), licence("Sub-licence")];
    let item = add(&platform, NewItem { licences, ..offered("Drug codes") }).await;
    platform.publish_archive(item, ARCHIVE, "all drugs").await;
    let password = secrets::password();
    platform.user("jo", &password).await;
    let jo = platform.sign_in("jo", &password).await;
    sign_in(&mut chromium, &platform, "jo", &password).await;

    chromium.open(&format!("{}/releases/", platform.url())).await;
    fill(&mut chromium, "search", "dRUG").await;
    click(&mut chromium, "form[role=search] button").await;
    assert!(text(&mut chromium).await.contains("1 item found."));
    click(&mut chromium, &format!("a[href='{}']", at(item, ""))).await;
    assert_eq!(chromium.run(FILES).await, json!([]));
    click(&mut chromium, "a[href$='/subscribe/']").await;
    let told = text(&mut chromium).await;
    assert!(told.contains("What “Open licence” allows.\n\nAt length."), "{told}");

    // Nothing is ticked, then one of them.
    click(&mut chromium, "form[method=post] button").await;
    look_well(&mut chromium, "subscribe-mistakes").await;
    let [first, second] = ["Open licence", "Sub-licence"].map(|title| {
        let told = format!("Accept “{title}” to subscribe.");
        move |at: &(String, String)| at.1 == told
    });
    let unticked = wrong(&mut chromium).await;
    assert!(unticked.len() == 2 && first(&unticked[0]) && second(&unticked[1]), "{unticked:?}");
    tick(&mut chromium, &unticked[0].0).await;
    click(&mut chromium, "form[method=post] button").await;
    assert_eq!(wrong(&mut chromium).await, unticked[1..]);
    tick(&mut chromium, &unticked[1].0).await;
    click(&mut chromium, "form[method=post] button").await;
    assert_eq!(done(&mut chromium).await, "You are subscribed. You can download the releases now.");

    let archive = at(item, &format!("files/{ARCHIVE}"));
    let files: Vec<String> = serde_json::from_value(chromium.run(FILES).await).unwrap();
    assert!(files.len() == 5 && files[0] == archive, "{files:?}");
    let file = jo.get(&archive).await;
    assert_eq!((file.status().as_u16(), file.content_length()), (200, Some(9)));
    assert_eq!(file.text().await.unwrap(), "all drugs");

    click(&mut chromium, "a[href$='/unsubscribe/']").await;
    assert!(text(&mut chromium).await.contains("What you have downloaded stays with you."));
    assert_eq!(open(&jo, &archive).await.0, 200, "asked first");
    click(&mut chromium, "button.danger").await;
    assert_eq!(done(&mut chromium).await, "Your subscription has ended.");
    assert_eq!(chromium.run(FILES).await, json!([]));
    for file in files {
        assert_eq!(open(&jo, &file).await.0, 404, "{file}");
    }
    chromium.close().await;
    platform.stop().await;
}

/// Ticks the box that a link leads to, with the keyboard.
async fn tick(chromium: &mut Chromium, link: &str) {
    let link = json!(link);
    chromium.run(&format!("document.querySelector({link}).focus()")).await;
    chromium.press(Key::Space).await;
    let ticked = chromium.run(&format!("document.querySelector({link}).checked")).await;
    assert_eq!(ticked, json!(true), "{link}");
}

#[tokio::test(flavor = "multi_thread")]
async fn staff_decide_about_what_is_not_for_everybody() {
    let Some(mut chromium) = Chromium::start().await else { return };
    let platform = Platform::start().await;
    let item = NewItem { approval: Approval::Manual, ..offered("Drug codes") };
    let item = add(&platform, item).await;
    platform.publish_archive(item, ARCHIVE, "all drugs").await;
    let password = secrets::password();
    platform.staff("boss", &password).await;
    let people = [person(&platform, "albert").await, person(&platform, "betty").await];
    let (page, archive) = (at(item, ""), at(item, &format!("files/{ARCHIVE}")));
    let ask = at(item, "subscribe/");
    for (_, browser) in &people {
        let (_, told) = open(browser, &ask).await;
        assert!(told.contains("waits for approval: the people who run this platform"), "{told}");
        let asked = format!("{page}?done=asked");
        assert_eq!(send(browser, &ask, &[]).await, (303, asked.clone()));
        let (_, told) = open(browser, &asked).await;
        assert!(told.contains("You have asked to be subscribed. It waits for approval."), "{told}");
        assert!(told.contains("You asked on ") && !told.contains("/files/"), "{told}");
        assert_eq!(open(browser, &archive).await.0, 404);
    }

    sign_in(&mut chromium, &platform, "boss", &password).await;
    chromium.open(&format!("{}{SUBSCRIPTIONS}", platform.url())).await;
    for ((id, browser), (decision, told, state, status)) in people.iter().zip([
        ("accept", "The subscription has been accepted.", "Subscribed", 200),
        ("reject", "The subscription has been rejected.", "Turned down", 404),
    ]) {
        let row = format!("#subscription-{}", subscription(&platform, *id, item).await);
        let shown = chromium.run(&format!("document.querySelector('{row}').innerText")).await;
        let name = if decision == "accept" { "albert" } else { "betty" };
        let shown = shown.as_str().unwrap();
        assert!(shown.contains(name) && shown.contains("Drug codes"), "{shown}");
        click(&mut chromium, &format!("{row} button[value={decision}]")).await;
        assert_eq!(done(&mut chromium).await, told);
        let there = chromium.run(&format!("document.querySelector('{row}') !== null")).await;
        assert_eq!(there, json!(false), "{decision}");
        let (_, page) = open(browser, &page).await;
        assert!(page.contains(&format!("<span class=\"badge\">{state}</span>")), "{page}");
        assert_eq!(open(browser, &archive).await.0, status, "{decision}");
    }
    assert!(text(&mut chromium).await.contains("Nobody waits for approval."));
    chromium.close().await;
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_is_decided_about_once() {
    let platform = Platform::start().await;
    let item = NewItem { approval: Approval::Manual, ..offered("Drug codes") };
    let item = add(&platform, item).await;
    let ((jo_id, jo), (_, boss)) = (person(&platform, "jo").await, staff(&platform, "boss").await);
    let (ask, take_back) = (at(item, "subscribe/"), at(item, "unsubscribe/"));
    let view = |done: &str| (303, at(item, done));
    assert_eq!(send(&jo, &ask, &[]).await, view("?done=asked"));
    let id = subscription(&platform, jo_id, item).await;
    let decide = format!("{SUBSCRIPTIONS}{id}/decide/");
    let decided = |word: &str| (303, format!("{SUBSCRIPTIONS}?done={word}"));
    for decision in ["", "maybe", "Accept"] {
        assert_eq!(send(&boss, &decide, &[("decision", decision)]).await.0, 400, "{decision}");
    }
    for id in ["x", "%00"] {
        let path = format!("{SUBSCRIPTIONS}{id}/decide/");
        assert_eq!(send(&boss, &path, &[("decision", "accept")]).await.0, 404, "{id}");
    }
    let nobodys = format!("{SUBSCRIPTIONS}999999/decide/");
    assert_eq!(send(&boss, &nobodys, &[("decision", "accept")]).await, decided("over"));

    // Who asked changes their mind; an old page of staff's cannot.
    assert!(open(&jo, &take_back).await.1.contains("will be taken back"));
    assert_eq!(send(&jo, &take_back, &[]).await, view("?done=ended"));
    assert_eq!(send(&boss, &decide, &[("decision", "accept")]).await, decided("over"));
    let (_, page) = open(&boss, &format!("{SUBSCRIPTIONS}?done=over")).await;
    assert!(page.contains("no longer waits for approval. Nothing has changed."), "{page}");
    assert!(open(&jo, &at(item, "")).await.1.contains("<span class=\"badge\">Ended</span>"));

    assert_eq!(send(&jo, &ask, &[]).await, view("?done=asked"));
    assert_eq!(send(&boss, &decide, &[("decision", "accept")]).await, decided("accepted"));
    assert_eq!(send(&boss, &decide, &[("decision", "reject")]).await, decided("over"));
    assert!(open(&jo, &at(item, "")).await.1.contains("<span class=\"badge\">Subscribed</span>"));
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn only_what_can_be_done_is_offered() {
    let platform = Platform::start().await;
    let licences = vec![licence("Open licence"), licence("Sub-licence")];
    let item = add(&platform, NewItem { licences, ..offered("Drug codes") }).await;
    let other = add(&platform, offered("Other codes")).await;
    let (_, jo) = person(&platform, "jo").await;
    let (subscribe, unsubscribe) = (at(item, "subscribe/"), at(item, "unsubscribe/"));
    let view = |done: &str| at(item, done);

    assert_eq!(led(&jo, &unsubscribe).await, view(""));
    assert_eq!(send(&jo, &unsubscribe, &[]).await, (303, view("")));
    let (_, page) = open(&jo, &subscribe).await;
    assert_eq!(page.matches("type=\"checkbox\"").count(), 2, "{page}");
    let names = page.split(" name=\"licence-").skip(1);
    let names: Vec<String> =
        names.map(|rest| format!("licence-{}", rest.split_once('"').unwrap().0)).collect();
    assert_eq!(names.len(), 2, "{page}");
    for ticked in [vec![], vec![&names[0]], vec![&names[1]]] {
        let mut fields: Vec<(&str, &str)> =
            ticked.iter().map(|name| (name.as_str(), "on")).collect();
        fields.push(("licence-999999", "on"));
        let (status, page) = send(&jo, &subscribe, &fields).await;
        assert_eq!(status, 400, "{ticked:?}");
        for name in &names {
            let is_missing = page.contains(&format!("<a href=\"#{name}\">"));
            assert_eq!(is_missing, !ticked.contains(&name), "{name}: {page}");
        }
    }
    let fields = [(names[0].as_str(), "on"), (names[1].as_str(), "on")];
    for _ in 0..2 {
        let subscribed = (303, view("?done=subscribed"));
        assert_eq!(send(&jo, &subscribe, &fields).await, subscribed, "twice does no harm");
    }
    assert_eq!(led(&jo, &subscribe).await, view(""));

    // Where there is nothing to accept nothing is asked.
    let (_, page) = open(&jo, &at(other, "subscribe/")).await;
    assert!(page.contains("There is no licence to accept."), "{page}");
    let subscribed = (303, at(other, "?done=subscribed"));
    assert_eq!(send(&jo, &at(other, "subscribe/"), &[]).await, subscribed);
    platform.stop().await;
}
