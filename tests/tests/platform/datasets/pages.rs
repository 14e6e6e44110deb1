//! The pages of pick lists, in a real browser, and what their forms are answered.

use access::{Role, ThrottleConfig};
use end_to_end::browser::Chromium;
use end_to_end::datasets::Row;
use end_to_end::{Browser, Platform, form, header, no_throttle, secrets};
use reqwest::Method;
use reqwest::header::CONTENT_TYPE;
use serde_json::json;

use crate::browser::{look, sign_in, walk};

/// A list that everybody sees.
const SMOKING: &str = "smoking_status_code";

fn smoking() -> Row {
    let options = [("1", "Current smoker"), ("2", "Ex-smoker"), ("3", "Non-smoker")];
    Row::nhs(SMOKING, "Smoking Status Code").tagged(&["medical", "NHS"]).with(&options)
}

/// Where the page of a list is.
fn at(key: &str, rest: &str) -> String {
    format!("/datasets/lists/{key}/{rest}")
}

/// What the page says.
async fn text(chromium: &mut Chromium) -> String {
    chromium.run("document.querySelector('main').innerText").await.as_str().unwrap().to_owned()
}

/// What the page says was just done.
async fn done(chromium: &mut Chromium) -> String {
    let told = chromium.run("document.querySelector('.notice').innerText").await;
    told.as_str().unwrap().to_owned()
}

/// Clicks what a selector finds in the main part, and waits for where it leads.
async fn click(chromium: &mut Chromium, selector: &str) {
    let selector = json!(format!("main {selector}"));
    chromium.follow(&format!("document.querySelector({selector}).click()")).await;
}

/// Writes into a field, in the place of what is in it.
async fn fill(chromium: &mut Chromium, field: &str, written: &str) {
    let (field, written) = (json!(field), json!(written));
    chromium.run(&format!("document.getElementById({field}).value = {written}")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_list_page_can_be_read_by_everybody() {
    let Some(mut chromium) = Chromium::start().await else { return };
    let platform = Platform::start().await;
    let password = secrets::password();
    let user = platform.staff("jo.with.a.rather.long.name@example.nhs.uk", &password).await;
    let trust = platform.organization("Sunny Care Homes of the North West").await;
    let username = "jo.with.a.rather.long.name@example.nhs.uk";
    platform.member(trust, username, Role::Creator).await;
    let long = "a".repeat(100);
    let code = "CODE".repeat(20);
    let own = Row::new(&long).called(&"Wards".repeat(51)).of(trust);
    let own = Row { created_by: Some(user), ..own }.tagged(&["a rather long tag of ours"]);
    let own = own.with(&[(code.as_str(), "Long"), ("S", "Short")]);
    platform.put(&[smoking(), own]).await;
    let report = json!({
        "datasets": [{ "key": SMOKING, "outcome": "failed", "reason": "The page is cut off." }],
        "counts": {
            "created": 0, "updated": 1, "scraped": 1, "skipped": 46, "errors": 1, "total": 48,
        },
    });
    let run = format!(
        "INSERT INTO sync_runs (source, started_at, finished_at, report) \
         VALUES ('nhs_dd', now(), now(), '{report}')"
    );
    platform.datasets_database.execute(&run).await;
    sign_in(&mut chromium, &platform, username, &password).await;
    chromium.complaints();

    let ours = ["/datasets/lists/", "/datasets/new/", "/datasets/syncs/"];
    let seen = walk(&mut chromium, &platform, "/datasets/", &ours).await;
    let mut expected = ["", "new/", "syncs/"].map(|rest| format!("/datasets/{rest}")).to_vec();
    let both = ["", "versions/", "versions/n/", "versions/n/changes/"];
    expected.extend(both.map(|rest| at(SMOKING, rest)));
    expected.extend(both.map(|rest| at(&long, rest)));
    expected.push(at(SMOKING, "create-custom/"));
    expected.extend(["edit/", "publish/", "delete/"].map(|rest| at(&long, rest)));
    for page in expected {
        assert!(seen.contains(&page), "{page} of {seen:?}");
    }
    assert!(!seen.contains(&at(SMOKING, "edit/")), "{seen:?}");
    assert!(!seen.contains(&at(&long, "create-custom/")), "{seen:?}");
    chromium.open(&format!("{}/datasets/syncs/", platform.url())).await;
    let told = text(&mut chromium).await;
    assert!(told.contains("1 updated, 1 scraped, 46 skipped, 1 errors, 48 in all"), "{told}");

    // What is refused says so first.
    chromium.open(&format!("{}/datasets/new/", platform.url())).await;
    fill(&mut chromium, "options", "no comma here").await;
    click(&mut chromium, "form[method=post] button").await;
    look(&mut chromium, "datasets-mistakes").await;
    let focused = "document.activeElement.getAttribute('role') === 'alert'";
    assert_eq!(chromium.run(focused).await, json!(true), "read out at once");
    let kept = "document.getElementById('options').value";
    assert_eq!(chromium.run(kept).await, json!("no comma here"));
    chromium.close().await;
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_is_found_copied_changed_and_published() {
    let Some(mut chromium) = Chromium::start().await else { return };
    let platform = Platform::start().await;
    let password = secrets::password();
    platform.user("cleo", &password).await;
    let trust = platform.organization("Our Trust").await;
    platform.member(trust, "cleo", Role::Creator).await;
    platform.put(&[smoking(), Row::platform("nhs_trusts", "NHS Trusts")]).await;
    sign_in(&mut chromium, &platform, "cleo", &password).await;

    chromium.open(&format!("{}/datasets/", platform.url())).await;
    assert!(text(&mut chromium).await.contains("2 lists found"));
    fill(&mut chromium, "search", "sMOKing").await;
    fill(&mut chromium, "tag", "medical").await;
    click(&mut chromium, "form button").await;
    look(&mut chromium, "datasets-found").await;
    let told = text(&mut chromium).await;
    assert!(told.contains("1 list found") && told.contains("3 options"), "{told}");
    click(&mut chromium, &format!("a[href='{}']", at(SMOKING, ""))).await;
    assert!(text(&mut chromium).await.contains("Ex-smoker"));

    click(&mut chromium, "a[href$='/create-custom/']").await;
    fill(&mut chromium, "name", "Smoking at our trust").await;
    click(&mut chromium, "form[method=post] button").await;
    assert!(done(&mut chromium).await.contains("has been made"));
    let told = text(&mut chromium).await;
    for expected in ["Smoking at our trust", "Our Trust", "Smoking Status Code", "Private"] {
        assert!(told.contains(expected), "{expected}: {told}");
    }

    click(&mut chromium, "a[href$='/edit/']").await;
    fill(&mut chromium, "options", "9\tNot asked\n1,Smokes\n3,Non-smoker\n").await;
    click(&mut chromium, "form[method=post] button").await;
    assert!(done(&mut chromium).await.contains("saved as a new version"));
    click(&mut chromium, "a[href$='/versions/']").await;
    look(&mut chromium, "datasets-versions").await;
    click(&mut chromium, "a[href$='/versions/2/changes/']").await;
    look(&mut chromium, "datasets-changes").await;
    assert_differences(&text(&mut chromium).await);

    let address = chromium.run("location.pathname").await;
    let (key, _) = address.as_str().unwrap().split_once("/versions/").unwrap();
    chromium.open(&format!("{}{key}/publish/", platform.url())).await;
    look(&mut chromium, "datasets-publish").await;
    assert_differences(&text(&mut chromium).await);
    click(&mut chromium, "form[method=post] button").await;
    assert!(done(&mut chromium).await.contains("has been published"));
    look(&mut chromium, "datasets-published").await;

    let anybody = platform.browser().get(&format!("{key}/")).await;
    assert_eq!(anybody.status(), 200);
    let page = anybody.text().await.unwrap();
    assert!(page.contains("Not asked") && !page.contains("/edit/"), "{page}");
    chromium.close().await;
    platform.stop().await;
}

/// That it is told what became of the options of smoking.
#[track_caller]
fn assert_differences(told: &str) {
    for expected in [
        "1 added option",
        "1 removed option",
        "1 changed option",
        "1 option as before",
        "Not asked",
        "Ex-smoker",
        "Current smoker",
        "Smokes",
    ] {
        assert!(told.contains(expected), "{expected}: {told}");
    }
}

/// The status of what a form was answered with, and where it leads or what it says.
async fn send(browser: &Browser, path: &str, fields: &[(&str, &str)]) -> (u16, String) {
    let answer = browser.post_form(path, fields).await;
    let status = answer.status().as_u16();
    let told = match header(&answer, "location") {
        Some(location) => location.to_owned(),
        None => answer.text().await.unwrap(),
    };
    (status, told)
}

/// The status of a page that leads elsewhere, and where.
async fn send_to(browser: &Browser, path: &str) -> (u16, String) {
    let answer = browser.get(path).await;
    (answer.status().as_u16(), header(&answer, "location").unwrap().to_owned())
}

/// The status of a page, and what it says.
async fn open(browser: &Browser, path: &str) -> (u16, String) {
    let answer = browser.get(path).await;
    (answer.status().as_u16(), answer.text().await.unwrap())
}

/// A new user with a role in an organisation, or in none, who is signed in.
async fn person(platform: &Platform, username: &str, role: Option<(i64, Role)>) -> Browser {
    let password = secrets::password();
    platform.user(username, &password).await;
    if let Some((organization, role)) = role {
        platform.member(organization, username, role).await;
    }
    platform.sign_in(username, &password).await
}

#[tokio::test(flavor = "multi_thread")]
async fn mistakes_are_told_beside_what_they_are_about() {
    let platform = Platform::start().await;
    let trust = platform.organization("Our Trust").await;
    let cleo = person(&platform, "cleo", Some((trust, Role::Creator))).await;
    let (status, page) = open(&cleo, "/datasets/new/").await;
    assert_eq!(status, 200);
    assert!(page.contains("Our Trust"), "{page}");
    let good = [("name", "Towns"), ("key", "towns"), ("options", "L,Leeds\r\nY,York\r\n")];
    for (field, written, told) in [
        ("name", " ", "Name: "),
        ("key", "Bad Key", "lower-case"),
        ("key", SMOKING, "reserved"),
        ("options", "L,Leeds\r\nL,London", "Options: Line 2: "),
        ("reference_url", "nowhere", "Where to read more: "),
        ("organization", "999999", "Belongs to: Choose one of your organisations."),
        ("tags", "x\0y", "Tags: "),
    ] {
        let mut form = vec![(field, written)];
        form.extend(good.iter().filter(|(name, _)| *name != field));
        let (status, page) = send(&cleo, "/datasets/new/", &form).await;
        assert_eq!(status, 400, "{field}");
        let about = format!("<a href=\"#{field}\">");
        assert!(page.contains(&about) && page.contains(told), "{field}: {page}");
    }
    let made = send(&cleo, "/datasets/new/", &good).await;
    assert_eq!(made, (303, "/datasets/lists/towns/?done=created".to_owned()));
    let (status, page) = send(&cleo, "/datasets/new/", &good).await;
    assert_eq!(status, 400);
    assert!(page.contains("<a href=\"#key\">") && page.contains("Leeds"), "{page}");

    for path in ["/datasets/?search=%00", "/datasets/?tag=%00"] {
        assert_eq!(open(&cleo, path).await.0, 400, "{path}");
    }
    for path in ["no%00such/", "NoSuch/", "towns/?page=x"] {
        assert_eq!(open(&cleo, &at("", path).replace("//", "/")).await.0, 404, "{path}");
    }
    for version in ["2", "x", "01", "+1"] {
        let path = at("towns", &format!("versions/{version}/"));
        assert_eq!(open(&cleo, &path).await.0, 404, "{version}");
    }
    let (_, page) = open(&cleo, &at("towns", "?done=created")).await;
    assert!(page.contains("Only you, or your organisation, see it."), "{page}");
    assert!(!open(&cleo, "/datasets/?done=created").await.1.contains("class=\"notice\""));
    let (status, page) = open(&cleo, &at("towns", "versions/1/changes/?since=9")).await;
    assert_eq!(status, 400);
    assert!(page.contains("<a href=\"#since\">"), "{page}");
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_lost_where_two_edit_one_list() {
    let platform = Platform::start().await;
    let trust = platform.organization("Our Trust").await;
    let cleo = person(&platform, "cleo", Some((trust, Role::Creator))).await;
    let tags = ["a", "with, comma"];
    platform.put(&[Row::new("towns").called("Towns").of(trust).tagged(&tags)]).await;
    let edit = at("towns", "edit/");
    let (status, page) = open(&cleo, &edit).await;
    assert_eq!(status, 200);
    assert!(page.contains("name=\"version\" value=\"1\""), "{page}");
    let said = |version: &'static str, name: &'static str| {
        let tags = ("tags", "a, \"with, comma\"");
        [("version", version), ("name", name), tags, ("options", "1,One\r\n")]
    };
    let view = |done: &str| (303, format!("{}?done={done}", at("towns", "")));
    assert_eq!(send(&cleo, &edit, &said("1", "Towns")).await, view("unchanged"));
    assert_eq!(send(&cleo, &edit, &said("1", "Cities")).await, view("saved"));
    // A tag with a comma is one, and leads to what carries it.
    let (_, page) = open(&cleo, &at("towns", "")).await;
    assert!(page.contains("?tag=with%2C+comma"), "{page}");
    for (query, found) in [
        ("tag=with%2C+comma", "1 list found."),
        ("tag=a&tag=with%2C+comma", "1 list found."),
        ("tag=a&tag=b", "0 lists found."),
        ("tag=A", "Tags keep their capitals"),
        ("category=user_created", "1 list found."),
        ("category=moon", "0 lists found."),
    ] {
        let (status, page) = open(&cleo, &format!("/datasets/?{query}")).await;
        assert!(status == 200 && page.contains(found), "{query}: {page}");
    }
    let (_, page) = open(&cleo, "/datasets/").await;
    assert!(page.contains(">Yours, not published (1)</a>"), "{page}");

    for version in ["1", "", "x", "7"] {
        let (status, page) = send(&cleo, &edit, &said(version, "Villages")).await;
        assert_eq!(status, 409, "{version}");
        assert!(page.contains("Nothing has been saved"), "{page}");
        assert!(page.contains("target=\"_blank\" rel=\"noopener\""), "{page}");
        assert!(page.contains("value=\"Villages\"") && page.contains("value=\"2\""), "{page}");
        let (_, page) = open(&cleo, &at("towns", "")).await;
        assert!(page.contains("<h1>Cities</h1>"), "{page}");
    }
    assert_eq!(send(&cleo, &edit, &said("2", "Villages")).await, view("saved"));
    let (_, page) = open(&cleo, &at("towns", "versions/3/changes/?since=1")).await;
    for told in ["Towns", "Villages", "The options are the same."] {
        assert!(page.contains(told), "{told}: {page}");
    }
    assert_eq!(open(&cleo, &at("towns", "versions/4/")).await.0, 404);

    // What is published is what was looked at.
    let publish = at("towns", "publish/");
    let (status, page) = send(&cleo, &publish, &[("version", "2")]).await;
    assert_eq!(status, 400);
    assert!(page.contains("Nothing has been published"), "{page}");
    assert_eq!(send(&cleo, &publish, &[("version", "3")]).await, view("published"));
    let again = send(&cleo, &publish, &[("version", "3")]).await;
    assert_eq!(again, (303, at("towns", "")));
    assert_eq!(send_to(&cleo, &publish).await, (303, at("towns", "")));
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_may_not_change_a_list_is_not_asked_to() {
    let platform = Platform::start().await;
    let trust = platform.organization("Our Trust").await;
    let cleo = person(&platform, "cleo", Some((trust, Role::Creator))).await;
    let vi = person(&platform, "vi", Some((trust, Role::Viewer))).await;
    let indy = person(&platform, "indy", None).await;
    let anybody = platform.browser();
    platform.put(&[smoking(), Row::new("towns").of(trust)]).await;

    let (status, page) = open(&vi, &at("towns", "")).await;
    assert_eq!(status, 200);
    for action in ["edit/\"", "publish/\"", "delete/\"", "create-custom/\""] {
        assert!(!page.contains(action), "{action}: {page}");
    }
    assert!(!open(&vi, "/datasets/").await.1.contains("/datasets/new/"));
    let posts = [
        at("towns", "edit/"),
        at("towns", "publish/"),
        at("towns", "delete/"),
        at(SMOKING, "edit/"),
        at(SMOKING, "delete/"),
    ];
    let form = [("version", "1"), ("name", "Mine"), ("options", "1,One")];
    for path in &posts {
        assert_eq!(send(&vi, path, &form).await.0, 403, "{path}");
        assert_eq!(open(&vi, path).await.0, 403, "{path}");
        let expected = if path.contains(SMOKING) { 403 } else { 404 };
        assert_eq!(open(&indy, path).await.0, expected, "{path}");
        assert_eq!(send(&indy, path, &form).await.0, expected, "{path}");
    }
    for path in ["/datasets/new/".to_owned(), at(SMOKING, "create-custom/")] {
        assert_eq!(send(&vi, &path, &form).await.0, 403, "{path}");
    }
    for browser in [&cleo, &vi, &indy] {
        assert_eq!(open(browser, "/datasets/syncs/").await.0, 403);
    }

    assert_eq!(open(&anybody, &at(SMOKING, "")).await.0, 200);
    for rest in ["", "versions/", "versions/1/", "versions/1/changes/"] {
        for browser in [&anybody, &indy] {
            assert_eq!(open(browser, &at("towns", rest)).await.0, 404, "{rest}");
        }
    }
    // Strangers may sign in and come back; what was done is told to editors alone.
    let come_back = "/accounts/login/?next=%2Fdatasets%2Flists%2Ftowns%2F\"";
    let (_, page) = open(&anybody, &at("towns", "")).await;
    assert!(page.contains(come_back) && page.contains("or sign in"), "{page}");
    let (_, page) = open(&indy, &at("towns", "")).await;
    assert!(!page.contains("/accounts/login/") && !page.contains("or sign in"), "{page}");
    let (_, page) = open(&anybody, &at(SMOKING, "?done=published")).await;
    assert!(page.contains("/accounts/login/?next=") && !page.contains("has been"), "{page}");
    let (_, page) = open(&vi, &at("towns", "?done=saved")).await;
    assert!(!page.contains("class=\"notice\""), "{page}");
    assert_eq!(open(&anybody, "/datasets/files/towns/csv/").await.0, 404);
    for path in posts.iter().map(String::as_str).chain(["/datasets/", "/datasets/new/"]) {
        assert_eq!(open(&anybody, path).await.0, 302, "{path}: signs in first");
    }
    assert_eq!(send(&anybody, &posts[0], &form).await.0, 401);
    let (_, page) = open(&cleo, &at("towns", "")).await;
    assert!(page.contains("<h1>List towns</h1>"), "nothing has changed: {page}");
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_said_before_publication_stays_with_its_owners() {
    let platform = Platform::start().await;
    let trust = platform.organization("Our Trust").await;
    let cleo = person(&platform, "cleo", Some((trust, Role::Creator))).await;
    let vi = person(&platform, "vi", Some((trust, Role::Viewer))).await;
    let indy = person(&platform, "indy", None).await;
    let anybody = platform.browser();
    platform.put(&[Row::new("towns").called("Secret towns").of(trust)]).await;
    let edit = async |version: &str, name: &str| {
        let form = [("version", version), ("name", name), ("options", "1,One")];
        assert_eq!(send(&cleo, &at("towns", "edit/"), &form).await.0, 303, "{name}");
    };
    let publish = at("towns", "publish/");
    let (_, page) = open(&cleo, &publish).await;
    assert!(page.contains("every later version") && !page.contains("earlier versions"), "{page}");
    edit("1", "Towns").await;
    let (_, page) = open(&cleo, &publish).await;
    for told in ["version 2 with 1 option", "earlier versions stay with you and your organisation"]
    {
        assert!(page.contains(told), "{told}: {page}");
    }
    assert_eq!(send(&cleo, &publish, &[("version", "2")]).await.0, 303);
    edit("2", "Cities").await;

    let links = |page: &str| {
        let link = |version| page.contains(&format!("{}\"", at("towns", version)));
        ["versions/1/", "versions/2/", "versions/3/"].map(link)
    };
    for browser in [&anybody, &indy] {
        let (status, page) = open(browser, &at("towns", "versions/")).await;
        assert_eq!((status, links(&page)), (200, [false, true, true]), "{page}");
        assert!(page.contains("data-label=\"By\">—<") && !page.contains("cleo"), "{page}");
        for (rest, status) in [
            ("versions/1/", 404),
            ("versions/1/changes/", 404),
            ("versions/2/", 200),
            ("versions/2/changes/?since=1", 400),
            ("versions/3/changes/?since=2", 200),
        ] {
            let (answered, page) = open(browser, &at("towns", rest)).await;
            assert_eq!(answered, status, "{rest}");
            assert!(!page.contains("Secret"), "{rest}: {page}");
        }
        let (_, page) = open(browser, &at("towns", "versions/2/changes/")).await;
        assert!(page.contains("From nothing to version 2"), "{page}");
    }
    for browser in [&cleo, &vi] {
        let (status, page) = open(browser, &at("towns", "versions/")).await;
        assert_eq!((status, links(&page)), (200, [true, true, true]), "{page}");
        assert!(page.contains("data-label=\"By\">cleo<"), "{page}");
        assert_eq!(open(browser, &at("towns", "versions/1/")).await.0, 200);
        let (_, page) = open(browser, &at("towns", "versions/2/changes/")).await;
        assert!(page.contains("From version 1 to version 2"), "{page}");
    }
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn strangers_are_counted_on_pages_too() {
    let throttle =
        ThrottleConfig { throttle_datasets_anonymous: "3/hour".parse().unwrap(), ..no_throttle() };
    let platform = Platform::throttled(throttle).await;
    let indy = person(&platform, "indy", None).await;
    platform.put(&[smoking()]).await;
    let anybody = platform.browser();
    for rest in ["", "versions/", "versions/1/"] {
        assert_eq!(open(&anybody, &at(SMOKING, rest)).await.0, 200, "{rest}");
    }
    let (status, page) = open(&anybody, &at(SMOKING, "")).await;
    assert_eq!(status, 429);
    assert!(page.contains("Too many attempts"), "{page}");
    for _ in 0..4 {
        assert_eq!(open(&indy, &at(SMOKING, "")).await.0, 200, "who signed in is not counted");
    }
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn only_a_form_with_options_in_it_may_be_large() {
    let platform = Platform::start().await;
    let trust = platform.organization("Our Trust").await;
    let cleo = person(&platform, "cleo", Some((trust, Role::Creator))).await;
    platform.put(&[Row::new("towns").of(trust)]).await;
    let large = "x".repeat(2 << 20);
    let fields =
        [("version", "1"), ("name", "Towns"), ("options", "1,One"), ("more", large.as_str())];
    assert_eq!(send(&cleo, &at("towns", "edit/"), &fields).await.0, 303);

    let token = cleo.csrf();
    let body = form(&[(access::csrf::FIELD, token.as_str()), ("more", large.as_str())]);
    let request = cleo.request(Method::POST, &at("towns", "delete/")).body(body);
    let request = request.header(CONTENT_TYPE, "application/x-www-form-urlencoded");
    // Who is still sending may learn of it by a broken connection only.
    if let Ok(response) = request.send().await {
        assert_eq!(response.status(), 413);
    }
    assert_eq!(open(&cleo, &at("towns", "")).await.0, 200, "it is still there");
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_that_others_rely_on_is_not_deleted() {
    let platform = Platform::start().await;
    let trust = platform.organization("Our Trust").await;
    let cleo = person(&platform, "cleo", Some((trust, Role::Creator))).await;
    let indy = person(&platform, "indy", None).await;
    platform.put(&[Row::new("towns").called("Towns").of(trust).published()]).await;
    let (delete, deleted) = (at("towns", "delete/"), (303, "/datasets/?done=deleted".to_owned()));
    assert_eq!(open(&indy, &at("towns", "create-custom/")).await.0, 200);
    let (status, copy) = send(&indy, &at("towns", "create-custom/"), &[]).await;
    assert_eq!(status, 303);
    let copy = copy.strip_suffix("?done=copied").unwrap();
    let (_, page) = open(&indy, copy).await;
    assert!(page.contains("<h1>Towns (Custom)</h1>") && page.contains("<dd>You</dd>"), "{page}");

    let (asked, refused) = (open(&cleo, &delete).await, send(&cleo, &delete, &[]).await);
    assert_eq!((asked.0, refused.0), (200, 400));
    for page in [asked.1, refused.1] {
        assert!(page.contains("rely on it") && !page.contains("class=\"danger\""), "{page}");
    }
    assert_eq!(send(&indy, &format!("{copy}delete/"), &[]).await, deleted);
    assert!(open(&cleo, &delete).await.1.contains("class=\"danger\""));
    assert_eq!(send(&cleo, &delete, &[]).await, deleted);
    assert!(open(&cleo, "/datasets/?done=deleted").await.1.contains("has been deleted"));
    assert_eq!(open(&cleo, &at("towns", "")).await.0, 404);
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_of_50_000_options_is_paged_and_edited_whole() {
    let platform = Platform::start().await;
    let trust = platform.organization("Our Trust").await;
    let cleo = person(&platform, "cleo", Some((trust, Role::Creator))).await;
    let many: Vec<String> = (0..50_000).map(|number| format!("c{number:05}")).collect();
    let options: Vec<(&str, &str)> =
        many.iter().map(|code| (code.as_str(), "One of very many options")).collect();
    platform.put(&[Row::new("many").of(trust).with(&options)]).await;

    let (_, page) = open(&cleo, &at("many", "?page=250")).await;
    assert_eq!(page.matches("data-label=\"Code\"").count(), 200);
    assert!(page.contains("Page 250 of 250") && page.contains("c49999"), "the last page");
    let (_, page) = open(&cleo, &at("many", "?q=C0000")).await;
    assert!(page.contains("10 options of 50,000 options"), "what is looked for");
    assert_eq!(page.matches("data-label=\"Code\"").count(), 10);

    let file = cleo.get("/datasets/files/many/csv/").await;
    assert_eq!(header(&file, "content-type"), Some("text/csv; charset=utf-8"));
    let disposition = header(&file, "content-disposition");
    assert_eq!(disposition, Some("attachment; filename=\"many.csv\""));
    let file = file.text().await.unwrap();
    let lines = file.strip_prefix("code,text\r\n").unwrap();
    assert_eq!(lines.lines().count(), 50_000);

    let (_, page) = open(&cleo, &at("many", "edit/")).await;
    assert_eq!(page.matches(",One of very many options").count(), 50_000);
    let changed = lines.replacen("c25000,One", "c25000,Two", 1);
    let form = [("version", "1"), ("name", "List many"), ("options", changed.as_str())];
    let (status, told) = send(&cleo, &at("many", "edit/"), &form).await;
    assert_eq!(status, 303, "{}", told.chars().take(3_000).collect::<String>());
    let (_, page) = open(&cleo, &at("many", "versions/2/changes/")).await;
    assert!(page.contains("1 changed option") && page.contains("Two of very many"), "{page}");
    assert!(page.contains("49,999 options as before"), "{page}");
    platform.stop().await;
}
