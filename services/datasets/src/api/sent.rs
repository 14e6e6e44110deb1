//! Datasets, as bodies say them.

use std::collections::BTreeMap;

use actix_web::http::StatusCode;
use indexmap::IndexSet;
use serde_json::Value;
use url::{Host, Url};
use utoipa::ToSchema;
use web::{ApiError, Body, Choice, Field, Fields, Note, Text};

use crate::changes::Edit;
use crate::domain::{Category, InvalidOptions, Options, SourceType, keys, limits};
use crate::turns::Turn;

/// What is said of a dataset.
#[derive(ToSchema)]
#[schema(as = datasets::Input)]
#[expect(dead_code, reason = "documents what `create` and `replace` read")]
pub(crate) struct Input {
    /// What callers name it by, for ever: `a` to `z`, digits, `_` and `-`. Made of
    /// the name unless told; only `create` reads it.
    #[schema(max_length = 100, pattern = "^[a-z0-9_-]+$", example = "east_region_hospitals")]
    key: Option<String>,
    /// What people call it.
    #[schema(min_length = 1, max_length = 255, example = "East Region Hospitals")]
    name: String,
    /// What it is.
    #[schema(max_length = 20_000, nullable = false)]
    description: Option<String>,
    /// What can be picked: texts by code, in this order; at most 50,000.
    #[schema(example = json!({ "RGT01": "Addenbrooke's Hospital" }), nullable = false)]
    options: Option<BTreeMap<String, String>>,
    /// Words to find it by.
    #[schema(max_items = 100, example = json!(["hospitals"]), nullable = false)]
    tags: Option<Vec<String>>,
    /// How to show an option, as advice to whoever does.
    #[schema(max_length = 50, example = "code - description", nullable = false)]
    format_pattern: Option<String>,
    /// Where to read more: http or https.
    #[schema(max_length = 200, format = "uri", nullable = false)]
    reference_url: Option<String>,
    /// Whose it is: the number of an organisation in which you may change
    /// things. Unless told the oldest of yours, or you; only `create` reads it.
    organization: Option<i64>,
}

/// What is to be different about a dataset.
#[derive(ToSchema)]
#[schema(as = datasets::Patch)]
#[expect(dead_code, reason = "documents what `update` reads")]
pub(crate) struct Patch {
    /// What people call it.
    #[schema(min_length = 1, max_length = 255, nullable = false)]
    name: Option<String>,
    /// What it is.
    #[schema(max_length = 20_000, nullable = false)]
    description: Option<String>,
    /// What can be picked, instead of all there is.
    #[schema(example = json!({ "RGT01": "Addenbrooke's Hospital" }), nullable = false)]
    options: Option<BTreeMap<String, String>>,
    /// Words to find it by, instead of all there are.
    #[schema(max_items = 100, example = json!(["hospitals"]), nullable = false)]
    tags: Option<Vec<String>>,
    /// How to show an option, as advice to whoever does.
    #[schema(max_length = 50, nullable = false)]
    format_pattern: Option<String>,
    /// Where to read more: http or https.
    #[schema(max_length = 200, format = "uri", nullable = false)]
    reference_url: Option<String>,
}

/// A body that says a dataset; what is wrong with it is told when its fields are finished.
pub(super) struct Sent {
    pub(super) fields: Fields,
    options: Option<Options>,
}

impl Sent {
    /// Reads a body, and of it what is wanted; a large one where nobody waits
    /// for it. Fails where it cannot be read, or has too many options in it.
    pub(super) async fn receive<T: Send + 'static>(
        turn: &Turn,
        body: Body,
        wanted: impl FnOnce(Self) -> Result<T, ApiError> + Send + 'static,
    ) -> Result<T, ApiError> {
        turn.work(move || wanted(Self::read(&body)?)).await
    }

    fn read(body: &Body) -> Result<Self, ApiError> {
        let (mut fields, json) = body.json_apart("options")?;
        let options = match json.map(|json| Options::read(json.get())) {
            None => None,
            Some(Ok(options)) => Some(options),
            Some(Err(InvalidOptions::Content(mistakes))) => {
                for mistake in mistakes {
                    fields.reject("options", mistake);
                }
                None
            }
            Some(Err(fault @ InvalidOptions::Json(_))) => return Err(ApiError::bad_request(fault)),
            Some(Err(fault @ InvalidOptions::TooMany(_))) => {
                return Err(ApiError::new(StatusCode::PAYLOAD_TOO_LARGE, fault));
            }
        };
        Ok(Self { fields, options })
    }

    /// The same for a change: what is absent stays as it is.
    pub(super) fn partially(self) -> Self {
        Self { fields: self.fields.partially(), ..self }
    }

    /// What owners may say of a dataset.
    pub(super) fn edit(&mut self) -> Edit {
        Edit { options: self.options.take(), ..words(&mut self.fields) }
    }

    /// The key that somebody chose for a new dataset.
    pub(super) fn key(&mut self) -> Option<String> {
        let Text::<{ keys::LONGEST }>(key) = given(&mut self.fields, "key")?;
        if let Some(mistake) = keys::mistake(&key) {
            self.fields.reject("key", mistake);
            return None;
        }
        Some(key)
    }

    /// Refuses what can be said of no dataset, though it is not for callers to say.
    pub(super) fn check_ignored(&mut self) {
        self.fields.optional::<Choice<Category>>("category");
        self.fields.optional::<Choice<SourceType>>("source_type");
        self.fields.optional::<bool>("is_custom");
        self.fields.optional::<bool>("is_global");
    }
}

/// What owners may say of a dataset, without its options.
pub(crate) fn words(fields: &mut Fields) -> Edit {
    Edit {
        name: fields.required("name").map(|Text::<{ limits::NAME }>(name)| name),
        description: note::<{ limits::DESCRIPTION }>(fields, "description"),
        reference_url: fields.optional("reference_url").map(|HttpUrl(url)| url),
        format_pattern: note::<{ limits::FORMAT_PATTERN }>(fields, "format_pattern"),
        tags: tags(fields),
        options: None,
    }
}

/// The name that somebody chose for a custom version.
pub(crate) fn custom_name(fields: &mut Fields) -> Option<String> {
    given(fields, "name").map(|Text::<{ limits::NAME }>(name)| name)
}

fn note<const MOST: usize>(fields: &mut Fields, name: &str) -> Option<String> {
    fields.optional(name).map(|Note::<MOST>(text)| text)
}

/// A field that may be absent, null or the empty text, which all say nothing.
pub(super) fn given<T: Field>(fields: &mut Fields, name: &str) -> Option<T> {
    fields.nullable::<Given<T>>(name).flatten().and_then(|Given(value)| value)
}

struct Given<T>(Option<T>);

impl<T: Field> Field for Given<T> {
    fn read(value: &Value) -> Result<Self, String> {
        match value.as_str() {
            Some("") => Ok(Self(None)),
            _ => T::read(value).map(|value| Self(Some(value))),
        }
    }
}

fn tags(fields: &mut Fields) -> Option<Vec<String>> {
    let given: Vec<Tag> = fields.list("tags")?;
    let tags: IndexSet<String> = given.into_iter().map(|Tag(tag)| tag).collect();
    if tags.len() > limits::TAGS {
        fields.reject("tags", format!("A dataset has at most {} tags.", limits::TAGS));
        return None;
    }
    Some(tags.into_iter().collect())
}

/// A text alone: a number is no tag.
struct Tag(String);

impl Field for Tag {
    fn read(value: &Value) -> Result<Self, String> {
        if !value.is_string() {
            return Err("Not a valid string.".to_owned());
        }
        Text::<{ limits::TAG }>::read(value).map(|Text(tag)| Self(tag))
    }
}

/// Where a page is, or nothing.
struct HttpUrl(String);

impl Field for HttpUrl {
    fn read(value: &Value) -> Result<Self, String> {
        let Note(text) = Note::<{ limits::REFERENCE_URL }>::read(value)?;
        if text.is_empty() || is_http_url(&text) {
            Ok(Self(text))
        } else {
            Err("Enter a valid URL.".to_owned())
        }
    }
}

/// Whether a text is an absolute URL as it stands: what browsers would mend is none.
fn is_http_url(text: &str) -> bool {
    let is_mended = |letter: char| letter.is_whitespace() || letter.is_control() || letter == '\\';
    let Some((scheme, rest)) = text.split_once("://") else { return false };
    let is_http = ["http", "https"].iter().any(|known| scheme.eq_ignore_ascii_case(known));
    is_http
        && !rest.starts_with('/')
        && !text.contains(is_mended)
        && Url::parse(text).is_ok_and(|url| url.host().is_some_and(|host| is_host(&host)))
}

/// Whether a host can be one. A name may end with a dot (RFC 3986 §3.2.2), but no
/// part of it is empty, or begins or ends with a hyphen (RFC 1123 §2.1).
fn is_host(host: &Host<&str>) -> bool {
    let Host::Domain(name) = host else { return true };
    let name = name.strip_suffix('.').unwrap_or(name);
    name.split('.').all(|part| !part.is_empty() && !part.starts_with('-') && !part.ends_with('-'))
}

#[cfg(test)]
mod tests;
