use chrono::NaiveDate;

use super::categories::{Category, category, code};
use super::headings::{MoneyColumn, distinct, folded, lines, plain};
use super::lines::sum_to;
use super::row::Row;
use crate::publications::{Column, Record, Reject, SourceError, Table};

const REGION_CODE: Column =
    Column::new("NHS England (Region) code").or(&["Region Code", "Commissioning Region Code"]);
const REGION_NAME: Column =
    Column::new("NHS England (Region) Name").or(&["Region Name", "Commissioning Region Name"]);
const SUB_ICB_CODE: Column = Column::new("Sub ICB Code").or(&["Sub ICB Location Code", "CCG Code"]);
const SUB_ICB_NAME: Column = Column::new("Sub ICB Name").or(&["Sub ICB Location Name"]).optional();
const CCG_NAME: Column = Column::new("CCG Name").optional();
const PCN_CODE: Column = Column::new("PCN Code").optional();
const PCN_NAME: Column = Column::new("PCN Name").optional();
const CODE: Column = Column::new("Code").optional();
pub(super) const PRACTICE_CODE: Column = Column::new("Practice Code");
const PRACTICE_NAME: Column = Column::new("Practice Name");
const ADDRESS: Column = Column::new("Practice Address");
const POSTCODE: Column = Column::new("Practice Postcode");
const OPENED_ON: Column = Column::new("Practice Open Date");
const CLOSED_ON: Column = Column::new("Practice Close Date");
const CONTRACT_TYPE: Column = Column::new("Contract Type");
const DISPENSING: Column = Column::new("Dispensing Practice");
const PRACTICE_TYPE: Column = Column::new("Practice Type").optional();
const RURALITY: Column = Column::new("Practice Rurality").optional();
const ATYPICAL: Column = Column::new("Atypical Characteristics").optional();
const REGISTERED: Column = Column::new("Number of Registered Patients (Last Known Figure)")
    .or(&["Average Number of Registered Patients", "Number of Registered Patients"]);
const WEIGHTED: Column = Column::new("Number of Weighted Patients (Last Known Figure)")
    .or(&["Average Number of Weighted Patients", "Number of Weighted Patients"]);
const PER_REGISTERED: Column = Column::new("Average payments per registered patient")
    .or(&["Average payment per registered patient"]);
const PER_WEIGHTED: Column = Column::new("Average payments per weighted patient")
    .or(&["Average payment per weighted patient"]);
const GLOBAL_SUM: Column = Column::new("Global Sum");
const TOTAL: Column = Column::new("Total NHS Payments to General Practice");
const DEDUCTIONS: Column =
    Column::new("Deductions for Pensions, Levies and Prescription Charge Income");
const LESS_DEDUCTIONS: Column =
    Column::new("Total NHS Payments to General Practice Minus Deductions");

// The £ of older years is windows-1252.
pub(super) const TABLE: Table = Table::new(&[
    REGION_CODE,
    REGION_NAME,
    SUB_ICB_CODE,
    SUB_ICB_NAME,
    CCG_NAME,
    PCN_CODE,
    PCN_NAME,
    CODE,
    PRACTICE_CODE,
    PRACTICE_NAME,
    ADDRESS,
    POSTCODE,
    OPENED_ON,
    CLOSED_ON,
    CONTRACT_TYPE,
    DISPENSING,
    PRACTICE_TYPE,
    RURALITY,
    ATYPICAL,
    REGISTERED,
    WEIGHTED,
    PER_REGISTERED,
    PER_WEIGHTED,
    GLOBAL_SUM,
    TOTAL,
    DEDUCTIONS,
    LESS_DEDUCTIONS,
])
.or_windows_1252();

/// What the headings of one file tell beyond where its columns are.
pub(super) struct Layout {
    lines: Vec<MoneyColumn>,
    extras: Vec<MoneyColumn>,
    including_covid: Option<usize>,
    /// The copy of 2022/23 has `Code` above PCN codes and `CCG NAME` above PCN
    /// names; where PCN codes stand below `PCN Code`, it is above CCG names.
    mislabelled: bool,
}

impl Layout {
    pub(super) fn of(record: &Record<'_>) -> Result<Self, SourceError> {
        let headings: Vec<String> = record.headings().iter().map(|text| plain(text)).collect();
        let has = |name: &str| headings.iter().any(|heading| heading == name);
        let including_covid = headings.iter().position(|heading| is_total_with_covid(heading));
        let place = |column| record.at(column).column.saturating_sub(1);
        let (first, total) = (place(GLOBAL_SUM), place(TOTAL));
        if total < first {
            return Err(record.wrong(TOTAL, "the total stands before Global Sum"));
        }
        let (mut lines, mut extras) = (Vec::new(), Vec::new());
        for column in MoneyColumn::all(record.headings()).filter(|column| column.index >= first) {
            // Where one total includes COVID money, the other does not, even if
            // the columns of it stand before both.
            let beyond = including_covid.is_some() && is_covid(&column.label);
            if column.index < total && !beyond {
                lines.push(column);
            } else if headings.get(column.index).is_some_and(|heading| !is_derived(heading)) {
                extras.push(column);
            }
        }
        distinct(record, lines.iter().chain(&extras))?;
        let mislabelled = has("code") && !has("pcncode");
        Ok(Self { lines, extras, including_covid, mislabelled })
    }
}

fn is_covid(label: &str) -> bool {
    category(&code(label)) == Category::Covid
}

/// Worked out from other columns.
fn is_derived(heading: &str) -> bool {
    ["total", "average", "deduction"].iter().any(|word| heading.starts_with(word))
}

fn is_total_with_covid(heading: &str) -> bool {
    let other = ["pcn", "minus", "deduction"].iter().any(|word| heading.contains(word));
    heading.starts_with("totalnhspayments") && heading.contains("includingcovid") && !other
}

/// Whether the practice dispenses. Another word than Yes and No means that we
/// misread the file.
pub(super) fn dispensing(record: &Record<'_>) -> Result<Option<bool>, SourceError> {
    match record.known(DISPENSING) {
        None => Ok(None),
        Some(word) if word.eq_ignore_ascii_case("yes") => Ok(Some(true)),
        Some(word) if word.eq_ignore_ascii_case("no") => Ok(Some(false)),
        Some(word) => Err(record.wrong(DISPENSING, format!("{word:?} is neither Yes nor No"))),
    }
}

pub(super) fn read(
    record: &Record<'_>,
    layout: &Layout,
    dispensing: Option<bool>,
) -> Result<Row, Reject> {
    let payments = lines(record, &layout.lines)?;
    let total = record.known_money(TOTAL)?;
    let total = total.ok_or_else(|| record.reject(TOTAL, "there is no total"))?;
    let including_covid = layout.including_covid.map(|index| record.money(index)).transpose()?;
    let (pcn_code, pcn_name) =
        if layout.mislabelled { (CODE, CCG_NAME) } else { (PCN_CODE, PCN_NAME) };
    let ccg_name = || if layout.mislabelled { None } else { record.known(CCG_NAME) };
    Ok(Row {
        practice_code: record.code(PRACTICE_CODE)?,
        practice_name: record.filled(PRACTICE_NAME)?,
        practice_address: record.known(ADDRESS).map(|text| folded(&text)),
        postcode: record.known(POSTCODE).map(|text| folded(&text)),
        opened_on: known_date(record, OPENED_ON)?,
        closed_on: known_date(record, CLOSED_ON)?,
        contract_type: record.known(CONTRACT_TYPE),
        dispensing,
        practice_type: record.known(PRACTICE_TYPE),
        rurality: record.known(RURALITY),
        atypical_characteristics: record.known(ATYPICAL).map_or_else(Vec::new, |all| phrases(&all)),
        average_registered_patients: record.known_money(REGISTERED)?,
        average_weighted_patients: record.known_money(WEIGHTED)?,
        per_registered_patient: record.known_money(PER_REGISTERED)?,
        per_weighted_patient: record.known_money(PER_WEIGHTED)?,
        region_code: record.known_code(REGION_CODE)?,
        region_name: record.known(REGION_NAME),
        sub_icb_code: record.known_code(SUB_ICB_CODE)?,
        sub_icb_name: record.known(SUB_ICB_NAME).or_else(ccg_name),
        pcn_code: record.known_code(pcn_code)?,
        pcn_name: record.known(pcn_name),
        lines_sum_matches_total: sum_to(&payments, total),
        payments,
        total,
        deductions: record.known_money(DEDUCTIONS)?,
        total_less_deductions: record.known_money(LESS_DEDUCTIONS)?,
        total_including_covid: including_covid.flatten(),
        extras: lines(record, &layout.extras)?,
    })
}

/// Early years have `-` where a date is not known.
fn known_date(record: &Record<'_>, column: Column) -> Result<Option<NaiveDate>, Reject> {
    record.known(column).map(|_| record.date(column)).transpose()
}

/// What stands between the pipes of `| Part year of data || No registered patients |`.
fn phrases(text: &str) -> Vec<String> {
    text.split('|').map(folded).filter(|phrase| !phrase.is_empty()).collect()
}
