//! What releases are signed with, for whoever wants to check them.

use chrono::{Duration, Utc};

use super::*;

const PAGE: &str = "/releases/signing-keys/";

#[tokio::test(flavor = "multi_thread")]
async fn everybody_sees_every_key_and_can_have_it() {
    let platform = Platform::start().await;
    let item = add(&platform, offered("Drug codes")).await;
    platform.publish_archive(item, ARCHIVE, "all drugs").await;
    let mut connection = platform.releases_connection().await;
    let (tomorrow, keys) = (Utc::now() + Duration::days(1), platform.secret_keys());
    changes::add_signing_key(&mut connection, By::Command, keys, tomorrow).await.unwrap();
    drop(connection);
    let keys = platform.signing_keys().await;
    assert_eq!(keys.len(), 2);

    let anybody = platform.browser();
    let (status, page) = open(&anybody, PAGE).await;
    assert_eq!(status, 200);
    let rows: Vec<&str> = page.split("<tr role=\"row\" id=\"key-").skip(1).collect();
    assert_eq!(rows.len(), 2, "{page}");
    for (row, key) in rows.iter().zip(&keys) {
        assert!(row.starts_with(&format!("{}\"", key.id)), "{row}");
        let fingerprint = between(row, "<samp class=\"fingerprint\">", "<");
        let groups: Vec<&str> = fingerprint.split(' ').collect();
        assert!(groups.len() == 10 && groups.iter().all(|group| group.len() == 4), "{row}");
        assert_eq!(groups.concat(), key.fingerprint);
        let from = key.signs_from.format("<time datetime=\"%Y-%m-%dT%H:%M:%SZ\">").to_string();
        assert!(row.contains(&from), "{row}");

        let address = between(row, "<a href=\"", "\" download");
        assert_eq!(address, format!("{PAGE}{}", key.file_name));
        let file = anybody.get(address).await;
        assert_eq!(file.status(), 200);
        assert_eq!(header(&file, "content-type"), Some("application/pgp-keys"));
        let disposition = format!("attachment; filename=\"{}\"", key.file_name);
        assert_eq!(header(&file, "content-disposition"), Some(disposition.as_str()));
        let text = file.text().await.unwrap();
        assert_eq!(text, key.public_key);
        assert!(text.starts_with("-----BEGIN PGP PUBLIC KEY BLOCK-----\n"), "{text}");
        assert!(!text.contains("PRIVATE"));
    }
    // The one that signs next ends the time of the one that signs now.
    assert!(rows[0].contains("until there is another"), "{page}");
    let until = keys[0].signs_from.format("until <time datetime=\"%Y-%m-%dT%H:%M:%SZ\">");
    assert!(rows[1].contains(&until.to_string()), "{page}");

    for name in ["x.pgp", "trud-public-key-2000-01-01.pgp", "%00", "x%00.pgp", "x%2Fy.pgp"] {
        assert_eq!(open(&anybody, &format!("{PAGE}{name}")).await.0, 404, "{name}");
    }
    platform.stop().await;
}
