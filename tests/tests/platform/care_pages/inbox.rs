//! Who enquired, and finding them.

use super::*;

/// Who is in the inbox, by the page that is open.
const NAMES: &str = "td[data-label=Name]";

/// Three enquiries, the newest first; the location is that of the first two.
async fn fill_up(provider: &Provider<'_>) -> [String; 3] {
    let mary = json!({
        "email": "mary.holt@example.org", "mobile": "07700 900123", "location": provider.location,
    });
    let zoe = json!({
        "phone": "01632 960321", "service": "nursing_home", "funding_type": "local_authority",
        "location": provider.location,
    });
    let al = json!({ "email": "al@example.com", "service": "nursing_home" });
    // Not in the order in which they came in.
    let al = provider.enquiry("2026-03-01 10:00:00", ["Al", "Holt"], al).await;
    let mary = provider.enquiry("2026-03-03 10:00:00", ["Mary", "Holt"], mary).await;
    let zoe = provider.enquiry("2026-03-02 10:00:00", ["Zoë", "Ashdown"], zoe).await;
    [mary, zoe, al]
}

#[tokio::test(flavor = "multi_thread")]
async fn the_newest_enquiry_comes_first_and_can_be_answered() {
    let Some(mut chromium) = Chromium::start().await else { return };
    let platform = Platform::start().await;
    let provider = Provider::open(&platform, "sunny").await;
    let [mary, ..] = fill_up(&provider).await;
    provider.sign_in(&mut chromium).await;
    provider.open_in(&mut chromium, INBOX).await;
    look_well(&mut chromium, "care-inbox").await;
    assert_eq!(told(&mut chromium, NAMES).await, ["Mary Holt", "Zoë Ashdown", "Al Holt"]);
    let row = told(&mut chromium, &format!("#enquiry-{mary} td")).await;
    assert_eq!(
        row,
        [
            "Mary Holt",
            "07700 900123\nmary.holt@example.org",
            "Residential home\nElm House",
            "3 March 2026, 10:00 UTC\nWebsite",
            "Nobody yet",
        ]
    );

    for (order, expected) in [
        ("oldest", ["Al Holt", "Zoë Ashdown", "Mary Holt"]),
        ("name", ["Zoë Ashdown", "Al Holt", "Mary Holt"]),
    ] {
        fill(&mut chromium, "sort", order).await;
        click(&mut chromium, "form[role=search] button").await;
        assert_eq!(told(&mut chromium, NAMES).await, expected, "{order}");
    }
    // What was chosen stays, and can be seen.
    assert_eq!(chromium.run("document.getElementById('sort').value").await, json!("name"));
    assert_eq!(chromium.run("document.querySelector('details').open").await, json!(true));

    fill(&mut chromium, "q", "HOLT").await;
    fill(&mut chromium, "service", "nursing_home").await;
    click(&mut chromium, "form[role=search] button").await;
    assert_eq!(told(&mut chromium, "#told").await, ["1 enquiry found."]);
    click(&mut chromium, &format!("{NAMES} a")).await;
    assert_eq!(told(&mut chromium, "h1").await, ["Al Holt"]);
    click(&mut chromium, "a[href='/care/']").await;
    assert_eq!(told(&mut chromium, "#told").await, ["3 enquiries."]);
    assert_eq!(chromium.run("document.querySelector('details').open").await, json!(false));
    assert_eq!(chromium.complaints(), Vec::<String>::new());
    chromium.close().await;
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn enquiries_are_found_by_what_is_known_of_them() {
    let platform = Platform::start().await;
    let provider = Provider::open(&platform, "sunny").await;
    fill_up(&provider).await;
    let other = Provider::open(&platform, "other").await;
    other.enquiry("2026-03-04 10:00:00", ["Sue", "Holt"], json!({})).await;
    let (here, theirs) = (&provider.location, &other.location);
    let [mary, zoe, al] = ["Mary Holt", "Zoë Ashdown", "Al Holt"];
    for (query, told, expected) in [
        (String::new(), "3 enquiries.", &[mary, zoe, al][..]),
        ("?q=%20&location=".to_owned(), "3 enquiries.", &[mary, zoe, al]),
        ("?q=holt".to_owned(), "2 enquiries found.", &[mary, al]),
        ("?q=HOLT+mary".to_owned(), "1 enquiry found.", &[mary]),
        ("?q=ZO%C3%8B".to_owned(), "1 enquiry found.", &[zoe]),
        ("?q=mary.holt%40EXAMPLE.org".to_owned(), "1 enquiry found.", &[mary]),
        ("?q=0123".to_owned(), "1 enquiry found.", &[mary]),
        ("?q=01632+960321".to_owned(), "1 enquiry found.", &[zoe]),
        ("?q=Sue".to_owned(), "0 enquiries found.", &[]),
        ("?q=%25".to_owned(), "0 enquiries found.", &[]),
        ("?q=%3Cb%3E".to_owned(), "0 enquiries found.", &[]),
        ("?service=nursing_home".to_owned(), "2 enquiries found.", &[zoe, al]),
        ("?service=nursing_home&funding=private".to_owned(), "1 enquiry found.", &[al]),
        (format!("?location={here}"), "2 enquiries found.", &[mary, zoe]),
        (format!("?location={here}&q=holt"), "1 enquiry found.", &[mary]),
        ("?sort=oldest&q=holt".to_owned(), "2 enquiries found.", &[al, mary]),
        ("?page=7".to_owned(), "3 enquiries.", &[mary, zoe, al]),
    ] {
        for path in [INBOX, "/care/enquiries/"] {
            let (status, page) = open(&provider.admin.browser, &format!("{path}{query}")).await;
            assert_eq!(status, 200, "{query}");
            assert_eq!((counted(&page), &names(&page)[..]), (told, expected), "{query}");
            let is_narrowed = told.ends_with("found.");
            assert_eq!(page.contains(">Show all enquiries</a>"), is_narrowed, "{query}: {page}");
            assert!(!page.contains("<b>"), "{query}: {page}");
        }
    }

    let many = ["word"; 21].join("+");
    for (query, field) in [
        (format!("?location={theirs}"), "location"),
        ("?location=x".to_owned(), "location"),
        ("?service=moon&q=holt".to_owned(), "service"),
        ("?funding=Private".to_owned(), "funding"),
        ("?sort=up".to_owned(), "sort"),
        ("?q=%00".to_owned(), "q"),
        (format!("?q={many}"), "q"),
    ] {
        let (status, page) = open(&provider.admin.browser, &format!("{INBOX}{query}")).await;
        assert_eq!(status, 400, "{query}");
        assert!(page.contains(&format!("<a href=\"#{field}\">")), "{query}: {page}");
        assert!(page.contains("<title>Error: "), "{query}: {page}");
        let is_open = field == "q" || page.contains("<details open>");
        assert!(is_open && names(&page).is_empty(), "{query}: {page}");
        assert_eq!(counted(&page), "Nothing has been looked for.", "{query}");
    }
    for page in ["x", "1.5", "-"] {
        let path = format!("{INBOX}?page={page}");
        assert_eq!(open(&provider.admin.browser, &path).await.0, 404, "{path}");
    }
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_looked_for_is_kept_from_page_to_page() {
    let Some(mut chromium) = Chromium::start().await else { return };
    let platform = Platform::start().await;
    let provider = Provider::open(&platform, "sunny").await;
    for minute in 10..37 {
        let created = format!("2026-03-01 10:{minute}:00");
        let name = format!("Number {minute}");
        let said = json!({ "service": "home_care", "email": "a+b&c@example.org" });
        provider.enquiry(&created, ["Al", &name], said).await;
    }
    provider.enquiry("2026-03-01 10:00:00", ["Mary", "Holt"], json!({})).await;
    provider.sign_in(&mut chromium).await;
    provider.open_in(&mut chromium, INBOX).await;
    fill(&mut chromium, "q", "a+b&c").await;
    fill(&mut chromium, "service", "home_care").await;
    fill(&mut chromium, "sort", "oldest").await;
    click(&mut chromium, "form[role=search] button").await;
    let first: Vec<String> = (10..35).map(|minute| format!("Al Number {minute}")).collect();
    assert_eq!(told(&mut chromium, NAMES).await, first);

    click(&mut chromium, ".paging a[rel=next]").await;
    look_well(&mut chromium, "care-inbox-second").await;
    assert_eq!(told(&mut chromium, NAMES).await, ["Al Number 35", "Al Number 36"]);
    assert_eq!(told(&mut chromium, "#told").await, ["27 enquiries found."]);
    assert_eq!(told(&mut chromium, ".paging span").await, ["Page 2 of 2"]);
    for (field, expected) in [("q", "a+b&c"), ("service", "home_care"), ("sort", "oldest")] {
        let value = chromium.run(&format!("document.getElementById('{field}').value")).await;
        assert_eq!(value, expected, "{field}");
    }
    click(&mut chromium, ".paging a[rel=prev]").await;
    assert_eq!(told(&mut chromium, NAMES).await, first);
    // Another search begins on its first page.
    click(&mut chromium, ".paging a[rel=next]").await;
    fill(&mut chromium, "sort", "newest").await;
    click(&mut chromium, "form[role=search] button").await;
    assert_eq!(told(&mut chromium, NAMES).await[0], "Al Number 36");
    chromium.close().await;
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_inbox_says_how_enquiries_come_in() {
    let Some(mut chromium) = Chromium::start().await else { return };
    let platform = Platform::start().await;
    let provider = Provider::open(&platform, "sunny").await;
    provider.sign_in(&mut chromium).await;
    provider.open_in(&mut chromium, INBOX).await;
    look_well(&mut chromium, "care-inbox-empty").await;
    let page = text(&mut chromium).await;
    let needed = ["care-enquiries:create", "locations:read", "groups:read", "sales_channel"];
    for expected in [&needed[..], &["There are no enquiries yet.", &platform.url()]].concat() {
        assert!(page.contains(expected), "{expected}: {page}");
    }
    click(&mut chromium, "a[href$='/keys/']").await;
    assert_eq!(told(&mut chromium, "h1").await, ["Keys for signed requests"]);

    // To others no page is offered that they may not see.
    for role in [Role::Viewer, Role::Creator] {
        let (_, page) = open(&provider.member(role).await, INBOX).await;
        assert_eq!(counted(&page), "There are no enquiries yet.");
        assert!(!page.contains("/keys/"), "{role}: {page}");
        assert!(page.contains("Ask an administrator of your organisation"), "{role}: {page}");
    }
    // Who looked for something is told about that.
    provider.open_in(&mut chromium, "/care/?q=holt").await;
    look_well(&mut chromium, "care-inbox-without-match").await;
    assert_eq!(told(&mut chromium, "#told").await, ["0 enquiries found."]);
    click(&mut chromium, "#told + p a").await;
    assert_eq!(told(&mut chromium, "#told").await, ["There are no enquiries yet."]);

    provider.open_in(&mut chromium, "/care/?service=moon").await;
    look_well(&mut chromium, "care-inbox-mistakes").await;
    let gone = "There is no such service any more. Choose another.";
    assert_eq!(wrong(&mut chromium).await, problems(&[("#service", gone)]));
    chromium.close().await;
    platform.stop().await;
}
