//! Which service a path leads to.
#![no_main]

use gateway::fuzzing::prefix;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|path: &str| {
    let Some(prefix) = prefix(path) else { return };
    let rest = path.trim_start_matches('/');
    let rest = rest.strip_prefix(prefix.trim_start_matches('/')).expect("it lies below its prefix");
    assert!(path.starts_with('/'), "{path}");
    assert!(rest.is_empty() || rest.starts_with('/'), "{path} is not below {prefix}");
});
