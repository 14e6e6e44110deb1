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
        let mut out = io::stdout().lock();
        if self.json {
            serde_json::to_writer(&mut out, value)?;
            writeln!(out)
        } else {
            writeln!(out, "{words}")
        }
    }

    /// A list: a JSON array, or a table with a heading over each column.
    pub(crate) fn list<T: Serialize, const N: usize>(
        &self,
        items: &[T],
        headings: [&str; N],
        cells: impl Fn(&T) -> [String; N],
    ) -> io::Result<()> {
        let mut out = io::stdout().lock();
        if self.json {
            serde_json::to_writer(&mut out, items)?;
            return writeln!(out);
        }
        let rows: Vec<[String; N]> =
            std::iter::once(headings.map(str::to_owned)).chain(items.iter().map(cells)).collect();
        let mut widths = [0; N];
        for row in &rows {
            for (width, cell) in widths.iter_mut().zip(row) {
                *width = (*width).max(cell.chars().count());
            }
        }
        for row in &rows {
            let line: Vec<String> =
                row.iter().zip(widths).map(|(cell, width)| format!("{cell:width$}")).collect();
            writeln!(out, "{}", line.join("  ").trim_end())?;
        }
        Ok(())
    }

    /// Something on the way, which is no part of the result.
    pub(crate) fn note(&self, words: impl Display) -> io::Result<()> {
        writeln!(io::stderr().lock(), "{words}")
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
