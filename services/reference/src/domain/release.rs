use std::collections::BTreeMap;
use std::str::FromStr;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// The days a release is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Period {
    /// The source's own label, such as `2025/26`; a snapshot's is its date.
    pub label: String,
    /// The first day.
    pub start: NaiveDate,
    /// The last day.
    pub end: NaiveDate,
}

impl Period {
    /// The state of things on one day.
    pub fn snapshot(day: NaiveDate) -> Self {
        Self { label: day.to_string(), start: day, end: day }
    }
}

/// Where a release came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// A file the NHS published.
    Published,
    /// The demo data, which gives way to published files.
    Demo,
}

impl Origin {
    /// The word for it in the catalogue.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Published => "published",
            Self::Demo => "demo",
        }
    }
}

impl FromStr for Origin {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        match word {
            "published" => Ok(Self::Published),
            "demo" => Ok(Self::Demo),
            other => Err(format!("unknown origin {other:?}")),
        }
    }
}

/// One published revision of one period of a publication: the facts about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Release {
    /// See [`release_id`].
    pub id: String,
    /// The NHS series.
    pub publication: String,
    /// The days it is about.
    pub period: Period,
    /// 1 for what was first published of the period; counts up.
    pub revision: i32,
    /// Where it came from.
    pub origin: Origin,
    /// When the NHS published it, where that is known.
    pub published_on: Option<NaiveDate>,
    /// When it came to us.
    pub imported_at: DateTime<Utc>,
    /// Rows taken in.
    pub rows: i64,
    /// Rows refused, each with its line and a reason.
    pub rejects: i64,
    /// Its Parquet file in the object store.
    pub segment: String,
    /// SHA-256 of that file, in hex.
    pub segment_sha256: String,
}

/// How a release is named, also in URLs: `epraccur-2026-02-03-r1`.
pub fn release_id(publication: &str, period: &Period, revision: i32) -> String {
    let period = period.label.replace('/', "-");
    format!("{publication}-{period}-r{revision}")
}

/// What readers see of everything ever published: the newest revision of each
/// period, newest period first, and demo releases only of a publication that
/// has no published one.
pub fn serving(releases: &[Release]) -> Vec<&Release> {
    let published = |name: &str| {
        releases.iter().any(|r| r.publication == name && r.origin == Origin::Published)
    };
    let mut newest: BTreeMap<(&str, &str), &Release> = BTreeMap::new();
    for release in releases {
        if release.origin == Origin::Demo && published(&release.publication) {
            continue;
        }
        let slot = (release.publication.as_str(), release.period.label.as_str());
        let held = newest.entry(slot).or_insert(release);
        if release.revision > held.revision {
            *held = release;
        }
    }
    let mut serving: Vec<&Release> = newest.into_values().collect();
    serving.sort_by(|a, b| {
        (&a.publication, b.period.end, &b.id).cmp(&(&b.publication, a.period.end, &a.id))
    });
    serving
}

#[cfg(test)]
mod tests {
    use super::*;

    fn release(publication: &str, day: &str, revision: i32, origin: Origin) -> Release {
        let period = Period::snapshot(day.parse().unwrap());
        Release {
            id: release_id(publication, &period, revision),
            publication: publication.to_owned(),
            period,
            revision,
            origin,
            published_on: None,
            imported_at: DateTime::UNIX_EPOCH,
            rows: 1,
            rejects: 0,
            segment: String::new(),
            segment_sha256: String::new(),
        }
    }

    fn ids(releases: &[Release]) -> Vec<&str> {
        serving(releases).iter().map(|release| release.id.as_str()).collect()
    }

    #[test]
    fn the_newest_revision_of_each_period_is_served() {
        let releases = [
            release("epraccur", "2025-09-01", 1, Origin::Published),
            release("epraccur", "2026-02-03", 2, Origin::Published),
            release("epraccur", "2026-02-03", 1, Origin::Published),
        ];
        assert_eq!(ids(&releases), ["epraccur-2026-02-03-r2", "epraccur-2025-09-01-r1"]);
    }

    #[test]
    fn demo_releases_give_way() {
        let mut releases = vec![
            release("epraccur", "2026-01-01", 1, Origin::Demo),
            release("other", "2026-01-01", 1, Origin::Demo),
        ];
        assert_eq!(ids(&releases), ["epraccur-2026-01-01-r1", "other-2026-01-01-r1"]);
        releases.push(release("epraccur", "2025-09-01", 1, Origin::Published));
        assert_eq!(ids(&releases), ["epraccur-2025-09-01-r1", "other-2026-01-01-r1"]);
    }

    #[test]
    fn ids_fit_into_a_url() {
        let start = "2025-04-01".parse().unwrap();
        let period = Period { label: "2025/26".to_owned(), start, end: start };
        assert_eq!(release_id("qof", &period, 3), "qof-2025-26-r3");
    }
}
