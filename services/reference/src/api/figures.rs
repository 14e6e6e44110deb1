//! What lists of figures share that are added up to levels.

use arrow_schema::Field;
use serde::Serialize;
use utoipa::{IntoParams, ToSchema};
use web::Query;

use super::place;
use crate::domain::{Boundaries, Code, Level};
use crate::segment::{count, fields, optional_count, structs, text};
use crate::view::{Figures, Organisation, PeriodFigures, PlaceFilter, View};

/// Who figures are about, and how many of its practices are in them.
#[derive(Serialize, ToSchema)]
#[schema(as = reference::Subject)]
pub(crate) struct Subject<'a> {
    /// What the organisation is.
    org_type: Level,
    /// Its code; England is `ENG`.
    org_code: Code,
    /// Its name, where one was published.
    #[schema(value_type = Option<String>)]
    org_name: Option<&'a str>,
    /// The code again, of a practice alone.
    practice_code: Option<Code>,
    /// The name again, of a practice alone.
    #[schema(value_type = Option<String>)]
    practice_name: Option<&'a str>,
    /// Practices whose figures are added up.
    practices_included: u32,
    /// Practices the organisation had; null where no map tells.
    practices_expected: Option<u32>,
}

impl<'a> Subject<'a> {
    /// An organisation of that level.
    pub(crate) fn of(view: &'a View, level: Level, organisation: &'a Organisation) -> Self {
        let Organisation { code, name, included, expected, .. } = organisation;
        let name = name.as_deref().or_else(|| view.name_of_practice(*code));
        let practice = level == Level::Practice;
        Self {
            org_type: level,
            org_code: *code,
            org_name: name,
            practice_code: practice.then_some(*code),
            practice_name: name.filter(|_| practice),
            practices_included: *included,
            practices_expected: *expected,
        }
    }

    /// The same, where so many of its practices are in these figures.
    pub(crate) fn of_practices(self, included: u32) -> Self {
        Self { practices_included: included, ..self }
    }

    /// The columns of an export.
    pub(crate) fn columns() -> [Field; 7] {
        [
            text("org_type").with_nullable(false),
            text("org_code").with_nullable(false),
            text("org_name"),
            text("practice_code"),
            text("practice_name"),
            count("practices_included"),
            optional_count("practices_expected"),
        ]
    }
}

/// A figure that is null because the source does not have it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = reference::Missing)]
pub(crate) struct Missing {
    /// The field.
    field: &'static str,
    /// Why.
    reason: Reason,
}

/// Why a figure is not there. It is never 0 for that.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = reference::Reason)]
#[expect(clippy::enum_variant_names, reason = "these are the words that answers have")]
pub(crate) enum Reason {
    /// Nobody was asked for it in this period.
    NotCollected,
    /// Others sent it in, this organisation did not.
    NotSubmitted,
    /// There is no such figure: nothing to divide by, or nothing to count.
    NotApplicable,
}

impl Missing {
    /// Says why a field is null.
    pub(crate) fn new(field: &'static str, reason: Reason) -> Self {
        Self { field, reason }
    }

    /// The column of an export.
    pub(crate) fn column() -> Field {
        let of = |name| text(name).with_nullable(false);
        structs("missing", fields([of("field"), of("reason")]))
    }
}

/// `level` and `geography`; see [`Asked`].
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "documents what `Asked` reads")]
pub(crate) struct LevelParams {
    /// `practice` (unless told), `pcn`, `sub_icb`, `icb`, `region` or `england`, separated by commas
    level: Option<String>,
    /// `as_published` with the period (unless told), or `current`: that of the newest map
    geography: Option<String>,
}

/// Refuses places that are narrower than a level: nothing of it lies in them.
fn reject_narrower(query: &mut Query<'_>, levels: &[Level], filter: &PlaceFilter) {
    let places = [
        ("pcn", Level::Pcn, &filter.pcn),
        ("sub_icb", Level::SubIcb, &filter.sub_icb),
        ("icb", Level::Icb, &filter.icb),
        ("region", Level::Region, &filter.region),
    ];
    for (name, own, codes) in places {
        if let Some(level) = levels.iter().find(|level| **level > own && !codes.is_empty()) {
            query.reject(name, format!("Nothing of the level {level} lies within a {own}."));
        }
    }
}

/// Which organisations figures are asked for of, and at which levels.
pub(crate) struct Asked {
    /// Narrowest first, at least one.
    pub(crate) levels: Vec<Level>,
    /// Whose geography.
    pub(crate) boundaries: Boundaries,
    /// Which organisations.
    pub(crate) filter: PlaceFilter,
}

impl Asked {
    /// Reads `level`, `geography`, `practice`, `pcn`, `sub_icb`, `icb` and `region`.
    pub(crate) fn read(query: &mut Query<'_>) -> Self {
        let mut levels: Vec<Level> = query.list("level");
        if levels.is_empty() {
            levels.push(Level::Practice);
        }
        levels.sort_unstable();
        levels.dedup();
        let mut filter = place(query);
        filter.org = query.list("practice");
        if !filter.org.is_empty() && levels != [Level::Practice] {
            query.reject("practice", "Practices are not named with a level above them.");
        }
        reject_narrower(query, &levels, &filter);
        let boundaries = query.one("geography").unwrap_or_default();
        Self { levels, boundaries, filter }
    }

    /// The rows of a period that are asked for: level and place in its table.
    pub(crate) fn rows<F: Figures>(
        &self,
        period: &PeriodFigures<F>,
    ) -> impl Iterator<Item = (Level, usize)> {
        self.levels.iter().flat_map(move |&level| {
            let found = period.levels(self.boundaries).at(level).places.select(&self.filter);
            let rows: Vec<usize> = found.ones().collect();
            rows.into_iter().map(move |row| (level, row))
        })
    }
}
