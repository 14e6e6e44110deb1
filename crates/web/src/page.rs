//! Pages of a list: `{"count", "next", "previous", "results"}`.

use std::error::Error;
use std::ops::Range;

use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;
use url::form_urlencoded;

use crate::{ApiError, Site};

/// Rows of a page, unless told.
pub(crate) const DEFAULT_SIZE: usize = 100;

/// The most rows of a page.
pub(crate) const MAX_SIZE: usize = 500;

/// Bytes that an answer has room for to begin with.
const BODY: usize = 8 * 1024;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Number {
    At(usize),
    Last,
    Invalid,
}

/// Which page of a list is asked for: `page` from 1 (or `last`), `page_size`
/// 100 by default and 500 at most, where the list has no sizes of its own.
#[derive(Clone, Copy, Debug)]
pub struct PageRequest {
    number: Number,
    size: usize,
    named: bool,
}

impl PageRequest {
    /// Reads the two parameters, for pages that have `default` rows unless told
    /// and `most` at most. A wrong size falls back to the default; a wrong page
    /// is a 404, found when the page is cut.
    pub(crate) fn sized(
        page: Option<&str>,
        size: Option<&str>,
        default: usize,
        most: usize,
    ) -> Self {
        let named = page.is_some();
        let number = match page {
            None => Number::At(1),
            Some("last") => Number::Last,
            Some(text) => match text.parse() {
                Ok(0) | Err(_) => Number::Invalid,
                Ok(number) => Number::At(number),
            },
        };
        let size = match size.map(str::parse::<u128>) {
            Some(Ok(size @ 1..)) => usize::try_from(size).unwrap_or(most).min(most),
            _ => default,
        };
        Self { number, size, named }
    }

    /// Whether the request itself names a page.
    pub fn is_named(self) -> bool {
        self.named
    }

    /// Cuts this page out of `count` rows: 404 when there is no such page.
    /// The first page exists even of an empty list.
    pub fn cut(self, count: usize) -> Result<Page, ApiError> {
        let last = count.div_ceil(self.size).max(1);
        let number = match self.number {
            Number::At(number) if number <= last => number,
            Number::Last => last,
            Number::At(_) | Number::Invalid => return Err(ApiError::not_found("Invalid page.")),
        };
        let start = (number - 1) * self.size;
        Ok(Page { number, last, count, rows: start..(start + self.size).min(count) })
    }
}

/// One page of a list of known length.
#[derive(Clone, Debug)]
pub struct Page {
    number: usize,
    last: usize,
    count: usize,
    /// Where in the whole list this page's rows are.
    pub rows: Range<usize>,
}

impl Page {
    /// How many rows of the list come before this page, and how many are on it.
    pub fn offset_and_limit(&self) -> Result<(i64, i64), ApiError> {
        let offset = i64::try_from(self.rows.start).map_err(ApiError::internal)?;
        let limit = i64::try_from(self.rows.len()).map_err(ApiError::internal)?;
        Ok((offset, limit))
    }

    /// Answers with these rows, as `show` shows them. Where some are gone since
    /// they were counted, the page is shorter.
    pub fn respond_rows<'a, Row, T: Serialize>(
        &self,
        request: &HttpRequest,
        rows: &'a [Row],
        show: impl Fn(&'a Row) -> T,
    ) -> Result<HttpResponse, ApiError> {
        self.answer(request, rows, |row, body| serde_json::to_writer(body, &show(row)))
    }

    /// Answers with this page's rows, in order: `write` appends the JSON of the
    /// row at a place.
    pub fn respond<E: Into<Box<dyn Error + Send + Sync>>>(
        &self,
        request: &HttpRequest,
        write: impl FnMut(usize, &mut Vec<u8>) -> Result<(), E>,
    ) -> Result<HttpResponse, ApiError> {
        self.answer(request, self.rows.clone(), write)
    }

    fn answer<Row, E: Into<Box<dyn Error + Send + Sync>>>(
        &self,
        request: &HttpRequest,
        rows: impl IntoIterator<Item = Row>,
        mut write: impl FnMut(Row, &mut Vec<u8>) -> Result<(), E>,
    ) -> Result<HttpResponse, ApiError> {
        let site = Site::of(request)?;
        let head = Head {
            count: self.count,
            next: (self.number < self.last).then(|| link(request, site, self.number + 1)),
            previous: (self.number > 1).then(|| link(request, site, self.number - 1)),
        };
        // As large as most answers are: growing to that in steps is a good part of writing them.
        let mut body = Vec::with_capacity(BODY);
        serde_json::to_writer(&mut body, &head).map_err(ApiError::internal)?;
        // Rows may be written already, so they are appended and not serialized.
        body.pop();
        body.extend_from_slice(br#","results":["#);
        for (at, row) in rows.into_iter().enumerate() {
            if at > 0 {
                body.push(b',');
            }
            write(row, &mut body).map_err(ApiError::internal)?;
        }
        body.extend_from_slice(b"]}");
        Ok(HttpResponse::Ok().content_type("application/json").body(body))
    }
}

/// What stands before the rows.
#[derive(Serialize)]
struct Head {
    count: usize,
    next: Option<String>,
    previous: Option<String>,
}

/// The URL of another page of this list, all other parameters kept as they
/// came. Page 1 is the list without `page`.
fn link(request: &HttpRequest, site: &Site, number: usize) -> String {
    let mut parameters: Vec<String> = request
        .query_string()
        .split('&')
        .filter(|pair| !pair.is_empty() && !names_page(pair))
        .map(str::to_owned)
        .collect();
    if number > 1 {
        parameters.push(format!("page={number}"));
    }
    let mut link = site.link(request.uri().path());
    if !parameters.is_empty() {
        link.push('?');
        link.push_str(&parameters.join("&"));
    }
    link
}

fn names_page(pair: &str) -> bool {
    form_urlencoded::parse(pair.as_bytes()).any(|(name, _)| name == "page")
}

#[cfg(test)]
mod tests {
    use actix_web::body::to_bytes;
    use actix_web::test::TestRequest;
    use serde_json::{Value, json};

    use super::*;

    fn sized(page: Option<&str>, size: Option<&str>) -> PageRequest {
        PageRequest::sized(page, size, DEFAULT_SIZE, MAX_SIZE)
    }

    fn site() -> Site {
        Site { public_url: "https://almanac.test".parse().unwrap(), trusted_proxies: Vec::new() }
    }

    #[test]
    fn sizes_are_clamped_never_refused() {
        for (size, expected) in [
            (None, 100),
            (Some("25"), 25),
            (Some("500"), 500),
            (Some("501"), 500),
            (Some("99999999999999999999999"), 500),
            (Some("0"), 100),
            (Some("-3"), 100),
            (Some("many"), 100),
        ] {
            assert_eq!(sized(None, size).size, expected, "{size:?}");
        }
    }

    #[test]
    fn pages_cover_the_list_once() {
        for (page, count, expected) in [
            (None, 0, Some(0..0)),
            (Some("1"), 5, Some(0..2)),
            (Some("3"), 5, Some(4..5)),
            (Some("last"), 5, Some(4..5)),
            (Some("last"), 0, Some(0..0)),
            (Some("4"), 5, None),
            (Some("0"), 5, None),
            (Some("two"), 5, None),
        ] {
            let cut = sized(page, Some("2")).cut(count);
            assert_eq!(cut.ok().map(|page| page.rows), expected, "{page:?} of {count}");
        }
    }

    #[test]
    fn links_keep_other_parameters() {
        let site = site();
        let request =
            TestRequest::with_uri("/api/v1/x/?search=a%2Fb&page=2&page_size=5").to_http_request();
        assert_eq!(
            link(&request, &site, 3),
            "https://almanac.test/api/v1/x/?search=a%2Fb&page_size=5&page=3"
        );
        assert_eq!(
            link(&request, &site, 1),
            "https://almanac.test/api/v1/x/?search=a%2Fb&page_size=5"
        );
    }

    #[actix_web::test]
    async fn rows_that_are_gone_shorten_the_page() {
        let request = TestRequest::with_uri("/x/?page=2").app_data(site()).to_http_request();
        let page = sized(Some("2"), Some("2")).cut(5).unwrap();
        assert_eq!(page.offset_and_limit().unwrap(), (2, 2));
        for (rows, expected) in
            [(&[3, 4][..], json!(["row 3", "row 4"])), (&[4], json!(["row 4"])), (&[], json!([]))]
        {
            let told = page.respond_rows(&request, rows, |row| format!("row {row}")).unwrap();
            let body = to_bytes(told.into_body()).await.unwrap();
            let told: Value = serde_json::from_slice(&body).unwrap();
            let expected = json!({
                "count": 5,
                "next": "https://almanac.test/x/?page=3",
                "previous": "https://almanac.test/x/",
                "results": expected,
            });
            assert_eq!(told, expected);
        }
    }
}
