//! Years made up, and what is found in them.

mod achievement;
mod prevalence;
mod years;

use std::sync::Arc;

use chrono::DateTime;

use super::years::Sources;
use super::{Indicator, Qof};
use crate::domain::{Origin, Period, Release, release_id};
use crate::publications::Series;
use crate::publications::{qof_achievement, qof_mapping_nhs_geographies, qof_prevalence};
use crate::segment;
use crate::view::shelf::Tabled;

type Sites = qof_mapping_nhs_geographies::Row;
type Rated = qof_achievement::Row;
type Counted = qof_prevalence::Row;

fn release(publication: &str, year: &str, revision: i32, origin: Origin) -> Release {
    let period = Period::year(year.parse().unwrap());
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

/// A release with its table, as a view has them.
fn held<S: Series, T: Send + Sync + 'static>(
    (year, revision, origin): (&str, i32, Origin),
    rows: Vec<S::Row>,
) -> Tabled<T> {
    let (segment, _) = segment::write(rows).unwrap();
    let table = S::load(segment, None).unwrap().downcast().unwrap();
    Tabled { release: Arc::new(release(S::FACTS.name, year, revision, origin)), table }
}

fn none() -> Sources {
    Sources {
        releases: Vec::new(),
        geographies: Vec::new(),
        indicators: Vec::new(),
        achievement: Vec::new(),
        prevalence: Vec::new(),
    }
}

fn qof(mut sources: Sources) -> Qof {
    fn releases<T>(tables: &[Tabled<T>]) -> impl Iterator<Item = Release> {
        tables.iter().map(|table| table.release.as_ref().clone())
    }
    sources.releases.extend(releases(&sources.geographies));
    sources.releases.extend(releases(&sources.indicators));
    sources.releases.extend(releases(&sources.achievement));
    sources.releases.extend(releases(&sources.prevalence));
    let known = sources.releases.clone();
    Qof { years: sources.years(&Arc::default(), &known) }
}

fn site(practice: &str, pcn: &str) -> Sites {
    Sites {
        practice_code: practice.parse().unwrap(),
        practice_name: Some(format!("Surgery {practice}")),
        pcn_code: Some(pcn.parse().unwrap()),
        pcn_name: Some("Mill PCN".to_owned()),
        sub_icb_code: None,
        sub_icb_name: None,
        icb_code: Some("QZ1".parse().unwrap()),
        icb_name: None,
        region_code: None,
        region_name: None,
        ons_sub_icb_code: None,
        ons_icb_code: None,
        ons_region_code: None,
    }
}

fn indicator(code: &str, group: &str, points: Option<f64>) -> Indicator {
    Indicator {
        indicator_code: code.parse().unwrap(),
        description: None,
        points,
        group_code: group.to_owned(),
        group_name: format!("Group {group}"),
        sub_domain_code: None,
        sub_domain_name: None,
        domain_code: "CL".to_owned(),
        domain_name: "Clinical".to_owned(),
        patient_list_type: None,
        lower_threshold: None,
        upper_threshold: None,
    }
}

fn rated(practice: &str, indicator: &str) -> Rated {
    Rated {
        practice_code: practice.parse().unwrap(),
        indicator_code: indicator.parse().unwrap(),
        register: None,
        numerator: Some(8),
        denominator: Some(10),
        personalised_care_adjustments: Some(2),
        newly_diagnosed: None,
        achieved_points: Some(5.0),
    }
}

fn counted(
    (practice, group): (&str, &str),
    list: &str,
    register: Option<u32>,
    list_size: Option<u32>,
) -> Counted {
    Counted {
        practice_code: practice.parse().unwrap(),
        group_code: group.parse().unwrap(),
        register,
        patient_list_type: Some(list.to_owned()),
        list_size,
    }
}

const NOW: (&str, i32, Origin) = ("2024/25", 1, Origin::Published);
const BEFORE: (&str, i32, Origin) = ("2023/24", 1, Origin::Published);
