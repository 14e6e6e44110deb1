use chassis::BoxError;
use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use rota::changes::{adjust_leave, set_configuration};
use rota::domain::{ClinicianId, ManualAdjustmentType};
use rota::store::leave_adjustments::NewLeaveAdjustment;
use rust_decimal::Decimal;
use serde_json::{Value, json};

use super::Practice;
use crate::output::Output;

/// Say how a practice runs its rota.
#[derive(Args)]
#[group(skip)]
pub(crate) struct SetConfig {
    /// Which setting, such as `minimum_doctors`
    ///
    /// `hours_full_day` and `hours_half_day` are for reports in hours: so far there are none.
    key: String,
    /// Its value as JSON, texts in quotation marks; null takes the default again
    #[arg(value_name = "JSON", value_parser = parse_json, allow_negative_numbers = true)]
    value: Value,
    #[command(flatten)]
    practice: Practice,
}

fn parse_json(text: &str) -> Result<Value, serde_json::Error> {
    serde_json::from_str(text)
}

impl SetConfig {
    pub(super) async fn run(self, output: &Output) -> Result<(), BoxError> {
        let (mut connection, who) = self.practice.open().await?;
        let key = self.key;
        let after = set_configuration(&mut connection, &who, &key, self.value).await?;
        let value = serde_json::to_value(&after)?.get(&key).cloned().unwrap_or_default();
        let words = format!("{key} is {value}");
        Ok(output.result(&json!({ "key": key, "value": value }), words)?)
    }
}

/// Add to somebody's annual leave of a year, or take from it.
#[derive(Args)]
#[group(skip)]
pub(crate) struct AdjustLeave {
    /// The clinician's id
    clinician: i64,
    /// The calendar year in which the leave year begins
    #[arg(long, value_parser = clap::value_parser!(i32).range(1900..=9999))]
    year: i32,
    /// In weeks for partners, in days for all others; below zero takes away
    #[arg(long, value_parser = amount, allow_negative_numbers = true)]
    amount: Decimal,
    /// Why, in a sentence
    #[arg(long)]
    reason: String,
    /// What sort of adjustment it is
    #[arg(
        long = "type",
        value_name = "TYPE",
        default_value = ManualAdjustmentType::AnnualLeaveAdjustment.as_str(),
        value_parser = PossibleValuesParser::new(ManualAdjustmentType::words())
            .try_map(|word| word.parse::<ManualAdjustmentType>())
    )]
    type_: ManualAdjustmentType,
    #[command(flatten)]
    practice: Practice,
}

fn amount(text: &str) -> Result<Decimal, String> {
    let read = text.parse::<Decimal>().ok();
    let fits = |amount: &Decimal| {
        amount.scale() <= 2 && !amount.is_zero() && amount.abs() < Decimal::from(10_000)
    };
    read.filter(fits).ok_or_else(|| "a number below 10000 with two decimals, not 0".to_owned())
}

impl AdjustLeave {
    pub(super) async fn run(self, output: &Output) -> Result<(), BoxError> {
        let (mut connection, who) = self.practice.open().await?;
        let adjustment = NewLeaveAdjustment {
            clinician_id: ClinicianId(self.clinician),
            year: self.year,
            type_: self.type_,
            amount: self.amount,
            reason: self.reason,
            created_by: who.username.clone(),
        };
        let added = adjust_leave(&mut connection, &who, &adjustment).await?;
        let words = format!(
            "leave of clinician {} in {} adjusted by {}",
            added.clinician_id, added.year, added.amount
        );
        Ok(output.result(&added, words)?)
    }
}
