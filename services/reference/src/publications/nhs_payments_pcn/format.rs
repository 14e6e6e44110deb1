use csv::{ByteRecord, ReaderBuilder};
use rust_decimal::Decimal;

use super::row::Row;
use crate::domain::Code;
use crate::publications::epcn::is_pcn;
use crate::publications::nhs_payments_practice::headings::{MoneyColumn, distinct, lines, plain};
use crate::publications::{Column, Record, Reject, SourceError, Table};

// Its place is the layout's to find; here it is named for what is said of it.
pub(super) const PCN_CODE: Column = Column::new("PCN Code").optional();

pub(super) const TABLE: Table = Table::new(&[PCN_CODE]).or_windows_1252();

/// Headings of the codes of networks.
const CODES: [&str; 4] = ["pcncode", "pcnodscode", "primarycarenetworkcode", "networkcode"];

/// Headings of their names.
const NAMES: [&str; 4] = ["pcnname", "primarycarenetworkname", "networkname", "name"];

// Where the columns are in the readers of others, from 0.
const CODE_PLACE: usize = 2;
const NAME_PLACE: usize = 3;
const REGISTERED_PLACE: usize = 4;
const WEIGHTED_PLACE: usize = 5;
const TOTAL_PLACE: usize = 6;

/// Where the columns of one file are.
pub(super) struct Layout {
    code: usize,
    name: Option<usize>,
    sub_icb: Organisation,
    icb: Organisation,
    region: Organisation,
    registered: Option<usize>,
    weighted: Option<usize>,
    total: Option<usize>,
    per_registered: Option<usize>,
    per_weighted: Option<usize>,
    lines: Vec<MoneyColumn>,
}

/// Where the code and the name of an organisation are.
#[derive(Clone, Copy)]
struct Organisation {
    code: Option<usize>,
    name: Option<usize>,
}

impl Organisation {
    fn of(headings: &[String], is: fn(&str) -> bool) -> Self {
        let find = |word: &str| {
            find(headings, |heading| {
                is(heading) && heading.contains(word) && !heading.starts_with("ons")
            })
        };
        Self { code: find("code"), name: find("name") }
    }
}

impl Layout {
    /// The layout of a table by its headings and its first record; none where
    /// no column has the codes of networks.
    fn of(headings: &[String], first: &[&str]) -> Option<Self> {
        let told: Vec<String> = headings.iter().map(|heading| plain(heading)).collect();
        let code = code(&told, first)?;
        let name = NAMES.iter().find_map(|name| find(&told, |heading| heading == *name));
        let sub_icb = Organisation::of(&told, is_sub_icb);
        let icb = Organisation::of(&told, is_icb);
        let region = Organisation::of(&told, |heading| heading.contains("region"));
        let registered = find(&told, |heading| is_patients(heading, "registered"));
        let weighted = find(&told, |heading| is_patients(heading, "weighted"));
        let total = find(&told, is_total);
        let per_registered = find(&told, |heading| is_average(heading, "perregistered"));
        let per_weighted = find(&told, |heading| is_average(heading, "perweighted"));

        let organisations = [sub_icb, icb, region].into_iter().flat_map(|o| [o.code, o.name]);
        let others = [Some(code), name, registered, weighted, total, per_registered, per_weighted];
        let mut taken: Vec<usize> = organisations.chain(others).flatten().collect();
        let mut settle = |found: Option<usize>, place: usize| {
            let free = code == CODE_PLACE && place < told.len() && !taken.contains(&place);
            let settled = found.or_else(|| free.then_some(place));
            taken.extend(settled);
            settled
        };
        let name = settle(name, NAME_PLACE);
        let registered = settle(registered, REGISTERED_PLACE);
        let weighted = settle(weighted, WEIGHTED_PLACE);
        let is_line = told.get(TOTAL_PLACE).is_some_and(|heading| names_a_line(heading));
        let total = if is_line { total } else { settle(total, TOTAL_PLACE) };

        let before = [Some(code), name, registered, weighted].into_iter().flatten().max()?;
        let is_money = |index: usize| told.get(index).is_some_and(|heading| is_money(heading));
        let lines = MoneyColumn::all(headings)
            .filter(|MoneyColumn { index, .. }| *index > before && is_money(*index))
            .filter(|MoneyColumn { index, .. }| !taken.contains(index));
        let lines = lines.collect();
        Some(Self {
            code,
            name,
            sub_icb,
            icb,
            region,
            registered,
            weighted,
            total,
            per_registered,
            per_weighted,
            lines,
        })
    }
}

fn find(headings: &[String], fits: impl Fn(&str) -> bool) -> Option<usize> {
    headings.iter().position(|heading| fits(heading.as_str()))
}

/// The column of the codes of networks. `Code` alone may be any code, and the
/// third column any column: there the first record must have one.
fn code(headings: &[String], first: &[&str]) -> Option<usize> {
    let has_code = |index: &usize| first.get(*index).is_some_and(|cell| is_pcn(cell));
    let told = CODES.iter().find_map(|code| find(headings, |heading| heading == *code));
    told.or_else(|| find(headings, |heading| heading == "code").filter(has_code))
        .or_else(|| Some(CODE_PLACE).filter(has_code))
}

fn is_sub_icb(heading: &str) -> bool {
    heading.contains("subicb") || heading.starts_with("ccg")
}

fn is_icb(heading: &str) -> bool {
    let board = ["icb", "integratedcareboard", "stp"];
    !is_sub_icb(heading) && board.iter().any(|word| heading.starts_with(word))
}

fn is_patients(heading: &str, which: &str) -> bool {
    heading.contains(which) && !heading.contains("payment")
}

fn is_average(heading: &str, per: &str) -> bool {
    heading.contains("payment") && heading.contains(per) && !heading.contains("covid")
}

fn is_total(heading: &str) -> bool {
    let other = ["average", "deduction", "minus", "number", "patients"];
    heading.contains("total") && !other.iter().any(|word| heading.contains(word))
}

/// Whether the heading is that of one kind of payment to networks.
fn names_a_line(heading: &str) -> bool {
    let kinds =
        ["leadership", "support", "workforce", "access", "fund", "premium", "participation"];
    kinds.iter().any(|word| heading.contains(word)) && !heading.contains("total")
}

/// Whether a column after those of patients may be a line.
fn is_money(heading: &str) -> bool {
    let other = ["average", "deduction", "number", "patients"];
    !heading.starts_with("total") && !other.iter().any(|word| heading.contains(word))
}

/// Whether a table that begins like this tells payments of networks and not
/// of practices.
pub(super) fn recognises(head: &[u8]) -> bool {
    let mut reader = ReaderBuilder::new().has_headers(false).flexible(true).from_reader(head);
    let mut records = reader.byte_records().map_while(Result::ok).map(|record| cells(&record));
    let Some(headings) = records.next() else { return false };
    let first = records.next().unwrap_or_default();
    let first: Vec<&str> = first.iter().map(|cell| cell.trim()).collect();
    let pays = find(&headings, |heading| plain(heading).contains("payment")).is_some();
    let practices = find(&headings, |heading| plain(heading) == "practicecode").is_some();
    pays && !practices && Layout::of(&headings, &first).is_some()
}

fn cells(record: &ByteRecord) -> Vec<String> {
    record.iter().map(|cell| String::from_utf8_lossy(cell).into_owned()).collect()
}

/// The layout of the table whose first record this is.
pub(super) fn layout(record: &Record<'_>) -> Result<Layout, SourceError> {
    let headings = record.headings();
    let first: Vec<&str> = (0..headings.len()).map(|index| record.cell(index)).collect();
    let layout = Layout::of(headings, &first);
    let layout = layout.ok_or_else(|| record.wrong(PCN_CODE, "no column has the codes of PCNs"))?;
    distinct(record, layout.lines.iter())?;
    Ok(layout)
}

/// The row of a record; none of one without a network, which some money has not.
pub(super) fn read(record: &Record<'_>, layout: &Layout) -> Result<Option<Row>, Reject> {
    let Some(code) = known(record, layout.code) else { return Ok(None) };
    if !is_pcn(code) {
        return Err(record.reject_at(layout.code, format!("{code:?} is not the code of a PCN")));
    }
    Ok(Some(Row {
        pcn_code: parse(record, layout.code, code)?,
        pcn_name: name(record, layout.name),
        sub_icb_code: known_code(record, layout.sub_icb.code)?,
        sub_icb_name: name(record, layout.sub_icb.name),
        icb_code: known_code(record, layout.icb.code)?,
        icb_name: name(record, layout.icb.name),
        region_code: known_code(record, layout.region.code)?,
        region_name: name(record, layout.region.name),
        registered_patients: number(record, layout.registered)?,
        weighted_patients: number(record, layout.weighted)?,
        payments: lines(record, &layout.lines)?,
        total: number(record, layout.total)?,
        per_registered_patient: number(record, layout.per_registered)?,
        per_weighted_patient: number(record, layout.per_weighted)?,
    }))
}

/// The cell, unless it is empty or a word for what is not known: of what is no
/// amount, that alone is not refused as one.
fn known<'r>(record: &'r Record<'_>, index: usize) -> Option<&'r str> {
    let missing = matches!(record.money(index), Ok(None));
    Some(record.cell(index)).filter(|_| !missing)
}

fn name(record: &Record<'_>, index: Option<usize>) -> Option<String> {
    known(record, index?).map(str::to_owned)
}

fn known_code(record: &Record<'_>, index: Option<usize>) -> Result<Option<Code>, Reject> {
    let Some(index) = index else { return Ok(None) };
    known(record, index).map(|code| parse(record, index, code)).transpose()
}

fn parse(record: &Record<'_>, index: usize, code: &str) -> Result<Code, Reject> {
    code.parse::<Code>().map_err(|error| record.reject_at(index, error))
}

fn number(record: &Record<'_>, index: Option<usize>) -> Result<Option<Decimal>, Reject> {
    index.map_or(Ok(None), |index| record.money(index))
}
