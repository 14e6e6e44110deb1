use std::time::Duration;

use reqwest::header::{
    ACCEPT, CONTENT_ENCODING, CONTENT_TYPE, ETAG, HeaderMap, HeaderName, IF_MODIFIED_SINCE,
    IF_NONE_MATCH, LAST_MODIFIED, RETRY_AFTER,
};
use reqwest::{Response, StatusCode};
use secrecy::ExposeSecret;
use url::Url;

use super::charset::{charset, decode};
use super::{Content, Fetched, Fetcher, Problem, Validators};

impl Content {
    const fn accept(self) -> &'static str {
        match self {
            Self::Html => "text/html,application/xhtml+xml;q=0.9",
            Self::Json => "application/json",
        }
    }

    const fn expected(self) -> &'static str {
        match self {
            Self::Html => "a web page",
            Self::Json => "JSON",
        }
    }

    /// Whether an answer of this media type is what is expected.
    pub(super) fn is(self, media_type: &str) -> bool {
        match self {
            Self::Html => matches!(media_type, "text/html" | "application/xhtml+xml"),
            Self::Json => media_type == "application/json" || media_type.ends_with("+json"),
        }
    }
}

impl Fetcher {
    pub(super) async fn attempt(
        &self,
        url: &Url,
        content: Content,
        known: Option<&Validators>,
    ) -> Result<Fetched, Problem> {
        let mut request = self.client.get(url.clone()).header(ACCEPT, content.accept());
        if let Some(key) = &self.key {
            request = request.bearer_auth(key.expose_secret());
        }
        if let Some(etag) = known.and_then(|known| known.etag.as_deref()) {
            request = request.header(IF_NONE_MATCH, etag);
        }
        if let Some(date) = known.and_then(|known| known.last_modified.as_deref()) {
            request = request.header(IF_MODIFIED_SINCE, date);
        }
        let response = request.send().await.map_err(|error| self.problem(error, false))?;
        let status = response.status();
        if status == StatusCode::NOT_MODIFIED && known.is_some() {
            return Ok(Fetched::Unchanged);
        }
        if !is_whole(status) {
            let retry_after = retry_after(response.headers());
            return Err(Problem::Status { status, retry_after });
        }
        self.accept(response, content).await
    }

    async fn accept(&self, response: Response, content: Content) -> Result<Fetched, Problem> {
        let headers = response.headers();
        let described = told(headers, CONTENT_TYPE).unwrap_or_default();
        let media_type = described.split(';').next().unwrap_or_default().trim();
        if !content.is(&media_type.to_ascii_lowercase()) {
            let found = match media_type {
                "" => "of no known kind".to_owned(),
                other => other.chars().take(100).collect(),
            };
            return Err(Problem::ContentType { expected: content.expected(), found });
        }
        let encoded = told(headers, CONTENT_ENCODING).unwrap_or_default();
        if !matches!(encoded.trim().to_ascii_lowercase().as_str(), "" | "identity") {
            return Err(Problem::Encoded(encoded.chars().take(100).collect()));
        }
        let (etag, last_modified) = (told(headers, ETAG), told(headers, LAST_MODIFIED));
        let body = self.body(response, self.patience.largest(content)).await?;
        let text = decode(&body, content, charset(&described))?;
        Ok(Fetched::Content { text, validators: Validators { etag, last_modified } })
    }

    async fn body(&self, mut response: Response, largest: usize) -> Result<Vec<u8>, Problem> {
        let announced = response.content_length().unwrap_or_default();
        if usize::try_from(announced).unwrap_or(usize::MAX) > largest {
            return Err(Problem::TooLarge(largest));
        }
        let mut body = Vec::new();
        while let Some(piece) = response.chunk().await.map_err(|error| self.problem(error, true))? {
            if body.len() + piece.len() > largest {
                return Err(Problem::TooLarge(largest));
            }
            body.extend_from_slice(&piece);
        }
        Ok(body)
    }

    fn problem(&self, error: reqwest::Error, answered: bool) -> Problem {
        // The address is told already, and may hold a password.
        let error = error.without_url();
        if error.is_timeout() {
            Problem::TooSlow(self.patience.time_limit)
        } else if error.is_redirect() {
            Problem::Redirects
        } else if answered {
            Problem::BrokeOff(error)
        } else {
            Problem::Unreachable(error)
        }
    }
}

/// Whether an answer of this status has what was asked for, and all of it
/// (RFC 9110 §15.3).
fn is_whole(status: StatusCode) -> bool {
    let lacking = [StatusCode::NO_CONTENT, StatusCode::RESET_CONTENT, StatusCode::PARTIAL_CONTENT];
    status.is_success() && !lacking.contains(&status)
}

fn told(headers: &HeaderMap, name: HeaderName) -> Option<String> {
    headers.get(name)?.to_str().ok().map(str::to_owned)
}

/// In seconds (RFC 9110 §10.2.3); dates are not read.
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    told(headers, RETRY_AFTER)?.trim().parse().ok().map(Duration::from_secs)
}
