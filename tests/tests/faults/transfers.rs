//! Archives whose transfer breaks off: by the client, in between, and with the
//! service.

use std::io;

use end_to_end::eventually;
use end_to_end::faults::Kind::Releases;
use end_to_end::faults::{Kind, Proxy, assert_only, assert_written_once};
use end_to_end::processes::{FleetSetup, Routes};
use futures_util::stream;
use reqwest::Body;
use tokio::sync::mpsc;

use crate::archives::{Fetched, Shelf, head, mebibytes};
use crate::{Scene, recovers};

/// More than all buffers between a service and a client hold together.
const LARGE: u8 = 64;

const FILE: &str = "large.zip";

#[tokio::test(flavor = "multi_thread")]
async fn what_breaks_off_passes_for_whole_on_no_side() {
    let proxy = Proxy::default();
    let inside = proxy.clone();
    let between = move |routes: &mut Routes| {
        let upstreams = routes.upstreams.get_mut(releases::NAME).unwrap();
        upstreams[0] = inside.before(upstreams[0]);
    };
    let setup = FleetSetup { between: Some(Box::new(between)), ..FleetSetup::default() };
    let mut scene = Scene::start(setup).await;
    let callers = scene.callers.clone();
    let shelf = Shelf::new(&callers, &scene.fleet).await;
    let archive = mebibytes(LARGE);
    let mark = scene.load.mark();
    a_client_that_stops_sending_has_sent_nothing(&scene, &shelf, &archive).await;
    assert_eq!(shelf.publish(FILE, &archive).await.status(), 201);
    an_answer_that_breaks_in_between_is_known_to_be_broken(&proxy, &shelf, &archive).await;
    clients_that_hang_up_leave_room_for_others(&shelf, &archive).await;
    assert_only(&scene.load.since(mark), &Kind::ALL, &[]);

    let mark = scene.load.mark();
    a_download_goes_on_after_the_service_was_killed(&mut scene, &shelf, &archive).await;
    an_upload_is_repeated_after_the_service_was_killed(&mut scene, &shelf, &archive).await;
    let calls = scene.load.since(mark);
    let others: Vec<Kind> = Kind::ALL.into_iter().filter(|kind| *kind != Releases).collect();
    assert_only(&calls, &others, &[]);
    assert_only(&calls, &[Releases], &[502, 503]);
    let calls = scene.load.stop().await;
    assert_written_once(&calls, &scene.fleet.databases).await;
}

/// A body of which more can come as long as the sender is there.
fn body() -> (mpsc::Sender<Vec<u8>>, Body) {
    let (sender, chunks) = mpsc::channel(1);
    let chunks = stream::unfold(chunks, async |mut chunks: mpsc::Receiver<Vec<u8>>| {
        Some((io::Result::Ok(chunks.recv().await?), chunks))
    });
    (sender, Body::wrap_stream(chunks))
}

/// Sends more than half of an archive, and waits until some of it is stored.
async fn send_half(scene: &Scene, sender: &mpsc::Sender<Vec<u8>>, archive: &[u8]) {
    let before = scene.archives();
    sender.send(head("cut.zip")).await.unwrap();
    for chunk in archive[..archive.len() / 2].chunks(1 << 20) {
        sender.send(chunk.to_vec()).await.unwrap();
    }
    eventually("some of it is stored", async || scene.archives() != before).await;
}

async fn a_client_that_stops_sending_has_sent_nothing(
    scene: &Scene,
    shelf: &Shelf<'_>,
    archive: &[u8],
) {
    let before = scene.archives();
    let (sender, body) = body();
    let upload = tokio::spawn(shelf.publishing(body).send());
    send_half(scene, &sender, archive).await;
    upload.abort();
    assert!(upload.await.unwrap_err().is_cancelled());
    eventually("it is taken back", async || scene.archives() == before).await;
    assert!(shelf.listed().await.is_empty());
}

async fn an_answer_that_breaks_in_between_is_known_to_be_broken(
    proxy: &Proxy,
    shelf: &Shelf<'_>,
    archive: &[u8],
) {
    proxy.cut_after(1 << 20);
    let answer = shelf.download(FILE).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    let broken = Fetched::all(answer).await;
    broken.assert_broken(archive);
    assert!(!proxy.is_to_cut());
    let rest = shelf.rest(FILE, &broken).await;
    assert!(rest.whole && archive.ends_with(&rest.bytes));
    assert_eq!(broken.bytes.len() + rest.bytes.len(), archive.len());
}

/// Of whoever has the same key: it may have twenty downloads at a time.
async fn clients_that_hang_up_leave_room_for_others(shelf: &Shelf<'_>, archive: &[u8]) {
    for _ in 0..25 {
        eventually("there is room for one more", async || {
            let answer = shelf.download(FILE).send().await.unwrap();
            let status = answer.status().as_u16();
            assert!([200, 429].contains(&status), "{status}");
            status == 200 && !Fetched::some(answer).await.0.bytes.is_empty()
        })
        .await;
    }
    let whole = Fetched::all(shelf.download(FILE).send().await.unwrap()).await;
    assert!(whole.whole && whole.bytes == archive);
}

async fn a_download_goes_on_after_the_service_was_killed(
    scene: &mut Scene,
    shelf: &Shelf<'_>,
    archive: &[u8],
) {
    let (some, answer) = Fetched::some(shelf.download(FILE).send().await.unwrap()).await;
    let releases = &mut scene.fleet.releases[0];
    releases.signal("KILL");
    releases.stopped().await;
    let broken = some.on(answer).await;
    broken.assert_broken(archive);
    releases.restart().await;
    releases.becomes_ready().await;
    recovers(&scene.load).await;
    let rest = shelf.rest(FILE, &broken).await;
    assert!(rest.whole && archive.ends_with(&rest.bytes));
    assert_eq!(broken.bytes.len() + rest.bytes.len(), archive.len());
}

async fn an_upload_is_repeated_after_the_service_was_killed(
    scene: &mut Scene,
    shelf: &Shelf<'_>,
    archive: &[u8],
) {
    let (sender, body) = body();
    let upload = tokio::spawn(shelf.publishing(body).send());
    send_half(scene, &sender, archive).await;
    let releases = &mut scene.fleet.releases[0];
    releases.signal("KILL");
    releases.stopped().await;
    // Whoever is still sending may not come to hear of it.
    if let Ok(answer) = upload.await.unwrap() {
        assert_eq!(answer.status(), 502);
    }
    releases.restart().await;
    releases.becomes_ready().await;
    recovers(&scene.load).await;
    assert_eq!(shelf.listed().await, [FILE]);
    assert_eq!(shelf.publish("cut.zip", archive).await.status(), 201);
    assert_eq!(shelf.publish("cut.zip", archive).await.status(), 200, "it is there already");
    let mut listed = shelf.listed().await;
    listed.sort_unstable();
    assert_eq!(listed, ["cut.zip", FILE]);
    let whole = Fetched::all(shelf.download("cut.zip").send().await.unwrap()).await;
    assert!(whole.whole && whole.bytes == archive);
}
