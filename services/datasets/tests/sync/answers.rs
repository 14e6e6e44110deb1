//! What servers answer.

use std::time::Duration;

use datasets::domain::due::Source;
use datasets::store::sources;
use datasets::sync::fetch::{Fetcher, Patience};
use datasets::sync::{Outcome, Request};

use crate::site::{Deed, answer, endless, html, json, status};
use crate::{PAGE, SPECIALTIES, World, at, failed, page, quick};

const GOOD: [(&str, &str); 2] = [("100", "General Surgery"), ("101", "Urology")];

#[tokio::test(flavor = "multi_thread")]
async fn no_bad_page_replaces_a_good_one() {
    let world = World::new().await;
    world.site.put(PAGE, &[html(&page(&GOOD))]);
    assert_eq!(world.specialties(0, false).await.outcome, Outcome::Created);
    let good = world.image(SPECIALTIES).await.unwrap();

    let whole = page(&[("100", "Another")]);
    let broken = whole.split("</table>").next().unwrap();
    let huge = page(&[("100", &"x".repeat(20_000))]);
    let circle = format!(
        "HTTP/1.1 302 Found\r\nLocation: /base/{PAGE}\r\nContent-Length: 0\r\n\
         Connection: close\r\n\r\n"
    );
    let longer = String::from_utf8(answer("200 OK", "text/html", &whole)).unwrap();
    let longer = longer.replace("Content-Length: ", "Content-Length: 9");
    let zipped = String::from_utf8(answer("200 OK", "text/html", &whole)).unwrap();
    let zipped = zipped.replace("Connection:", "Content-Encoding: gzip\r\nConnection:");
    let deep = format!("{whole}{}", "<div>".repeat(501));
    let mut latin = endless("text/html", &page(&[("1", "caf")]));
    latin.push(0xe9);
    for (deed, expected) in [
        (status("500 Internal Server Error"), "500 Internal Server Error"),
        (status("404 Not Found"), "404 Not Found"),
        (status("304 Not Modified"), "304 Not Modified"),
        (status("204 No Content"), "204 No Content"),
        (Deed::Send(answer("206 Partial Content", "text/html", &whole)), "206 Partial Content"),
        (Deed::Send(zipped.into_bytes()), "encoded as gzip, which was not asked for"),
        (html(&deep), "nested too deeply"),
        (Deed::Send(longer.into_bytes()), "broke off"),
        (Deed::Send(b"HTTP/1.1 200".to_vec()), "cannot be reached"),
        (Deed::Send(endless("text/html", broken)), "breaks off before its end"),
        (Deed::Send(circle.into_bytes()), "redirects too often"),
        (json("[]"), "application/json, where a web page is expected"),
        (Deed::Send(answer("200 OK", "text/html", "")), "no option"),
        (html(&page(&[])), "no option"),
        (html(&huge), "more than 10000 bytes"),
        (Deed::Send(endless("text/html", &huge)), "more than 10000 bytes"),
        (Deed::Send(latin), "neither UTF-8"),
    ] {
        world.site.put(PAGE, std::slice::from_ref(&deed));
        let line = world.specialties(30, true).await;
        assert!(failed(&line).contains(expected), "{deed:?}: {line:?}");
        let now = world.image(SPECIALTIES).await.unwrap();
        assert_eq!(now.1, good.1, "{deed:?}");
        assert_eq!(now.0.version, 1, "{deed:?}");
        assert_eq!(now.0.updated_at, good.0.updated_at, "{deed:?}");
        assert_eq!(now.0.last_scraped, good.0.last_scraped, "{deed:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_good_page_may_have_another_status_or_encoding() {
    let world = World::new().await;
    let body = page(&[("100", "caf\u{e9}")]);
    let told = endless("text/html; charset=iso-8859-1", "");
    let declared = endless("text/html", "<meta charset=windows-1252>");
    let letters = body.chars().map(|letter| u8::try_from(letter).unwrap());
    let latin: Vec<u8> = letters.collect();
    for deed in [
        Deed::Send(answer("203 Non-Authoritative Information", "text/html", &body)),
        Deed::Send([told, latin.clone()].concat()),
        Deed::Send([declared, latin].concat()),
        Deed::Send(endless("text/html; charset=iso-8859-1", &format!("\u{feff}{body}"))),
    ] {
        world.site.put(PAGE, std::slice::from_ref(&deed));
        world.specialties(0, true).await;
        let (row, kept) = world.image(SPECIALTIES).await.unwrap();
        let expected = [("100".to_owned(), "caf\u{e9}".to_owned())];
        assert_eq!((row.version, kept.as_slice()), (1, &expected[..]), "{deed:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_bad_json_replaces_a_good_list() {
    let world = World::new().await;
    let request =
        Request { dataset: Some("nhs_trusts"), force: true, ..world.request(Source::External, 0) };
    world.site.put("trusts/", &[json(r#"[{"ods_code":"R1A","name":"One"},{"name":"None"}]"#)]);
    let line = world.one(&request).await;
    assert_eq!((line.outcome, line.options, line.skipped_items), (Outcome::Created, Some(1), 1));
    let good = world.image("nhs_trusts").await.unwrap();

    let request = Request { now: at(1), ..request };
    for (deed, expected) in [
        (json("[]"), "0 items"),
        (json(r#"[{"ods_code":"R1A"}]"#), "1 items"),
        (json(r#"{"results":[]}"#), "not a JSON array"),
        (Deed::Send(endless("application/json", r#"[{"ods_code":"R1A","name":"#)), "not JSON"),
        (html("<html></html>"), "text/html, where JSON is expected"),
    ] {
        world.site.put("trusts/", std::slice::from_ref(&deed));
        let line = world.one(&request).await;
        assert!(failed(&line).contains(expected), "{deed:?}: {line:?}");
        let now = world.image("nhs_trusts").await.unwrap();
        assert_eq!((now.0.version, &now.1), (1, &good.1), "{deed:?}");
        assert_eq!(now.0.last_synced_at, good.0.last_synced_at, "{deed:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_too_slow_is_not_waited_for() {
    let mut world = World::new().await;
    let patience = Patience { time_limit: Duration::from_millis(200), ..quick() };
    world.fetcher = Fetcher::new(patience, None).unwrap();
    let head = String::from_utf8(endless("text/html", "<html>")).unwrap();
    for sent in [String::new(), head] {
        world.site.put(PAGE, &[Deed::Hang(sent.into_bytes())]);
        let line = world.specialties(0, true).await;
        assert!(failed(&line).contains("not complete after 0.2 s"), "{line:?}");
        assert_eq!(world.site.asked().len(), 3);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_may_pass_is_asked_again() {
    let world = World::new().await;
    let good = html(&page(&GOOD));
    let busy = b"HTTP/1.1 429 Too Many Requests\r\nRetry-After: 7\r\nContent-Length: 0\r\n\
                 Connection: close\r\n\r\n";
    for (day, deeds, outcome, asked) in [
        (0, vec![status("500 No"), status("503 No"), good.clone()], Outcome::Created, 3),
        (1, vec![Deed::Send(busy.to_vec()), good.clone()], Outcome::Unchanged, 2),
        (2, vec![Deed::Send(Vec::new()), good.clone()], Outcome::Unchanged, 2),
        (3, vec![status("404 No"), good.clone()], Outcome::Failed, 1),
        (4, vec![status("500 No"), status("500 No"), status("500 No"), good], Outcome::Failed, 3),
    ] {
        world.site.put(PAGE, &deeds);
        world.site.asked();
        assert_eq!(world.specialties(day, true).await.outcome, outcome, "day {day}");
        assert_eq!(world.site.asked().len(), asked, "day {day}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_did_not_change_is_not_sent_again() {
    let world = World::new().await;
    let body = page(&GOOD);
    let tagged = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nETag: \"v1\"\r\n\
         Last-Modified: Sun, 22 Nov 2026 00:00:00 GMT\r\nConnection: close\r\n\r\n{body}"
    );
    let tagged = Deed::Send(tagged.into_bytes());
    world.site.put(PAGE, &[tagged.clone(), status("304 Not Modified")]);
    assert_eq!(world.specialties(0, false).await.outcome, Outcome::Created);
    let first = world.site.asked().remove(0).to_lowercase();
    assert!(first.contains("user-agent: mozilla/5.0 (compatible; almanac/"), "{first}");
    assert!(first.contains("authorization: bearer sesame"), "{first}");
    assert!(!first.contains("if-none-match"), "{first}");

    let before = world.row(SPECIALTIES).await.unwrap();
    let line = world.specialties(7, false).await;
    assert_eq!((line.outcome, line.options), (Outcome::Unchanged, Some(2)));
    let second = world.site.asked().remove(0).to_lowercase();
    assert!(second.contains("if-none-match: \"v1\""), "{second}");
    assert!(second.contains("if-modified-since: sun, 22 nov 2026 00:00:00 gmt"), "{second}");
    let after = world.row(SPECIALTIES).await.unwrap();
    assert_eq!((after.version, after.updated_at), (before.version, before.updated_at));
    assert!(after.last_scraped > before.last_scraped);

    world.site.put(PAGE, &[tagged]);
    assert_eq!(world.specialties(8, true).await.outcome, Outcome::Unchanged);
    assert!(!world.site.asked().remove(0).to_lowercase().contains("if-none-match"));
}

#[tokio::test(flavor = "multi_thread")]
async fn where_options_were_read_is_kept_without_what_is_secret() {
    let world = World::new().await;
    let body = page(&GOOD);
    let tagged = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nETag: \"v1\"\r\n\
         Connection: close\r\n\r\n{body}"
    );
    for query in ["key=open-sesame", "key=closed-sesame"] {
        world.site.put(&format!("{PAGE}?{query}"), &[Deed::Send(tagged.clone().into_bytes())]);
    }
    let mut base = world.site.base.clone();
    base.set_username("ali-baba").unwrap();
    base.set_password(Some("forty-thieves")).unwrap();
    base.set_query(Some("key=open-sesame"));
    let request = Request::new(Source::NhsDd, &base, at(0));
    let request = Request { dataset: Some(SPECIALTIES), ..request };
    assert_eq!(world.one(&request).await.outcome, Outcome::Created);
    let row = world.row(SPECIALTIES).await.unwrap();
    let mut connection = world.pool.get().await.unwrap();
    let kept = sources::find(&mut connection, row.id).await.unwrap().unwrap().url;
    assert!(kept.starts_with(world.site.base.as_str()) && kept.contains(PAGE), "{kept}");
    for secret in ["ali-baba", "forty-thieves", "sesame"] {
        assert!(!kept.contains(secret), "{kept}");
    }

    // Only the same address may say that nothing changed.
    world.site.asked();
    let mut other = base.clone();
    other.set_query(Some("key=closed-sesame"));
    for (base, day, expected) in [(&base, 7, true), (&other, 14, false)] {
        let request = Request { base, now: at(day), ..request.clone() };
        assert_eq!(world.one(&request).await.outcome, Outcome::Unchanged);
        let head = world.site.asked().remove(0).to_lowercase();
        assert_eq!(head.contains("if-none-match"), expected, "{head}");
    }
}
