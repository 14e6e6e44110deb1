//! Tables in a good zip archive, with a zero byte between them.
#![no_main]

use fuzz::import::{archive, chosen, read};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let Some((publication, content)) = chosen(data) else { return };
    let tables = content.split(|byte| *byte == 0).enumerate();
    read(publication, &archive(tables.map(|(at, table)| (format!("{at}.csv"), table))));
});
