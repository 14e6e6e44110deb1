//! The Atom feed, read as RFC 4287 says that it is written.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use quick_xml::Reader;
use quick_xml::escape::unescape;
use quick_xml::events::{BytesStart, Event};

use super::*;

/// An element, and what is in it.
#[derive(Debug, Default)]
struct Element {
    name: String,
    attributes: BTreeMap<String, String>,
    text: String,
    children: Vec<Element>,
}

impl Element {
    fn of(start: &BytesStart<'_>) -> Self {
        let attributes = start.attributes().map(|attribute| {
            let attribute = attribute.unwrap();
            (attribute.key.0.to_owned(), unescape(&attribute.value).unwrap().into_owned())
        });
        Self {
            name: start.name().0.to_owned(),
            attributes: attributes.collect(),
            ..Self::default()
        }
    }

    fn all<'a>(&'a self, name: &str) -> Vec<&'a Self> {
        self.children.iter().filter(|child| child.name == name).collect()
    }

    /// The one child of this name.
    fn one(&self, name: &str) -> &Self {
        let all = self.all(name);
        assert_eq!(all.len(), 1, "{name} in {}", self.name);
        all[0]
    }

    /// The addresses that it links to in this relation.
    fn links(&self, relation: &str) -> Vec<&str> {
        self.all("link")
            .into_iter()
            .filter(|link| {
                let told = link.attributes.get("rel");
                told.map_or("alternate", String::as_str) == relation
            })
            .map(|link| link.attributes["href"].as_str())
            .collect()
    }

    /// The one time of this name (section 3.3).
    fn time(&self, name: &str) -> DateTime<Utc> {
        let text = &self.one(name).text;
        assert!(text.contains('T'), "{text}");
        DateTime::parse_from_rfc3339(text).unwrap().to_utc()
    }
}

/// The root of a document that is well-formed.
fn document(xml: &str) -> Element {
    let allowed = |c: char| matches!(c, '\t' | '\n' | '\r') || (' '..'\u{fffe}').contains(&c);
    assert!(xml.chars().all(|c| allowed(c) || c > '\u{ffff}'), "XML 1.0, section 2.2: {xml}");
    let mut reader = Reader::from_str(xml);
    // The first of them holds the root.
    let mut open = vec![Element::default()];
    loop {
        let event = reader.read_event().unwrap();
        let current = open.last_mut().unwrap();
        match event {
            Event::Start(start) => open.push(Element::of(&start)),
            Event::Empty(start) => current.children.push(Element::of(&start)),
            Event::End(_) => {
                let done = open.pop().unwrap();
                open.last_mut().unwrap().children.push(done);
            }
            Event::Text(text) => current.text.push_str(&text.xml10_content()),
            Event::CData(text) => current.text.push_str(&text.xml10_content()),
            Event::GeneralRef(name) => {
                let entity = format!("&{};", name.xml10_content());
                current.text.push_str(&unescape(&entity).unwrap());
            }
            Event::Decl(_) | Event::Comment(_) => {}
            Event::Eof => break,
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(open.len(), 1, "everything is closed");
    let mut top = open.remove(0);
    assert!(top.text.trim().is_empty());
    assert_eq!(top.children.len(), 1, "one root");
    top.children.remove(0)
}

/// What every feed must have (sections 4.1.1 and 4.1.2).
fn is_valid(feed: &Element) {
    assert_eq!(feed.name, "feed");
    assert_eq!(feed.attributes["xmlns"], "http://www.w3.org/2005/Atom");
    assert!(!feed.one("title").text.is_empty());
    assert!(!feed.one("author").one("name").text.is_empty());
    assert!(feed.links("alternate").len() <= 1);
    let mut ids = BTreeSet::from([feed.one("id").text.as_str()]);
    for entry in feed.all("entry") {
        assert!(!entry.one("title").text.is_empty());
        assert!(ids.insert(&entry.one("id").text), "{}", entry.one("id").text);
        assert!(entry.time("updated") <= feed.time("updated"));
        assert!(entry.time("published") <= entry.time("updated"));
        assert_eq!(entry.links("alternate").len(), 1, "there is no content");
        assert!(!entry.one("summary").text.is_empty());
    }
    // An IRI has a scheme (section 4.2.6).
    assert!(ids.iter().all(|id| id.starts_with("tag:") && !id.contains(' ')), "{ids:?}");
}

async fn read(holder: &Holder) -> (String, Element) {
    let answer = holder.get(&holder.ours("feed")).await;
    assert_eq!(answer.status(), 200);
    for (name, value) in [
        ("content-type", Some("application/atom+xml; charset=utf-8")),
        ("cache-control", Some("private, no-cache")),
        ("set-cookie", None),
    ] {
        assert_eq!(header(&answer, name), value, "{name}");
    }
    let told = told(&answer);
    assert!(!told.values().any(|value| value.contains(&holder.key)), "no key in a header");
    let text = answer.text().await.unwrap();
    assert!(!text.contains(&holder.key), "no key in the feed");
    let feed = document(&text);
    is_valid(&feed);

    let path = holder.ours("feed");
    let head = send(holder.request(Method::HEAD, &path)).await;
    assert_eq!(self::told(&head), told);
    let held = holder.get_with(&path, "if-none-match", &told["etag"]).await;
    assert_eq!(held.status(), 304);
    assert!(held.bytes().await.unwrap().is_empty());
    (text, feed)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_feed_tells_what_is_new() {
    const NAME: &str = "<b>\"R&D\"</b> 'é' 😀 ]]>";
    let platform = Platform::start().await;
    let item = platform.item(NAME).await;
    let foreign = platform.item("Foreign").await;
    let (_, key) = platform.subscriber("jo", item).await;
    let holders = [Root::Path, Root::Bearer].map(|root| Holder::new(&platform.url(), root, &key));
    for holder in &holders {
        assert!(read(holder).await.1.all("entry").is_empty());
    }
    for archive in ["a & b.zip", "c.zip"] {
        let details = Details { name: "1 < 2 & 3".to_owned(), ..details(archive, "2025-05-08") };
        publish(&platform, item, &details, bytes(10)).await;
    }
    publish(&platform, foreign, &details("foreign.zip", "2025-05-08"), bytes(10)).await;
    let mut before = Vec::new();
    for holder in &holders {
        let (text, feed) = read(holder).await;
        let entries = feed.all("entry");
        let title = format!("{NAME}: 1 < 2 & 3");
        assert_eq!(entries.len(), 2, "nothing of others");
        assert!(entries.iter().all(|entry| entry.one("title").text == title));
        let summaries = entries.iter().map(|entry| entry.one("summary").text.as_str());
        let expected = ["c.zip of 2025-05-08", "a & b.zip of 2025-05-08"];
        assert!(summaries.zip(expected).all(|(told, expected)| told.starts_with(expected)));
        assert!(entries[0].time("updated") > entries[1].time("updated"));
        assert_eq!(feed.time("updated"), entries[0].time("updated"));
        let page = format!("{}/releases/items/{item}/", platform.url());
        assert_eq!(entries[0].links("alternate"), [page.as_str()]);
        assert_eq!(feed.links("alternate"), [format!("{}/releases/", platform.url())]);
        let itself = format!("{}/api/v1/releases/feed", platform.url());
        let expected = if holder.root == Root::Bearer { vec![itself.as_str()] } else { vec![] };
        assert_eq!(feed.links("self"), expected, "one that has no key in it");
        before.push((feed.one("id").text.clone(), entries[0].one("id").text.clone(), text));
    }
    assert_eq!(before[0].0, before[1].0, "one feed, wherever it is read");

    withdraw(&platform, item, "c.zip", "It <is> wrong:\u{1b}[31m & so on.").await;
    for (holder, (feed_id, entry_id, text)) in holders.iter().zip(&before) {
        let (now, feed) = read(holder).await;
        assert!(now != *text);
        let entries = feed.all("entry");
        assert_eq!(entries.len(), 3);
        assert!(entries[0].one("title").text.ends_with("is withdrawn"));
        let summary = &entries[0].one("summary").text;
        assert_eq!(summary, "c.zip. It <is> wrong:\u{fffd}[31m & so on.");
        assert_eq!(feed.one("id").text, *feed_id, "what is known stays known");
        assert_eq!(entries[1].one("id").text, *entry_id);
    }
    platform.stop().await;
}
