//! Who did what to which credential: told to staff, and to everybody about themselves.

use access::Role;
use accounts::store::api_keys::Terms;
use diesel_async::SimpleAsyncConnection;
use end_to_end::{Platform, client, eventually, header, secrets};
use serde_json::Value;

const PATH: &str = "/api/v1/audit/accounts/";

/// What the audit says to these staff, newest first.
async fn told(platform: &Platform, token: &str, query: &str) -> Vec<Value> {
    platform.rows_as(token, &format!("{PATH}?page_size=500&{query}")).await
}

fn events(rows: &[Value]) -> Vec<&str> {
    rows.iter().map(|row| row["event"].as_str().unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_happens_is_told_with_who_and_from_where() {
    let platform = Platform::start().await;
    let [password, other] = [secrets::password(), secrets::password()];
    let staff = platform.staff("sam", &password).await;
    let jo = platform.user("jo", &password).await;
    let organization = platform.organization("Sunny Care").await;
    platform.member(organization, "jo", Role::Viewer).await;
    platform.member(organization, "jo", Role::Admin).await;
    assert_eq!(platform.browser().sign_in("jo", "wrong-password").await.status(), 200);
    let browser = platform.sign_in("jo", &password).await;
    let made = browser.post_form("/accounts/keys/", &[("label", "Night run")]).await;
    let made = made.text().await.unwrap();
    let key = made.split_once("id=\"secret\">").unwrap().1.split_once('<').unwrap().0;
    secrets::note(key);
    assert_eq!(platform.get_as(key, "/api/v1/practices/").await.status(), 200);
    let fields = [("current", password.as_str()), ("new", &other), ("again", &other)];
    assert_eq!(browser.post_form("/accounts/password/", &fields).await.status(), 303);
    let (token, refresh) = platform.tokens("sam", &password).await;
    let release_key = platform.release_key(jo).await;

    let uses = "SELECT count(*) AS number FROM audit WHERE action = 'key_used'";
    eventually("the key's use is told", async || platform.number(uses).await > 0).await;
    let all = told(&platform, &token, "").await;
    let ids: Vec<i64> = all.iter().map(|row| row["id"].as_i64().unwrap()).collect();
    assert!(ids.is_sorted_by(|newer, older| newer > older), "{ids:?}");
    let seen = events(&all);
    for event in [
        "user_added",
        "organization_added",
        "member_added",
        "role_changed",
        "sign_in_failed",
        "signed_in",
        "key_added",
        "key_used",
        "password_changed",
        "token_issued",
        "token_key_added",
        "release_key_added",
    ] {
        assert!(seen.contains(&event), "{event} of {seen:?}");
    }
    // Nothing that opens anything.
    let text = serde_json::to_string(&all).unwrap();
    let session = browser.cookie(access::csrf::SESSION_COOKIE).unwrap();
    for secret in [&password, &other, &session, key, &token, &refresh, &release_key] {
        assert!(!text.contains(secret), "a secret is told");
    }
    assert!(!text.contains("wrong-password"), "people type passwords in many places");

    let added = told(&platform, &token, "event=key_added").await;
    assert_eq!(added.len(), 1);
    assert_eq!(added[0]["actor"], serde_json::json!({ "id": jo, "username": "jo" }));
    assert_eq!(added[0]["user_id"], jo);
    assert_eq!(added[0]["address"], "127.0.0.1");
    assert_eq!(added[0]["subject"]["kind"], "key");
    let by_command = told(&platform, &token, "event=user_added&user=jo").await;
    assert_eq!(by_command.len(), 1);
    assert_eq!(by_command[0]["actor"], Value::Null);
    let joined = told(&platform, &token, &format!("organization={organization}")).await;
    assert_eq!(events(&joined), ["role_changed", "member_added", "organization_added"]);
    let own = told(&platform, &token, "actor=sam").await;
    assert!(own.iter().all(|row| row["actor"]["id"] == staff) && !own.is_empty());
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_for_staff_and_for_people_about_themselves() {
    let platform = Platform::start().await;
    let password = secrets::password();
    platform.staff("zq-runs-it", &password).await;
    platform.user("jo", &password).await;
    platform.user("al-who-is-nobody-else", &password).await;
    let organization = platform.organization("Sunny Care").await;
    platform.member(organization, "jo", Role::Admin).await;
    let browser = platform.sign_in("jo", &password).await;
    let token = platform.token("jo", &password).await;
    let (_, key) = platform.key("zq-runs-it", Terms::default()).await;
    let scopes = vec!["practices".parse().unwrap()];
    let (_, limited) = platform.key("zq-runs-it", Terms { scopes, ..Terms::default() }).await;

    let stranger = platform.get(PATH).await;
    assert_eq!(stranger.status(), 401);
    assert!(header(&stranger, "www-authenticate").is_some());
    assert_eq!(browser.get(PATH).await.status(), 403);
    assert_eq!(platform.get_as(&token, PATH).await.status(), 403);
    assert_eq!(platform.get_as(&limited, PATH).await.status(), 403);
    let staff = platform.token("zq-runs-it", &password).await;
    for credential in [&staff, &key] {
        assert_eq!(platform.get_as(credential, PATH).await.status(), 200);
    }
    let session = platform.sign_in("zq-runs-it", &password).await;
    assert_eq!(session.get(PATH).await.status(), 200);

    let page = browser.get("/accounts/audit/").await;
    assert_eq!(page.status(), 200);
    let page = page.text().await.unwrap();
    assert!(page.contains("127.0.0.1"), "their own sign-in: {page}");
    assert!(!page.contains("al-who-is-nobody-else") && !page.contains("zq-runs-it"), "{page}");

    for query in ["event=Key%20Added", "actor=nobody", "organization=x"] {
        let answer = platform.get_as(&staff, &format!("{PATH}?{query}")).await;
        assert_eq!(answer.status(), 400, "{query}");
    }
    assert_eq!(platform.get_as(&staff, &format!("{PATH}?page=99")).await.status(), 404);
    let request = client().post(format!("{}{PATH}", platform.url())).bearer_auth(&staff);
    assert_eq!(request.send().await.unwrap().status(), 405);
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_written_stays() {
    let platform = Platform::start().await;
    platform.user("jo", &secrets::password()).await;
    let rows = "SELECT count(*) AS number FROM audit";
    let before = platform.number(rows).await;
    assert!(before > 0);
    let mut connection = platform.connection().await;
    for sql in ["UPDATE audit SET subject = 'x'", "DELETE FROM audit", "TRUNCATE audit CASCADE"] {
        let refused = connection.batch_execute(sql).await.unwrap_err();
        assert!(refused.to_string().contains("only ever added"), "{sql}: {refused}");
    }
    assert_eq!(platform.number(rows).await, before);
    platform.stop().await;
}
