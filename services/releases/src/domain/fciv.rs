//! Checksum files in the XML of Microsoft's File Checksum Integrity Verifier,
//! which TRUD's API guide has beside every archive.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use quick_xml::escape::escape;

use super::names::ArchiveName;

/// The checksum file of an archive with this SHA-1, as one element in a line:
/// some read it line by line. It has 149 bytes and the name's, unless the name
/// has to be escaped.
pub fn checksum_file(archive: &ArchiveName, sha1: &[u8; 20]) -> String {
    let name = escape(archive.as_str());
    let sha1 = STANDARD.encode(sha1);
    format!(
        r#"<?xml version="1.0" encoding="utf-8"?>
<FCIV>
  <FILE_ENTRY>
    <name>{name}</name>
    <SHA1>{sha1}</SHA1>
  </FILE_ENTRY>
</FCIV>
"#
    )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use quick_xml::Reader;
    use quick_xml::escape::unescape;
    use quick_xml::events::Event;

    use super::*;

    /// Of `abc` (FIPS 180-2, appendix A.1).
    const SHA1: [u8; 20] = [
        0xa9, 0x99, 0x3e, 0x36, 0x47, 0x06, 0x81, 0x6a, 0xba, 0x3e, 0x25, 0x71, 0x78, 0x50, 0xc2,
        0x6c, 0x9c, 0xd0, 0xd8, 0x9d,
    ];

    fn of(name: &str) -> String {
        checksum_file(&ArchiveName::parse(name).unwrap(), &SHA1)
    }

    /// Which element is in which, and what is in the innermost.
    fn elements(xml: &str) -> Vec<(String, String)> {
        let mut reader = Reader::from_str(xml);
        let mut path = Vec::new();
        let mut found = Vec::new();
        loop {
            match reader.read_event().unwrap() {
                Event::Start(start) => {
                    let name = start.name().0.to_owned();
                    let is_inner = path.len() == 2;
                    path.push(name);
                    if is_inner {
                        let text = reader.read_text(start.name()).unwrap().into_inner();
                        found.push((path.join("/"), unescape(&text).unwrap().into_owned()));
                        path.pop();
                    }
                }
                Event::End(_) => drop(path.pop()),
                Event::Eof => return found,
                _ => {}
            }
        }
    }

    #[test]
    fn it_is_laid_out_line_by_line() {
        let expected = [
            r#"<?xml version="1.0" encoding="utf-8"?>"#,
            "<FCIV>",
            "  <FILE_ENTRY>",
            "    <name>OPCS-4 April.zip</name>",
            "    <SHA1>qZk+NkcGgWq6PiVxeFDCbJzQ2J0=</SHA1>",
            "  </FILE_ENTRY>",
            "</FCIV>",
            "",
        ];
        assert_eq!(of("OPCS-4 April.zip"), expected.join("\n"));
    }

    #[test]
    fn its_size_is_that_of_the_name_and_149() {
        for (length, expected) in [(46, 195), (47, 196), (38, 187)] {
            let name = format!("{}.zip", "x".repeat(length - 4));
            assert_eq!(of(&name).len(), expected, "{length}");
        }
    }

    #[test]
    fn names_are_escaped() {
        let xml = of("R&D's &amp; more.zip");
        assert!(xml.contains("\n    <name>R&amp;D&apos;s &amp;amp; more.zip</name>\n"), "{xml}");
    }

    proptest! {
        #[test]
        fn every_name_is_read_as_it_was(
            stem in r"[a-z][ !#-)+-.0-9;=@-\[\]-{}~]{0,40}",
            sha1: [u8; 20],
        ) {
            let Ok(archive) = ArchiveName::parse(&format!("{stem}&'.zip")) else {
                return Ok(());
            };
            let expected = [
                ("FCIV/FILE_ENTRY/name".to_owned(), archive.to_string()),
                ("FCIV/FILE_ENTRY/SHA1".to_owned(), STANDARD.encode(sha1)),
            ];
            prop_assert_eq!(elements(&checksum_file(&archive, &sha1)), expected);
        }
    }
}
