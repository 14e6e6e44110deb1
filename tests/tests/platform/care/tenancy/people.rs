//! Who belongs to an account, and what they may do there.

use access::Role;

use super::*;

const LIST: &str = "care-enquiries";

#[tokio::test(flavor = "multi_thread")]
async fn users_are_the_members_of_the_account() {
    let platform = Platform::start().await;
    let own = Provider::open(&platform, "sunny").await;
    let other = Provider::open(&platform, "hidden").await;
    let password = secrets::password();
    let mut ids = vec![own.user];
    for (username, role) in [
        ("jo@example.org", Role::Viewer),
        ("al@example.org", Role::Creator),
        ("plain", Role::Admin),
    ] {
        ids.push(platform.user(username, &password).await);
        platform.member(own.id, username, role).await;
    }
    platform.member(other.id, "jo@example.org", Role::Admin).await;
    platform.user("nobody@example.org", &password).await;
    platform.staff("runs-it@example.org", &password).await;

    let asked = ["email", "mfa_enabled", "first_name", "locations"].map(|own| ("attributes", own));
    let users = own.api.list("users", &asked).await;
    let names = ["sunny-admin@example.org", "jo@example.org", "al@example.org", "plain"];
    assert_eq!(users.len(), 4, "{users:?}");
    for ((user, name), id) in users.iter().zip(names).zip(ids) {
        // Accounts knows what people sign in as, and of some an e-mail address.
        let email = if name == "plain" { Value::Null } else { json!(name) };
        let expected = json!({
            "_id": user["_id"], "email": email, "first_name": name, "locations": [],
            "mfa_enabled": false,
        });
        assert_eq!(*user, expected);
        assert!(id_of(user).ends_with(&format!("{id:016x}")), "{user}");
        assert_eq!(own.api.get(&path("users", id_of(user)), &asked).await.with(200), *user);
    }
    // Who belongs to both is one person in both; nobody else is known there.
    let jo = &users[1];
    let there = other.api.list("users", &[]).await;
    assert_eq!(there.len(), 2, "{there:?}");
    assert_eq!(there[1]["_id"], jo["_id"]);
    for (at, status) in [(0, 404), (1, 200), (2, 404), (3, 404)] {
        other.api.get(&path("users", id_of(&users[at])), &[]).await.with(status);
    }
    let channel = other.api.group("sales_channel", "Website").await;
    let assigned = |at: usize| enquiry(&channel, &[("assigned_to", id_of(&users[at]))]);
    other.api.put(LIST, &assigned(1)).await.with(200);
    assert_eq!(wrong(other.api.put(LIST, &assigned(0)).await), ["assigned_to"]);
    for (words, expected) in [("sunny-admin", 1), ("EXAMPLE.ORG", 3), ("hidden", 0)] {
        let found = own.api.ids("users", &[("filters-q", words)]).await;
        assert_eq!(found.len(), expected, "{words}");
    }
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_is_of_one_account() {
    let platform = Platform::start().await;
    let two = Two::open(&platform).await;
    let admin = two.own.admin().await;
    for resource in ALL {
        let name = resource.name;
        let all: Vec<String> =
            with_all(resource).iter().map(|(name, value)| format!("{name}={value}&")).collect();
        let page = admin.get(&format!("{name}?{}per_page=100", all.concat())).await.with(200);
        let items = page["items"].as_array().unwrap().iter();
        let ids: Vec<String> = items.map(|item| id_of(item).to_owned()).collect();
        assert_eq!(set(&ids), set(&two.own_world.ids(resource)), "{name}");
        assert_eq!(page["item_count"], ids.len(), "{name}");
        let theirs = path(name, two.other_world.id(resource));
        for (method, action) in
            [("GET", Action::Read), ("PATCH", Action::Update), ("DELETE", Action::Delete)]
        {
            if resource.allows(action) {
                let answer = admin.call(method.parse().unwrap(), &theirs, Some(&json!({}))).await;
                readable(answer).with(404);
            }
        }
    }
    // Who is in both acts for the one they joined first, whatever they ask for.
    let password = secrets::password();
    platform.user("both", &password).await;
    platform.member(two.other.id, "both", Role::Admin).await;
    platform.member(two.own.id, "both", Role::Admin).await;
    let both = Session { browser: platform.sign_in("both", &password).await };
    let theirs = path("locations", two.other_world.id(&resources::LOCATIONS));
    both.get(&theirs).await.with(200);
    both.get(&path("locations", two.own_world.id(&resources::LOCATIONS))).await.with(404);
    let made = both.put("locations", json!({ "name": "Elm", "organization_id": two.own.id })).await;
    let made = path("locations", id_of(&made.with(200)));
    two.other.api.get(&made, &[]).await.with(200);
    two.own.api.get(&made, &[]).await.with(404);
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_may_only_look_changes_nothing() {
    let platform = Platform::start().await;
    let provider = Provider::open(&platform, "sunny").await;
    let world = World::fill(&provider.api, "sunny").await;
    let before = kept(&provider.api).await;
    let password = secrets::password();
    platform.user("alone", &password).await;
    platform.staff("runs-it", &password).await;
    let mut lookers = Vec::new();
    for role in [Role::Viewer, Role::DataCustodian] {
        lookers.push((provider.member(role).await, 200));
    }
    for username in ["alone", "runs-it"] {
        let session = Session { browser: platform.sign_in(username, &password).await };
        lookers.push((session, 403));
    }
    for (session, reads) in &lookers {
        for resource in ALL {
            let (list, one) = (resource.name, path(resource.name, world.id(resource)));
            for path in [list, &one] {
                readable(session.get(path).await).with(*reads);
            }
            let body = json!({ "name": "Mine", "last_name": "Mine", "comment": "Mine" });
            for (method, path, action) in [
                ("PUT", list, Action::Create),
                ("POST", list, Action::Create),
                ("PATCH", &one, Action::Update),
                ("DELETE", &one, Action::Delete),
            ] {
                let answer = session.call(method.parse().unwrap(), path, Some(&body)).await;
                readable(answer).with(if resource.allows(action) { 403 } else { 405 });
            }
        }
    }
    let after = kept(&provider.api).await;
    for (name, documents) in before.iter().filter(|(name, _)| **name != "users") {
        assert_eq!(after[name], *documents, "{name}");
    }
    // Those who make things do.
    let creator = provider.member(Role::Creator).await;
    let made = creator.put("locations", json!({ "name": "Elm House" })).await.with(200);
    let one = path("locations", id_of(&made));
    creator.patch(&one, json!({ "phone": "01632 960001" })).await.with(200);
    creator.delete(&one).await.with(200);
    platform.stop().await;
}
