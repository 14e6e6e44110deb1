//! Pick lists: as JSON, as lines, and as the published organisations have them.
#![no_main]

use datasets::domain::{Options, lines, organisations};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    if let Ok(options) = Options::read(text) {
        let json = options.json().expect("texts");
        let again = Options::read(&json).expect("what was read can be read again");
        assert!(options.iter().eq(again.iter()), "{json}");
    }
    if let Ok(options) = lines::read(text) {
        let written = lines::write(&options);
        let again = lines::read(&written).expect("what was written can be read");
        assert!(options.iter().eq(again.iter()), "{written}");
    }
    for list in &organisations::LISTS {
        if let Ok((options, _)) = organisations::read(list, text) {
            assert!(!options.is_empty());
        }
    }
});
