//! Query parameters, read with every mistake reported at once.

use std::collections::BTreeSet;
use std::fmt::Display;
use std::str::FromStr;

use actix_web::{HttpMessage, HttpRequest};
use url::form_urlencoded;

use crate::page::{DEFAULT_SIZE, MAX_SIZE};
use crate::{ApiError, FieldErrors, PageRequest};

/// The most values one list parameter may carry.
pub const MAX_LIST: usize = 50;

/// Parameters that a handler did not read; echoed in `X-Ignored-Params`.
#[derive(Clone, Debug)]
pub(crate) struct IgnoredParams(pub(crate) Vec<String>);

/// Reads the parameters of one request. Mistakes are gathered, not returned
/// one by one: [`Query::finish`] reports them together.
///
/// Blanks around a value do not count, but in a [`Query::phrase`], and an empty
/// one is absent. What no call asked for is ignored and named in
/// `X-Ignored-Params`, or is a mistake under `Prefer: handling=strict`
/// (RFC 7240).
#[derive(Debug)]
pub struct Query<'a> {
    request: &'a HttpRequest,
    /// As they were sent.
    pairs: Vec<(String, String)>,
    known: BTreeSet<&'static str>,
    errors: FieldErrors,
}

impl<'a> Query<'a> {
    /// The parameters of `request`.
    pub fn new(request: &'a HttpRequest) -> Self {
        let pairs = form_urlencoded::parse(request.query_string().as_bytes())
            .map(|(name, value)| (name.into_owned(), value.into_owned()))
            .collect();
        Self {
            request,
            pairs,
            // Read by content negotiation, before any handler.
            known: BTreeSet::from(["format"]),
            errors: FieldErrors::new(),
        }
    }

    /// Whether a parameter has a value that is not empty, be it right or wrong.
    pub fn is_given(&self, name: &str) -> bool {
        let mut values = self.pairs.iter().filter(|(key, _)| key == name);
        values.any(|(_, value)| value.split(',').any(|one| !one.trim().is_empty()))
    }

    /// The last non-empty value of a parameter, as text.
    pub fn text(&mut self, name: &'static str) -> Option<String> {
        self.known.insert(name);
        let values = self.pairs.iter().rev();
        values
            .filter(|(key, _)| key == name)
            .map(|(_, value)| value.trim())
            .find(|value| !value.is_empty())
            .map(str::to_owned)
    }

    /// The last value of a parameter exactly as it was sent, blanks included;
    /// none where that is empty.
    pub fn phrase(&mut self, name: &'static str) -> Option<String> {
        self.known.insert(name);
        let (_, value) = self.pairs.iter().rev().find(|(key, _)| key == name)?;
        (!value.is_empty()).then(|| value.clone())
    }

    /// The last non-empty value of a parameter, parsed.
    pub fn one<T: FromStr<Err: Display>>(&mut self, name: &'static str) -> Option<T> {
        let value = self.text(name)?;
        self.parse(name, &value)
    }

    /// Every value of a parameter: repetition and commas both mean "or".
    /// Empty when the parameter is absent or wrong.
    pub fn list<T: FromStr<Err: Display>>(&mut self, name: &'static str) -> Vec<T> {
        self.known.insert(name);
        let values: Vec<String> = self
            .pairs
            .iter()
            .filter(|(key, _)| key == name)
            .flat_map(|(_, value)| value.split(','))
            .map(str::trim)
            .filter(|value| !value.is_empty())
            .map(str::to_owned)
            .collect();
        if values.len() > MAX_LIST {
            let message = format!("At most {MAX_LIST} values are accepted, not {}.", values.len());
            self.reject(name, message);
            return Vec::new();
        }
        values.iter().filter_map(|value| self.parse(name, value)).collect()
    }

    /// `page` and `page_size`, which is 100 unless told and 500 at most.
    pub fn page(&mut self) -> PageRequest {
        self.page_of(DEFAULT_SIZE, MAX_SIZE)
    }

    /// The same where pages have `default` rows unless told, and `most` at most.
    pub fn page_of(&mut self, default: usize, most: usize) -> PageRequest {
        let page = self.text("page");
        let size = self.text("page_size");
        PageRequest::sized(page.as_deref(), size.as_deref(), default, most)
    }

    /// Notes that a parameter is wrong, for reasons `FromStr` cannot see.
    pub fn reject(&mut self, name: &str, message: impl Into<String>) {
        self.errors.entry(name.to_owned()).or_default().push(message.into());
    }

    /// Ends reading: 400 with every mistake, or nothing at all.
    pub fn finish(mut self) -> Result<(), ApiError> {
        let ignored: BTreeSet<String> = self
            .pairs
            .iter()
            .filter(|(name, _)| !name.is_empty() && !self.known.contains(name.as_str()))
            .map(|(name, _)| name.clone())
            .collect();
        if prefers_strict(self.request) {
            for name in &ignored {
                self.reject(name, "This parameter is not known here.");
            }
        }
        if !ignored.is_empty() {
            let ignored = IgnoredParams(ignored.into_iter().collect());
            self.request.extensions_mut().insert(ignored);
        }
        if self.errors.is_empty() { Ok(()) } else { Err(ApiError::invalid(&self.errors)) }
    }

    fn parse<T: FromStr<Err: Display>>(&mut self, name: &'static str, value: &str) -> Option<T> {
        match value.parse() {
            Ok(parsed) => Some(parsed),
            Err(error) => {
                self.reject(name, error.to_string());
                None
            }
        }
    }
}

fn prefers_strict(request: &HttpRequest) -> bool {
    request
        .headers()
        .get_all("prefer")
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split([',', ';']))
        .any(|preference| {
            let compact: String = preference.split_whitespace().collect();
            compact.eq_ignore_ascii_case("handling=strict")
                || compact.eq_ignore_ascii_case("handling=\"strict\"")
        })
}

#[cfg(test)]
mod tests {
    use actix_web::ResponseError;
    use actix_web::test::TestRequest;
    use proptest::prelude::*;

    use super::*;

    fn request(query: &str) -> HttpRequest {
        TestRequest::with_uri(&format!("/?{query}")).to_http_request()
    }

    #[test]
    fn lists_take_commas_and_repetition() {
        let request = request("n=1,2&n=3&n=&other=x");
        let mut query = Query::new(&request);
        assert_eq!(query.list::<u8>("n"), [1, 2, 3]);
        query.finish().unwrap();
        let ignored = request.extensions().get::<IgnoredParams>().cloned().unwrap();
        assert_eq!(ignored.0, ["other"]);
    }

    #[test]
    fn every_mistake_is_reported() {
        let request = request("a=x&b=300&b=7");
        let mut query = Query::new(&request);
        query.list::<u8>("a");
        query.list::<u8>("b");
        let error = query.finish().unwrap_err();
        assert_eq!(error.status_code(), 400);
        let text = error.to_string();
        assert!(text.contains("\"a\"") && text.contains("\"b\""), "{text}");
    }

    #[test]
    fn an_empty_value_is_absent() {
        let request = request("search=&search=%20");
        assert_eq!(Query::new(&request).text("search"), None);
    }

    #[test]
    fn blanks_count_in_phrases_alone() {
        for (parameters, phrase, text) in [
            ("search=%20heart+", Some(" heart "), Some("heart")),
            ("search=+", Some(" "), None),
            ("search=a&search=b", Some("b"), Some("b")),
            ("search=a&search=", None, Some("a")),
            ("search=a&search=%09", Some("\t"), Some("a")),
            ("other=a", None, None),
        ] {
            let request = request(parameters);
            let mut query = Query::new(&request);
            assert_eq!(query.phrase("search").as_deref(), phrase, "{parameters}");
            assert_eq!(query.text("search").as_deref(), text, "{parameters}");
            assert_eq!(query.is_given("search"), text.is_some(), "{parameters}");
        }
    }

    #[test]
    fn a_phrase_is_known() {
        let request = TestRequest::with_uri("/?search=x")
            .insert_header(("prefer", "handling=strict"))
            .to_http_request();
        let mut query = Query::new(&request);
        query.phrase("search");
        query.finish().unwrap();
    }

    #[test]
    fn pages_have_the_sizes_of_their_list() {
        for (parameters, usual, small) in [
            ("", 100, 20),
            ("page_size=50", 50, 50),
            ("page_size=+50+", 50, 50),
            ("page_size=501", 500, 60),
            ("page_size=0", 100, 20),
        ] {
            let request = request(parameters);
            let rows = |page: PageRequest| page.cut(1_000).unwrap().rows.len();
            assert_eq!(rows(Query::new(&request).page()), usual, "{parameters}");
            assert_eq!(rows(Query::new(&request).page_of(20, 60)), small, "{parameters}");
        }
    }

    #[test]
    fn too_many_values_are_refused() {
        let many = (0..=MAX_LIST).map(|n| n.to_string()).collect::<Vec<_>>().join(",");
        let request = request(&format!("n={many}"));
        let mut query = Query::new(&request);
        assert!(query.list::<u32>("n").is_empty());
        assert!(query.finish().is_err());
    }

    #[test]
    fn strict_handling_refuses_unknown_parameters() {
        let request = TestRequest::with_uri("/?what=1")
            .insert_header(("prefer", "respond-async, handling=strict"))
            .to_http_request();
        assert!(Query::new(&request).finish().is_err());
    }

    proptest! {
        #[test]
        fn whatever_is_asked_is_read_or_refused(
            parameters in "([abn]|page|page_size)?[!$-;=?-~]{0,60}",
        ) {
            let request = request(&parameters);
            let mut query = Query::new(&request);
            query.text("a");
            query.phrase("b");
            prop_assert!(query.list::<u8>("n").len() <= MAX_LIST);
            if let Ok(page) = query.page().cut(1_000) {
                prop_assert!(page.rows.len() <= 500 && page.rows.end <= 1_000);
            }
            if let Err(error) = query.finish() {
                prop_assert_eq!(error.status_code(), 400);
            }
        }

        #[test]
        fn what_is_sent_encoded_is_read_as_it_was_meant(
            pairs in prop::collection::vec(("[ab]", ".{0,8}"), 0..6),
        ) {
            let mut encoded = form_urlencoded::Serializer::new(String::new());
            let request = request(&encoded.extend_pairs(&pairs).finish());
            let last = |wanted: &str| pairs.iter().rev().find(|(name, _)| name == wanted);
            let meant = last("a").map(|(_, value)| value.clone()).filter(|value| !value.is_empty());
            prop_assert_eq!(Query::new(&request).phrase("a"), meant);
        }
    }
}
