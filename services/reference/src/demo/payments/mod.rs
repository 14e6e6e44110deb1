//! NHS Payments to General Practice: what practices and PCNs were paid in a
//! year.

mod lines;
mod pcns;
mod practices;
#[cfg(test)]
mod tests;

use chrono::{Months, NaiveDate};

use super::draw;
use super::england::{England, Practice};
use super::files::decimal;
use crate::domain::FinancialYear;

pub(super) use pcns::write as write_pcns;
pub(super) use practices::write as write_practices;

/// Pence.
type Money = i64;

/// What practices were paid for in a year.
struct Edition<'a> {
    england: &'a England,
    year: FinancialYear,
    /// `2025/26`, for draws.
    label: String,
}

impl<'a> Edition<'a> {
    fn of(england: &'a England, year: FinancialYear) -> Self {
        Self { england, year, label: year.to_string() }
    }

    /// Everybody paid by the list: who had one in any quarter.
    fn practices(&self) -> impl Iterator<Item = &'a Practice> {
        let listed = move |practice: &&Practice| self.quarters().any(|day| practice.is_listed(day));
        self.england.practices.iter().filter(listed)
    }

    /// The first days of its quarters.
    fn quarters(&self) -> impl Iterator<Item = NaiveDate> {
        let start = self.year.start();
        (0..4).map(move |quarter| start + Months::new(3 * quarter))
    }

    /// When it matters which PCN a practice is a member of: 1 January.
    fn membership_day(&self) -> NaiveDate {
        self.year.start() + Months::new(9)
    }

    fn is_in_pcn(&self, practice: &Practice) -> bool {
        self.england.pcn(practice, self.membership_day()).is_some()
    }

    /// A number for an organisation that is another one each year.
    fn draw(&self, code: &str, purpose: &str, below: u32) -> i64 {
        draw(code, &format!("{purpose} {}", self.label), below).into()
    }

    /// The patients of a practice, on average of its quarters.
    fn patients(&self, practice: &Practice) -> Patients {
        let registered = |day| i64::from(practice.registered(day).total());
        let registered = 25 * self.quarters().map(registered).sum::<i64>();
        // Older and poorer patients weigh more.
        let weight = 900 + i64::from(draw(&practice.code, "weight", 251));
        Patients { registered, weighted: registered * weight / 1_000 }
    }
}

/// Hundredths of patients.
#[derive(Clone, Copy, Debug, Default)]
struct Patients {
    registered: i64,
    weighted: i64,
}

impl Patients {
    /// As published.
    fn cells(self) -> [String; 2] {
        [self.registered, self.weighted].map(|patients| decimal(patients, 2))
    }

    /// What a payment comes to, for so many pence a weighted patient.
    fn paid(self, pence: i64) -> Money {
        self.weighted * pence / 100
    }
}

/// As published: pounds.
fn pounds(money: Money) -> String {
    decimal(money, 2)
}

/// Pounds for each of so many hundredths of patients; 0 where there are none.
fn average(money: Money, patients: i64) -> String {
    pounds((money * 100 + patients / 2).checked_div(patients).unwrap_or_default())
}
