use std::collections::{BTreeSet, HashMap};

use fixedbitset::FixedBitSet;
use memchr::memmem::Finder;

use super::ranked::{CLASSES, Ranked};
use super::rows::Rows;
use crate::domain::Code;

/// Finds rows by parts of their code or name.
///
/// Terms are separated by white space and must all occur, in any case (as
/// Django REST Framework's `SearchFilter` has it). Rows come in four classes:
/// a term is the code; begins the code; begins a word of the name; occurs
/// elsewhere. A row is as good as the worst of its terms; within a class rows
/// keep the order they were given in.
///
/// What a term of up to three letters finds is known beforehand. A longer one
/// is looked up among the distinct words, which are few, not in the rows.
#[derive(Default)]
pub struct SearchIndex {
    /// What each run of one to three letters or digits finds: rows by class.
    grams: HashMap<Box<str>, [Rows; CLASSES]>,
    words: Vec<Word>,
    /// The words that hold a run of three, by that run.
    holders: HashMap<Box<str>, Vec<usize>>,
    /// Upper case, for terms that are no single word.
    names: Vec<Box<str>>,
}

/// The longest run that has its answer ready.
const GRAM: usize = 3;

/// A code, or a word of names, and the rows that have it.
struct Word {
    kind: Kind,
    text: Box<str>,
    rows: Rows,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Kind {
    Code,
    Name,
}

impl Kind {
    /// The class of a term that occurs in `text`, from byte `at` on.
    fn class(self, text: &str, term: &str, at: usize) -> usize {
        match self {
            Self::Code if text == term => 0,
            Self::Code if at == 0 => 1,
            Self::Name if at == 0 => 2,
            Self::Code | Self::Name => 3,
        }
    }
}

impl SearchIndex {
    /// Indexes rows, which are known by their position from here on.
    pub fn new<'a>(rows: impl IntoIterator<Item = (Code, &'a str)>) -> Self {
        let mut index = Self::default();
        let mut known: HashMap<(Kind, Box<str>), usize> = HashMap::new();
        for (row, (code, name)) in rows.into_iter().enumerate() {
            let name = name.to_uppercase();
            let words = || {
                let pieces = pieces(&name).map(|piece| (Kind::Name, piece));
                std::iter::once((Kind::Code, code.as_str())).chain(pieces)
            };
            index.add_grams(row, words());
            for (kind, text) in words() {
                let next = index.words.len();
                let word = *known.entry((kind, text.into())).or_insert(next);
                if word == next {
                    index.add_word(kind, text);
                }
                if let Some(word) = index.words.get_mut(word) {
                    word.rows.push(row);
                }
            }
            index.names.push(name.into());
        }
        let all = index.names.len();
        let of_grams = index.grams.values_mut().flatten();
        let of_words = index.words.iter_mut().map(|word| &mut word.rows);
        of_grams.chain(of_words).for_each(|rows| rows.settle(all));
        index
    }

    /// Puts a row, after those put before, into the best class of each of its grams.
    fn add_grams<'a>(&mut self, row: usize, words: impl Iterator<Item = (Kind, &'a str)>) {
        let mut best: HashMap<&str, usize> = HashMap::new();
        for (kind, text) in words {
            for (at, gram) in (1..=GRAM).flat_map(|size| runs(text, size)) {
                let class = kind.class(text, gram, at);
                best.entry(gram).and_modify(|best| *best = class.min(*best)).or_insert(class);
            }
        }
        for (gram, class) in best {
            let ranked = match self.grams.get_mut(gram) {
                Some(ranked) => ranked,
                None => self.grams.entry(gram.into()).or_default(),
            };
            if let Some(rows) = ranked.get_mut(class) {
                rows.push(row);
            }
        }
    }

    fn add_word(&mut self, kind: Kind, text: &str) {
        let word = self.words.len();
        for (_, gram) in runs(text, GRAM) {
            let holders = self.holders.entry(gram.into()).or_default();
            if holders.last() != Some(&word) {
                holders.push(word);
            }
        }
        self.words.push(Word { kind, text: text.into(), rows: Rows::default() });
    }

    /// Those of the `admitted` rows that `query` finds, best first; all of
    /// them, in order, without one.
    pub fn select(&self, query: Option<&str>, admitted: FixedBitSet) -> Ranked {
        match query {
            None => Ranked::unranked(admitted),
            Some(query) => {
                let mut found = self.search(query);
                found.retain(&admitted);
                found
            }
        }
    }

    /// The rows that `query` finds; all of them, unranked, when it has no terms.
    pub fn search(&self, query: &str) -> Ranked {
        let query = query.to_uppercase();
        let terms: BTreeSet<&str> = query.split_whitespace().collect();
        let found = terms.into_iter().map(|term| self.find(term));
        found.reduce(|found, next| found.and(&next)).unwrap_or_else(|| Ranked::unranked(self.all()))
    }

    fn find(&self, term: &str) -> Ranked {
        if term.chars().all(char::is_alphanumeric) {
            self.find_word(term)
        } else {
            self.find_text(term)
        }
    }

    /// Rows with a word that holds `term`.
    fn find_word(&self, term: &str) -> Ranked {
        let mut found = Ranked::default();
        if term.chars().count() <= GRAM {
            for (class, rows) in self.grams.get(term).into_iter().flatten().enumerate() {
                found.add(class, rows);
            }
            return found;
        }
        let finder = Finder::new(term);
        for word in self.candidates(term) {
            if let Some(at) = finder.find(word.text.as_bytes()) {
                found.add(word.kind.class(&word.text, term, at), &word.rows);
            }
        }
        found.distinct()
    }

    /// Rows whose name holds `term`, which is more than a word.
    fn find_text(&self, term: &str) -> Ranked {
        let longest = pieces(term).max_by_key(|piece| piece.len());
        let candidates = longest.map_or_else(|| self.all(), |piece| self.find_word(piece).any());
        let (mut word_start, mut elsewhere) = (FixedBitSet::new(), FixedBitSet::new());
        for row in candidates.ones() {
            let Some(name) = self.names.get(row).filter(|name| name.contains(term)) else {
                continue;
            };
            let starts = name.match_indices(term).any(|(at, _)| begins_word(name, at));
            let class = if starts { &mut word_start } else { &mut elsewhere };
            class.grow_and_insert(row);
        }
        Ranked::of([FixedBitSet::new(), FixedBitSet::new(), word_start, elsewhere])
    }

    fn all(&self) -> FixedBitSet {
        let mut all = FixedBitSet::with_capacity(self.names.len());
        all.insert_range(..);
        all
    }

    /// Words that may hold `term`, which is longer than a gram: those that hold
    /// its rarest gram.
    fn candidates(&self, term: &str) -> impl Iterator<Item = &Word> {
        let holders = runs(term, GRAM)
            .map(|(_, gram)| self.holders.get(gram).map_or(&[][..], Vec::as_slice))
            .min_by_key(|holders| holders.len());
        holders.into_iter().flatten().filter_map(|&word| self.words.get(word))
    }
}

/// The runs of letters and digits in a text.
fn pieces(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|piece| !piece.is_empty())
}

/// Every run of `size` characters in a text, and the byte it starts at.
fn runs(text: &str, size: usize) -> impl Iterator<Item = (usize, &str)> {
    text.char_indices().filter_map(move |(at, _)| {
        let rest = text.get(at..)?;
        let (last, character) = rest.char_indices().nth(size - 1)?;
        Some((at, rest.get(..last + character.len_utf8())?))
    })
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

    fn found(query: &str) -> Vec<usize> {
        let ranked = index().search(query);
        ranked.slice(0..ranked.len())
    }

    #[test]
    fn better_classes_come_first() {
        for (query, expected) in [
            ("elm", &[4, 0, 3, 1, 2][..]),
            ("A10001", &[0, 6]),
            ("a1000", &[0, 1, 2, 3, 6]),
            ("0001", &[0, 6]),
            ("elm surgery", &[0, 3]),
            ("surgery elm", &[0, 3]),
            ("oa", &[3, 4]),
            ("mary's", &[5]),
            ("(elm", &[3]),
            ("elm)", &[]),
            ("'s", &[5]),
            ("(", &[3]),
            ("zebra", &[]),
            ("  ", &[0, 1, 2, 3, 4, 5, 6]),
            ("elm zebra", &[]),
            ("%", &[]),
        ] {
            assert_eq!(found(query), expected, "{query}");
        }
    }

    #[test]
    fn slices_run_across_classes() {
        let ranked = index().search("elm");
        assert_eq!(ranked.len(), 5);
        assert_eq!(ranked.slice(0..2), [4, 0]);
        assert_eq!(ranked.slice(1..4), [0, 3, 1]);
        assert_eq!(ranked.slice(3..5), [1, 2]);
        assert_eq!(ranked.slice(5..5), [0; 0]);
    }

    /// What the rules say, row by row, without an index.
    fn scanned(query: &str) -> Vec<usize> {
        let query = query.to_uppercase();
        let class = |code: &str, name: &str, term: &str| {
            if code == term {
                Some(0)
            } else if code.starts_with(term) {
                Some(1)
            } else if name.match_indices(term).any(|(at, _)| begins_word(name, at)) {
                Some(2)
            } else {
                (name.contains(term) || code.contains(term)).then_some(3)
            }
        };
        let mut ranked: Vec<(usize, usize)> = Vec::new();
        for (row, (code, name)) in ROWS.iter().enumerate() {
            let classes: Option<Vec<usize>> =
                query.split_whitespace().map(|term| class(code, name, term)).collect();
            if let Some(classes) = classes {
                ranked.push((classes.into_iter().max().unwrap_or(0), row));
            }
        }
        ranked.sort_unstable();
        ranked.into_iter().map(|(_, row)| row).collect()
    }

    proptest! {
        #[test]
        fn the_index_finds_what_a_scan_finds(
            query in "[AELMORSTUY01' (]{0,5}( [AELMORSTUY01'(]{1,3})?"
        ) {
            prop_assert_eq!(found(&query), scanned(&query));
        }
    }
}
