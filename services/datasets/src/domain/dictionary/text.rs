use scraper::{ElementRef, Node};

/// What a page does not show.
const HIDDEN: [&str; 7] = ["head", "noscript", "object", "script", "style", "template", "title"];

/// Elements within a line: all others begin and end one.
const INLINE: [&str; 32] = [
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em",
    "font", "i", "ins", "kbd", "label", "mark", "q", "s", "samp", "small", "span", "strike",
    "strong", "sub", "sup", "time", "tt", "u", "wbr",
];

/// Letters that cannot be seen: soft hyphen, zero-width space, byte order mark.
const INVISIBLE: [char; 3] = ['\u{ad}', '\u{200b}', '\u{feff}'];

/// A text without white space around it, and with one blank for any within.
/// Control characters count as white space; what cannot be seen is left out.
pub fn tidy(text: &str) -> String {
    let seen: String = text.chars().filter(|letter| !INVISIBLE.contains(letter)).collect();
    let words = seen.split(|letter: char| letter.is_whitespace() || letter.is_control());
    words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// The name of an element, in lower case.
pub(super) fn name(element: ElementRef<'_>) -> &str {
    element.value().name()
}

enum Step<'a> {
    Text(&'a str),
    Element(ElementRef<'a>),
    Boundary,
}

/// The text an element shows, but for what is in the elements inside it that
/// are named `apart`. It does not recurse, for pages may be nested deeply.
pub(super) fn text(of: ElementRef<'_>, apart: &[&str]) -> String {
    let mut text = String::new();
    let mut steps = Vec::new();
    push_inside(&mut steps, of);
    while let Some(step) = steps.pop() {
        match step {
            Step::Text(piece) => text.push_str(piece),
            Step::Boundary => text.push(' '),
            Step::Element(inner) => {
                let name = name(inner);
                if !INLINE.contains(&name) {
                    text.push(' ');
                    steps.push(Step::Boundary);
                }
                if !HIDDEN.contains(&name) && !apart.contains(&name) {
                    push_inside(&mut steps, inner);
                }
            }
        }
    }
    tidy(&text)
}

/// The last child first, for the first to be taken first.
fn push_inside<'a>(steps: &mut Vec<Step<'a>>, of: ElementRef<'a>) {
    steps.extend(of.children().rev().filter_map(|child| match child.value() {
        Node::Text(text) => Some(Step::Text(text)),
        _ => ElementRef::wrap(child).map(Step::Element),
    }));
}
