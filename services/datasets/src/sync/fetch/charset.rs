//! Bytes as text.

use encoding_rs::{Encoding, UTF_8};
use scraper::Html;

use super::{Content, Problem};

/// A page that declares its encoding does so within these bytes (HTML §4.2.5.4).
const BEGINNING: usize = 1024;

/// Bytes as the text they are by their byte order mark, else by `charset`, which
/// came with them, else by what a page declares itself, else in UTF-8.
pub(super) fn decode(
    bytes: &[u8],
    content: Content,
    charset: Option<&str>,
) -> Result<String, Problem> {
    let named = |label: &str| Encoding::for_label(label.as_bytes());
    let (encoding, mark) = Encoding::for_bom(bytes).unwrap_or_else(|| {
        let declared = || (content == Content::Html).then(|| declared(bytes)).flatten();
        (charset.and_then(named).or_else(declared).unwrap_or(UTF_8), 0)
    });
    let text = bytes.get(mark..).unwrap_or_default();
    match encoding.decode_without_bom_handling(text) {
        (text, false) => Ok(text.into_owned()),
        (_, true) => Err(Problem::Charset),
    }
}

/// The encoding that a page declares at its beginning.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let beginning = String::from_utf8_lossy(bytes.get(..BEGINNING).unwrap_or(bytes));
    let page = Html::parse_document(&beginning);
    page.root_element().descendent_elements().find_map(|element| {
        let told = |name| element.attr(name).filter(|_| element.value().name() == "meta");
        let of_header = || {
            told("http-equiv").filter(|name| name.trim().eq_ignore_ascii_case("content-type"))?;
            charset(told("content")?)
        };
        let label = told("charset").or_else(of_header)?;
        let found = Encoding::for_label(label.as_bytes())?;
        // What could be read so far has no two bytes for a letter.
        Some(found.output_encoding())
    })
}

/// The parameter `charset` of a media type.
pub(super) fn charset(described: &str) -> Option<&str> {
    described.split(';').skip(1).find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        let named = name.trim().eq_ignore_ascii_case("charset");
        named.then(|| value.trim().trim_matches(['"', '\'']))
    })
}
