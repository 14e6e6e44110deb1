use super::charset::{charset, decode};
use super::*;

fn url(text: &str) -> Url {
    text.parse().unwrap()
}

#[test]
fn a_base_may_end_in_a_slash_or_not() {
    for (base, path, expected) in [
        ("https://a.test", "page.html", "https://a.test/page.html"),
        ("https://a.test/v1", "/trusts/", "https://a.test/v1/trusts/"),
        ("https://a.test/v1/", "/trusts/", "https://a.test/v1/trusts/"),
        ("https://a.test/v1//", "page.html", "https://a.test/v1/page.html"),
        ("https://a.test/a%20b?key=1", "c", "https://a.test/a%20b/c?key=1"),
        ("file:///data", "/trusts/", "file:///data/trusts/"),
        ("file:///data/", "page.html", "file:///data/page.html"),
    ] {
        assert_eq!(join(&url(base), path), url(expected), "{base} {path}");
    }
}

#[test]
fn a_folder_stands_for_its_index() {
    for (address, expected) in [
        ("file:///data/page.html", &["/data/page.html"][..]),
        ("file:///data/v1.2/", &["/data/v1.2/index.json", "/data/v1.2.json"]),
        ("file:///a%20b/", &["/a b/index.json", "/a b.json"]),
    ] {
        let expected: Vec<PathBuf> = expected.iter().map(PathBuf::from).collect();
        assert_eq!(paths(&url(address)).unwrap(), expected, "{address}");
    }
    assert!(matches!(paths(&url("file://elsewhere/x")), Err(Problem::NoPath)));
}

#[test]
fn bytes_are_utf_8_or_what_they_say() {
    for (bytes, charset, expected) in [
        (&b"caf\xc3\xa9"[..], None, Some("caf\u{e9}")),
        (b"\xef\xbb\xbfcode", None, Some("code")),
        (b"\xef\xbb\xbfcaf\xc3\xa9", Some("iso-8859-1"), Some("caf\u{e9}")),
        (b"\xff\xfe\xe9\x00", Some("utf-8"), Some("\u{e9}")),
        (b"\xfe\xff\x00\xe9", None, Some("\u{e9}")),
        (b"caf\xc3\xa9", Some("iso-8859-1"), Some("caf\u{c3}\u{a9}")),
        (b"caf\xe9", Some("ISO-8859-1"), Some("caf\u{e9}")),
        (b"caf\xe9", None, None),
        (b"caf\xe9", Some("utf-8"), None),
        (b"caf\xe9", Some("klingon"), None),
        (b"caf\xc3\xa9", Some("klingon"), Some("caf\u{e9}")),
    ] {
        for content in [Content::Html, Content::Json] {
            let text = decode(bytes, content, charset).ok();
            assert_eq!(text.as_deref(), expected, "{bytes:?} {charset:?}");
        }
    }
}

#[test]
fn a_page_may_declare_its_encoding() {
    let far = format!("{}<meta charset=latin1>", " ".repeat(1100));
    for (declared, charset, expected) in [
        ("<meta charset=latin1>", None, Some("\u{e9}")),
        ("<html><head><META CharSet = 'windows-1252'/>", None, Some("\u{e9}")),
        ("<meta charset=koi8-r>", Some("latin1"), Some("\u{e9}")),
        ("<meta charset=koi8-r>", None, Some("\u{418}")),
        (
            "<meta http-equiv=content-type content='text/html; charset=iso-8859-1'>",
            None,
            Some("\u{e9}"),
        ),
        ("<meta name=x content='text/html; charset=iso-8859-1'>", None, None),
        ("<meta charset=klingon><meta charset=latin1>", None, Some("\u{e9}")),
        ("<meta charset=utf-16>", None, None),
        ("<!-- <meta charset=latin1> -->", None, None),
        ("<p charset=latin1>", None, None),
        (far.as_str(), None, None),
    ] {
        let bytes = [declared.as_bytes(), &b"\xe9"[..]].concat();
        let text = decode(&bytes, Content::Html, charset).ok();
        let expected = expected.map(|letter| format!("{declared}{letter}"));
        assert_eq!(text, expected, "{declared} {charset:?}");
        assert!(charset.is_some() || decode(&bytes, Content::Json, None).is_err(), "{declared}");
    }
}

#[tokio::test]
async fn a_file_is_read_as_a_page_is() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("page.html");
    std::fs::write(&path, b"<meta charset=latin1>caf\xe9").unwrap();
    let patience = Patience { largest_page: 30, largest_json: 10, ..Patience::default() };
    let fetcher = Fetcher::new(patience, None).unwrap();
    let address = Url::from_file_path(&path).unwrap();
    let fetched = fetcher.fetch(&address, Content::Html, None).await.unwrap();
    let text = "<meta charset=latin1>caf\u{e9}".to_owned();
    assert_eq!(fetched, Fetched::Content { text, validators: Validators::default() });
    let refused = fetcher.fetch(&address, Content::Json, None).await.unwrap_err();
    assert!(matches!(refused.problem, Problem::TooLarge(10)), "{refused}");
}

#[test]
fn a_charset_is_a_parameter() {
    for (described, expected) in [
        ("text/html; charset=utf-8", Some("utf-8")),
        ("text/html;level=1; Charset=\"ISO-8859-1\"", Some("ISO-8859-1")),
        ("text/html; charset='utf-8'", Some("utf-8")),
        ("text/html", None),
        ("charset=utf-8", None),
    ] {
        assert_eq!(charset(described), expected, "{described}");
    }
}

#[test]
fn media_types_are_told_apart() {
    for (media_type, html, json) in [
        ("text/html", true, false),
        ("application/xhtml+xml", true, false),
        ("application/json", false, true),
        ("application/problem+json", false, true),
        ("text/plain", false, false),
        ("", false, false),
    ] {
        assert_eq!(Content::Html.is(media_type), html, "{media_type}");
        assert_eq!(Content::Json.is(media_type), json, "{media_type}");
    }
}

#[test]
fn only_what_may_pass_is_asked_again() {
    let status =
        |code: u16| Problem::Status { status: code.try_into().unwrap(), retry_after: None };
    for (problem, expected) in [
        (status(500), true),
        (status(503), true),
        (status(429), true),
        (status(404), false),
        (status(304), false),
        (Problem::TooSlow(Duration::ZERO), true),
        (Problem::TooLarge(1), false),
        (Problem::Redirects, false),
        (Problem::Charset, false),
    ] {
        assert_eq!(problem.may_pass(), expected, "{problem}");
    }
}

#[tokio::test]
async fn what_cannot_be_read_is_told_without_passwords() {
    let fetcher = Fetcher::new(Patience::default(), None).unwrap();
    for (address, expected) in [
        ("ftp://me:secret@a.test/x", "ftp://a.test/x: addresses that begin with ftp: "),
        ("file:///no/such/file.html", "file:///no/such/file.html: the file cannot be read: "),
    ] {
        let told = fetcher.fetch(&url(address), Content::Html, None).await.unwrap_err().to_string();
        assert!(told.starts_with(expected), "{told}");
    }
}
