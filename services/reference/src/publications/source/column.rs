use std::borrow::Cow;

use super::{At, Encoding, Place, SourceError, text};

/// A column, found by its heading. Headings are the same if their letters and
/// digits are, in any case: publishers change the rest between editions.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    pub(super) name: &'static str,
    aliases: &'static [&'static str],
    required: bool,
}

impl Column {
    /// A column that every edition has under this name.
    pub const fn new(name: &'static str) -> Self {
        Self { name, aliases: &[], required: true }
    }

    /// Other editions call it one of these; the first that is there counts.
    #[must_use]
    pub const fn or(self, aliases: &'static [&'static str]) -> Self {
        Self { aliases, ..self }
    }

    /// Some editions do not have it.
    #[must_use]
    pub const fn optional(self) -> Self {
        Self { required: false, ..self }
    }

    /// Its place among `headings`.
    fn find(&self, headings: &[String]) -> Result<Option<usize>, Fault> {
        for name in std::iter::once(&self.name).chain(self.aliases) {
            let mut found =
                headings.iter().enumerate().filter(|(_, heading)| same(name, heading.as_str()));
            match (found.next(), found.next()) {
                (Some(_), Some((index, _))) => {
                    let reason = format!("the column {name} stands twice");
                    return Err(Fault { column: index + 1, reason });
                }
                (Some((index, _)), None) => return Ok(Some(index)),
                (None, _) => {}
            }
        }
        if !self.required {
            return Ok(None);
        }
        let others: String = self.aliases.iter().map(|alias| format!(" or {alias}")).collect();
        Err(Fault { column: 1, reason: format!("the column {}{others} is missing", self.name) })
    }
}

fn same(one: &str, other: &str) -> bool {
    fn plain(text: &str) -> impl Iterator<Item = char> {
        text.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase)
    }
    plain(one).eq(plain(other))
}

struct Fault {
    column: usize,
    reason: String,
}

/// What a publication's tables look like.
#[derive(Clone, Copy, Debug)]
pub struct Table {
    wanted: &'static [Column],
    headless: Option<fn(&[&str]) -> bool>,
    headed: bool,
    pub(super) many: bool,
    pub(super) encoding: Encoding,
}

impl Table {
    /// A table with headings, of which these columns are read; others may be
    /// there.
    pub const fn new(columns: &'static [Column]) -> Self {
        Self {
            wanted: columns,
            headless: None,
            headed: true,
            many: false,
            encoding: Encoding::Utf8,
        }
    }

    /// A table of exactly these columns without headings, known by its first
    /// record.
    pub const fn headless(columns: &'static [Column], known: fn(&[&str]) -> bool) -> Self {
        Self { headless: Some(known), headed: false, ..Self::new(columns) }
    }

    /// It also comes without headings, with exactly these columns; then it is
    /// known by its first record.
    #[must_use]
    pub const fn or_headless(self, known: fn(&[&str]) -> bool) -> Self {
        Self { headless: Some(known), ..self }
    }

    /// Several tables in one file are parts of one.
    #[must_use]
    pub const fn in_parts(self) -> Self {
        Self { many: true, ..self }
    }

    /// Cells that are not UTF-8 are windows-1252.
    #[must_use]
    pub const fn or_windows_1252(self) -> Self {
        Self { encoding: Encoding::Windows1252, ..self }
    }

    /// Whether a text that begins like this is such a table.
    pub fn recognises(&self, head: &[u8]) -> bool {
        text::first(head).is_some_and(|cells| {
            self.is_headless(&cells) || self.headed && self.resolve(cells).is_ok()
        })
    }

    /// The columns of the table whose first record is `cells`.
    pub(super) fn columns(
        &self,
        place: &Place,
        line: u64,
        cells: &[Cow<'_, str>],
    ) -> Result<Columns, SourceError> {
        let headings: Vec<String> = cells.iter().map(|cell| cell.as_ref().to_owned()).collect();
        if self.is_headless(&headings) {
            return Ok(self.in_order());
        }
        if !self.headed {
            let reason = "this is not such a table: its first record does not fit";
            return Err(place.wrong(At { line, column: 1 }, reason));
        }
        self.resolve(headings)
            .map_err(|Fault { column, reason }| place.wrong(At { line, column }, reason))
    }

    fn is_headless<T: AsRef<str>>(&self, cells: &[T]) -> bool {
        self.headless.is_some_and(|known| {
            let cells: Vec<&str> = cells.iter().map(|cell| cell.as_ref().trim()).collect();
            cells.len() == self.wanted.len() && known(&cells)
        })
    }

    fn in_order(&self) -> Columns {
        let names = self.wanted.iter().map(|column| column.name);
        Columns {
            headings: names.clone().map(str::to_owned).collect(),
            found: names.zip((0..).map(Some)).collect(),
            headed: false,
        }
    }

    fn resolve(&self, headings: Vec<String>) -> Result<Columns, Fault> {
        let found = self.wanted.iter().map(|column| Ok((column.name, column.find(&headings)?)));
        Ok(Columns { found: found.collect::<Result<_, Fault>>()?, headings, headed: true })
    }
}

/// Where the columns of one table are.
pub(super) struct Columns {
    pub(super) headings: Vec<String>,
    found: Vec<(&'static str, Option<usize>)>,
    /// The first record is headings, not a row.
    pub(super) headed: bool,
}

impl Columns {
    /// The column's place; none where this edition does not have it.
    pub(super) fn place(&self, column: Column) -> Option<usize> {
        let found = self.found.iter().find(|(name, _)| *name == column.name);
        debug_assert!(found.is_some(), "{} is not a column of this table", column.name);
        found.and_then(|(_, place)| *place)
    }
}
