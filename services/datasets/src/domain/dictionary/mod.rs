//! The options on a page of the NHS Data Dictionary.

mod tables;
mod tags;
#[cfg(test)]
mod tests;
mod text;

use scraper::{ElementRef, Html};

use self::text::{name, text};
use super::Options;

pub use self::tags::{is_nested_too_deeply, looks_cut_off};
pub use self::text::tidy;

/// The options on a page: those in its tables of codes; where it has none,
/// those in its definition lists, and where it has none of these either, those
/// in its other lists. None where nothing looks like an option. White space
/// within a text counts as one blank, and so does where a block begins or ends.
/// Of equal codes the last text counts, in the place of the first.
pub fn extract(html: &str) -> Options {
    let page = Html::parse_document(html);
    let found = [tables::options, definitions, items];
    let found = found.into_iter().map(|find| Options::from_iter(find(&page)));
    found.into_iter().find(|options| !options.is_empty()).unwrap_or_default()
}

type Pairs = Vec<(String, String)>;

/// All elements of a name, in the order of the page.
fn elements<'a>(page: &'a Html, wanted: &'a str) -> impl Iterator<Item = ElementRef<'a>> {
    page.root_element().descendent_elements().filter(move |element| name(*element) == wanted)
}

/// A pair, unless half of it is missing.
fn pair(code: &str, text: &str) -> Option<(String, String)> {
    let (code, text) = (code.trim(), text.trim());
    (!code.is_empty() && !text.is_empty()).then(|| (code.to_owned(), text.to_owned()))
}

/// Terms with the definition that follows them. The code is the word of
/// capitals and digits that a term begins with (`A` of `A-1`), or else all of
/// it (`Alpha`). Whatever code a definition begins with is cut off, with the
/// dash or colon and the blank behind it.
fn definitions(page: &Html) -> Pairs {
    let mut pairs = Pairs::new();
    for list in elements(page, "dl") {
        let mut terms: Vec<String> = Vec::new();
        let parts = list.child_elements().flat_map(|part| {
            // Terms and definitions may be wrapped together.
            let inner = part.child_elements().filter(move |_| name(part) == "div");
            std::iter::once(part).chain(inner)
        });
        for part in parts {
            match name(part) {
                "dt" => terms.push(text(part, &["dl"])),
                "dd" => {
                    let definition = text(part, &["dl"]);
                    pairs.extend(terms.drain(..).filter_map(|term| defined(&term, &definition)));
                }
                _ => {}
            }
        }
    }
    pairs
}

fn defined(term: &str, definition: &str) -> Option<(String, String)> {
    let code = leading_code(term).unwrap_or(term);
    let coded = Coded::of(definition).filter(|coded| coded.text.starts_with(' '));
    pair(code, coded.map_or(definition, |coded| coded.text))
}

/// Items such as `A - text` and `A: text`.
fn items(page: &Html) -> Pairs {
    let items = elements(page, "li").map(|item| text(item, &["ul", "ol"]));
    items
        .filter_map(|item| {
            let Coded { code, text, .. } = Coded::of(&item).filter(Coded::is_option)?;
            pair(code, text)
        })
        .collect()
}

/// A line that begins with a code and a dash or a colon.
struct Coded<'a> {
    code: &'a str,
    /// Whether there is a blank behind the code.
    is_apart: bool,
    is_colon: bool,
    /// What follows, with the blank it begins with if there is one.
    text: &'a str,
}

impl<'a> Coded<'a> {
    fn of(line: &'a str) -> Option<Self> {
        let code = leading_code(line)?;
        let rest = line.get(code.len()..)?;
        let mark = rest.trim_start();
        let text = mark.strip_prefix(['-', '\u{2013}', '\u{2014}', ':'])?;
        let (is_apart, is_colon) = (mark.len() < rest.len(), mark.starts_with(':'));
        Some(Self { code, is_apart, is_colon, text })
    }

    /// A dash has a blank at one side at least, for `X-ray` is a word; a colon
    /// has one or none, but for `10:30`, which is a time.
    fn is_option(&self) -> bool {
        let is_digit = |letter: char| letter.is_ascii_digit();
        if self.is_colon {
            !(self.code.chars().all(is_digit) && self.text.starts_with(is_digit))
        } else {
            self.is_apart || self.text.starts_with(' ')
        }
    }
}

/// The word of capitals and digits that a line begins with.
fn leading_code(line: &str) -> Option<&str> {
    let is_of_code = |letter: char| letter.is_ascii_uppercase() || letter.is_ascii_digit();
    let end = line.find(|letter: char| !is_of_code(letter)).unwrap_or(line.len());
    let (code, rest) = line.split_at_checked(end)?;
    (!code.is_empty() && !rest.starts_with(char::is_alphanumeric)).then_some(code)
}
