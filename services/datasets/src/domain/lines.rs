//! Options as text, one a line.

use std::borrow::Cow;
use std::collections::HashMap;

use super::Options;

/// So many mistakes are told of one text.
const MOST_TOLD: usize = 20;

/// What the columns are called, where the first line says so.
pub const HEADER: &str = "code,text";

/// Options as a file of CSV (RFC 4180): a header, then a line for each.
pub fn file(options: &Options) -> String {
    let mut lines = String::new();
    write_header(&mut lines);
    write_all(options, &mut lines);
    lines
}

/// Options as lines of CSV without a header (RFC 4180): code, then text. What
/// [`read`] would not take as it is stands in double quotes; what it would take
/// for a header comes after one.
pub fn write(options: &Options) -> String {
    let mut lines = String::new();
    if options.iter().next().is_some_and(|(code, text)| is_header(code, text)) {
        write_header(&mut lines);
    }
    write_all(options, &mut lines);
    lines
}

/// Whether an option would be taken for the names of the columns.
fn is_header(code: &str, text: &str) -> bool {
    let names = HEADER.split_once(',');
    names.is_some_and(|(first, second)| {
        code.eq_ignore_ascii_case(first) && text.eq_ignore_ascii_case(second)
    })
}

fn write_header(lines: &mut String) {
    lines.push_str(HEADER);
    lines.push_str("\r\n");
}

fn write_all(options: &Options, lines: &mut String) {
    for (code, text) in options.iter() {
        write_field(code, lines);
        lines.push(',');
        write_field(text, lines);
        lines.push_str("\r\n");
    }
}

fn write_field(field: &str, lines: &mut String) {
    let special = field.contains([',', '"', '\t', '\n', '\r']);
    if special || field.trim() != field || field.starts_with('\u{feff}') {
        lines.push('"');
        lines.push_str(&field.replace('"', "\"\""));
        lines.push('"');
    } else {
        lines.push_str(field);
    }
}

/// Reads one option a line, as CSV or, where a line has tabs in it, with a tab
/// between code and text, as spreadsheets copy their cells. Blanks around what
/// is not in quotes do not count, nor do lines with nothing on them, nor a first
/// line that is [`HEADER`] in letters of any case, and every line break is taken
/// for a line feed. Else what is wrong: the number of a line, from 1, and a
/// sentence.
pub fn read(text: &str) -> Result<Options, Vec<(usize, String)>> {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let mut rest = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let (mut line, mut reading) = (1, Reading::default());
    while !rest.is_empty() && !reading.is_over() {
        let (fields, after) = record(rest);
        reading.take(line, fields);
        let (read, _) = rest.split_at(rest.len() - after.len());
        line += read.matches('\n').count();
        rest = after;
    }
    if reading.mistakes.is_empty() {
        Ok(reading.options.into_iter().collect())
    } else {
        Err(reading.mistakes)
    }
}

/// What was read so far.
#[derive(Default)]
struct Reading {
    /// Whether something was on a line.
    has_begun: bool,
    options: Vec<(String, String)>,
    /// On which line a code was found.
    places: HashMap<String, usize>,
    mistakes: Vec<(usize, String)>,
}

impl Reading {
    fn is_over(&self) -> bool {
        self.mistakes.len() == MOST_TOLD || self.options.len() > Options::MOST
    }

    fn take(&mut self, line: usize, fields: Fields<'_>) {
        let is_first = !self.has_begun;
        match fields.and_then(option) {
            Ok(None) => return,
            Ok(Some((code, text))) if is_first && is_header(&code, &text) => {}
            Ok(Some((code, text))) => self.add(line, code, text),
            Err(mistake) => self.mistakes.push((line, mistake.to_owned())),
        }
        self.has_begun = true;
    }

    fn add(&mut self, line: usize, code: String, text: String) {
        if let Some(first) = self.places.get(&code) {
            let shown: String = code.chars().take(100).collect();
            let told = format!("The code \"{shown}\" is on line {first} already.");
            return self.mistakes.push((line, told));
        }
        self.places.insert(code.clone(), line);
        self.options.push((code, text));
        if self.options.len() > Options::MOST {
            let told = format!("A dataset has at most {} options.", Options::MOST);
            self.mistakes.push((line, told));
        }
    }
}

/// The option in the fields of a line; none where they are empty.
fn option(fields: Vec<Cow<'_, str>>) -> Result<Option<(String, String)>, &'static str> {
    if fields.iter().all(|field| field.is_empty()) {
        return Ok(None);
    }
    if fields.iter().any(|field| field.contains('\0')) {
        return Err("Null characters are not allowed.");
    }
    let mut fields = fields.into_iter();
    match (fields.next(), fields.next(), fields.next()) {
        (Some(code), Some(_), None) if code.is_empty() => Err("The code is missing."),
        (Some(code), Some(text), None) => Ok(Some((code.into_owned(), text.into_owned()))),
        (_, _, Some(_)) => {
            Err("There is more than a code and a text. A text with commas goes in double quotes.")
        }
        _ => Err("A code and a text are expected, with a comma or a tab between them."),
    }
}

type Fields<'a> = Result<Vec<Cow<'a, str>>, &'static str>;

/// The fields that a text starts with, and the text after their line.
fn record(text: &str) -> (Fields<'_>, &str) {
    separated(text, ',')
        .or_else(|| separated(text, '\t'))
        .unwrap_or((Err("The line cannot be read."), ""))
}

/// The same for a separator, of which no more than three fields are told. None
/// where a tab is found that is another.
fn separated(text: &str, separator: char) -> Option<(Fields<'_>, &str)> {
    let (mut fields, mut mistake, mut rest) = (Vec::new(), None, text);
    loop {
        let (field, after) = field(rest, separator);
        match field {
            // Beyond two all that matters is whether there is anything: a line may have
            // millions of commas, and spreadsheets copy empty cells too.
            Ok(field) if fields.len() < 2 || (fields.len() == 2 && !field.is_empty()) => {
                fields.push(field);
            }
            Ok(_) => {}
            Err(told) => mistake = mistake.or(Some(told)),
        }
        let mut letters = after.chars();
        match letters.next() {
            Some(end) if end == separator => rest = letters.as_str(),
            Some('\t') => return None,
            _ => return Some((mistake.map_or(Ok(fields), Err), letters.as_str())),
        }
    }
}

/// The field that a text starts with, and the text from what ends it.
fn field(text: &str, separator: char) -> (Result<Cow<'_, str>, &'static str>, &str) {
    let ends = [separator, '\t', '\n'];
    let Some(mut rest) = text.trim_start_matches(' ').strip_prefix('"') else {
        let (field, after) = text.split_at(text.find(ends).unwrap_or(text.len()));
        return (Ok(Cow::Borrowed(field.trim())), after);
    };
    let mut field = String::new();
    loop {
        let Some((part, after)) = rest.split_once('"') else {
            return (Err("A double quote opens here that is never closed."), "");
        };
        field.push_str(part);
        rest = after;
        let Some(more) = rest.strip_prefix('"') else { break };
        field.push('"');
        rest = more;
    }
    let (behind, after) = rest.split_at(rest.find(ends).unwrap_or(rest.len()));
    if behind.trim().is_empty() {
        (Ok(Cow::Owned(field)), after)
    } else {
        (Err("There is something behind the double quote that closes a field."), after)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn options(pairs: &[(&str, &str)]) -> Options {
        pairs.iter().map(|(code, text)| ((*code).to_owned(), (*text).to_owned())).collect()
    }

    #[test]
    fn options_are_written_as_csv() {
        for (code, text, expected) in [
            ("100", "General Surgery", "100,General Surgery\r\n"),
            ("1", "", "1,\r\n"),
            ("a,b", "say \"hi\"", "\"a,b\",\"say \"\"hi\"\"\"\r\n"),
            ("7A1", "  Indented", "7A1,\"  Indented\"\r\n"),
            ("x", "two\nlines", "x,\"two\nlines\"\r\n"),
        ] {
            let options = options(&[(code, text)]);
            assert_eq!(write(&options), expected);
            assert_eq!(file(&options), format!("code,text\r\n{expected}"));
        }
        assert_eq!(
            (write(&options(&[])), file(&options(&[]))),
            (String::new(), "code,text\r\n".to_owned())
        );
    }

    #[test]
    fn an_option_is_not_lost_as_a_header() {
        let options = options(&[("Code", "TEXT"), ("1", "One")]);
        let lines = "code,text\r\nCode,TEXT\r\n1,One\r\n";
        assert_eq!((&*write(&options), &*file(&options)), (lines, lines));
        assert_eq!(read(lines), Ok(options));
    }

    #[test]
    fn lines_are_read_as_people_send_them() {
        for (text, expected) in [
            ("1,One\n2,Two", &[("1", "One"), ("2", "Two")][..]),
            ("", &[]),
            ("\n \r\n\t\r\n,\n", &[]),
            ("1,One\r2,Two\r\n", &[("1", "One"), ("2", "Two")]),
            ("\u{feff} 1 , One \n", &[("1", "One")]),
            ("1,\n", &[("1", "")]),
            ("1\tOne, two\n2,Two", &[("1", "One, two"), ("2", "Two")]),
            ("1\tOne\t\t\n", &[("1", "One")]),
            ("1\t\"two\nlines\"\n2\tTwo", &[("1", "two\nlines"), ("2", "Two")]),
            ("1, \"a, b\" \n", &[("1", "a, b")]),
            ("1,5\" pipe\n", &[("1", "5\" pipe")]),
            ("\"1\",\"a\tb\"\n", &[("1", "a\tb")]),
            ("\"a, b\"\tx\n", &[("a, b", "x")]),
            ("Z,last\nA,first", &[("Z", "last"), ("A", "first")]),
            ("\u{feff}code,text\r\n1,One", &[("1", "One")]),
            ("\n\"Code\" , Text\n1,One", &[("1", "One")]),
            ("CODE\tTEXT\t\n1\tOne", &[("1", "One")]),
            ("code,text", &[]),
            ("1,One\ncode,text", &[("1", "One"), ("code", "text")]),
            ("code,display", &[("code", "display")]),
        ] {
            let read = read(text).unwrap();
            assert_eq!(read.iter().collect::<Vec<_>>(), expected, "{text:?}");
        }
    }

    #[test]
    fn every_mistake_names_its_line() {
        for (text, expected) in [
            ("1,One\n2", &[(2, "A code and a text are expected")][..]),
            ("\n\n,One\n", &[(3, "The code is missing.")]),
            ("1,a, b\n", &[(1, "There is more than a code and a text.")]),
            ("1\ta\tb\n", &[(1, "There is more than a code and a text.")]),
            ("1,One\n2,\"Two\n3,Three\n", &[(2, "A double quote opens here")]),
            ("1,\"One\" or so\n2,Two\n", &[(1, "There is something behind the double quote")]),
            ("1,\0\n", &[(1, "Null characters are not allowed.")]),
            ("1,\"a\nb\"\n1,c\n", &[(3, "The code \"1\" is on line 1 already.")]),
            ("Code,Text\ncode,text\ncode,x\n", &[(3, "The code \"code\" is on line 2 already.")]),
            ("a\n1,One\nb\n", &[(1, "A code and a text"), (3, "A code and a text")]),
        ] {
            let told = read(text).unwrap_err();
            let lines: Vec<usize> = told.iter().map(|(line, _)| *line).collect();
            assert_eq!(lines, expected.iter().map(|(line, _)| *line).collect::<Vec<_>>());
            for ((_, told), (_, expected)) in told.iter().zip(expected) {
                assert!(told.starts_with(expected), "{text:?}: {told}");
            }
        }
    }

    #[test]
    fn mistakes_and_options_have_an_end() {
        assert_eq!(read(&"x\n".repeat(1_000)).unwrap_err().len(), MOST_TOLD);
        let many = |count: usize| (0..count).map(|n| format!("{n},\n")).collect::<String>();
        assert_eq!(read(&many(Options::MOST)).unwrap().len(), Options::MOST);
        let told = read(&many(Options::MOST + 2)).unwrap_err();
        let lines: Vec<usize> = told.into_iter().map(|(line, _)| line).collect();
        assert_eq!(lines, [Options::MOST + 1]);
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(
            pairs in prop::collection::vec(("[ab,\"\t\n \u{feff}é\u{85}-]{1,4}", "[ab,\"\t\n é]{0,5}"), 0..6),
            any: Vec<(String, String)>,
        ) {
            let pairs = pairs.into_iter().chain(any).filter(|(code, text)| {
                !code.is_empty() && !code.contains(['\0', '\r']) && !text.contains(['\0', '\r'])
            });
            let options: Options = pairs.collect();
            prop_assert_eq!(read(&file(&options)), Ok(options.clone()));
            prop_assert_eq!(read(&write(&options)), Ok(options));
        }
    }
}
