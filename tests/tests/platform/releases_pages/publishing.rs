//! Publishing from a page: the one that has a script.

use diesel_async::SimpleAsyncConnection;
use end_to_end::client;
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::*;
use crate::browser::sign_in;

const SUBMIT: &str = "document.querySelector('#publish button').click()";

/// Notes every sentence about an upload, and what is around it, where the next
/// page still finds it.
const WATCH: &str = "(() => {
    const byId = (id) => document.getElementById(id);
    const seen = [];
    const note = () => {
        seen.push({
            told: byId('told').textContent,
            progress: byId('sending-told').textContent,
            value: byId('sending-progress').getAttribute('value'),
            cancel: !byId('sending-cancel').hidden,
            form: !byId('publish').hidden,
        });
        sessionStorage.setItem('seen', JSON.stringify(seen));
    };
    for (const id of ['told', 'sending-told']) {
        new MutationObserver(note).observe(byId(id), { childList: true });
    }
})()";

/// Publishes, and cancels as soon as there is progress; what was seen then.
const CANCEL: &str = "new Promise((resolve) => {
    const byId = (id) => document.getElementById(id);
    const stays = () => !window.dispatchEvent(new Event('beforeunload', { cancelable: true }));
    new MutationObserver((_, observer) => {
        observer.disconnect();
        const seen = {
            progress: byId('sending-told').textContent,
            value: byId('sending-progress').value,
            form: !byId('publish').hidden,
            focus: document.activeElement.id,
            stays: stays(),
            overflow: document.documentElement.scrollWidth - window.innerWidth,
        };
        byId('sending-cancel').click();
        resolve(seen);
    }).observe(byId('sending-told'), { childList: true });
    document.querySelector('#publish button').click();
})";

/// What [`choose`] puts into an archive.
fn bytes(length: usize) -> Vec<u8> {
    (0..=250).cycle().take(length).collect()
}

/// Chooses an archive of so many bytes.
async fn choose(chromium: &mut Chromium, name: &str, length: usize) {
    let name = json!(name);
    let script = format!(
        "(() => {{
            const bytes = new Uint8Array({length}).map((_, at) => at % 251);
            const chosen = new DataTransfer();
            chosen.items.add(new File([bytes], {name}));
            document.getElementById('archive').files = chosen.files;
        }})()"
    );
    chromium.run(&script).await;
}

/// Fills the form in.
async fn say(chromium: &mut Chromium, name: &str, date: &str, archive: &str, length: usize) {
    fill(chromium, "name", name).await;
    fill(chromium, "releaseDate", date).await;
    choose(chromium, archive, length).await;
}

/// Signs somebody in who runs the platform, and opens the page where releases of
/// an item are published; their password.
async fn begin(chromium: &mut Chromium, platform: &Platform, item: ItemId) -> String {
    let password = secrets::password();
    platform.staff("boss", &password).await;
    sign_in(chromium, platform, "boss", &password).await;
    chromium.open(&format!("{}{}", platform.url(), at(item, "publish/"))).await;
    chromium.complaints();
    password
}

/// Where the browser is.
async fn address(chromium: &mut Chromium) -> Value {
    chromium.run("location.pathname + location.search").await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_release_is_published_from_its_page() {
    let Some(mut chromium) = Chromium::start().await else { return };
    let platform = Platform::start().await;
    let item = add(&platform, offered("Drug codes")).await;
    let (_, key) = platform.subscriber("jo", item).await;
    begin(&mut chromium, &platform, item).await;
    chromium.run(WATCH).await;
    say(&mut chromium, " Release 5.2.0 ", "2026-11-20", ARCHIVE, 1_000_000).await;
    chromium.follow(SUBMIT).await;
    assert_eq!(address(&mut chromium).await, at(item, "?done=published"));
    assert_eq!(done(&mut chromium).await, "The release has been published.");
    look_well(&mut chromium, "published").await;
    assert_eq!(chromium.complaints(), Vec::<String>::new());
    let told = text(&mut chromium).await;
    let sha256 = hex::encode_upper(Sha256::digest(bytes(1_000_000)));
    for expected in ["Release 5.2.0", "Newest", "2026-11-20", ARCHIVE, "1.0 MB", sha256.as_str()] {
        assert!(told.contains(expected), "{expected}: {told}");
    }

    let seen = chromium.run("sessionStorage.getItem('seen')").await;
    let seen: Vec<Value> = serde_json::from_str(seen.as_str().unwrap()).unwrap();
    let sending = json!({ "told": "", "progress": "100%: 1.0 of 1.0 MB", "value": "100",
        "cancel": true, "form": false });
    let told = "All of it has been sent. It is being signed and published.";
    let sent = json!({ "told": told, "progress": "", "value": null, "cancel": false,
        "form": false });
    assert!(seen.contains(&sending) && seen.contains(&sent), "{seen:?}");

    let list = format!("/api/v1/releases/items/{item}/releases?latest");
    let release = platform.json_as(&key, &list).await["releases"][0].clone();
    assert_eq!(release["id"], ARCHIVE);
    assert_eq!(release["name"], "Release 5.2.0");
    assert_eq!(release["releaseDate"], "2026-11-20");
    let url = release["archiveFileUrl"].as_str().unwrap();
    let file = client().get(url).bearer_auth(&key).send().await.unwrap();
    assert_eq!(file.status(), 200);
    assert!(file.bytes().await.unwrap() == bytes(1_000_000));

    // Whoever lost the answer sends it once more.
    chromium.open(&format!("{}{}", platform.url(), at(item, "publish/"))).await;
    say(&mut chromium, "Release 5.2.0", "2026-11-20", ARCHIVE, 1_000_000).await;
    chromium.follow(SUBMIT).await;
    assert_eq!(address(&mut chromium).await, at(item, "?done=known"));
    let told = "This very release had been published before. Nothing has changed.";
    assert_eq!(done(&mut chromium).await, told);
    chromium.close().await;
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_can_be_cancelled() {
    let Some(mut chromium) = Chromium::start().await else { return };
    let platform = Platform::start().await;
    let item = add(&platform, offered("Drug codes")).await;
    begin(&mut chromium, &platform, item).await;
    chromium.resize(320).await;
    say(&mut chromium, "Release 5.2.0", "2026-11-20", "large.zip", 64 << 20).await;
    // Nobody takes more of it than lies on the way.
    let mut held = platform.releases_connection().await;
    held.batch_execute("BEGIN; LOCK TABLE uploads IN SHARE MODE").await.unwrap();
    let seen = chromium.run(CANCEL).await;
    let progress = seen["progress"].as_str().unwrap();
    assert!(seen["value"].as_i64().unwrap() < 100, "{seen}");
    assert!(progress.starts_with(&format!("{}%: ", seen["value"])), "{seen}");
    assert!(progress.ends_with(" of 67.1 MB"), "{seen}");
    assert_eq!((&seen["form"], &seen["stays"]), (&json!(false), &json!(true)), "{seen}");
    assert_eq!(seen["focus"], "sending-title");
    assert!(seen["overflow"].as_i64().unwrap() <= 0, "{seen}");
    let state = "({
        told: document.getElementById('told').textContent,
        form: !document.getElementById('publish').hidden,
        sending: !document.getElementById('sending').hidden,
        name: document.getElementById('name').value,
        focus: document.activeElement.id,
        stays: !window.dispatchEvent(new Event('beforeunload', { cancelable: true })),
    })";
    let expected = json!({ "told": "Cancelled. Nothing has been published.", "form": true,
        "sending": false, "name": "Release 5.2.0", "focus": "name", "stays": false });
    assert_eq!(chromium.run(state).await, expected);
    assert_eq!(chromium.complaints(), Vec::<String>::new());
    held.batch_execute("ROLLBACK").await.unwrap();
    drop(held);

    choose(&mut chromium, "small.zip", 10).await;
    chromium.follow(SUBMIT).await;
    assert_eq!(address(&mut chromium).await, at(item, "?done=published"));
    let told = text(&mut chromium).await;
    assert!(told.contains("small.zip") && !told.contains("large.zip"), "{told}");
    chromium.close().await;
    platform.stop().await;
}

/// Publishes in vain, and waits for so many problems.
async fn refused(chromium: &mut Chromium, count: usize) -> Vec<(String, String)> {
    chromium.run(SUBMIT).await;
    let told = format!(
        "!document.getElementById('publish').hidden &&
         document.querySelectorAll('#problems li').length === {count}"
    );
    chromium.until(&told).await;
    wrong(chromium).await
}

/// The fields that are marked as wrong, and what stands at each.
async fn marked(chromium: &mut Chromium) -> Vec<(String, String)> {
    let marked = "[...document.querySelectorAll('[aria-invalid]')].map((input) => {
        const at = input.getAttribute('aria-describedby').split(' ').at(-1);
        return [`#${input.id}`, document.getElementById(at).textContent.replace(/^Error: /, '')];
    })";
    serde_json::from_value(chromium.run(marked).await).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_with_a_release_is_told_at_its_field() {
    let Some(mut chromium) = Chromium::start().await else { return };
    let platform = Platform::start().await;
    let item = add(&platform, offered("Drug codes")).await;
    for name in ["taken.zip", "gone.zip"] {
        platform.publish_archive(item, name, "as it was").await;
    }
    let mut connection = platform.releases_connection().await;
    let gone = changes::withdraw(&mut connection, By::Command, item, "gone.zip", "Wrong.").await;
    assert!(gone.unwrap().withdrawn_at.is_some());
    drop(connection);
    begin(&mut chromium, &platform, item).await;

    let told = refused(&mut chromium, 3).await;
    let nothing = [
        ("#name", "Write a name."),
        ("#releaseDate", "Choose a release date."),
        ("#archive", "Choose an archive."),
    ];
    assert_eq!(told, problems(&nothing));
    assert_eq!(marked(&mut chromium).await, told);
    look_well(&mut chromium, "publish-mistakes").await;
    assert_eq!(chromium.complaints(), Vec::<String>::new(), "nothing was sent");

    let own = "trud_example.zip";
    say(&mut chromium, &"x".repeat(201), "12026-11-20", own, 10).await;
    let told = refused(&mut chromium, 3).await;
    let not_a_date = "Date has wrong format. Use one of these formats instead: YYYY-MM-DD.";
    let own = "The file name must not begin with trud_ or trud-public-key: other files' names do.";
    let all = [
        ("#name", "One line of 1 to 200 characters."),
        ("#releaseDate", not_a_date),
        ("#archive", own),
    ];
    assert_eq!(told, problems(&all));
    assert_eq!(marked(&mut chromium).await, told);

    fill(&mut chromium, "name", "Release 5.2.0").await;
    choose(&mut chromium, "example.zip", 10).await;
    let told = refused(&mut chromium, 1).await;
    assert_eq!(told, problems(&[("#releaseDate", not_a_date)]));
    assert_eq!(marked(&mut chromium).await, told, "the others are right now");

    fill(&mut chromium, "releaseDate", "2026-11-20").await;
    let taken = "taken.zip has been published and differs from this: what is published never \
                 changes, so give the archive another name";
    let gone = "gone.zip has been withdrawn, and its name is not given again";
    for (name, told) in [("taken.zip", taken), ("gone.zip", gone)] {
        choose(&mut chromium, name, 10).await;
        let refused = refused(&mut chromium, 1).await;
        assert_eq!(refused, problems(&[("#archive", told)]));
        assert_eq!(marked(&mut chromium).await, refused);
    }
    let (_, page) = open(&platform.browser(), &at(item, "")).await;
    assert_eq!(page.matches("class=\"sha256\"").count(), 2, "nothing has been published: {page}");
    chromium.close().await;
    platform.stop().await;
}

/// Sends a form of accounts as another window would, with the same cookies.
async fn elsewhere(chromium: &mut Chromium, path: &str, fields: Value) {
    let script = format!(
        "fetch('{path}', {{
            method: 'POST',
            redirect: 'manual',
            body: new URLSearchParams({{
                ...{fields},
                csrfmiddlewaretoken: document.cookie.match(/csrftoken=([^;]+)/)[1],
            }}),
        }}).then((answer) => answer.type)"
    );
    assert_eq!(chromium.run(&script).await, json!("opaqueredirect"), "{path}");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_was_signed_out_meanwhile_can_go_on() {
    let Some(mut chromium) = Chromium::start().await else { return };
    let platform = Platform::start().await;
    let item = add(&platform, offered("Drug codes")).await;
    let password = begin(&mut chromium, &platform, item).await;
    say(&mut chromium, "Release 5.2.0", "2026-11-20", ARCHIVE, 10).await;
    elsewhere(&mut chromium, "/accounts/logout/", json!({})).await;
    let told = "You have been signed out. Sign in again in another window, then publish.";
    assert_eq!(refused(&mut chromium, 1).await, problems(&[("", told)]));
    assert_eq!(marked(&mut chromium).await, problems(&[]));

    let fields = json!({ "login": "boss", "password": password });
    elsewhere(&mut chromium, "/accounts/login/", fields).await;
    chromium.follow(SUBMIT).await;
    assert_eq!(address(&mut chromium).await, at(item, "?done=published"));
    chromium.close().await;
    platform.stop().await;
}
