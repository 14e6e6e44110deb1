use std::collections::BTreeMap;
use std::str::FromStr;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

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
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = reference::Origin)]
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

/// A file that a release was made from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = reference::ReleaseFile)]
pub struct ReleaseFile {
    /// Its name, without folder.
    pub name: String,
    /// Its length.
    pub bytes: i64,
    /// SHA-256 in hex.
    pub sha256: String,
}

/// How a revision differs from the one before it, in rows by business key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = reference::ChangeCounts)]
pub struct ChangeCounts {
    /// Rows that only the later has.
    pub added: i64,
    /// Rows that both have, with different values.
    pub changed: i64,
    /// Rows that only the earlier has.
    pub removed: i64,
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
    /// The files it was made from. Twins, such as a zip and the CSV in it, are
    /// two files of one release.
    #[serde(default)]
    pub files: Vec<ReleaseFile>,
    /// How it differs from the revision before it; nothing of the first.
    #[serde(default)]
    pub changes: Option<ChangeCounts>,
}

/// What a reading of a period is, beside the revisions that are held of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing<'a> {
    /// It has the very rows of one of them, whatever its file looks like: a
    /// zip and the CSV in it, a workbook and its sheet as CSV.
    Twin(&'a Release),
    /// It is a revision of its own.
    Revision {
        /// Its number.
        number: i32,
        /// What it replaces. Published figures never replace those of the demo.
        before: Option<&'a Release>,
    },
}

/// Tells twins from revisions; `held` are the revisions of the same period,
/// oldest first.
pub fn standing<'a>(
    held: &'a [Release],
    segment_sha256: &str,
    origin: Origin,
    force: bool,
) -> Standing<'a> {
    let mut same = held.iter().filter(|held| held.origin == origin);
    let twin = same.clone().rfind(|held| held.segment_sha256 == segment_sha256);
    match twin {
        Some(twin) if !force => Standing::Twin(twin),
        _ => Standing::Revision {
            number: held.last().map_or(1, |newest| newest.revision + 1),
            before: same.next_back(),
        },
    }
}

/// The revision that `release` replaced: published figures never replace those
/// of the demo.
pub fn replaced<'a>(release: &Release, known: &'a [Release]) -> Option<&'a Release> {
    let earlier = known.iter().filter(|other| {
        other.publication == release.publication
            && other.period == release.period
            && other.origin == release.origin
            && other.revision < release.revision
    });
    earlier.max_by_key(|other| other.revision)
}

/// How a release is named, also in URLs: `epraccur-2026-02-03-r1`.
pub fn release_id(publication: &str, period: &Period, revision: i32) -> String {
    let period = period.label.replace('/', "-");
    format!("{publication}-{period}-r{revision}")
}

/// What readers see of everything ever published: the newest revision of each
/// period, newest period first. Demo releases give way: in a register to any
/// published one, in another series to one of the same period.
pub fn serving(releases: &[Release], is_register: impl Fn(&str) -> bool) -> Vec<&Release> {
    let gives_way = |demo: &Release| {
        releases.iter().any(|other| {
            other.origin == Origin::Published
                && other.publication == demo.publication
                && (is_register(&demo.publication) || other.period == demo.period)
        })
    };
    let mut newest: BTreeMap<(&str, &str), &Release> = BTreeMap::new();
    for release in releases {
        if release.origin == Origin::Demo && gives_way(release) {
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
            files: Vec::new(),
            changes: None,
        }
    }

    fn ids(releases: &[Release]) -> Vec<&str> {
        serving(releases, |name| name == "epraccur")
            .iter()
            .map(|release| release.id.as_str())
            .collect()
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
            release("list", "2026-01-01", 1, Origin::Demo),
            release("list", "2025-12-01", 1, Origin::Demo),
        ];
        let demo = ["epraccur-2026-01-01-r1", "list-2026-01-01-r1", "list-2025-12-01-r1"];
        assert_eq!(ids(&releases), demo);
        releases.push(release("epraccur", "2025-09-01", 1, Origin::Published));
        releases.push(release("list", "2026-01-01", 2, Origin::Published));
        let served = ["epraccur-2025-09-01-r1", "list-2026-01-01-r2", "list-2025-12-01-r1"];
        assert_eq!(ids(&releases), served);
    }

    #[test]
    fn the_same_rows_are_one_release() {
        let held = |revision: i32, origin: Origin, rows: &str| Release {
            segment_sha256: rows.to_owned(),
            ..release("list", "2026-01-01", revision, origin)
        };
        let held = [
            held(1, Origin::Demo, "demo"),
            held(2, Origin::Published, "first"),
            held(3, Origin::Published, "mended"),
        ];
        let [demo, first, mended] = &held;
        let new = |number, before| Standing::Revision { number, before };
        for (rows, origin, force, expected) in [
            ("first", Origin::Published, false, Standing::Twin(first)),
            ("mended", Origin::Published, false, Standing::Twin(mended)),
            ("mended", Origin::Published, true, new(4, Some(mended))),
            ("other", Origin::Published, false, new(4, Some(mended))),
            ("demo", Origin::Published, false, new(4, Some(mended))),
            ("other", Origin::Demo, false, new(4, Some(demo))),
        ] {
            assert_eq!(standing(&held, rows, origin, force), expected, "{rows} {origin:?}");
        }
        assert_eq!(replaced(mended, &held), Some(first));
        assert_eq!(replaced(first, &held), None);
        // The first that is published replaces nothing, though the demo was there.
        assert_eq!(standing(&held[..1], "x", Origin::Published, false), new(2, None));
        assert_eq!(standing(&[], "x", Origin::Published, false), new(1, None));
    }

    #[test]
    fn ids_fit_into_a_url() {
        let start = "2025-04-01".parse().unwrap();
        let period = Period { label: "2025/26".to_owned(), start, end: start };
        assert_eq!(release_id("qof", &period, 3), "qof-2025-26-r3");
    }
}
