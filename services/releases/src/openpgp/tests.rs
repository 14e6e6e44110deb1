use std::process::{Command, Output};
use std::sync::LazyLock;

use tempfile::TempDir;

use super::*;

const DATA: &[u8] = b"<FCIV>\n</FCIV>\n";
const USER_ID: &str = "Releases <releases@almanac.test>";

/// The first second of 2024-02-29, and of 2024-03-02.
const CREATED: i64 = 1_709_164_800;
const SIGNED: i64 = 1_709_337_600;

/// Takes long to make, so there is one of them.
static KEY: LazyLock<SecretKey> =
    LazyLock::new(|| SecretKey::generate(USER_ID, time(CREATED)).unwrap());

/// Another key, of a type that takes no time.
fn other_key() -> SecretKey {
    SecretKey::of_type(&KeyType::Ed25519Legacy, USER_ID, time(CREATED)).unwrap()
}

fn time(seconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(seconds, 0).unwrap()
}

fn read(signature: &str) -> packet::Signature {
    DetachedSignature::from_string(signature).unwrap().0.signature
}

#[test]
fn a_signature_is_right_for_its_key_and_its_bytes() {
    let other_key = other_key();
    let [public, other_public] = [&*KEY, &other_key].map(|key| key.public_key().unwrap());
    let [signature, other_signature] =
        [&*KEY, &other_key].map(|key| key.sign(DATA, time(SIGNED)).unwrap());
    verify(&public, &signature, DATA).unwrap();
    verify(&other_public, &other_signature, DATA).unwrap();

    let is_mismatch = |public: &str, signature: &str, data: &[u8]| {
        matches!(verify(public, signature, data), Err(SigningError::Mismatch(_)))
    };
    assert!(is_mismatch(&other_public, &signature, DATA));
    assert!(is_mismatch(&public, &other_signature, DATA));
    for place in 0..DATA.len() {
        let mut changed = DATA.to_vec();
        changed[place] ^= 1;
        assert!(is_mismatch(&public, &signature, &changed), "byte {place}");
    }
}

#[test]
fn a_signature_tells_its_key_and_its_time() {
    let signature = read(&KEY.sign(DATA, time(SIGNED)).unwrap());
    assert_eq!(signature.typ(), Some(SignatureType::Binary));
    assert_eq!(signature.hash_alg(), Some(HashAlgorithm::Sha256));
    assert_eq!(signature.created(), Some(timestamp(time(SIGNED)).unwrap()));
    let issuers = signature.issuer_fingerprint();
    assert_eq!(issuers, [&KEY.0.primary_key.fingerprint()]);
}

#[test]
fn a_certificate_is_as_old_as_its_key() {
    let (certificate, _) = SignedPublicKey::from_string(&KEY.public_key().unwrap()).unwrap();
    certificate.verify_bindings().unwrap();
    assert_eq!(certificate.details.users.len(), 1);
    let user = &certificate.details.users[0];
    assert_eq!(user.id.as_str(), Some(USER_ID));
    assert_eq!(user.signatures.len(), 1);
    assert_eq!(user.signatures[0].created(), Some(timestamp(time(CREATED)).unwrap()));
    assert_eq!(user.signatures[0].hash_alg(), Some(HashAlgorithm::Sha256));
}

#[test]
fn what_is_no_key_or_no_signature_is_named() {
    let public = KEY.public_key().unwrap();
    let signature = KEY.sign(DATA, time(SIGNED)).unwrap();
    for key in ["", "a key", &signature] {
        let refused = verify(key, &signature, DATA);
        assert!(matches!(refused, Err(SigningError::Key(_))), "{key}");
    }
    for signature in ["", "a signature", &public] {
        let refused = verify(&public, signature, DATA);
        assert!(matches!(refused, Err(SigningError::Signature(_))), "{signature}");
    }
}

#[test]
fn a_key_is_the_same_after_it_was_kept() {
    let bytes = KEY.to_bytes().unwrap();
    let kept = SecretKey::from_bytes(&bytes).unwrap();
    assert_eq!(kept.fingerprint(), KEY.fingerprint());
    let public = KEY.public_key().unwrap();
    assert_eq!(kept.public_key().unwrap(), public);
    verify(&public, &kept.sign(DATA, time(SIGNED)).unwrap(), DATA).unwrap();

    let (certificate, _) = SignedPublicKey::from_string(&public).unwrap();
    let without_secret = certificate.to_bytes().unwrap();
    for bytes in [&b""[..], b"a key", &bytes[..bytes.len() / 2], &without_secret] {
        assert!(SecretKey::from_bytes(bytes).is_err(), "{} bytes", bytes.len());
    }
}

#[test]
fn a_secret_is_not_shown() {
    assert_eq!(format!("{:?}", *KEY), "SecretKey { .. }");
    let public = KEY.public_key().unwrap();
    assert!(public.starts_with("-----BEGIN PGP PUBLIC KEY BLOCK-----\n"), "{public}");
    assert!(SignedSecretKey::from_string(&public).is_err());
}

#[test]
fn fingerprints_are_forty_upper_case_digits() {
    let is_digit = |letter: char| matches!(letter, '0'..='9' | 'A'..='F');
    for key in [&*KEY, &other_key()] {
        let fingerprint = key.fingerprint();
        assert_eq!(fingerprint.len(), 40);
        assert!(fingerprint.chars().all(is_digit), "{fingerprint}");
    }
}

#[test]
fn times_are_those_that_openpgp_can_write() {
    let key = other_key();
    let last = i64::from(u32::MAX);
    for (seconds, expected) in [
        (0, Some(CREATED)),
        (CREATED - 1, Some(CREATED)),
        (CREATED + 1, Some(CREATED + 1)),
        (last, Some(last)),
        (last + 1, None),
        (-1, None),
    ] {
        let signature = key.sign(DATA, time(seconds));
        let created = match &signature {
            Ok(signature) => read(signature).created().map(|at| i64::from(at.as_secs())),
            Err(error) => {
                assert!(matches!(error, SigningError::Time(_)), "{error}");
                None
            }
        };
        assert_eq!(created, expected, "{seconds}");
    }
}

/// GnuPG with a folder of its own, in which it runs.
struct GnuPg(TempDir);

impl GnuPg {
    /// None where it is not installed, which CI does not accept.
    #[expect(clippy::print_stderr, reason = "what a test skips it says")]
    fn find() -> Option<Self> {
        let is_there = |program: &str| Command::new(program).arg("--version").output().is_ok();
        if !["gpg", "gpgv"].into_iter().all(is_there) {
            assert!(std::env::var("CI").is_err(), "CI has GnuPG");
            eprintln!("skipped: gpg or gpgv is not installed");
            return None;
        }
        Some(Self(tempfile::tempdir().unwrap()))
    }

    fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        std::fs::write(self.0.path().join(name), content).unwrap();
    }

    fn run(&self, program: &str, arguments: &[&str]) -> Output {
        let mut command = Command::new(program);
        command.arg("--homedir").arg(self.0.path()).args(arguments);
        command.current_dir(self.0.path()).output().unwrap()
    }

    /// No agent is started: nothing here is secret.
    fn gpg(&self, arguments: &[&str]) -> Output {
        self.run("gpg", &[&["--batch", "--no-autostart"][..], arguments].concat())
    }

    fn gpgv(&self, ring: &str, data: &str) -> Output {
        self.run("gpgv", &["--status-fd", "1", "--keyring", ring, "data.asc", data])
    }
}

fn said(output: &Output) -> String {
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout.clone()).unwrap()
}

#[test]
fn gnupg_reads_keys_and_signatures() {
    let Some(gnupg) = GnuPg::find() else { return };
    let fingerprint = KEY.fingerprint();
    gnupg.write("data", DATA);
    gnupg.write("changed", b"<FCIV>\n</FCIX>\n");
    gnupg.write("data.asc", KEY.sign(DATA, time(SIGNED)).unwrap());
    for (name, key) in [("key", &*KEY), ("other", &other_key())] {
        let armored = format!("{name}.asc");
        gnupg.write(&armored, key.public_key().unwrap());
        // gpgv reads no armored keys.
        said(&gnupg.gpg(&["--output", &format!("{name}.gpg"), "--dearmor", &armored]));
    }

    said(&gnupg.gpg(&["--import", "key.asc"]));
    said(&gnupg.gpg(&["--verify", "data.asc", "data"]));
    assert!(!gnupg.gpg(&["--verify", "data.asc", "changed"]).status.success());
    let keys = said(&gnupg.gpg(&["--with-colons", "--list-keys"]));
    let key: Vec<_> =
        keys.lines().find(|line| line.starts_with("pub:")).unwrap().split(':').collect();
    // Of 3072 bits, RSA, when it was made, that it certifies and signs.
    assert_eq!([key[2], key[3], key[5], key[11]], ["3072", "1", "1709164800", "scSC"], "{keys}");

    // A signature of version 4 by RSA and SHA-256, of a binary file, which does not expire.
    let valid =
        format!("[GNUPG:] VALIDSIG {fingerprint} 2024-03-02 {SIGNED} 0 4 0 1 8 00 {fingerprint}");
    let status = said(&gnupg.gpgv("key.gpg", "data"));
    assert!(status.lines().any(|line| line == valid), "{status}");
    for (ring, data) in [("key.gpg", "changed"), ("other.gpg", "data")] {
        assert!(!gnupg.gpgv(ring, data).status.success(), "{ring} {data}");
    }
}
