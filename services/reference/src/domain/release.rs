use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::str::FromStr;

use chrono::{DateTime, Days, Months, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{FinancialYear, Regions};

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

    /// A month, told by its first day.
    pub fn month(first: NaiveDate) -> Self {
        let next = first.checked_add_months(Months::new(1));
        let last = next.and_then(|next| next.checked_sub_days(Days::new(1)));
        Self { label: first.to_string(), start: first, end: last.unwrap_or(first) }
    }

    /// A financial year.
    pub fn year(year: FinancialYear) -> Self {
        Self { label: year.to_string(), start: year.start(), end: year.end() }
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
    /// The regions it has, where it is not the whole of England: some periods
    /// are published in several files.
    #[serde(default)]
    pub regions: Option<Regions>,
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
/// oldest first. What covers other regions is another part of it and not
/// replaced.
pub fn standing<'a>(
    held: &'a [Release],
    segment_sha256: &str,
    origin: Origin,
    regions: Option<Regions>,
    force: bool,
) -> Standing<'a> {
    let same = |held: &&Release| held.origin == origin && held.regions == regions;
    let mut same = held.iter().filter(same);
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
/// of the demo, nor those of one region those of another.
pub fn replaced<'a>(release: &Release, known: &'a [Release]) -> Option<&'a Release> {
    let earlier = known.iter().filter(|other| {
        other.publication == release.publication
            && other.period == release.period
            && other.origin == release.origin
            && other.regions == release.regions
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
/// published one, in another series to one of the same period. A period that
/// is published region by region is seen when all regions are there.
pub fn serving(releases: &[Release], is_register: impl Fn(&str) -> bool) -> Vec<&Release> {
    let published = releases.iter().filter(|release| release.origin == Origin::Published);
    let registers: BTreeSet<&str> = published
        .map(|release| release.publication.as_str())
        .filter(|publication| is_register(publication))
        .collect();
    let mut periods: BTreeMap<(&str, &str), Vec<&Release>> = BTreeMap::new();
    for release in releases {
        let publication = release.publication.as_str();
        if release.origin == Origin::Demo && registers.contains(publication) {
            continue;
        }
        periods.entry((publication, &release.period.label)).or_default().push(release);
    }
    let mut serving: Vec<&Release> = periods.into_values().flat_map(of_period).collect();
    serving.sort_by(|a, b| {
        (&a.publication, b.period.end, &a.id).cmp(&(&b.publication, a.period.end, &b.id))
    });
    serving
}

/// The regions that are still to come before the newest releases of a period,
/// of which these are all, are served; nothing where they are.
pub fn awaited(releases: &[&Release]) -> Option<Regions> {
    let whole = releases.iter().filter(|release| release.regions.is_none());
    let whole = whole.map(|release| release.revision).max();
    let newer = releases.iter().filter(|release| Some(release.revision) > whole);
    newer.filter_map(|release| release.regions).reduce(Regions::union)?.missing()
}

/// What is served of the releases of one period: of published ones, or else of the demo.
fn of_period(releases: Vec<&Release>) -> Vec<&Release> {
    let published = |release: &&Release| release.origin == Origin::Published;
    let (published, demo): (Vec<_>, Vec<_>) = releases.into_iter().partition(published);
    let served = newest(published);
    if served.is_empty() { newest(demo) } else { served }
}

/// Of the releases of one period what is newest: one of the whole country, or
/// one of each part of it; nothing where a part is missing.
fn newest(mut releases: Vec<&Release>) -> Vec<&Release> {
    releases.sort_by_key(|release| Reverse(release.revision));
    let mut parts: Vec<&Release> = Vec::new();
    let mut held: Option<Regions> = None;
    for release in releases {
        match release.regions {
            None => return vec![release],
            // Something newer says the same, or part of it.
            Some(regions) if held.is_some_and(|held| held.overlap(regions)) => continue,
            Some(regions) => {
                held = Some(held.map_or(regions, |held| held.union(regions)));
                parts.push(release);
            }
        }
        if held == Some(Regions::ALL) {
            return parts;
        }
    }
    Vec::new()
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
            regions: None,
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
        let half = Release {
            regions: Regions::named_in("London_East_South"),
            ..release("list", "2026-01-01", 2, Origin::Published)
        };
        // Until the other half is there the demo stays.
        assert_eq!(ids(&[releases.clone(), vec![half]].concat()), demo);
        releases.push(release("epraccur", "2025-09-01", 1, Origin::Published));
        releases.push(release("list", "2026-01-01", 2, Origin::Published));
        let served = ["epraccur-2025-09-01-r1", "list-2026-01-01-r2", "list-2025-12-01-r1"];
        assert_eq!(ids(&releases), served);
    }

    #[test]
    fn a_period_in_parts_is_served_when_it_is_whole() {
        let of = |revision: i32, regions: Option<&str>| Release {
            regions: regions.and_then(Regions::named_in),
            ..release("crosstab", "2025-10-01", revision, Origin::Published)
        };
        let (south, north) = (Some("London_East_South"), Some("Midlands_North"));
        let id = |revision: i32| format!("crosstab-2025-10-01-r{revision}");
        for (held, expected) in [
            (&[south][..], &[][..]),
            (&[south, north], &[1, 2]),
            (&[south, north, south], &[2, 3]),
            (&[south, south], &[]),
            (&[None], &[1]),
            (&[None, south], &[1]),
            (&[None, south, north], &[2, 3]),
            (&[south, north, None], &[3]),
            (&[south, north, Some("London")], &[]),
        ] {
            let numbered = (1..).zip(held).map(|(revision, regions)| of(revision, *regions));
            let releases: Vec<Release> = numbered.collect();
            let expected: Vec<String> = expected.iter().map(|revision| id(*revision)).collect();
            assert_eq!(ids(&releases), expected, "{held:?}");
        }
        let [one, other] = [of(1, south), of(2, north)];
        assert_eq!(awaited(&[&one]), Regions::named_in("Midlands_North"));
        assert_eq!(awaited(&[&one, &other]), None);
        assert_eq!(awaited(&[&one, &of(2, None)]), None);
        assert_eq!(awaited(&[&of(0, None), &one]), Regions::named_in("Midlands_North"));
        let again = of(3, south);
        let held = [one, other];
        assert_eq!(replaced(&again, &held), Some(&held[0]));
        let standing = standing(&held, "x", Origin::Published, again.regions, false);
        assert_eq!(standing, Standing::Revision { number: 3, before: Some(&held[0]) });
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
            assert_eq!(standing(&held, rows, origin, None, force), expected, "{rows} {origin:?}");
        }
        assert_eq!(replaced(mended, &held), Some(first));
        assert_eq!(replaced(first, &held), None);
        // The first that is published replaces nothing, though the demo was there.
        assert_eq!(standing(&held[..1], "x", Origin::Published, None, false), new(2, None));
        assert_eq!(standing(&[], "x", Origin::Published, None, false), new(1, None));
    }

    #[test]
    fn ids_fit_into_a_url() {
        let period = Period::year("2025/26".parse().unwrap());
        assert_eq!(release_id("qof", &period, 3), "qof-2025-26-r3");
        let period = Period::month("2024-02-01".parse().unwrap());
        assert_eq!(period.end.to_string(), "2024-02-29");
    }
}
