//! Where care answers, in which order it checks, and that every answer is one
//! that clients can read.

use end_to_end::{client, header};
use reqwest::header::CONTENT_TYPE;
use resources::{ALL, Action};

use super::*;

const LIST: &str = "care-enquiries";

#[tokio::test(flavor = "multi_thread")]
async fn it_answers_wherever_clients_look_for_it() {
    let platform = Platform::start().await;
    let provider = Provider::open(&platform, "sunny").await;
    let api = &provider.api;
    let channel = api.group("sales_channel", "Website").await;
    let mut ids = Vec::new();
    // A client that keeps the final slash of its base URL asks for `//v1/…`.
    let bases = ["", "/api", "/"].map(|prefix| format!("{}{prefix}", platform.url()));
    for base in &bases {
        for slash in ["", "/"] {
            let here = api.at(base);
            let made = here.put(&format!("{LIST}{slash}"), &enquiry(&channel, &[])).await;
            let made = made.with(200);
            let one = format!("{}{slash}", path(LIST, id_of(&made)));
            assert_eq!(here.get(&one, &[]).await.with(200), made, "{base} {one}");
            let changed = here.patch(&one, &[("last_name", "Jones")]).await.with(200);
            assert_eq!(changed["last_name"], "Jones", "{base} {one}");
            ids.push(id_of(&made).to_owned());
            for other in &bases {
                assert_eq!(api.at(other).ids(&format!("{LIST}{slash}"), &[]).await, ids, "{other}");
            }
        }
    }
    for (id, (base, slash)) in ids.iter().zip([
        (&bases[0], ""),
        (&bases[1], "/"),
        (&bases[2], ""),
        (&bases[0], "/"),
        (&bases[1], ""),
        (&bases[2], "/"),
    ]) {
        let one = format!("{}{slash}", path(LIST, id));
        assert_eq!(api.at(base).delete(&one).await.with(200), json!({}), "{base}");
        api.get(&path(LIST, id), &[]).await.with(404);
    }
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn post_makes_documents_too() {
    let platform = Platform::start().await;
    let provider = Provider::open(&platform, "sunny").await;
    let channel = provider.api.group("sales_channel", "Website").await;
    let maker = provider.key(&["care-enquiries:create"]).await;
    let made = maker.call(Method::POST, LIST, &enquiry(&channel, &[])).await.with(200);
    assert_eq!(provider.api.get(&path(LIST, id_of(&made)), &[]).await.with(200), made);
    let reader = provider.key(&["care-enquiries:read"]).await;
    reader.call(Method::POST, LIST, &enquiry(&channel, &[])).await.with(403);
    assert_eq!(
        wrong(maker.call(Method::POST, LIST, &enquiry(NOBODY, &[])).await),
        ["sales_channel"]
    );
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_checked_first_is_told_first() {
    let platform = Platform::start().await;
    let provider = Provider::open(&platform, "sunny").await;
    let api = &provider.api;
    let channel = api.group("sales_channel", "Website").await;
    let one = path(LIST, &api.enquiry(&channel, &[]).await);
    let missing = path(LIST, NOBODY);
    let forged = Api { signer: api.signer.with_secret("another-secret"), ..api.clone() };
    let powerless = provider.key(&[]).await;
    let bad = [("email", "zoe")];
    let (get, put, patch) = (Method::GET, Method::PUT, Method::PATCH);
    let (post, delete) = (Method::POST, Method::DELETE);
    for (who, method, path, params, status) in [
        // Who calls, before everything.
        (&forged, &get, "salaries", &[][..], 401),
        (&forged, &delete, LIST, &[], 401),
        (&forged, &patch, &missing, &bad, 401),
        // Then what there is no collection of,
        (&powerless, &get, "salaries", &[], 404),
        (&powerless, &delete, "salaries", &[], 404),
        (&powerless, &put, "salaries/", &bad, 404),
        (api, &get, &format!("salaries/{NOBODY}"), &[], 404),
        (api, &get, "", &[], 404),
        (api, &get, "Care-Enquiries", &[], 404),
        (api, &get, "care_enquiries", &[], 404),
        (api, &get, &format!("{one}/comments"), &[], 404),
        // then what is not done to it,
        (&powerless, &delete, LIST, &bad, 405),
        (&powerless, &patch, LIST, &[], 405),
        (&powerless, &put, &missing, &[], 405),
        (api, &post, &one, &bad, 405),
        (api, &put, "users", &[], 405),
        (api, &post, "users", &[], 405),
        (api, &patch, &format!("users/{NOBODY}"), &[], 405),
        (api, &delete, &format!("users/{NOBODY}"), &[], 405),
        // then what the key may do,
        (&powerless, &get, LIST, &[("page", "0")], 403),
        (&powerless, &put, LIST, &bad, 403),
        (&powerless, &get, &missing, &[], 403),
        (&powerless, &patch, &one, &[], 403),
        (&powerless, &delete, &missing, &[], 403),
        // then parameters, and last whether it is there.
        (api, &patch, &missing, &bad, 400),
        (api, &patch, &missing, &[("last_name", "Jones")], 404),
        (api, &delete, &missing, &[], 404),
        (api, &get, &missing, &[], 404),
        (api, &get, &format!("{LIST}/7"), &[], 404),
        (api, &patch, &format!("{LIST}/Zo%C3%AB"), &[], 404),
        (api, &delete, &format!("{LIST}/{NOBODY}0"), &[], 404),
        (api, &get, &format!("{LIST}/%00"), &[], 404),
    ] {
        let answer = who.call(method.clone(), path, params).await;
        assert_eq!(answer.status, status, "{}: {}", answer.call, answer.body);
        if status == 405 {
            let allowed = answer.header("allow").unwrap();
            assert!(allowed.contains("GET") && !allowed.contains(method.as_str()), "{allowed}");
        }
        if status == 401 {
            assert_eq!(answer.header("www-authenticate"), Some("CareHQ"));
        }
    }
    assert_eq!(api.get(&one, &[]).await.with(200)["last_name"], "Smith", "nothing was changed");
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_does_to_each_resource_what_it_was_given_for() {
    let platform = Platform::start().await;
    let provider = Provider::open(&platform, "sunny").await;
    let world = World::fill(&provider.api, "sunny").await;
    for (resource, next) in ALL.into_iter().zip(ALL.into_iter().cycle().skip(1)) {
        let name = resource.name;
        for action in resource.actions {
            let key = provider.key(&[&format!("{name}:{}", action.as_str())]).await;
            for other in [resource, next] {
                let (list, one) = (other.name, path(other.name, NOBODY));
                for (method, path, needed, status) in [
                    (Method::GET, list, Action::Read, 200),
                    (Method::GET, &one, Action::Read, 404),
                    (Method::PUT, list, Action::Create, 400),
                    (Method::PATCH, &one, Action::Update, 404),
                    (Method::DELETE, &one, Action::Delete, 404),
                ] {
                    if other.allows(needed) {
                        let may = other.name == name && needed == *action;
                        let expected = if may { status } else { 403 };
                        key.call(method, path, &[]).await.with(expected);
                    }
                }
            }
        }
        // To make one is not to read any, and yet it is told what was made.
        if resource.allows(Action::Create) {
            let key = provider.key(&[&format!("{name}:create")]).await;
            let made = key.put(name, &lent(&world.whole(resource).0)).await.with(200);
            let one = path(name, id_of(&made));
            assert_eq!(provider.api.get(&one, &[]).await.with(200), made);
        }
    }
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_wants_only_the_head_gets_it() {
    let platform = Platform::start().await;
    let provider = Provider::open(&platform, "sunny").await;
    let channel = provider.api.group("sales_channel", "Website").await;
    let one = path(LIST, &provider.api.enquiry(&channel, &[]).await);
    let nobody = path(LIST, NOBODY);
    for (path, status) in [(LIST, 200), (&one, 200), (&nobody, 404), ("salaries", 404)] {
        let call = SignedCall::new(Method::HEAD, &format!("/v1/{path}"), &[]);
        let answer = call.send(&platform.url(), &provider.api.signer).await;
        assert_eq!(answer.status(), status, "{path}");
        assert_eq!(header(&answer, "content-type"), Some("application/json"));
        assert_eq!(answer.bytes().await.unwrap().len(), 0);
    }
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn strangers_are_told_in_words_that_clients_read() {
    let platform = Platform::start().await;
    Provider::open(&platform, "sunny").await;
    for (method, path) in [
        ("GET", "/v1/care-enquiries"),
        ("PUT", "/v1/care-enquiries/"),
        ("PATCH", "/v1/home-visits/x"),
        ("GET", "/v1/salaries"),
        ("GET", "/v1/"),
        ("GET", "/v1"),
        ("DELETE", "//v1/users/x"),
        ("GET", "/api/v1/locations"),
        ("POST", "/api/v1/groups/"),
    ] {
        let request =
            client().request(method.parse().unwrap(), format!("{}{path}", platform.url()));
        let told = format!("{method} {path}");
        let answer = readable(Answer::of(told, request.send().await.unwrap()).await);
        assert_eq!(answer.header("www-authenticate"), Some("CareHQ"), "{path}");
        answer.with(401);
    }
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn old_clients_sign_in_their_own_way() {
    let platform = Platform::start().await;
    let provider = Provider::open(&platform, "sunny").await;
    let old = Terms { legacy_signatures: true, ..everything() };
    let (_, old) = platform.signed_key(provider.id, &old).await;
    let channel = provider.api.group("sales_channel", "Website").await;
    let send = async |method: Method, path: &str, params: &[(&str, &str)], signer: &Signer| {
        let call = SignedCall::new(method, &format!("/v1/{path}"), params);
        let answer = call.send_legacy(&platform.url(), signer).await;
        readable(Answer::of(path.to_owned(), answer).await)
    };
    let said = [("genders", "male"), ("email", "zoe@example.org"), ("genders", "female")];
    let sent = enquiry(&channel, &said);
    send(Method::PUT, LIST, &sent, &provider.api.signer).await.with(401);
    let made = send(Method::PUT, LIST, &sent, &old).await.with(200);
    assert_eq!(made["genders"], json!(["male", "female"]));
    let one = path(LIST, id_of(&made));
    let asked = [("attributes", "email"), ("filters-q", "Zoë"), ("attributes", "genders")];
    let page = send(Method::GET, LIST, &asked, &old).await.with(200);
    let item =
        json!({ "_id": made["_id"], "email": "zoe@example.org", "genders": made["genders"] });
    assert_eq!(page["items"], json!([item]));
    let changed = send(Method::PATCH, &one, &[("last_name", "*")], &old).await.with(200);
    assert_eq!(changed["last_name"], "*");
    assert_eq!(send(Method::DELETE, &one, &[], &old).await.with(200), json!({}));
    // What has no parameters has one signature in a second, whatever it does.
    send(Method::GET, &one, &asked[..1], &old).await.with(404);
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_encodes_nothing_is_understood() {
    let platform = Platform::start().await;
    let provider = Provider::open(&platform, "sunny").await;
    let channel = provider.api.group("sales_channel", "Website").await;
    let said = [("phone", "+441632960001"), ("care_requirements", "100%25 help\r\nfor Zoë = us")];
    let sent = enquiry(&channel, &said);
    let raw: Vec<String> = sent.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let call = SignedCall::new(Method::PUT, "/v1/care-enquiries", &sent);
    let request = client().put(format!("{}/v1/care-enquiries", platform.url()));
    let request = request.header(CONTENT_TYPE, "application/x-www-form-urlencoded");
    let request = request.headers(call.headers(&provider.api.signer)).body(raw.join("&"));
    let answer = Answer::of(LIST.to_owned(), request.send().await.unwrap()).await;
    let made = readable(answer).with(200);
    for (name, value) in said {
        assert_eq!(made[name], value);
    }
    platform.stop().await;
}
