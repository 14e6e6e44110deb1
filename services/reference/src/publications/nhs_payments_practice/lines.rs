//! Lines of payments: one for each column of money.

use std::sync::Arc;

use arrow_schema::Field;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::categories::{Category, code};
use crate::segment::{fields, structs, text};

/// How far lines may be from their total and still add up to it: half a penny.
/// They are exact to the penny in all 27,236 rows of 2019/20 to 2022/23; the
/// rest is for amounts published with more decimals.
const TOLERANCE: Decimal = Decimal::from_parts(5, 0, 0, false, 3);

/// What was paid under one heading.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// The published heading, its white space folded.
    pub label: String,
    /// In pounds; none where the cell is blank, which is not 0.
    #[serde(with = "rust_decimal::serde::str_option")]
    pub amount: Option<Decimal>,
}

impl Line {
    /// A column of lists of lines.
    pub(in crate::publications) fn column(name: &str) -> Field {
        structs(name, fields([text("label").with_nullable(false), text("amount")]))
    }
}

/// What is the same of a line in every row of a year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineKind {
    /// See [`code`].
    pub code: Arc<str>,
    /// The published heading, its white space folded.
    pub label: Arc<str>,
    /// What it is paid for.
    pub category: Category,
}

/// The kinds of line that rows have, in the order in which they have them.
pub(in crate::publications) fn kinds<'r>(
    rows: impl Iterator<Item = &'r [Line]>,
    category: fn(&str) -> Category,
) -> Vec<LineKind> {
    let mut kinds: Vec<LineKind> = Vec::new();
    for lines in rows {
        for (place, line) in lines.iter().enumerate() {
            let same = |kind: &LineKind| *kind.label == *line.label;
            if kinds.get(place).is_some_and(same) || kinds.iter().any(same) {
                continue;
            }
            let code = code(&line.label);
            let category = category(&code);
            kinds.push(LineKind { code: code.into(), label: line.label.as_str().into(), category });
        }
    }
    kinds
}

/// The amounts of a row, one for each of `kinds`.
pub(in crate::publications) fn aligned(
    kinds: &[LineKind],
    lines: &[Line],
) -> Box<[Option<Decimal>]> {
    let amount = |(place, kind): (usize, &LineKind)| {
        let same = |line: &&Line| *line.label == *kind.label;
        lines.get(place).filter(same).or_else(|| lines.iter().find(same))?.amount
    };
    kinds.iter().enumerate().map(amount).collect()
}

/// Whether lines add up to a total.
pub(in crate::publications) fn sum_to(lines: &[Line], total: Decimal) -> bool {
    let mut amounts = lines.iter().filter_map(|line| line.amount);
    let left = amounts.try_fold(total, |left, amount| left.checked_sub(amount));
    left.is_some_and(|left| left.abs() <= TOLERANCE)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::publications::nhs_payments_practice::category;

    fn line(label: &str, amount: Option<Decimal>) -> Line {
        Line { label: label.to_owned(), amount }
    }

    #[test]
    fn lines_may_miss_their_total_by_half_a_penny() {
        let pence = |pence| Some(Decimal::new(pence, 2));
        let lines = [line("A", pence(100_050)), line("B", None), line("C", pence(-4_525))];
        for (total, matches) in [
            ("955.25", true),
            ("955.250", true),
            ("955.255", true),
            ("955.245", true),
            ("955.26", false),
            ("955.24", false),
            ("0", false),
            ("-79228162514264337593543950335", false),
        ] {
            assert_eq!(sum_to(&lines, total.parse().unwrap()), matches, "{total}");
        }
        assert!(sum_to(&[], Decimal::ZERO));
    }

    #[test]
    fn kinds_keep_the_order_of_columns() {
        let one = Some(Decimal::ONE);
        let first = [line("Global Sum", one), line("Other Payments", None)];
        let second =
            [line("Global Sum", one), line("PCN Support", one), line("Other Payments", one)];
        let rows = [first.as_slice(), second.as_slice()];
        let kinds = kinds(rows.into_iter(), category);
        let codes: Vec<&str> = kinds.iter().map(|kind| &*kind.code).collect();
        assert_eq!(codes, ["global_sum", "other_payments", "pcn_support"]);
        assert_eq!(kinds[2].category, Category::Pcn);
        assert_eq!(*aligned(&kinds, &first), [one, None, None]);
        assert_eq!(*aligned(&kinds, &second), [one, one, one]);
    }

    proptest! {
        #[test]
        fn every_amount_stands_below_its_kind(
            rows in prop::collection::vec(
                prop::collection::btree_map("[A-D]", prop::option::of(any::<i32>()), 0..5), 0..5)
        ) {
            let rows: Vec<Vec<Line>> = rows
                .into_iter()
                .map(|row| row.into_iter().map(|(label, pence)| {
                    line(&label, pence.map(|pence| Decimal::new(pence.into(), 2)))
                }).collect())
                .collect();
            let kinds = kinds(rows.iter().map(Vec::as_slice), category);
            for row in &rows {
                let amounts = aligned(&kinds, row);
                prop_assert_eq!(amounts.len(), kinds.len());
                for (kind, amount) in kinds.iter().zip(&*amounts) {
                    let line = row.iter().find(|line| *line.label == *kind.label);
                    prop_assert_eq!(*amount, line.and_then(|line| line.amount));
                }
            }
        }
    }
}
