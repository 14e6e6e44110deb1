//! What the tags of a page tell before it is parsed.

use std::collections::HashMap;

/// Elements whose content is text, whatever it looks like.
const RAW: [&str; 9] =
    ["iframe", "noembed", "noframes", "noscript", "script", "style", "textarea", "title", "xmp"];

/// Elements with no content, and those that end where the next of their kind
/// begins: none of them is ever within itself but for others in between.
const UNNESTED: [&str; 30] = [
    "a", "area", "base", "body", "br", "col", "colgroup", "dd", "dt", "embed", "head", "hr",
    "html", "img", "input", "li", "link", "meta", "option", "p", "param", "source", "tbody", "td",
    "tfoot", "th", "thead", "tr", "track", "wbr",
];

/// Where most elements stand that lists of codes are made of.
const LISTS: [&str; 4] = ["dl", "ol", "table", "ul"];

/// The parser takes time with the square of the depth.
const DEEPEST: usize = 500;

/// A tag of a page in lower case.
struct Tag<'a> {
    name: &'a str,
    is_end: bool,
    is_self_closed: bool,
}

/// The tags of a page in lower case, one after the other, but for those in
/// comments, scripts and values of attributes.
struct Tags<'a> {
    rest: &'a str,
    /// Whether the page ended within a tag, a comment or a script.
    broke_off: bool,
}

impl<'a> Tags<'a> {
    const fn of(page: &'a str) -> Self {
        Self { rest: page, broke_off: false }
    }

    /// Goes on behind something that has to end, if it does.
    fn go_on(&mut self, behind: Option<&'a str>) {
        self.broke_off = behind.is_none();
        self.rest = behind.unwrap_or_default();
    }

    /// The tag whose `<` or `</` was passed.
    fn tag(&mut self, is_end: bool) -> Option<Tag<'a>> {
        let split = split_tag(self.rest);
        self.go_on(split.map(|(_, behind)| behind));
        let (inside, behind) = split?;
        let mut words = inside.split(|letter: char| letter.is_whitespace() || letter == '/');
        let name = words.next().unwrap_or_default();
        if !is_end && RAW.contains(&name) {
            self.go_on(from_end_tag(behind, name));
        }
        Some(Tag { name, is_end, is_self_closed: inside.ends_with('/') })
    }
}

impl<'a> Iterator for Tags<'a> {
    type Item = Tag<'a>;

    fn next(&mut self) -> Option<Self::Item> {
        let is_letter = |letter: char| letter.is_ascii_alphabetic();
        while let Some((_, after)) = self.rest.split_once('<') {
            self.rest = after;
            if after.is_empty() {
                self.go_on(None);
            } else if after.starts_with(is_letter) {
                return self.tag(false);
            } else if let Some(end) = after.strip_prefix('/') {
                if end.starts_with(is_letter) {
                    self.rest = end;
                    return self.tag(true);
                }
                self.go_on(behind(end, ">"));
            } else if after.starts_with("!--") {
                // `<!-->` is a whole comment.
                self.go_on(after.get(1..).and_then(|dashes| behind(dashes, "-->")));
            } else if after.starts_with(['!', '?']) {
                self.go_on(behind(after, ">"));
            }
        }
        None
    }
}

fn behind<'a>(text: &'a str, end: &str) -> Option<&'a str> {
    text.split_once(end).map(|(_, behind)| behind)
}

/// What is inside a tag, and what is behind it; nothing where it does not end.
/// It does not end within a quoted value.
fn split_tag(text: &str) -> Option<(&str, &str)> {
    let mut quote = None;
    let mut last = ' ';
    for (at, letter) in text.char_indices() {
        match quote {
            Some(open) if open == letter => quote = None,
            Some(_) => {}
            None if letter == '>' => return Some((text.get(..at)?, text.get(at + 1..)?)),
            None if last == '=' && matches!(letter, '"' | '\'') => quote = Some(letter),
            None => {}
        }
        if !letter.is_whitespace() {
            last = letter;
        }
    }
    None
}

/// The rest of a page from the end tag of this name on.
fn from_end_tag<'a>(rest: &'a str, name: &str) -> Option<&'a str> {
    let tag = format!("</{name}");
    let mut ends = rest.match_indices(tag.as_str()).filter_map(|(at, _)| rest.get(at..));
    ends.find(|end| {
        let behind = end.strip_prefix(tag.as_str());
        behind.is_some_and(|behind| !behind.starts_with(|next: char| next.is_alphanumeric()))
    })
}

/// Whether a page breaks off before its end: one of its tables or lists begins
/// and does not end, or the document itself does so and there is half a tag
/// where it should. Documents may lack their end tags (HTML §13.1.2.4), tables
/// and lists may not.
pub fn looks_cut_off(html: &str) -> bool {
    let page = html.to_ascii_lowercase();
    let mut tags = Tags::of(&page);
    let mut open = [0_usize; LISTS.len()];
    let (mut begins, mut ends) = (false, false);
    for tag in &mut tags {
        match tag.name {
            "html" if !tag.is_end => begins = true,
            "html" | "body" if tag.is_end => ends = true,
            name => {
                let lists = LISTS.iter().zip(&mut open);
                for (_, count) in lists.filter(|(list, _)| **list == name) {
                    *count = if tag.is_end { count.saturating_sub(1) } else { *count + 1 };
                }
            }
        }
    }
    open.iter().any(|count| *count > 0) || (begins && !ends && tags.broke_off)
}

/// Whether elements may be within each other more than 500 deep. What is closed
/// in the wrong order counts as open until its own end.
pub fn is_nested_too_deeply(html: &str) -> bool {
    let page = html.to_ascii_lowercase();
    let mut open: HashMap<&str, usize> = HashMap::new();
    let mut depth = 0_usize;
    for tag in Tags::of(&page).filter(|tag| !UNNESTED.contains(&tag.name)) {
        // Only there a tag can close itself.
        let is_drawn = ["svg", "math"].iter().any(|name| open.get(name).is_some_and(|n| *n > 0));
        let count = open.entry(tag.name).or_default();
        if tag.is_end {
            depth -= usize::from(*count > 0);
            *count = count.saturating_sub(1);
        } else if !(tag.is_self_closed && is_drawn) {
            depth += 1;
            *count += 1;
        }
        if depth > DEEPEST {
            return true;
        }
    }
    false
}
