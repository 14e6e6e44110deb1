//! Files that are read as publications.

use std::io::{Cursor, Write};
use std::path::PathBuf;
use std::sync::LazyLock;
use std::{fs, panic, process};

use reference::publications::{ALL, Publication, Silent, Source, parts};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// As much as is read of a file to recognise it.
const HEAD: usize = 64 * 1024;

/// What some publications are of is told by the file's name alone.
const NAME: &str = "Jan_26_2526";

/// One file for each process: targets run one input after the other.
static FILE: LazyLock<PathBuf> = LazyLock::new(|| {
    let folder = std::env::temp_dir().join(format!("fuzz-{}", process::id()));
    fs::create_dir_all(&folder).expect("a folder for temporary files");
    folder.join(NAME)
});

/// The publication that the first byte names, and what comes behind it.
pub fn chosen(data: &[u8]) -> Option<(&'static dyn Publication, &[u8])> {
    let (number, rest) = data.split_first()?;
    let publication = ALL.into_iter().nth(usize::from(*number) % ALL.len())?;
    Some((publication, rest))
}

/// Reads a file of this content as the publication. What was kept of it must be
/// readable again, and no different from itself.
pub fn read(publication: &dyn Publication, content: &[u8]) {
    fs::write(&*FILE, content).expect("room for a file");
    publication.recognises(content.get(..HEAD).unwrap_or(content));
    for part in parts(&FILE).unwrap_or_default() {
        publication.recognises(&part.head);
    }
    let Ok(reading) = publication.read(&mut Source::new(&FILE, &Silent)) else { return };
    publication.load(reading.segment.clone(), None).expect("what was kept can be loaded");
    let changes = publication.compare(reading.segment.clone(), reading.segment);
    assert!(changes.expect("what was kept can be compared").is_empty(), "it differs from itself");
}

/// Makes panics of the reader of workbooks no failures: whoever imports is told of them as damage.
/// For the beginning of a target.
pub fn let_damage_be_told() {
    let fail = panic::take_hook();
    panic::set_hook(Box::new(move |told| {
        let theirs = |place: &panic::Location<'_>| place.file().contains("/calamine-");
        if !told.location().is_some_and(theirs) {
            fail(told);
        }
    }));
}

/// A zip archive of these members.
pub fn archive<'a>(members: impl IntoIterator<Item = (String, &'a [u8])>) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for (name, content) in members {
        writer.start_file(name, stored).expect("each member has a name of its own");
        writer.write_all(content).expect("memory");
    }
    writer.finish().expect("memory").into_inner()
}
