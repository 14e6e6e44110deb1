//! Pages of the NHS Data Dictionary.
#![no_main]

use datasets::domain::dictionary::{extract, is_nested_too_deeply, looks_cut_off, tidy};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|html: &str| {
    looks_cut_off(html);
    // What is nested too deeply is never read.
    if is_nested_too_deeply(html) {
        return;
    }
    for (code, text) in extract(html).iter() {
        for words in [code, text] {
            assert!(!words.is_empty() && tidy(words) == words, "{words:?}");
        }
    }
});
