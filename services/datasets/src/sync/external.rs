//! The lists of NHS organisations, one JSON array each.

use url::Url;

use super::fetch::{Content, join};
use super::list::{List, Shape};
use crate::domain::due::Source;
use crate::domain::organisations::{self, FREQUENCY_HOURS, LISTS};
use crate::domain::{Category, SourceType};

/// All of them, read from below `base`.
pub(super) fn lists(base: &Url) -> Vec<List> {
    LISTS.iter().map(|known| list(known, base)).collect()
}

fn list(known: &'static organisations::List, base: &Url) -> List {
    List {
        source: Source::External,
        key: known.key,
        name: known.name,
        description: known.description.to_owned(),
        category: Category::Rcpch,
        source_type: SourceType::Api,
        reference_url: String::new(),
        format_pattern: "",
        tags: known.tags.iter().map(|tag| (*tag).to_owned()).collect(),
        frequency_hours: Some(FREQUENCY_HOURS),
        url: join(base, known.path),
        content: Content::Json,
        shape: Shape::Organisations(known),
    }
}
