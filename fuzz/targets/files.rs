//! A file of any content, read as the publication that its first byte names.
#![no_main]

use fuzz::import::{chosen, let_damage_be_told, read};
use libfuzzer_sys::fuzz_target;

fuzz_target!(init: let_damage_be_told(), |data: &[u8]| {
    if let Some((publication, content)) = chosen(data) {
        read(publication, content);
    }
});
