//! Old signatures, and clients that encode nothing.

use end_to_end::form;

use super::*;

#[tokio::test(flavor = "multi_thread")]
async fn old_signatures_are_for_keys_that_allow_them() {
    let (platform, probe, organization, signer) = provider().await;
    let url = probe.url();
    let legacy = Terms { legacy_signatures: true, ..terms(&Action::ALL) };
    let (_, legacy) = platform.signed_key(organization, &legacy).await;
    let params = [("attributes", "name"), ("q", "Zoë & Co"), ("attributes", "_id")];
    for method in [Method::GET, Method::PUT] {
        let call = SignedCall::new(method.clone(), LIST, &params);
        refused(call.send_legacy(&url, &signer).await, 401).await;
        let answer = call.send_legacy(&url, &legacy).await;
        assert_eq!(answer.status(), 200, "{method}");
        assert_eq!(json(answer).await["parameters"], json!(params));
        let second = SignedCall::new(method, LIST, &params);
        assert_eq!(second.send(&url, &legacy).await.status(), 200, "the new kind too");
    }
    // The text of the time counts, whatever its form.
    let now = signing::now();
    for (timestamp, expected) in
        [(format!("{now}.25"), 200), (format!("{}.5", now - 320), 401), ("x".to_owned(), 401)]
    {
        let call = SignedCall { timestamp, ..SignedCall::new(Method::GET, LIST, &params) };
        assert_eq!(call.send_legacy(&url, &legacy).await.status(), expected);
    }
    probe.stop().await;
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_old_signature_that_changes_something_comes_once() {
    let (platform, probe, organization, _) = provider().await;
    let replica = Probe::start(&platform, no_throttle()).await;
    let legacy = Terms { legacy_signatures: true, ..terms(&Action::ALL) };
    let (_, legacy) = platform.signed_key(organization, &legacy).await;
    // Some clients tell whole seconds, so that two readings may look the same.
    let get = SignedCall::new(Method::GET, LIST, &[("q", "a")]);
    let put = SignedCall::new(Method::PUT, LIST, &[("q", "b")]);
    assert_eq!(get.send_legacy(&probe.url(), &legacy).await.status(), 200);
    assert_eq!(put.send_legacy(&probe.url(), &legacy).await.status(), 200);
    for probe in [&probe, &replica] {
        assert_eq!(get.send_legacy(&probe.url(), &legacy).await.status(), 200);
        refused(put.send_legacy(&probe.url(), &legacy).await, 401).await;
    }
    probe.stop().await;
    replica.stop().await;
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_signature_that_fails_is_not_tried_as_an_old_one() {
    let (platform, probe, organization, _) = provider().await;
    let legacy = Terms { legacy_signatures: true, ..terms(&Action::ALL) };
    let (_, legacy) = platform.signed_key(organization, &legacy).await;
    let call = SignedCall::new(Method::GET, LIST, &[]);
    for version in ["2.0", "1.0", "1", "3.0", ""] {
        let mut headers = call.legacy_headers(&legacy);
        headers.insert("x-carehq-nonce", call.nonce.parse().unwrap());
        headers.insert("x-carehq-signature-version", version.parse().unwrap());
        let answer = call.request(&probe.url()).headers(headers).send().await.unwrap();
        refused(answer, 401).await;
    }
    assert_eq!(call.send_legacy(&probe.url(), &legacy).await.status(), 200);
    probe.stop().await;
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_signed_is_what_is_read() {
    let (platform, probe, _, signer) = provider().await;
    let url = probe.url();
    let kind = "application/x-www-form-urlencoded";
    let phone = [("phone", "+441632960001"), ("share", "100%25")];
    let raw = "phone=+441632960001&share=100%25";
    // One client encodes nothing, and means plus and percent signs as they stand.
    let call = SignedCall::new(Method::PUT, LIST, &phone);
    let request = client().put(format!("{url}{LIST}")).header("content-type", kind).body(raw);
    let answer = request.headers(call.headers(&signer)).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    assert_eq!(json(answer).await["parameters"], json!(phone));
    // The same bytes from one that encodes say something else.
    let meant = [("phone", " 441632960001"), ("share", "100%")];
    let call = SignedCall::new(Method::PUT, LIST, &meant);
    let request = client().put(format!("{url}{LIST}")).header("content-type", kind).body(raw);
    let answer = request.headers(call.headers(&signer)).send().await.unwrap();
    assert_eq!(json(answer).await["parameters"], json!(meant));
    // The usual way round.
    assert_ne!(form(&phone), raw);
    let answer = SignedCall::new(Method::PUT, LIST, &phone).send(&url, &signer).await;
    assert_eq!(json(answer).await["parameters"], json!(phone));

    let call = SignedCall::new(Method::GET, LIST, &phone);
    let request = client().get(format!("{url}{LIST}?{raw}")).headers(call.headers(&signer));
    let answer = request.send().await.unwrap();
    assert_eq!(json(answer).await["parameters"], json!(phone));
    probe.stop().await;
    platform.stop().await;
}
