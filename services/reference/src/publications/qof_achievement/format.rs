use crate::domain::{Code, IndicatorCode, Regions};
use crate::publications::{Column, Record, Reject, Table, qof};

pub(super) const REGION_CODE: Column = Column::new("REGION_ODS_CODE").optional();
const REGION_NAME: Column = Column::new("REGION_NAME").optional();
const PRACTICE_CODE: Column = Column::new("PRACTICE_CODE");
const INDICATOR_CODE: Column = Column::new("INDICATOR_CODE");
pub(super) const MEASURE: Column = Column::new("MEASURE");
const VALUE: Column = Column::new("VALUE");

pub(super) const TABLE: Table =
    Table::new(&[REGION_CODE, REGION_NAME, PRACTICE_CODE, INDICATOR_CODE, MEASURE, VALUE])
        .in_parts();

/// A record.
pub(super) struct Figure {
    pub(super) practice_code: Code,
    pub(super) region_code: Option<Code>,
    pub(super) indicator_code: IndicatorCode,
    /// Nothing where the value is blank.
    pub(super) measure: Option<Measure>,
}

/// What was measured.
#[derive(Clone, Copy)]
pub(super) enum Measure {
    Register(u32),
    Numerator(u32),
    Denominator(u32),
    PersonalisedCareAdjustments(u32),
    NewlyDiagnosed(u32),
    AchievedPoints(f64),
}

pub(super) fn read(record: &Record<'_>) -> Result<Figure, Reject> {
    Ok(Figure {
        practice_code: record.code(PRACTICE_CODE)?,
        region_code: record.known_code(REGION_CODE)?,
        indicator_code: qof::indicator(record, INDICATOR_CODE)?,
        measure: measure(record)?,
    })
}

/// The region by name, if it is known.
pub(super) fn region(record: &Record<'_>) -> Option<Regions> {
    Regions::named_in(record.text(REGION_NAME))
}

fn measure(record: &Record<'_>) -> Result<Option<Measure>, Reject> {
    let count =
        |measure: fn(u32) -> Measure| record.known_count(VALUE).map(|count| count.map(measure));
    match record.text(MEASURE) {
        "REGISTER" => count(Measure::Register),
        "NUMERATOR" => count(Measure::Numerator),
        "DENOMINATOR" => count(Measure::Denominator),
        // Before 2019/20 they were called exceptions.
        "PCAS" | "EXCEPTIONS" => count(Measure::PersonalisedCareAdjustments),
        "NEWLY_DIAGNOSED" => count(Measure::NewlyDiagnosed),
        "ACHIEVED_POINTS" => {
            record.known_number(VALUE).map(|points| points.map(Measure::AchievedPoints))
        }
        word => Err(record.reject(MEASURE, format!("{word:?} is not a measure"))),
    }
}
