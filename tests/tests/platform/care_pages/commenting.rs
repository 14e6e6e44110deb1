//! Writing comments on an enquiry.

use access::csrf;

use super::*;

const FORM: &str = "form[method=post] button";

/// The comments that are shown, in their order.
async fn shown(chromium: &mut Chromium) -> Vec<String> {
    told(chromium, "#comments article p").await
}

async fn plain(provider: &Provider<'_>) -> String {
    provider.enquiry("2026-03-01 10:00:00", ["Mary", "Holt"], json!({})).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_comment_is_written_and_kept_at_the_top() {
    let Some(mut chromium) = Chromium::start().await else { return };
    let platform = Platform::start().await;
    let provider = Provider::open(&platform, "sunny").await;
    let id = plain(&provider).await;
    provider.comment(&id, "2026-03-01 10:00:00", "Older.", false).await;
    provider.comment(&id, "2030-03-01 10:00:00", "Newer.", false).await;
    provider.sign_in(&mut chromium).await;
    provider.open_in(&mut chromium, &at(&id)).await;

    fill(&mut chromium, "comment", " \n ").await;
    chromium.run("document.getElementById('pinned').checked = true").await;
    click(&mut chromium, FORM).await;
    look_well(&mut chromium, "care-comment-mistakes").await;
    let blank = problems(&[("#comment", "Write the comment first.")]);
    assert_eq!(wrong(&mut chromium).await, blank);
    // The rest of the page is there, and so is what was entered.
    assert_eq!(told(&mut chromium, "h1").await, ["Mary Holt"]);
    let entered = "[document.getElementById('comment').value,
        document.getElementById('pinned').checked]";
    assert_eq!(chromium.run(entered).await, json!([" \n ", true]));
    assert_eq!(shown(&mut chromium).await, ["Newer.", "Older."]);

    let comment = format!("{MARKUP}\n\n  Ring “Zoë” ☂  ");
    fill(&mut chromium, "comment", &comment).await;
    click(&mut chromium, FORM).await;
    assert_eq!(done(&mut chromium).await, "Your comment has been added.");
    look_well(&mut chromium, "care-commented").await;
    let seen = shown(&mut chromium).await;
    assert_eq!(seen[1..], ["Newer.", "Older."]);
    assert_eq!(seen[0], format!("{MARKUP}\n\nRing “Zoë” ☂"));
    assert_eq!(chromium.run(TAKEN_AT_ITS_WORD).await, json!(false));
    let heading = told(&mut chromium, "#comments article h3").await.remove(0);
    assert!(heading.starts_with("sunny-admin, "), "{heading}");
    assert!(heading.ends_with(" Pinned"), "{heading}");
    assert_eq!(chromium.run(entered).await, json!(["", false]), "there is room for another");
    let page = provider.admin.get("comments?attributes=user_sticky_label&sort_by=-_id").await;
    assert_eq!(page.with(200)["items"][0]["user_sticky_label"], "sunny-admin");
    let written = provider.written(&id).await;
    assert_eq!(written[2], (format!("{MARKUP}\n\n  Ring “Zoë” ☂"), true));

    fill(&mut chromium, "comment", "Rang.").await;
    click(&mut chromium, FORM).await;
    assert_eq!(shown(&mut chromium).await, [seen[0].as_str(), "Newer.", "Rang.", "Older."]);
    assert!(!provider.written(&id).await[3].1, "it was not to be kept at the top");
    chromium.close().await;
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_kept_comes_back_to_be_mended() {
    let platform = Platform::start().await;
    let provider = Provider::open(&platform, "sunny").await;
    let id = plain(&provider).await;
    let browser = &provider.admin.browser;
    for comment in ["", " \r\n\t", &"ü".repeat(10_001), "Rang.\0"] {
        let sent = [("comment", comment), ("pinned", "on")];
        let (status, page) = send(browser, &comments(&id), &sent).await;
        assert_eq!(status, 400, "{comment:?}");
        assert!(page.contains("<title>Error: "), "{page}");
        assert!(page.contains("<a href=\"#comment\">"), "{comment:?}: {page}");
        assert!(page.contains("<h1>Mary Holt</h1>"), "{comment:?}: {page}");
        let kept = between(&page, "<textarea id=\"comment\"", "</textarea>");
        let expected = comment.replace("\r\n", "\n");
        assert!(kept.ends_with(&format!(">\n{expected}")), "{comment:?}: {kept}");
        let pinned = between(&page, "<input id=\"pinned\"", ">");
        assert!(pinned.contains(" checked"), "{comment:?}: {pinned}");
    }
    assert!(provider.written(&id).await.is_empty());

    let longest = "ü".repeat(10_000);
    let commented = (303, format!("{}?done=commented", at(&id)));
    assert_eq!(send(browser, &comments(&id), &[("comment", &longest)]).await, commented);
    assert_eq!(provider.written(&id).await, [(longest, false)]);
    // Only what the form asks for counts.
    let more = [("comment", "Rang."), ("user_sticky_label", "al"), ("created", "2020-01-01")];
    assert_eq!(send(browser, &comments(&id), &more).await, commented);
    let (_, page) = open(browser, &at(&id)).await;
    assert!(page.contains("sunny-admin, ") && !page.contains(" 2020, "), "{page}");
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn only_who_edits_may_comment() {
    let platform = Platform::start().await;
    let provider = Provider::open(&platform, "sunny").await;
    let id = plain(&provider).await;
    provider.comment(&id, "2026-03-01 10:00:00", "Rang.", false).await;
    let sent = [("comment", "Rang again."), ("pinned", "on")];
    for role in [Role::Viewer, Role::DataCustodian] {
        let browser = provider.member(role).await;
        let (status, page) = open(&browser, &at(&id)).await;
        assert_eq!(status, 200, "{role}");
        assert!(page.contains("Mary Holt") && page.contains("Rang."), "{role}: {page}");
        assert!(!page.contains("<textarea") && !page.contains("/comments/"), "{role}: {page}");
        let (status, page) = send(&browser, &comments(&id), &sent).await;
        assert_eq!(status, 403, "{role}");
        assert!(page.contains("<h1>You may not do this</h1>"), "{role}: {page}");
        let (_, page) = open(&browser, &format!("{}?done=commented", at(&id))).await;
        assert!(!page.contains("class=\"notice\""), "{role}: {page}");
    }
    assert_eq!(provider.written(&id).await, [("Rang.".to_owned(), false)]);

    let browser = provider.member(Role::Creator).await;
    let (status, to) = send(&browser, &comments(&id), &sent).await;
    assert_eq!((status, to.clone()), (303, format!("{}?done=commented", at(&id))));
    let (_, page) = open(&browser, &to).await;
    assert!(page.contains("class=\"notice\"") && page.contains("sunny-creator, "), "{page}");
    for word in ["Commented", "%3Cb%3E", ""] {
        let (_, page) = open(&browser, &format!("{}?done={word}", at(&id))).await;
        assert!(!page.contains("class=\"notice\""), "{word}: {page}");
    }
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn forms_of_other_sites_do_nothing() {
    let platform = Platform::start().await;
    let provider = Provider::open(&platform, "sunny").await;
    let id = plain(&provider).await;
    let (browser, comment) = (&provider.admin.browser, ("comment", "Rang."));
    let wrong = "x".repeat(32);
    for fields in
        [&[comment][..], &[comment, (csrf::FIELD, wrong.as_str())], &[comment, (csrf::FIELD, "")]]
    {
        let answer = browser.post_fields(&comments(&id), fields).await;
        assert_eq!(answer.status(), 403);
        let page = answer.text().await.unwrap();
        assert!(page.contains("<h1>The form could not be checked</h1>"), "{page}");
    }
    let stranger = platform.browser();
    assert_eq!(send(&stranger, &comments(&id), &[comment]).await.0, 401);
    assert!(provider.written(&id).await.is_empty());
    assert_eq!(send(browser, &comments(&id), &[comment]).await.0, 303);
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn many_comments_are_told_page_by_page() {
    let platform = Platform::start().await;
    let provider = Provider::open(&platform, "sunny").await;
    let id = plain(&provider).await;
    for number in 10..36 {
        let created = format!("2026-03-01 10:{number}:00");
        provider.comment(&id, &created, &format!("Number {number}."), false).await;
    }
    provider.comment(&id, "2026-03-01 09:00:00", "Number 36.", true).await;
    let numbers = async |query: &str| {
        let (_, page) = open(&provider.admin.browser, &format!("{}{query}", at(&id))).await;
        assert_eq!(
            between(&page, "id=\"counted\">", "<"),
            "27 comments, the pinned ones first, then the newest."
        );
        let numbers = page.split("<p class=\"lines\">Number ").skip(1);
        let numbers = numbers.map(|rest| rest[..2].parse::<u32>().unwrap());
        (numbers.collect::<Vec<_>>(), page.contains("rel=\"next\""))
    };
    let first: Vec<u32> = [36].into_iter().chain((11..36).rev()).collect();
    for (query, expected) in [
        ("", (first.clone(), true)),
        ("?page=0", (first, true)),
        ("?page=2", (vec![10], false)),
        ("?page=3", (vec![10], false)),
    ] {
        assert_eq!(numbers(query).await, expected, "{query}");
    }
    platform.stop().await;
}
