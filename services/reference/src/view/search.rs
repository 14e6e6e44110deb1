use std::collections::HashMap;
use std::ops::Range;

use fixedbitset::FixedBitSet;

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

const CLASSES: usize = 4;

/// The longest run that has its answer ready.
const GRAM: usize = 3;

/// A code, or a word of names, and the rows that have it.
struct Word {
    kind: Kind,
    text: Box<str>,
    rows: Rows,
}

/// Some rows, kept in whichever way takes less room.
enum Rows {
    Few(Vec<usize>),
    Many(FixedBitSet),
}

impl Default for Rows {
    fn default() -> Self {
        Self::Few(Vec::new())
    }
}

impl Rows {
    /// Adds a row, which is not less than those added before.
    fn push(&mut self, row: usize) {
        match self {
            Self::Few(rows) if rows.last() == Some(&row) => {}
            Self::Few(rows) => rows.push(row),
            Self::Many(rows) => rows.grow_and_insert(row),
        }
    }

    /// Settles how these rows, of so many in all, are kept from now on.
    fn settle(&mut self, all: usize) {
        if let Self::Few(rows) = self {
            if rows.len() > all / Self::BITS {
                let mut many = FixedBitSet::with_capacity(all);
                many.extend(rows.drain(..));
                *self = Self::Many(many);
            } else {
                rows.shrink_to_fit();
            }
        }
    }

    /// The bits that one row takes in a list.
    const BITS: usize = 64;
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

/// Rows by class, best first. The classes share no row.
#[derive(Clone, Debug)]
pub struct Ranked([FixedBitSet; CLASSES]);

impl Ranked {
    /// None of so many rows.
    fn none(rows: usize) -> Self {
        Self(std::array::from_fn(|_| FixedBitSet::with_capacity(rows)))
    }

    /// Rows without any rank among them.
    pub fn unranked(rows: FixedBitSet) -> Self {
        let [_, second, third, last] = Self::none(rows.len()).0;
        Self([rows, second, third, last])
    }

    /// Leaves only rows that are in `rows` too.
    pub fn retain(&mut self, rows: &FixedBitSet) {
        for class in &mut self.0 {
            class.intersect_with(rows);
        }
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.0.iter().map(|class| class.count_ones(..)).sum()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.iter().all(FixedBitSet::is_clear)
    }

    /// The rows at these places of the ranking.
    pub fn slice(&self, places: Range<usize>) -> Vec<usize> {
        let ranking = self.0.iter().flat_map(FixedBitSet::ones);
        ranking.skip(places.start).take(places.len()).collect()
    }

    fn add(&mut self, class: usize, rows: &Rows) {
        match (self.0.get_mut(class), rows) {
            (Some(class), Rows::Few(rows)) => class.extend(rows.iter().copied()),
            (Some(class), Rows::Many(rows)) => class.union_with(rows),
            (None, _) => {}
        }
    }

    /// Takes from each class what a better one has already.
    fn distinct(mut self) -> Self {
        let mut better = FixedBitSet::new();
        for class in &mut self.0 {
            class.difference_with(&better);
            better.union_with(class);
        }
        self
    }

    /// Rows that both have, each in the worse of its two classes.
    fn and(mut self, other: &Self) -> Self {
        let (mut ours, mut theirs) = (FixedBitSet::new(), FixedBitSet::new());
        for (own, others) in self.0.iter_mut().zip(&other.0) {
            ours.union_with(own);
            theirs.union_with(others);
            own.clone_from(&ours);
            own.intersect_with(&theirs);
        }
        self.distinct()
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

    /// The rows that `query` finds; all of them, unranked, when it has no terms.
    pub fn search(&self, query: &str) -> Ranked {
        let query = query.to_uppercase();
        let found = query.split_whitespace().map(|term| self.find(term));
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
        let mut found = Ranked::none(self.names.len());
        if term.chars().count() <= GRAM {
            for (class, rows) in self.grams.get(term).into_iter().flatten().enumerate() {
                found.add(class, rows);
            }
            return found;
        }
        for word in self.candidates(term) {
            if let Some(at) = word.text.find(term) {
                found.add(word.kind.class(&word.text, term, at), &word.rows);
            }
        }
        found.distinct()
    }

    /// Rows whose name holds `term`, which is more than a word.
    fn find_text(&self, term: &str) -> Ranked {
        let longest = pieces(term).max_by_key(|piece| piece.len());
        let mut candidates = longest.map_or_else(|| self.all(), |_| FixedBitSet::new());
        for class in longest.into_iter().flat_map(|piece| self.find_word(piece).0) {
            candidates.union_with(&class);
        }
        let mut found = Ranked::none(self.names.len());
        let [_, _, word_start, elsewhere] = &mut found.0;
        for row in candidates.ones() {
            let Some(name) = self.names.get(row).filter(|name| name.contains(term)) else {
                continue;
            };
            let starts = name.match_indices(term).any(|(at, _)| begins_word(name, at));
            let class = if starts { &mut *word_start } else { &mut *elsewhere };
            class.insert(row);
        }
        found
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
