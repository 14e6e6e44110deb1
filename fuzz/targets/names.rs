//! Names of archives: where they are safe, so are the names made of them.
#![no_main]

use std::path::{Component, Path};

use libfuzzer_sys::fuzz_target;
use percent_encoding::percent_decode_str;
use releases::domain::FileKind;
use releases::domain::fciv::checksum_file;
use releases::domain::manifest::manifest;
use releases::domain::names::{ArchiveName, content_disposition, media_type, segment};

const KINDS: [FileKind; 5] = [
    FileKind::Archive,
    FileKind::Checksum,
    FileKind::Signature,
    FileKind::Manifest,
    FileKind::ManifestSignature,
];

fuzz_target!(|text: &str| {
    let Ok(archive) = ArchiveName::parse(text) else { return };
    assert_eq!(archive.as_str(), text);
    assert_eq!(manifest(&archive, &[0; 32]).lines().count(), 1);
    assert_eq!(checksum_file(&archive, &[0; 20]).lines().count(), 7);
    for kind in KINDS {
        let name = archive.file_name(kind);
        assert!(name.len() <= 255, "{name}");
        let mut parts = Path::new(&name).components();
        assert!(matches!(parts.next(), Some(Component::Normal(part)) if part == name.as_str()));
        assert!(parts.next().is_none(), "{name}");
        let address = segment(&name);
        assert!(!address.contains(['/', '?', '#', ' ']), "{address}");
        assert_eq!(percent_decode_str(&address).decode_utf8().as_deref(), Ok(name.as_str()));
        let header = content_disposition(&name);
        assert!(header.bytes().all(|byte| matches!(byte, b' '..=b'~')), "{header}");
        assert_eq!(header.matches('"').count(), 2, "{header}");
        media_type(&name, kind);
    }
});
