//! What holds of every publication.

use std::path::Path;

use proptest::prelude::*;
use proptest::sample::{Index, select};

use super::testing::{read, zip};
use super::*;

/// What some publications are of is told by the file's name alone.
const NAME: &str = "Jan_26_2526";

/// Small files of many publications: what fuzzing starts with. The first byte
/// says of which, counted in [`ALL`].
fn seeds(target: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/seeds").join(target);
    let files = std::fs::read_dir(folder).unwrap();
    let mut seeds: Vec<_> =
        files.map(|file| std::fs::read(file.unwrap().path()).unwrap()).collect();
    seeds.sort();
    seeds
}

/// The publication that a seed is of, and what is in it.
fn split(seed: &[u8]) -> (&'static dyn Publication, &[u8]) {
    (ALL[usize::from(seed[0])], &seed[1..])
}

/// A seed with something else in one place behind its first byte.
fn damaged(target: &str) -> impl Strategy<Value = Vec<u8>> + use<> {
    let other = prop_oneof![
        prop::collection::vec(any::<u8>(), 0..12),
        "[\"\r\n,0-9A-Z./-]{0,12}".prop_map(String::into_bytes),
    ];
    let places = (any::<Index>(), 0..12_usize);
    (select(seeds(target)), places, other).prop_map(|(mut seed, (at, cut), other)| {
        let at = 1 + at.index(seed.len() - 1);
        let end = seed.len().min(at + cut);
        seed.splice(at..end, other);
        seed
    })
}

/// Tables with a zero byte between them, as a zip.
fn zipped(tables: &[u8]) -> Vec<u8> {
    let tables: Vec<&[u8]> = tables.split(|byte| *byte == 0).collect();
    let names: Vec<String> = (0..tables.len()).map(|at| format!("{at}.csv")).collect();
    let members: Vec<(&str, &[u8])> = names.iter().map(String::as_str).zip(tables).collect();
    zip(&members)
}

/// Whatever was kept of a file can be read again, and is no different from itself.
fn check(publication: &dyn Publication, content: &[u8]) {
    publication.recognises(content);
    let Ok(reading) = read(publication, NAME, content) else { return };
    publication.load(reading.segment.clone(), None).unwrap();
    let changes = publication.compare(reading.segment.clone(), reading.segment).unwrap();
    assert!(changes.is_empty(), "{changes:?}");
}

#[test]
fn what_fuzzing_starts_with_is_good() {
    for (target, is_zipped) in [("files", false), ("archives", true)] {
        for seed in seeds(target) {
            let (publication, content) = split(&seed);
            let content = if is_zipped { zipped(content) } else { content.to_vec() };
            let read = read(publication, NAME, content);
            assert!(read.is_ok(), "{}: {}", publication.name(), read.unwrap_err());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn a_damaged_file_is_read_or_refused(seed in damaged("files")) {
        let (publication, content) = split(&seed);
        check(publication, content);
    }

    #[test]
    fn damaged_tables_in_a_zip_are_read_or_refused(seed in damaged("archives")) {
        let (publication, tables) = split(&seed);
        check(publication, &zipped(tables));
    }
}
