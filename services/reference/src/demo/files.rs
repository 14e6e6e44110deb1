//! How files are written: tables of comma-separated values, and zips of them.

use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use csv::{QuoteStyle, Terminator, Writer, WriterBuilder};
use zip::write::SimpleFileOptions;
use zip::{DateTime, ZipWriter};

/// Some files begin with this, for Excel to take them for UTF-8.
const BYTE_ORDER_MARK: &str = "\u{feff}";

/// A table within a zip.
pub(super) type Member<'a> = Writer<&'a mut ZipWriter<File>>;

/// A file as ODS writes them: no header, every cell quoted.
pub(super) fn write_ods<const COLUMNS: usize>(
    path: PathBuf,
    rows: impl IntoIterator<Item = [String; COLUMNS]>,
) -> io::Result<PathBuf> {
    let mut writer = WriterBuilder::new()
        .has_headers(false)
        .quote_style(QuoteStyle::Always)
        .terminator(Terminator::CRLF)
        .from_writer(File::create(&path)?);
    for row in rows {
        writer.write_record(row)?;
    }
    writer.flush()?;
    Ok(path)
}

/// A file as NHS England publishes statistics, begun with its header.
pub(super) fn statistics<H: AsRef<[u8]>>(path: &Path, header: &[H]) -> io::Result<Writer<File>> {
    table(File::create(path)?, header)
}

/// Likewise, with a byte order mark.
pub(super) fn marked_statistics<H: AsRef<[u8]>>(
    path: &Path,
    header: &[H],
) -> io::Result<Writer<File>> {
    let mut file = File::create(path)?;
    file.write_all(BYTE_ORDER_MARK.as_bytes())?;
    table(file, header)
}

fn table<W: Write, H: AsRef<[u8]>>(file: W, header: &[H]) -> io::Result<Writer<W>> {
    let mut writer = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(file);
    writer.write_record(header)?;
    Ok(writer)
}

/// A zip of tables.
pub(super) struct Archive {
    path: PathBuf,
    writer: ZipWriter<File>,
}

impl Archive {
    pub(super) fn create(path: PathBuf) -> io::Result<Self> {
        let writer = ZipWriter::new(File::create(&path)?);
        Ok(Self { path, writer })
    }

    /// The next member, begun with its header.
    pub(super) fn table<H: AsRef<[u8]>>(
        &mut self,
        name: &str,
        header: &[H],
    ) -> io::Result<Member<'_>> {
        self.begin(name)?;
        table(&mut self.writer, header)
    }

    /// Likewise, with a byte order mark.
    pub(super) fn marked_table<H: AsRef<[u8]>>(
        &mut self,
        name: &str,
        header: &[H],
    ) -> io::Result<Member<'_>> {
        self.begin(name)?;
        self.writer.write_all(BYTE_ORDER_MARK.as_bytes())?;
        table(&mut self.writer, header)
    }

    fn begin(&mut self, name: &str) -> io::Result<()> {
        // The quickest level, and the same time in every zip.
        let options = SimpleFileOptions::default()
            .compression_level(Some(1))
            .last_modified_time(DateTime::DEFAULT);
        Ok(self.writer.start_file(name, options)?)
    }

    pub(super) fn finish(self) -> io::Result<PathBuf> {
        self.writer.finish()?;
        Ok(self.path)
    }
}

/// A number of so many decimal places as the NHS writes it, without zeros at
/// its end.
pub(super) fn decimal(value: i64, places: usize) -> String {
    let one = (0..places).fold(1_u64, |one, _| one * 10);
    let (whole, part) = (value.unsigned_abs() / one, value.unsigned_abs() % one);
    let sign = if value < 0 { "-" } else { "" };
    if part == 0 {
        return format!("{sign}{whole}");
    }
    let text = format!("{sign}{whole}.{part:0places$}");
    text.trim_end_matches('0').to_owned()
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::demo::testing::members;

    #[test]
    fn decimals_end_where_they_are_whole() {
        for (value, places, expected) in [
            (0, 2, "0"),
            (5, 2, "0.05"),
            (-15_697, 2, "-156.97"),
            (1_372_000, 2, "13720"),
            (619_020, 2, "6190.2"),
            (4_266_666_667, 9, "4.266666667"),
            (840_000_000, 9, "0.84"),
            (7, 0, "7"),
        ] {
            assert_eq!(decimal(value, places), expected);
        }
    }

    #[test]
    fn a_zip_has_its_tables_whole() {
        let folder = tempfile::tempdir().unwrap();
        let mut archive = Archive::create(folder.path().join("a.zip")).unwrap();
        let mut plain = archive.table("plain.csv", &["A", "B"]).unwrap();
        plain.write_record(["1", "two, three"]).unwrap();
        plain.flush().unwrap();
        drop(plain);
        archive.marked_table("marked \u{2013} x.csv", &["A\nB"]).unwrap().flush().unwrap();
        let path = archive.finish().unwrap();
        let expected = [
            ("plain.csv", "A,B\r\n1,\"two, three\"\r\n"),
            ("marked \u{2013} x.csv", "\u{feff}\"A\nB\"\r\n"),
        ];
        let expected = expected.map(|(name, text)| (name.to_owned(), text.to_owned()));
        assert_eq!(members(&path), expected);

        let marked = folder.path().join("marked.csv");
        marked_statistics(&marked, &["A"]).unwrap().flush().unwrap();
        assert_eq!(fs::read_to_string(&marked).unwrap(), "\u{feff}A\r\n");
    }
}
