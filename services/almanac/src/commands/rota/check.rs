use std::collections::BTreeMap;

use chassis::BoxError;
use chrono::TimeDelta;
use clap::Args;
use rota::domain::ClinicianId;
use rota::generator;
use rota::store::clinicians;
use web::Day;

use super::Practice;
use crate::output::Output;

/// How many days are checked unless told otherwise.
const A_YEAR: TimeDelta = TimeDelta::days(365);

/// Tell the rules that a rota breaks.
#[derive(Args)]
#[group(skip)]
pub(crate) struct Check {
    /// The first date [default: today]
    #[arg(long, value_name = "DATE")]
    start_date: Option<Day>,
    /// The last date [default: a year after the first]
    #[arg(long, value_name = "DATE")]
    end_date: Option<Day>,
    #[command(flatten)]
    practice: Practice,
}

impl Check {
    pub(super) async fn run(self, output: &Output) -> Result<(), BoxError> {
        let (mut connection, who) = self.practice.open().await?;
        let first = self.start_date.map_or(who.today, |day| day.0);
        let last = match self.end_date {
            Some(day) => day.0,
            None => first.checked_add_signed(A_YEAR).unwrap_or(first),
        };
        if last < first {
            return Err(format!("--end-date {last} is before --start-date {first}").into());
        }
        let violations = generator::check(&mut connection, who.practice, first, last).await?;
        let everybody = clinicians::list(&mut connection, who.practice).await?;
        let names: BTreeMap<ClinicianId, String> =
            everybody.into_iter().map(|own| (own.id, own.name)).collect();
        output.list(&violations, ["DATE", "CLINICIAN", "RULE", "WHAT"], |violation| {
            [
                violation.date.to_string(),
                names.get(&violation.clinician_id).cloned().unwrap_or_default(),
                violation.rule.to_owned(),
                violation.message.clone(),
            ]
        })?;
        match violations.len() {
            0 => Ok(output.note(format_args!("no rule is broken from {first} to {last}"))?),
            1 => Err("the rota breaks one rule".into()),
            count => Err(format!("the rota breaks rules {count} times").into()),
        }
    }
}
