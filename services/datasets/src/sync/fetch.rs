//! Reads what is published, over HTTP or from files, and does not take a bad
//! answer for a good one.

mod attempt;
mod charset;
mod problem;
#[cfg(test)]
mod tests;

use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use reqwest::Client;
use reqwest::redirect::Policy;
use secrecy::SecretString;
use tracing::debug;
use url::Url;

pub(super) use self::problem::shown;
pub use self::problem::{FetchError, Problem};

/// How patient a [`Fetcher`] is, and who it says it is.
#[derive(Clone, Debug)]
pub struct Patience {
    /// So often it asks, where another answer may be better.
    pub attempts: u32,
    /// Before the second time it waits for so long, then twice as long, and so on.
    pub pause: Duration,
    /// It waits no longer than this, whatever the server says.
    pub longest_pause: Duration,
    /// An answer has to be complete after this time.
    pub time_limit: Duration,
    /// The most bytes of a web page. Parsing one takes many times its room.
    pub largest_page: usize,
    /// The most bytes of JSON.
    pub largest_json: usize,
}

impl Patience {
    const fn largest(&self, content: Content) -> usize {
        match content {
            Content::Html => self.largest_page,
            Content::Json => self.largest_json,
        }
    }
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            attempts: 3,
            pause: Duration::from_secs(1),
            longest_pause: Duration::from_secs(30),
            time_limit: Duration::from_secs(30),
            largest_page: 2 * 1024 * 1024,
            largest_json: 16 * 1024 * 1024,
        }
    }
}

/// What an answer has to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Content {
    /// A web page.
    Html,
    /// JSON.
    Json,
}

/// What tells whether something changed since it was read (RFC 9110 §8.8).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Validators {
    /// The `ETag` of the answer.
    pub etag: Option<String>,
    /// Its `Last-Modified`.
    pub last_modified: Option<String>,
}

/// A good answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fetched {
    /// It is what it was.
    Unchanged,
    /// The whole of it.
    Content {
        /// What it says.
        text: String,
        /// What to ask with the next time.
        validators: Validators,
    },
}

/// Reads `http:`, `https:` and `file:` addresses.
#[derive(Clone, Debug)]
pub struct Fetcher {
    client: Client,
    patience: Patience,
    key: Option<SecretString>,
}

/// Servers that turn away what does not look like a browser let this pass.
const USER_AGENT: &str =
    concat!("Mozilla/5.0 (compatible; Almanac/", env!("CARGO_PKG_VERSION"), ")");

const MOST_REDIRECTS: usize = 10;

impl Fetcher {
    /// One that sends `key`, where there is one, as a bearer token.
    pub fn new(patience: Patience, key: Option<SecretString>) -> Result<Self, reqwest::Error> {
        let client = Client::builder()
            .user_agent(USER_AGENT)
            .redirect(Policy::limited(MOST_REDIRECTS))
            .timeout(patience.time_limit)
            .build()?;
        Ok(Self { client, patience, key })
    }

    /// Reads an address; `known` is what came with the last answer, if it is
    /// good enough to hear that nothing changed.
    pub async fn fetch(
        &self,
        url: &Url,
        content: Content,
        known: Option<&Validators>,
    ) -> Result<Fetched, FetchError> {
        let fetched = match url.scheme() {
            "http" | "https" => self.ask(url, content, known).await,
            "file" => self.read(url, content).await,
            other => Err(Problem::Scheme(other.to_owned())),
        };
        fetched.map_err(|problem| FetchError::new(url, problem))
    }

    async fn ask(
        &self,
        url: &Url,
        content: Content,
        known: Option<&Validators>,
    ) -> Result<Fetched, Problem> {
        let mut pause = self.patience.pause;
        let mut attempts = 1;
        loop {
            let problem = match self.attempt(url, content, known).await {
                Err(problem) if problem.may_pass() && attempts < self.patience.attempts => problem,
                fetched => return fetched,
            };
            let wait = problem.retry_after().unwrap_or(pause).min(self.patience.longest_pause);
            debug!(host = url.host_str(), attempts, %problem, "asking again");
            tokio::time::sleep(wait).await;
            pause = pause.saturating_mul(2);
            attempts += 1;
        }
    }

    async fn read(&self, url: &Url, content: Content) -> Result<Fetched, Problem> {
        let mut missing: Option<io::Error> = None;
        for path in paths(url)? {
            match self.read_file(&path, content).await {
                Err(Problem::File(error)) if error.kind() == io::ErrorKind::NotFound => {
                    missing = missing.or(Some(error));
                }
                Err(problem) => return Err(problem),
                Ok(text) => {
                    return Ok(Fetched::Content { text, validators: Validators::default() });
                }
            }
        }
        Err(Problem::File(missing.unwrap_or_else(|| io::ErrorKind::NotFound.into())))
    }

    async fn read_file(&self, path: &Path, content: Content) -> Result<String, Problem> {
        let data = tokio::fs::metadata(path).await.map_err(Problem::File)?;
        let largest = self.patience.largest(content);
        if usize::try_from(data.len()).unwrap_or(usize::MAX) > largest {
            return Err(Problem::TooLarge(largest));
        }
        let bytes = tokio::fs::read(path).await.map_err(Problem::File)?;
        charset::decode(&bytes, content, None)
    }
}

/// Whether an address is that of a file which is there.
pub(super) fn is_file(url: &Url) -> bool {
    url.scheme() == "file" && paths(url).is_ok_and(|paths| paths.iter().any(|path| path.is_file()))
}

/// Where the file of an address may be. A folder stands for its index, or for
/// the file of its name.
fn paths(url: &Url) -> Result<Vec<PathBuf>, Problem> {
    let path = url.to_file_path().map_err(|()| Problem::NoPath)?;
    if !url.path().ends_with('/') {
        return Ok(vec![path]);
    }
    let beside = path.with_added_extension("json");
    Ok(vec![path.join("index.json"), beside])
}

/// The address of `path` below `base`, which may end in a slash or not.
pub fn join(base: &Url, path: &str) -> Url {
    let mut url = base.clone();
    let base = base.path().trim_end_matches('/');
    url.set_path(&format!("{base}/{}", path.trim_start_matches('/')));
    url
}
