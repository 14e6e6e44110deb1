use std::collections::HashMap;
use std::ops::Range;

use memchr::memmem;

use crate::domain::Code;

/// Finds rows by parts of their code or name (`contracts/reference.md` 1.7).
///
/// Terms are separated by white space and must all occur. Rows come in four
/// classes: a term is the code; begins the code; begins a word of the name;
/// occurs elsewhere. A row is as good as the worst of its terms; within a
/// class rows keep the order they were given in.
///
/// Terms of three bytes and more are looked up by their rarest trigram, so
/// only rows that share it are read.
#[derive(Default)]
pub struct SearchIndex {
    /// Upper case: code, line feed, name, line feed, per row. No term holds white space.
    text: String,
    rows: Vec<Entry>,
    trigrams: HashMap<[u8; 3], Vec<usize>>,
}

struct Entry {
    code: Range<usize>,
    name: Range<usize>,
}

/// Best first.
const CLASSES: usize = 4;

impl SearchIndex {
    /// Indexes rows, which are known by their position from here on.
    pub fn new<'a>(rows: impl IntoIterator<Item = (Code, &'a str)>) -> Self {
        let mut index = Self::default();
        for (row, (code, name)) in rows.into_iter().enumerate() {
            let start = index.text.len();
            index.text.push_str(code.as_str());
            let code = start..index.text.len();
            index.text.push('\n');
            let start = index.text.len();
            index.text.push_str(&name.to_uppercase());
            let name = start..index.text.len();
            index.text.push('\n');
            for part in [&code, &name] {
                for trigram in trigrams(index.text.get(part.clone()).unwrap_or_default()) {
                    let rows = index.trigrams.entry(trigram).or_default();
                    if rows.last() != Some(&row) {
                        rows.push(row);
                    }
                }
            }
            index.rows.push(Entry { code, name });
        }
        index
    }

    /// The rows that `query` finds, best class first; all rows when it has no terms.
    pub fn search(&self, query: &str) -> Vec<usize> {
        let query = query.to_uppercase();
        let terms: Vec<Term<'_>> = query.split_whitespace().map(Term::new).collect();
        let mut classes: [Vec<usize>; CLASSES] = Default::default();
        self.each_candidate(&terms, |row| {
            let worst = terms.iter().try_fold(0, |worst, term| {
                self.class(row, term).map(|class: usize| class.max(worst))
            });
            if let Some(rows) = worst.and_then(|class| classes.get_mut(class)) {
                rows.push(row);
            }
        });
        classes.concat()
    }

    /// Calls `each` with every row that may match, in order: those with the
    /// rarest trigram of all terms, or all rows where no term has one.
    fn each_candidate(&self, terms: &[Term<'_>], each: impl FnMut(usize)) {
        let rarest = terms
            .iter()
            .flat_map(|term| trigrams(term.text))
            .map(|trigram| self.trigrams.get(&trigram).map_or(&[][..], Vec::as_slice))
            .min_by_key(|rows| rows.len());
        match rarest {
            Some(rows) => rows.iter().copied().for_each(each),
            None => (0..self.rows.len()).for_each(each),
        }
    }

    fn class(&self, row: usize, term: &Term<'_>) -> Option<usize> {
        let entry = self.rows.get(row)?;
        let code = self.text.get(entry.code.clone())?;
        let name = self.text.get(entry.name.clone())?;
        if code == term.text {
            Some(0)
        } else if code.starts_with(term.text) {
            Some(1)
        } else if term.finder.find_iter(name.as_bytes()).any(|at| begins_word(name, at)) {
            Some(2)
        } else {
            let occurs = |text: &str| term.finder.find(text.as_bytes()).is_some();
            (occurs(name) || occurs(code)).then_some(3)
        }
    }
}

struct Term<'a> {
    text: &'a str,
    finder: memmem::Finder<'a>,
}

impl<'a> Term<'a> {
    fn new(text: &'a str) -> Self {
        Self { text, finder: memmem::Finder::new(text) }
    }
}

fn trigrams(text: &str) -> impl Iterator<Item = [u8; 3]> {
    text.as_bytes().windows(3).filter_map(|window| window.try_into().ok())
}

fn begins_word(text: &str, at: usize) -> bool {
    let before = text.get(..at).and_then(|before| before.chars().next_back());
    !before.is_some_and(char::is_alphanumeric)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const ROWS: [(&str, &str); 7] = [
        ("A10001", "ELM TREE SURGERY"),
        ("A10002", "HELMSLEY MEDICAL CENTRE"),
        ("A10003", "THE NELMES PRACTICE"),
        ("A10004", "OAK SURGERY (ELM ROAD)"),
        ("ELM001", "THE OAKS"),
        ("B10005", "ST MARY'S SURGERY"),
        ("C10006", "SURGERY A10001"),
    ];

    fn index() -> SearchIndex {
        SearchIndex::new(ROWS.map(|(code, name)| (code.parse().unwrap(), name)))
    }

    #[test]
    fn better_classes_come_first() {
        let index = index();
        for (query, expected) in [
            ("elm", &[4, 0, 3, 1, 2][..]),
            ("A10001", &[0, 6]),
            ("a1000", &[0, 1, 2, 3, 6]),
            ("0001", &[0, 6]),
            ("elm surgery", &[0, 3]),
            ("surgery elm", &[0, 3]),
            ("oa", &[3, 4]),
            ("mary's", &[5]),
            ("zebra", &[]),
            ("  ", &[0, 1, 2, 3, 4, 5, 6]),
            ("elm zebra", &[]),
            ("%", &[]),
        ] {
            assert_eq!(index.search(query), expected, "{query}");
        }
    }

    proptest! {
        #[test]
        fn the_index_finds_what_a_scan_finds(query in "[A-Za-z0-9 ']{0,8}") {
            let mut found = index().search(&query);
            found.sort_unstable();
            let terms: Vec<String> = query.split_whitespace().map(str::to_uppercase).collect();
            let scanned: Vec<usize> = ROWS
                .iter()
                .enumerate()
                .filter(|(_, (code, name))| terms.iter().all(|t| code.contains(t) || name.contains(t)))
                .map(|(row, _)| row)
                .collect();
            prop_assert_eq!(found, scanned);
        }
    }
}
