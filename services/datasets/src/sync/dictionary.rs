//! The lists of the NHS Data Dictionary, one page each.

use url::Url;

use super::fetch::{Content, join};
use super::list::{List, Shape};
use crate::domain::catalogue::{ENTRIES, Entry, FORMAT_PATTERN};
use crate::domain::dictionary::{extract, is_nested_too_deeply, looks_cut_off};
use crate::domain::due::Source;
use crate::domain::{Category, Options, SourceType};

/// All of them, read from below `base`.
pub(super) fn lists(base: &Url) -> Vec<List> {
    ENTRIES.iter().map(|entry| list(entry, base)).collect()
}

fn list(entry: &'static Entry, base: &Url) -> List {
    List {
        source: Source::NhsDd,
        key: entry.key,
        name: entry.name,
        description: entry.description(),
        category: Category::NhsDd,
        source_type: SourceType::Scrape,
        reference_url: entry.reference_url(),
        format_pattern: FORMAT_PATTERN,
        tags: entry.tags(),
        frequency_hours: None,
        url: join(base, entry.page),
        content: Content::Html,
        shape: Shape::Page,
    }
}

/// The options on a page that is there to its end and can be parsed in no time.
pub(super) fn read(html: &str) -> Result<Options, String> {
    if looks_cut_off(html) {
        return Err("the page breaks off before its end".to_owned());
    }
    if is_nested_too_deeply(html) {
        return Err("the elements of the page are nested too deeply".to_owned());
    }
    let options = extract(html);
    if options.is_empty() { Err("no option was found on the page".to_owned()) } else { Ok(options) }
}
