use std::fmt::Display;
use std::fs::OpenOptions;
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use serde::Serialize;

/// Speaks to the user of a command: sentences and tables, or JSON with `--json`.
pub(crate) struct Output {
    json: bool,
}

impl Output {
    pub(crate) fn new(json: bool) -> Self {
        Self { json }
    }

    /// The result of a command: as JSON, or in words.
    pub(crate) fn result(&self, value: &impl Serialize, words: impl Display) -> io::Result<()> {
        let out = io::stdout().lock();
        read_or_not(if self.json { json(out, value) } else { lines(out, [words]) })
    }

    /// A list: a JSON array, or a table with a heading over each column.
    pub(crate) fn list<T: Serialize, const N: usize>(
        &self,
        items: &[T],
        headings: [&str; N],
        cells: impl Fn(&T) -> [String; N],
    ) -> io::Result<()> {
        let out = io::stdout().lock();
        if self.json {
            return read_or_not(json(out, items));
        }
        let rows: Vec<[String; N]> =
            std::iter::once(headings.map(str::to_owned)).chain(items.iter().map(cells)).collect();
        let mut widths = [0; N];
        for row in &rows {
            for (width, cell) in widths.iter_mut().zip(row) {
                *width = (*width).max(cell.chars().count());
            }
        }
        let line = |row: &[String; N]| {
            let cells = row.iter().zip(widths).map(|(cell, width)| format!("{cell:width$}"));
            cells.collect::<Vec<_>>().join("  ").trim_end().to_owned()
        };
        read_or_not(lines(out, rows.iter().map(line)))
    }

    /// Something on the way, which is no part of the result.
    pub(crate) fn note(&self, words: impl Display) -> io::Result<()> {
        writeln!(io::stderr().lock(), "{words}")
    }
}

/// Writes what is the result of a command by itself.
pub(crate) fn print(words: impl Display) -> io::Result<()> {
    read_or_not(lines(io::stdout().lock(), [words]))
}

fn json(mut out: impl Write, value: &(impl Serialize + ?Sized)) -> io::Result<()> {
    serde_json::to_writer(&mut out, value)?;
    writeln!(out)
}

fn lines(mut out: impl Write, lines: impl IntoIterator<Item: Display>) -> io::Result<()> {
    lines.into_iter().try_for_each(|line| writeln!(out, "{line}"))
}

/// Whoever reads may stop when they have seen enough, as `head` does.
fn read_or_not(written: io::Result<()>) -> io::Result<()> {
    match written {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        other => other,
    }
}

/// Writes a file for its owner alone, so that a reader sees all of it or none.
pub(crate) fn write_whole(path: &Path, text: &str) -> io::Result<()> {
    let unfinished = path.with_extension("unfinished");
    let mut file =
        OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&unfinished)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    std::fs::rename(unfinished, path)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whoever reads this has gone.
    struct Closed;

    impl Write for Closed {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::ErrorKind::BrokenPipe.into())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_closed_pipe_is_no_failure() {
        assert!(read_or_not(json(Closed, &[1, 2])).is_ok());
        assert!(read_or_not(lines(Closed, ["one"])).is_ok());
        assert!(read_or_not(Err(io::ErrorKind::StorageFull.into())).is_err());
    }
}
