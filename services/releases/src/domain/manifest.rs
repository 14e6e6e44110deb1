//! Manifests, by which `sha256sum --check` tells whether an archive is whole.

use super::names::ArchiveName;

/// The manifest of an archive with this SHA-256: the line that `sha256sum` of
/// GNU coreutils writes of it.
pub fn manifest(archive: &ArchiveName, sha256: &[u8; 32]) -> String {
    format!("{}  {archive}\n", hex::encode(sha256))
}

#[cfg(test)]
mod tests {
    use std::io::ErrorKind;
    use std::path::Path;
    use std::process::{Command, Output};

    use super::*;

    /// Of `abc` (FIPS 180-2, appendix B.1).
    const SHA256: [u8; 32] = [
        0xba, 0x78, 0x16, 0xbf, 0x8f, 0x01, 0xcf, 0xea, 0x41, 0x41, 0x40, 0xde, 0x5d, 0xae, 0x22,
        0x23, 0xb0, 0x03, 0x61, 0xa3, 0x96, 0x17, 0x7a, 0x9c, 0xb4, 0x10, 0xff, 0x61, 0xf2, 0x00,
        0x15, 0xad,
    ];

    fn of(name: &str) -> String {
        manifest(&ArchiveName::parse(name).unwrap(), &SHA256)
    }

    #[test]
    fn it_is_one_line() {
        let hash = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(of("OPCS-4 April.zip"), format!("{hash}  OPCS-4 April.zip\n"));
    }

    /// What `sha256sum` says in a folder; none where it is not installed,
    /// which CI does not accept.
    #[expect(clippy::print_stderr, reason = "what a test skips it says")]
    fn sha256sum(folder: &Path, arguments: &[&str]) -> Option<Output> {
        match Command::new("sha256sum").args(arguments).current_dir(folder).output() {
            Err(error) if error.kind() == ErrorKind::NotFound => {
                assert!(std::env::var("CI").is_err(), "CI has sha256sum");
                eprintln!("skipped: sha256sum is not installed");
                None
            }
            output => Some(output.unwrap()),
        }
    }

    #[test]
    fn sha256sum_writes_and_reads_it() {
        for name in ["a.zip", "OPCS-4  April 2023.zip", "R&D's {1}; $HOME `a` 100%.tar.gz"] {
            let folder = tempfile::tempdir().unwrap();
            let archive = folder.path().join(name);
            std::fs::write(&archive, b"abc").unwrap();
            let Some(written) = sha256sum(folder.path(), &[name]) else { return };
            assert_eq!(String::from_utf8(written.stdout).unwrap(), of(name));

            std::fs::write(folder.path().join("manifest"), of(name)).unwrap();
            for (content, is_whole) in [(b"abc", true), (b"abd", false)] {
                std::fs::write(&archive, content).unwrap();
                let checked = sha256sum(folder.path(), &["--check", "--strict", "manifest"]);
                assert_eq!(checked.unwrap().status.success(), is_whole, "{name}");
            }
        }
    }
}
