//! Everything that is known of one enquiry.

use super::*;

/// An enquiry of which much is known, with visits and comments.
async fn known(provider: &Provider<'_>) -> String {
    let said = json!({
        "email": "mary.holt@example.org", "mobile": "07700 900123", "phone": "+44 (0)1632 960321",
        "location": provider.location, "funding_type": "chc", "age": 84, "dob": "1941-03-04",
        "genders": ["female"], "dementia": null, "dementia_prone_to_wander": true,
        "care_requirements": "At night.\nAnd at noon.",
    });
    let id = provider.enquiry("2026-03-01 10:00:00", ["Mary", "Holt"], said).await;
    for (day, host, more) in [
        ("2030-01-07", "manager", json!({ "visit_type": "virtual" })),
        ("2030-01-05", "nurse", json!({ "notes": "With her son." })),
        ("2026-01-05", "deputy_manager", json!({})),
        ("2026-01-07", "carer", json!({ "cancelled": "2026-01-06 08:30:00" })),
    ] {
        let visit = json!({ "date_time": format!("{day} 10:00:00"), "host": host });
        provider.visit(&id, merged(visit, more)).await;
    }
    provider.comment(&id, "2026-03-02 10:00:00", "Rang.\nNo answer.", false).await;
    provider.comment(&id, "2026-03-01 11:00:00", "Ring after five.", true).await;
    provider.comment(&id, "2026-03-03 10:00:00", "Rang again.", false).await;
    id
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_known_is_told_in_words() {
    let Some(mut chromium) = Chromium::start().await else { return };
    let platform = Platform::start().await;
    let provider = Provider::open(&platform, "sunny").await;
    let id = known(&provider).await;
    provider.sign_in(&mut chromium).await;
    provider.open_in(&mut chromium, &at(&id)).await;
    look_well(&mut chromium, "care-enquiry").await;
    assert_eq!(chromium.complaints(), Vec::<String>::new());
    assert_eq!(told(&mut chromium, "h1").await, ["Mary Holt"]);
    let title = chromium.run("document.title").await;
    assert_eq!(title, "Care enquiry: Mary Holt – Almanac");
    let labels = told(&mut chromium, "dt").await;
    let facts: Vec<(String, String)> =
        labels.into_iter().zip(told(&mut chromium, "dd").await).collect();
    for (label, expected) in [
        ("Mobile", "07700 900123"),
        ("E-mail", "mary.holt@example.org"),
        ("Enquiring for themselves", "Not noted"),
        ("Service", "Residential home"),
        ("Funding", "NHS continuing healthcare (CHC)"),
        ("Location", "Elm House"),
        ("Care needed", "At night.\nAnd at noon."),
        ("Date of birth", "4 March 1941"),
        ("Gender", "Female"),
        ("Lives with dementia", "Not known"),
        ("Prone to wander", "Yes"),
        ("Came in", "1 March 2026, 10:00 UTC"),
        ("Sales channel", "Website"),
    ] {
        assert!(facts.contains(&(label.to_owned(), expected.to_owned())), "{label}: {facts:?}");
    }
    let reached = "[...document.querySelectorAll('dd a')].map((link) => link.getAttribute('href'))";
    let expected = ["tel:07700900123", "tel:+441632960321", "mailto:mary.holt@example.org"];
    assert_eq!(chromium.run(reached).await, json!(expected));
    chromium.close().await;
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn visits_are_told_by_what_became_of_them() {
    let Some(mut chromium) = Chromium::start().await else { return };
    let platform = Platform::start().await;
    let provider = Provider::open(&platform, "sunny").await;
    let id = known(&provider).await;
    provider.sign_in(&mut chromium).await;
    provider.open_in(&mut chromium, &at(&id)).await;
    assert_eq!(
        told(&mut chromium, "#visits caption").await,
        ["Upcoming, soonest first", "Completed, newest first", "Cancelled, newest first"]
    );
    let cells = told(&mut chromium, "#visits td").await;
    let rows: Vec<&[String]> = cells.chunks(4).collect();
    assert_eq!(
        rows,
        [
            [
                "5 January 2030, 10:00 UTC",
                "Elm House\nIn person",
                "Host: Nurse\nLooked after by: Nobody yet",
                "With her son.",
            ],
            [
                "7 January 2030, 10:00 UTC",
                "Elm House\nVirtual",
                "Host: Manager\nLooked after by: Nobody yet",
                "None",
            ],
            [
                "5 January 2026, 10:00 UTC\nCompleted 5 January 2026, 11:00 UTC",
                "Elm House\nIn person",
                "Host: Deputy manager\nLooked after by: Nobody yet",
                "None",
            ],
            [
                "7 January 2026, 10:00 UTC\nCancelled 6 January 2026, 08:30 UTC",
                "Elm House\nIn person",
                "Host: Carer\nLooked after by: Nobody yet",
                "None",
            ],
        ]
    );
    chromium.close().await;
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn comments_are_told_with_it_and_what_is_not_known_is_left_out() {
    let Some(mut chromium) = Chromium::start().await else { return };
    let platform = Platform::start().await;
    let provider = Provider::open(&platform, "sunny").await;
    let id = known(&provider).await;
    provider.sign_in(&mut chromium).await;
    provider.open_in(&mut chromium, &at(&id)).await;
    let counted = told(&mut chromium, "#counted").await;
    assert_eq!(counted, ["3 comments, the pinned ones first, then the newest."]);
    assert_eq!(
        told(&mut chromium, "#comments article").await,
        [
            "sunny-admin, 1 March 2026, 11:00 UTC Pinned\n\nRing after five.",
            "sunny-admin, 3 March 2026, 10:00 UTC\n\nRang again.",
            "sunny-admin, 2 March 2026, 10:00 UTC\n\nRang.\nNo answer.",
        ]
    );

    let bare = provider.enquiry("2026-03-01 10:00:00", ["Al", "*"], json!({})).await;
    provider.open_in(&mut chromium, &at(&bare)).await;
    look_well(&mut chromium, "care-enquiry-bare").await;
    assert_eq!(told(&mut chromium, "h1").await, ["Al"]);
    assert_eq!(told(&mut chromium, "#visits p").await, ["No visits have been arranged."]);
    let counted = told(&mut chromium, "#counted").await;
    assert_eq!(counted, ["Nobody has written a comment yet."]);
    let labels = told(&mut chromium, "dt").await;
    for unknown in ["Mobile", "Location", "Date of birth", "Gender"] {
        assert!(!labels.contains(&unknown.to_owned()), "{unknown}: {labels:?}");
    }
    chromium.close().await;
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn words_are_never_taken_for_markup() {
    let Some(mut chromium) = Chromium::start().await else { return };
    let platform = Platform::start().await;
    let provider = Provider::open(&platform, "sunny").await;
    let location = make(&provider.admin, "locations", json!({ "name": MARKUP })).await;
    let channel = json!({ "group_type": "sales_channel", "name": MARKUP });
    let channel = make(&provider.admin, "groups", channel).await;
    let short = "<b>07700 900123</b>";
    let said = json!({
        "mobile": short, "phone": short, "location": location, "sales_channel": channel,
        "care_requirements": MARKUP, "genders_other": MARKUP, "closing_notes": MARKUP,
    });
    let id = provider.enquiry("2026-03-01 10:00:00", [MARKUP, "</td></table>"], said).await;
    provider.visit(&id, json!({ "date_time": "2030-01-05 10:00:00", "notes": MARKUP })).await;
    provider.comment(&id, "2026-03-01 10:00:00", MARKUP, true).await;
    provider.sign_in(&mut chromium).await;
    for (path, expected) in
        [(INBOX.to_owned(), 3), (at(&id), 9), ("/care/?q=%3Cb%3Ebold".to_owned(), 3)]
    {
        provider.open_in(&mut chromium, &path).await;
        let shown = told(&mut chromium, "h1, dd, td, article p").await.concat();
        assert_eq!(shown.matches(MARKUP).count(), expected, "{path}: {shown}");
        assert!(shown.contains("</td></table>") && shown.contains(short), "{path}: {shown}");
        assert_eq!(chromium.run(TAKEN_AT_ITS_WORD).await, json!(false), "{path}");
        assert_eq!(chromium.complaints(), Vec::<String>::new(), "{path}");
    }
    chromium.close().await;
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn long_words_fit_into_narrow_windows() {
    let Some(mut chromium) = Chromium::start().await else { return };
    let platform = Platform::start().await;
    let provider = Provider::open(&platform, "a-care-provider-with-a-rather-long-name").await;
    let [w, x] = ["w", "x"].map(|letter| letter.repeat(200));
    let location = make(&provider.admin, "locations", json!({ "name": w })).await;
    let channel = json!({ "group_type": "sales_channel", "name": x });
    let channel = make(&provider.admin, "groups", channel).await;
    let email = format!("{}@{}.example.org", &w[..60], &x[..60]);
    let said = json!({
        "email": email, "mobile": &w[..50], "phone": &x[..50], "location": location,
        "sales_channel": channel, "care_requirements": w.repeat(5), "genders_other": x,
    });
    let id = provider.enquiry("2026-03-01 10:00:00", [w.as_str(), &x], said).await;
    let visit = json!({ "date_time": "2030-01-05 10:00:00", "notes": x.repeat(5) });
    provider.visit(&id, visit).await;
    for number in 10..37 {
        let comment = format!("{number}{}", w.repeat(2));
        provider.comment(&id, &format!("2026-03-01 10:{number}:00"), &comment, false).await;
    }
    provider.sign_in(&mut chromium).await;
    let second = format!("{}?page=2", at(&id));
    let long = format!("{INBOX}?q={w}");
    for (name, path) in
        [("inbox", INBOX), ("inbox-asked", &long), ("enquiry", &at(&id)), ("comments", &second)]
    {
        provider.open_in(&mut chromium, path).await;
        look_well(&mut chromium, &format!("care-long-{name}")).await;
        assert!(text(&mut chromium).await.contains(&w), "{name}");
        assert_eq!(chromium.complaints(), Vec::<String>::new(), "{name}");
    }
    chromium.close().await;
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_another_account_has_is_not_there() {
    let platform = Platform::start().await;
    let provider = Provider::open(&platform, "sunny").await;
    let other = Provider::open(&platform, "other").await;
    let theirs = other.enquiry("2026-03-01 10:00:00", ["Sue", "Holt"], json!({})).await;
    let browser = &provider.admin.browser;
    let nobody = "0123456789abcdef01234567";
    let large = theirs.to_uppercase();
    for id in [nobody, &theirs, &large, "x", "1", "%00", "0123456789abcdef0123456%2F", "-"] {
        let (status, page) = open(browser, &at(id)).await;
        assert_eq!(status, 404, "{id}");
        assert!(page.contains("Page not found") && !page.contains("Sue Holt"), "{id}: {page}");
        for comment in ["Rang.", ""] {
            let (status, page) = send(browser, &comments(id), &[("comment", comment)]).await;
            assert_eq!(status, 404, "{id}");
            assert!(page.contains("Page not found") && !page.contains("Sue Holt"), "{id}: {page}");
        }
    }
    assert!(other.written(&theirs).await.is_empty());
    assert_eq!(open(&other.admin.browser, &at(&theirs)).await.0, 200);
    assert_eq!(open(&other.admin.browser, &format!("{}?page=x", at(&theirs))).await.0, 404);
    let (_, page) = open(browser, INBOX).await;
    assert_eq!(counted(&page), "There are no enquiries yet.");
    platform.stop().await;
}
