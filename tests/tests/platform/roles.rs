//! What people may do, and how soon a change of that binds.

use std::time::Instant;

use access::Role;
use accounts::store::api_keys::Terms;
use accounts::store::audit::Actor;
use accounts::store::memberships;
use end_to_end::{Platform, Probe, eventually, header, no_throttle, secrets};
use serde_json::Value;

use crate::sessions::{AT_ONCE, detail};

const MEMBER: &str = "/api/v1/probe/member/";
const MANAGER: &str = "/api/v1/probe/manager/";
const STAFF: &str = "/api/v1/probe/staff/";
const EDITOR: &str = "/api/v1/probe/editor/";
const TOKEN: &str = "/api/v1/probe/token/";
const BEARER: &str = "/api/v1/probe/bearer/";
const SESSION: &str = "/api/v1/probe/session/";
const EITHER: &str = "/api/v1/probe/either/";

#[tokio::test(flavor = "multi_thread")]
async fn people_may_do_what_their_roles_say() {
    let platform = Platform::start().await;
    let probe = Probe::start(&platform, no_throttle()).await;
    let password = secrets::password();
    let first = platform.organization("First").await;
    let second = platform.organization("Second").await;
    // Name, staff, memberships; and whether they pass as member, manager, staff and editor.
    for (name, staff, roles, expected) in [
        ("alone", false, &[][..], [403, 403, 403, 200]),
        ("staff", true, &[], [403, 403, 200, 200]),
        ("viewer", false, &[(first, Role::Viewer)], [200, 403, 403, 403]),
        ("custodian", false, &[(first, Role::DataCustodian)], [200, 403, 403, 403]),
        ("creator", false, &[(first, Role::Creator)], [200, 403, 403, 200]),
        ("admin", false, &[(first, Role::Admin)], [200, 200, 403, 200]),
        ("late", false, &[(first, Role::Viewer), (second, Role::Admin)], [200, 403, 403, 200]),
        ("early", false, &[(second, Role::Admin), (first, Role::Viewer)], [200, 200, 403, 200]),
        ("looker", true, &[(first, Role::Viewer)], [200, 200, 200, 403]),
    ] {
        if staff {
            platform.staff(name, &password).await;
        } else {
            platform.user(name, &password).await;
        }
        for (organization, role) in roles {
            platform.member(*organization, name, *role).await;
        }
        let browser = probe.browser(&platform.sign_in(name, &password).await);
        let token = platform.token(name, &password).await;
        let mut statuses = Vec::new();
        for path in [MEMBER, MANAGER, STAFF] {
            statuses.push(browser.get(path).await.status().as_u16());
        }
        statuses.push(probe.status_as(&token, EDITOR).await);
        assert_eq!(statuses, expected, "{name}");

        // They act for the organisation they joined first, whatever they ask for.
        let path = format!("{SESSION}?organization={second}");
        let told: Value = browser.get(&path).await.json().await.unwrap();
        let own = roles.first().map(|(organization, _)| *organization);
        assert_eq!(told["caller"]["organization"].as_i64(), own, "{name}");
    }
    let browser = probe.browser(&platform.sign_in("alone", &password).await);
    let refused = browser.get(MEMBER).await;
    assert_eq!(detail(refused).await, "You do not have permission to perform this action.");
    probe.stop().await;
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn another_role_acts_at_once() {
    let platform = Platform::start().await;
    let probe = Probe::start(&platform, no_throttle()).await;
    let password = secrets::password();
    let organization = platform.organization("First").await;
    platform.user("jo", &password).await;
    platform.member(organization, "jo", Role::Viewer).await;
    let browser = probe.browser(&platform.sign_in("jo", &password).await);
    let token = platform.token("jo", &password).await;
    let is = async |expected: [u16; 3]| {
        [
            browser.get(MEMBER).await.status().as_u16(),
            browser.get(MANAGER).await.status().as_u16(),
            probe.status_as(&token, EDITOR).await,
        ] == expected
    };
    assert!(is([200, 403, 403]).await);
    for (role, expected) in [
        (Some(Role::Admin), [200, 200, 200]),
        (Some(Role::Creator), [200, 403, 200]),
        (Some(Role::DataCustodian), [200, 403, 403]),
        (None, [403, 403, 200]),
    ] {
        let changed = Instant::now();
        match role {
            Some(role) => platform.member(organization, "jo", role).await,
            None => {
                let mut connection = platform.connection().await;
                memberships::remove(&mut connection, &Actor::command(), organization, "jo")
                    .await
                    .unwrap();
            }
        }
        eventually("the role acts", async || is(expected).await).await;
        assert!(changed.elapsed() < AT_ONCE, "{role:?}");
    }
    // So does an organisation that is closed.
    platform.member(organization, "jo", Role::Admin).await;
    eventually("back again", async || is([200, 200, 200]).await).await;
    let closed = Instant::now();
    platform.accounts_database.execute("UPDATE organizations SET active = false").await;
    eventually("it is closed", async || is([403, 403, 200]).await).await;
    assert!(closed.elapsed() < AT_ONCE);
    probe.stop().await;
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_disabled_user_is_refused_everywhere_at_once() {
    let platform = Platform::start().await;
    let probe = Probe::start(&platform, no_throttle()).await;
    let password = secrets::password();
    let id = platform.user("jo", &password).await;
    let signed_in = platform.sign_in("jo", &password).await;
    let browser = probe.browser(&signed_in);
    let (token, refresh) = platform.tokens("jo", &password).await;
    let (_, key) = platform.key("jo", Terms::default()).await;
    let release = format!("/api/v1/probe/release/keys/{}/x", platform.release_key(id).await);
    let answers = async || {
        [
            browser.get(SESSION).await.status().as_u16(),
            probe.status_as(&token, TOKEN).await,
            probe.status_as(&key, BEARER).await,
            probe.get(&release).await.status().as_u16(),
        ]
    };
    assert_eq!(answers().await, [200; 4]);

    let disabled = Instant::now();
    platform.set_active("jo", false).await;
    eventually("they are refused", async || answers().await == [401; 4]).await;
    assert!(disabled.elapsed() < AT_ONCE);
    let refused: Value = probe.get_as(&token, TOKEN).await.json().await.unwrap();
    assert_eq!(refused["code"], "user_inactive");
    let sent = signed_in.get("/accounts/").await;
    assert_eq!(sent.status(), 302);
    assert!(header(&sent, "location").unwrap().starts_with("/accounts/login/"));
    assert_eq!(platform.browser().sign_in("jo", &password).await.status(), 200, "the form again");
    let body = serde_json::json!({ "refresh": refresh });
    let request = end_to_end::client().post(format!("{}/api/token/refresh", platform.url()));
    assert_eq!(request.json(&body).send().await.unwrap().status(), 401);

    platform.set_active("jo", true).await;
    eventually("the key is good again", async || probe.status_as(&key, BEARER).await == 200).await;
    probe.stop().await;
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_route_says_which_credentials_it_takes() {
    let platform = Platform::start().await;
    let probe = Probe::start(&platform, no_throttle()).await;
    let password = secrets::password();
    platform.staff("sam", &password).await;
    let browser = probe.browser(&platform.sign_in("sam", &password).await);
    let token = platform.token("sam", &password).await;
    let (_, key) = platform.key("sam", Terms::default()).await;
    let scopes = vec!["practices".parse().unwrap()];
    let (_, limited) = platform.key("sam", Terms { scopes, ..Terms::default() }).await;

    for (credential, path, expected) in [
        (&key, BEARER, 200),
        (&key, TOKEN, 401),
        (&key, SESSION, 401),
        (&key, EITHER, 200),
        (&token, BEARER, 401),
        (&token, TOKEN, 200),
        (&token, EITHER, 401),
        (&limited, "/api/v1/probe/bearer/practices/", 200),
        // A key for one resource is no way to what staff may do.
        (&limited, EITHER, 403),
    ] {
        assert_eq!(probe.status_as(credential, path).await, expected, "{path}");
    }
    let pcns = vec!["pcns".parse().unwrap()];
    let (_, pcns) = platform.key("sam", Terms { scopes: pcns, ..Terms::default() }).await;
    assert_eq!(probe.status_as(&pcns, "/api/v1/probe/bearer/practices/").await, 403);

    // Of two kinds of credential the route's own counts, good or not.
    for (path, credential, expected) in [
        (SESSION, token.as_str(), 200),
        (SESSION, "nonsense", 200),
        (BEARER, key.as_str(), 200),
        (BEARER, "nonsense", 401),
        (EITHER, key.as_str(), 200),
    ] {
        let request = browser.request(reqwest::Method::GET, path).bearer_auth(credential);
        assert_eq!(browser.send(request).await.status(), expected, "{path} {credential:.4}");
    }
    assert_eq!(browser.get(EITHER).await.status(), 200);
    probe.stop().await;
    platform.stop().await;
}
