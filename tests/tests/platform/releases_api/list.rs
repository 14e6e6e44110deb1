//! Lists of releases, as TRUD's API guide has them.

use std::collections::BTreeSet;

use ::releases::domain::FileKind;
use end_to_end::{Setup, secrets};
use serde_json::json;
use sha2::{Digest, Sha256};

use super::*;

/// What an archive in the guide is called, without its extension.
const STEM: &str = "nhs_odsweekly_5.2.0_20250508000001";

/// The members of a release in the guide, in their order.
const GUIDE: [&str; 20] = [
    "id",
    "name",
    "releaseDate",
    "archiveFileUrl",
    "archiveFileName",
    "archiveFileSizeBytes",
    "archiveFileSha256",
    "archiveFileLastModifiedTimestamp",
    "checksumFileUrl",
    "checksumFileName",
    "checksumFileSizeBytes",
    "checksumFileLastModifiedTimestamp",
    "signatureFileUrl",
    "signatureFileName",
    "signatureFileSizeBytes",
    "signatureFileLastModifiedTimestamp",
    "publicKeyFileUrl",
    "publicKeyFileName",
    "publicKeyFileSizeBytes",
    "publicKeyId",
];

/// When something was published, as it is told.
fn published_at(published: &Published) -> String {
    published.release.row.published_at.format("%Y-%m-%dT%H:%M:%S%.6fZ").to_string()
}

/// The members of the one release of item 58: what is said of files is what they are.
async fn members(holder: &Holder, origin: &str, published: &Published) -> Vec<(String, Value)> {
    let key = &published.release.key;
    let made = published.release.file(FileKind::Checksum).unwrap().modified_at;
    let made = made.format("%Y-%m-%dT%H:%M:%S.000Z").to_string();
    let (sent, made) = (Some("2025-05-07T08:51:21.000Z"), Some(made.as_str()));
    let mut members = vec![
        ("id".to_owned(), json!(format!("{STEM}.zip"))),
        ("name".to_owned(), json!("Release 5.2.0")),
        ("releaseDate".to_owned(), json!("2025-05-08")),
    ];
    for (member, in_path, name, has_hash, modified) in [
        ("archive", format!("{STEM}.zip"), format!("{STEM}.zip"), true, sent),
        ("checksum", format!("trud_{STEM}.xml"), format!("trud_{STEM}.xml"), false, made),
        ("signature", format!("trud_{STEM}.xml.asc"), format!("trud_{STEM}.sig"), false, made),
        ("publicKey", key.file_name.clone(), key.file_name.clone(), false, None),
        ("manifest", format!("trud_{STEM}.sha256"), format!("trud_{STEM}.sha256"), true, made),
        (
            "manifestSignature",
            format!("trud_{STEM}.sha256.asc"),
            format!("trud_{STEM}.sha256.asc"),
            false,
            made,
        ),
    ] {
        let path = match modified {
            Some(_) => holder.file(58, &in_path),
            None => holder.public_key(&in_path),
        };
        let content = holder.bytes(&path).await;
        let mut push = |what: &str, value: Value| members.push((format!("{member}{what}"), value));
        push("FileUrl", json!(format!("{origin}{path}")));
        push("FileName", json!(name));
        push("FileSizeBytes", json!(content.len()));
        if has_hash {
            push("FileSha256", json!(hex::encode_upper(Sha256::digest(&content))));
        }
        match modified {
            Some(time) => push("FileLastModifiedTimestamp", json!(time)),
            None => push("Id", json!(key.id)),
        }
    }
    members.push(("publicKeyFingerprint".to_owned(), json!(key.fingerprint)));
    members.push(("publishedTimestamp".to_owned(), json!(published_at(published))));
    members
}

#[tokio::test(flavor = "multi_thread")]
async fn a_release_is_told_as_in_the_guide() {
    let platform = Platform::start().await;
    let item = ItemId(58);
    let new = new_item("NHS Organisation Data Service weekly", Approval::Automatic);
    let new = NewItem { id: Some(item), ..new };
    let mut connection = platform.releases_connection().await;
    add_item(&mut connection, By::Command, &new).await.unwrap();
    let details = Details {
        name: "Release 5.2.0".to_owned(),
        modified_at: Some("2025-05-07T08:51:21Z".parse().unwrap()),
        ..details(&format!("{STEM}.zip"), "2025-05-08")
    };
    let archive = bytes(100_000);
    let published = publish(&platform, item, &details, archive.clone()).await;
    let (_, key) = platform.subscriber("jo", item).await;
    for holder in holders(&platform, &key) {
        let answer = holder.get(&holder.list(item)).await;
        assert_eq!(answer.status(), 200, "{:?}", holder.root);
        for (name, value) in [
            ("content-type", Some("application/json")),
            ("cache-control", Some("private, no-cache")),
            ("set-cookie", None),
        ] {
            assert_eq!(header(&answer, name), value, "{:?}: {name}", holder.root);
        }
        let text = answer.text().await.unwrap();
        let members = members(&holder, &platform.url(), &published).await;
        let names: Vec<&str> = members.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names[..GUIDE.len()], GUIDE);
        let members: Vec<String> =
            members.iter().map(|(name, value)| format!("\"{name}\":{value}")).collect();
        let expected = format!(
            r#"{{"apiVersion":"1","releases":[{{{}}}],"httpStatus":200,"message":"OK"}}"#,
            members.join(",")
        );
        assert!(text == expected, "{}\n{}", holder.masked(&text), holder.masked(&expected));

        let release = holder.json(&holder.list(item)).await["releases"][0].clone();
        assert_eq!(release["archiveFileSizeBytes"], archive.len());
        assert_eq!(release["archiveFileSha256"], hex::encode_upper(Sha256::digest(&archive)));
        assert_eq!(release["checksumFileSizeBytes"], 187, "as in the guide");
    }
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn addresses_are_those_of_the_site_and_of_the_callers_root() {
    let public_url = Some("http://almanac.example".parse().unwrap());
    let platform = Platform::set_up(Setup { public_url, ..Setup::default() }).await;
    let item = platform.item("Example").await;
    platform.publish_archive(item, "with a blank.zip", bytes(100)).await;
    let (_, key) = platform.subscriber("jo", item).await;
    // A key may be sent percent-encoded, and stays so.
    let encoded = format!("%{:02x}{}", key.as_bytes()[0], &key[1..]);
    secrets::note(&encoded);
    let others = [Root::Trud, Root::Path].map(|root| Holder::new(&platform.url(), root, &encoded));
    for holder in holders(&platform, &key).into_iter().chain(others) {
        let request = holder.request(Method::GET, &holder.list(item));
        let request =
            request.header("host", "other.example").header("x-forwarded-host", "other.example");
        let told: Value = send(request).await.json().await.unwrap();
        let release = told["releases"][0].as_object().unwrap();
        assert_eq!(release["archiveFileName"], "with a blank.zip");
        let public_key = release["publicKeyFileName"].as_str().unwrap();
        let expected = [
            holder.file(item, "with%20a%20blank.zip"),
            holder.file(item, "trud_with%20a%20blank.xml"),
            holder.file(item, "trud_with%20a%20blank.xml.asc"),
            holder.public_key(public_key),
            holder.file(item, "trud_with%20a%20blank.sha256"),
            holder.file(item, "trud_with%20a%20blank.sha256.asc"),
        ];
        let urls: BTreeSet<&str> = release
            .iter()
            .filter(|(name, _)| name.ends_with("Url"))
            .map(|(_, url)| url.as_str().unwrap())
            .collect();
        let whole: Vec<String> =
            expected.iter().map(|path| format!("http://almanac.example{path}")).collect();
        let whole: BTreeSet<&str> = whole.iter().map(String::as_str).collect();
        assert!(urls == whole, "{:?}: {}", holder.root, holder.masked(&format!("{urls:?}")));
        for path in &expected {
            holder.bytes(path).await;
        }
    }
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn releases_stand_from_new_to_old() {
    let platform = Platform::start().await;
    let item = platform.item("Example").await;
    let mut times = Vec::new();
    for (archive, date) in [
        ("a.zip", "2025-05-08"),
        ("b.zip", "2025-05-01"),
        ("c.zip", "2025-05-08"),
        ("d.zip", "2025-05-15"),
    ] {
        let published = publish(&platform, item, &details(archive, date), bytes(100)).await;
        times.push(published_at(&published));
    }
    let (_, key) = platform.subscriber("jo", item).await;
    let all = &["d.zip", "c.zip", "a.zip", "b.zip"][..];
    for holder in holders(&platform, &key) {
        let list = holder.list(item);
        for (query, expected) in [
            (String::new(), all),
            ("?consumer=webapp-releases-page&page=2&format=xml&Latest".to_owned(), all),
            ("?latest".to_owned(), &all[..1]),
            ("?latest=".to_owned(), &all[..1]),
            ("?latest=true".to_owned(), &all[..1]),
            ("?consumer=webapp-releases-page&latest".to_owned(), &all[..1]),
            (format!("?since={}", times[0]), &["d.zip", "c.zip", "b.zip"]),
            (format!("?since={}", times[2]), &all[..1]),
            (format!("?since={}", times[3]), &[]),
            (format!("?latest&since={}", times[2]), &all[..1]),
            (format!("?latest&since={}", times[3]), &[]),
            ("?since=2025-05-15".to_owned(), all),
            ("?since=2999-01-01".to_owned(), &[]),
            ("?since=2999-01-01T00:00:00%2B01:00".to_owned(), &[]),
        ] {
            let ids = holder.ids(&format!("{list}{query}")).await;
            assert_eq!(ids, expected, "{:?}: {query}", holder.root);
        }
        for wrong in ["yesterday", "2025-02-30", "2025-5-1", "2025-05-08T09:00:00", "%00", "1"] {
            let answer = holder.get(&format!("{list}?latest&since={wrong}")).await;
            let message = refused(wrong, answer, 400).await;
            assert!(message.starts_with("since: "), "{message}");
        }
    }
    withdraw(&platform, item, "d.zip", "It is wrong.").await;
    for holder in holders(&platform, &key) {
        assert_eq!(holder.ids(&holder.list(item)).await, all[1..]);
        assert_eq!(holder.ids(&format!("{}?latest", holder.list(item))).await, all[1..2]);
    }
    platform.stop().await;
}

/// The tag of a list, by which whoever holds it is told that it is the same.
async fn tag(holder: &Holder, list: &str) -> String {
    let answer = holder.get(list).await;
    let tag = header(&answer, "etag").unwrap().to_owned();
    assert!(tag.starts_with('"') && tag.ends_with('"'), "{tag} is strong");
    let told = told(&answer);
    let head = send(holder.request(Method::HEAD, list)).await;
    assert_eq!(head.status(), 200);
    assert_eq!(self::told(&head), told);
    assert!(head.bytes().await.unwrap().is_empty());

    for (held, status) in [
        (tag.clone(), 304),
        (format!("W/{tag}"), 304),
        (format!("\"x\", {tag}"), 304),
        ("*".to_owned(), 304),
        ("\"x\"".to_owned(), 200),
    ] {
        let answer = holder.get_with(list, "if-none-match", &held).await;
        assert_eq!(answer.status(), status, "{held}");
        for name in ["etag", "cache-control", "vary"] {
            assert_eq!(header(&answer, name), told.get(name).map(String::as_str), "{held}: {name}");
        }
        assert_eq!(answer.bytes().await.unwrap().is_empty(), status == 304, "{held}");
    }
    tag
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_holds_a_list_is_told_whether_it_changed() {
    let platform = Platform::start().await;
    let item = platform.item("Example").await;
    publish(&platform, item, &details("a.zip", "2025-05-08"), bytes(100)).await;
    let (_, key) = platform.subscriber("jo", item).await;
    let holders = holders(&platform, &key);
    let mut tags = BTreeSet::new();
    let mut held = Vec::new();
    for holder in &holders {
        let list = holder.list(item);
        let plain = tag(holder, &list).await;
        let coded = holder.get_with(&list, "accept-encoding", "gzip").await;
        assert_eq!(header(&coded, "content-encoding"), Some("gzip"));
        assert!(header(&coded, "vary").unwrap().contains("Accept-Encoding"));
        let coded = header(&coded, "etag").unwrap().to_owned();
        assert!(tags.insert(plain.clone()) && tags.insert(coded), "{:?}", holder.root);
        held.push(plain);
    }
    publish(&platform, item, &details("b.zip", "2025-05-08"), bytes(100)).await;
    for (holder, held) in holders.iter().zip(&mut held) {
        let list = holder.list(item);
        assert_eq!(holder.get_with(&list, "if-none-match", held).await.status(), 200);
        let published = tag(holder, &list).await;
        assert_ne!(published, *held);
        *held = published;
    }
    withdraw(&platform, item, "b.zip", "It is wrong.").await;
    for (holder, held) in holders.iter().zip(&held) {
        let list = holder.list(item);
        assert_eq!(holder.get_with(&list, "if-none-match", held).await.status(), 200);
        assert_ne!(tag(holder, &list).await, *held);
    }
    platform.stop().await;
}
