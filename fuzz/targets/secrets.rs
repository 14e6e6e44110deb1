//! Kept secrets: nothing but what we sealed can be opened.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sealed::{SecretKeys, key_name};

/// Of no installation.
const KEYS: &str = "dGhpcnR5LXR3byBieXRlcyBmb3IgdGVzdHMgYWxvbmU=";

fuzz_target!(|data: &[u8]| {
    let keys: SecretKeys = KEYS.parse().expect("32 bytes in base64");
    key_name(data);
    assert!(keys.open("fuzzing", data).is_err(), "nobody sealed this");
    let sealed = keys.seal("fuzzing", data);
    assert!(keys.is_current(&sealed));
    assert_eq!(keys.open("fuzzing", &sealed).expect("we sealed it").as_slice(), data);
    assert!(keys.open("another purpose", &sealed).is_err());
    if let Ok(text) = std::str::from_utf8(data) {
        let _ = text.parse::<SecretKeys>();
    }
});
