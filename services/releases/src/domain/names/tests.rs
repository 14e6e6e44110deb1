use std::collections::HashSet;

use percent_encoding::percent_decode_str;
use proptest::prelude::*;
use strum::VariantArray;

use super::*;

fn name(text: &str) -> ArchiveName {
    ArchiveName::parse(text).unwrap()
}

#[test]
fn some_texts_are_no_names() {
    use NameError::*;
    for (text, expected) in [
        ("uk_sct2cl_32.0.0_20210512000001Z.zip", Ok(())),
        ("OPCS-4 April 2023.zip", Ok(())),
        ("a..zip", Ok(())),
        ("a. b", Ok(())),
        ("R&D's {1}; 100%.tar.gz", Ok(())),
        ("trudy_1.zip", Ok(())),
        (&*format!("{}.zip", "x".repeat(196)), Ok(())),
        (&*format!("{}.zip", "x".repeat(197)), Err(Length)),
        ("", Err(Length)),
        ("ä.zip", Err(NotAscii)),
        ("a\n.zip", Err(NotAscii)),
        ("a\u{7f}.zip", Err(NotAscii)),
        ("a\0.zip", Err(NotAscii)),
        ("a/b.zip", Err(Forbidden)),
        ("../b.zip", Err(Forbidden)),
        ("a\\b.zip", Err(Forbidden)),
        ("c:b.zip", Err(Forbidden)),
        ("*.zip", Err(Forbidden)),
        ("a?.zip", Err(Forbidden)),
        ("\"a\".zip", Err(Forbidden)),
        ("a<b.zip", Err(Forbidden)),
        ("a>b.zip", Err(Forbidden)),
        ("a|b.zip", Err(Forbidden)),
        (" a.zip", Err(Start)),
        (".zip", Err(Start)),
        ("..", Err(Start)),
        (".a.zip", Err(Start)),
        ("-a.zip", Err(Start)),
        ("a.zip ", Err(End)),
        ("a.zip.", Err(End)),
        ("a.", Err(End)),
        ("zip", Err(NoExtension)),
        ("trud_a.zip", Err(OfOthers)),
        ("CON.zip", Err(Device)),
        ("nul.tar.gz", Err(Device)),
        ("lpt1 .zip", Err(Device)),
        ("console.zip", Ok(())),
        ("TRUD_a.zip", Err(OfOthers)),
        ("trud-public-key-2013-04-01.pgp", Err(OfOthers)),
    ] {
        assert_eq!(ArchiveName::parse(text).map(drop), expected, "{text:?}");
    }
}

#[test]
fn files_are_called_after_their_archive() {
    for (archive, kind, file, wire) in [
        ("a b.zip", FileKind::Archive, "a b.zip", "a b.zip"),
        ("a b.zip", FileKind::Checksum, "trud_a b.xml", "trud_a b.xml"),
        ("a b.zip", FileKind::Signature, "trud_a b.xml.asc", "trud_a b.sig"),
        ("a b.zip", FileKind::Manifest, "trud_a b.sha256", "trud_a b.sha256"),
        ("a b.zip", FileKind::ManifestSignature, "trud_a b.sha256.asc", "trud_a b.sha256.asc"),
        ("v1.2.tar.gz", FileKind::Checksum, "trud_v1.2.tar.xml", "trud_v1.2.tar.xml"),
    ] {
        let name = name(archive);
        assert_eq!(name.file_name(kind), file);
        assert_eq!(name.wire_name(kind), wire);
    }
}

#[test]
fn public_keys_are_called_after_their_day() {
    let day = NaiveDate::from_ymd_opt(2013, 4, 1).unwrap();
    for (nth, expected) in [
        (1, "trud-public-key-2013-04-01.pgp"),
        (2, "trud-public-key-2013-04-01-2.pgp"),
        (10, "trud-public-key-2013-04-01-10.pgp"),
    ] {
        assert_eq!(public_key_file_name(day, nth), expected);
    }
}

#[test]
fn segments_are_encoded() {
    for (name, expected) in [
        ("OPCS-4 April_2023~1.zip", "OPCS-4%20April_2023~1.zip"),
        ("a&b=c+d%20;e,f@g!.zip", "a%26b%3Dc%2Bd%2520%3Be%2Cf%40g%21.zip"),
        ("a#b[c]'(d)$.zip", "a%23b%5Bc%5D%27%28d%29%24.zip"),
    ] {
        assert_eq!(segment(name), expected);
    }
}

#[test]
fn media_types_are_those_of_kinds() {
    for (name, kind, expected) in [
        ("a.zip", FileKind::Archive, "application/zip"),
        ("a.ZIP", FileKind::Archive, "application/zip"),
        ("a.zip.gz", FileKind::Archive, "application/octet-stream"),
        ("a.xml", FileKind::Archive, "application/octet-stream"),
        ("trud_a.xml", FileKind::Checksum, "application/xml"),
        ("trud_a.xml.asc", FileKind::Signature, "application/octet-stream"),
        ("trud_a.zip.sha256", FileKind::Manifest, "application/octet-stream"),
        ("trud_a.sha256.asc", FileKind::ManifestSignature, "application/octet-stream"),
    ] {
        assert_eq!(media_type(name, kind), expected, "{name}");
    }
}

#[test]
fn files_are_saved_under_their_names() {
    let expected = "attachment; filename=\"OPCS-4 April.zip\"";
    assert_eq!(content_disposition("OPCS-4 April.zip"), expected);
}

/// Texts that are names, and some that are nearly so.
fn nearly_name() -> impl Strategy<Value = String> {
    prop_oneof![
        "[ -~]{0,210}",
        r"[!#-)+,0-9;=@-\[\]-{}~][ !#-)+-.0-9;=@-\[\]-{}~]{0,180}\.[a-z]{1,4}",
    ]
}

proptest! {
    #[test]
    fn names_survive_what_is_done_to_them(text in nearly_name()) {
        let Ok(archive) = ArchiveName::parse(&text) else { return Ok(()) };
        prop_assert_eq!(archive.as_str(), &text);
        let mut names = HashSet::new();
        for &kind in FileKind::VARIANTS {
            let name = archive.file_name(kind);
            prop_assert!(name.len() <= 255 && archive.wire_name(kind).len() <= 255);
            let encoded = segment(&name);
            let is_unreserved = |byte: u8| {
                byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~' | b'%')
            };
            prop_assert!(encoded.bytes().all(is_unreserved), "{}", encoded);
            prop_assert_eq!(percent_decode_str(&encoded).decode_utf8().unwrap(), &*name);
            let disposition = content_disposition(&name);
            let quoted = disposition.split('"').nth(1);
            prop_assert_eq!(quoted, Some(&*name));
            prop_assert_eq!(disposition.matches(['"', '\\']).count(), 2);
            names.insert(name);
        }
        prop_assert_eq!(names.len(), FileKind::VARIANTS.len());
    }

    #[test]
    fn a_stem_and_an_extension_are_a_name(stem in "[a-z][a-z .]{0,20}", end in "[a-z]{1,5}") {
        let text = format!("{stem}.{end}");
        let archive = name(&text);
        prop_assert_eq!(archive.stem(), stem);
    }

    #[test]
    fn archives_share_names_with_their_stem_alone(
        one in "[a.]{1,3}",
        other in "[a.]{1,3}",
        ends in prop::array::uniform2(prop::sample::select(vec![
            "zip", "xml.zip", "xml.asc", "sha256.zip", "sig",
        ])),
    ) {
        let texts = [format!("x{one}.{}", ends[0]), format!("x{other}.{}", ends[1])];
        let [one, other] = texts.map(|text| name(&text));
        for &kind in FileKind::VARIANTS {
            for &other_kind in FileKind::VARIANTS {
                let is_shared = one.file_name(kind) == other.file_name(other_kind);
                let is_one = if kind == FileKind::Archive {
                    one == other
                } else {
                    one.stem() == other.stem()
                };
                let expected = kind == other_kind && is_one;
                prop_assert_eq!(is_shared, expected, "{} {}", one, other);
            }
        }
    }
}
