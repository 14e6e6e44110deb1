use chassis::BoxError;
use chrono::{Datelike, NaiveDate};
use clap::Subcommand;
use rota::changes::set_bank_holiday;
use rota::domain::bank_holidays::{Change, are_unknown, unknown};
use rota::store::practices;
use serde::Serialize;
use serde_json::json;
use web::Day;

use super::Practice;
use crate::output::Output;

/// What is a bank holiday to a practice.
#[derive(Subcommand)]
pub(crate) enum BankHolidays {
    /// List the bank holidays of the practice's nation, with what it changed
    List {
        /// Only those of this year
        #[arg(long)]
        year: Option<i32>,
        #[command(flatten)]
        practice: Practice,
    },
    /// Make a date a bank holiday
    Add {
        /// Which date
        date: Day,
        /// What it is called
        name: String,
        #[command(flatten)]
        practice: Practice,
    },
    /// Make a date none
    Remove {
        /// Which date
        date: Day,
        #[command(flatten)]
        practice: Practice,
    },
}

/// A bank holiday as lists show it.
#[derive(Serialize)]
struct Row {
    date: NaiveDate,
    name: String,
}

impl BankHolidays {
    pub(super) async fn run(self, output: &Output) -> Result<(), BoxError> {
        match self {
            Self::List { year, practice } => list(output, &practice, year).await,
            Self::Add { date, name, practice } => {
                set(output, &practice, Change { date: date.0, name: Some(name) }).await
            }
            Self::Remove { date, practice } => {
                set(output, &practice, Change { date: date.0, name: None }).await
            }
        }
    }
}

async fn list(output: &Output, practice: &Practice, year: Option<i32>) -> Result<(), BoxError> {
    let (mut connection, who) = practice.open().await?;
    let (_, calendar) = practices::rules(&mut connection, who.practice).await?;
    let of_year = calendar.iter().filter(|(date, _)| year.is_none_or(|year| date.year() == year));
    let rows: Vec<Row> = of_year.map(|(date, name)| Row { date, name: name.to_owned() }).collect();
    if year.is_some_and(|year| are_unknown(year..=year)) {
        output.note(unknown())?;
    }
    output.list(&rows, ["DATE", "NAME"], |row| [row.date.to_string(), row.name.clone()])?;
    Ok(())
}

async fn set(output: &Output, practice: &Practice, holiday: Change) -> Result<(), BoxError> {
    let (mut connection, who) = practice.open().await?;
    set_bank_holiday(&mut connection, &who, &holiday).await?;
    let Change { date, name } = holiday;
    let words = match &name {
        Some(name) => format!("{date} is a bank holiday: {name}"),
        None => format!("{date} is no bank holiday"),
    };
    Ok(output.result(&json!({ "date": date, "name": name }), words)?)
}
