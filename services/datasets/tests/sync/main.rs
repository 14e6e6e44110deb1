//! Syncing from a server that misbehaves: a good list is never replaced by a
//! bad one, and what is told of a list is true.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod answers;
mod lists;
mod missing;
mod runs;
mod schedule;
mod site;

use std::time::Duration;

use chrono::{DateTime, SubsecRound, TimeDelta, Utc};
use datasets::domain::due::Source;
use datasets::store::{DatasetRow, option_lists, synced};
use datasets::sync::fetch::{Fetcher, Patience};
use datasets::sync::{Line, Outcome, Report, Request, SyncError, run};
use store::Pool;
use store::testing::TestDatabase;

use site::Site;

/// Where main specialties are, and what they are called.
const PAGE: &str = "main_specialty_code__mental_health_.html";
const SPECIALTIES: &str = "main_specialty_code";

/// A database of datasets, and a site to sync it with.
struct World {
    database: TestDatabase,
    pool: Pool,
    site: Site,
    fetcher: Fetcher,
}

impl World {
    async fn new() -> Self {
        let database = TestDatabase::new(datasets::NAME, datasets::MIGRATIONS).await;
        let pool = store::pool(&database.url, 4);
        let fetcher = Fetcher::new(quick(), Some("sesame".into())).unwrap();
        Self { database, pool, site: Site::new().await, fetcher }
    }

    fn request(&self, source: Source, day: i64) -> Request<'_> {
        Request::new(source, &self.site.base, at(day))
    }

    async fn run(&self, request: &Request<'_>) -> Result<Report, SyncError> {
        let mut connection = self.pool.get().await.unwrap();
        run(&mut connection, &self.fetcher, request, |_| {}).await
    }

    /// Syncs main specialties alone, due or not.
    async fn specialties(&self, day: i64, force: bool) -> Line {
        let request = self.request(Source::NhsDd, day);
        self.one(&Request { dataset: Some(SPECIALTIES), force, ..request }).await
    }

    /// What came of the only list of a run.
    async fn one(&self, request: &Request<'_>) -> Line {
        let report = self.run(request).await.unwrap();
        let [line] = <[Line; 1]>::try_from(report.datasets).unwrap();
        line
    }

    async fn row(&self, key: &str) -> Option<DatasetRow> {
        let mut connection = self.pool.get().await.unwrap();
        synced::find(&mut connection, key).await.unwrap()
    }

    async fn options(&self, row: &DatasetRow) -> Vec<(String, String)> {
        let mut connection = self.pool.get().await.unwrap();
        let json = option_lists::read(&mut connection, row.option_list_id).await.unwrap();
        let options = option_lists::parsed(&json).unwrap();
        options.iter().map(|(code, text)| (code.to_owned(), text.to_owned())).collect()
    }

    /// A dataset with what a failed sync must leave as it is.
    async fn image(&self, key: &str) -> Option<(DatasetRow, Vec<(String, String)>)> {
        let row = self.row(key).await?;
        let options = self.options(&row).await;
        Some((row, options))
    }
}

/// Never waits for long.
fn quick() -> Patience {
    Patience {
        pause: Duration::ZERO,
        longest_pause: Duration::ZERO,
        largest_page: 10_000,
        ..Patience::default()
    }
}

/// In so many days. What is written gets the time it is written at, whatever
/// time a run is told that it is.
fn at(day: i64) -> DateTime<Utc> {
    Utc::now().trunc_subsecs(6) + TimeDelta::days(day)
}

/// A page with these options.
fn page(options: &[(&str, &str)]) -> String {
    let rows =
        options.iter().map(|(code, text)| format!("<tr><td>{code}</td><td>{text}</td></tr>"));
    let rows: String = rows.collect();
    format!(
        "<html><body><table><tr><th>Code</th><th>Description</th></tr>{rows}</table></body></html>"
    )
}

fn failed(line: &Line) -> &str {
    assert_eq!(line.outcome, Outcome::Failed, "{line:?}");
    line.reason.as_deref().unwrap()
}
