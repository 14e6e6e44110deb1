mod alternate_weeks;
mod bank_holidays;
mod check;
mod generate;
mod settings;

use ::store::Connection;
use accounts::store::organizations;
use chassis::BoxError;
use clap::{Args, Subcommand};
use diesel_async::AsyncPgConnection;
use rota::changes::Who;
use rota::domain::PracticeId;
use rota::store::practices;
use serde_json::json;

use super::{AccountsDatabase, RotaDatabase};
use crate::output::Output;

/// Rotas of practices.
#[derive(Subcommand)]
pub(crate) enum Rota {
    /// Fill a range of dates with shifts
    #[command(alias = "generate_rota")]
    Generate(generate::Generate),
    /// Tell the rules that a rota breaks; fails where there are any
    Check(check::Check),
    /// Say how a practice runs its rota
    SetConfig(settings::SetConfig),
    /// Add to somebody's annual leave of a year, or take from it
    AdjustLeave(settings::AdjustLeave),
    /// What is a bank holiday to a practice
    #[command(subcommand)]
    BankHolidays(bank_holidays::BankHolidays),
    /// Mark the shifts of days gone by as done
    CompletePast {
        #[command(flatten)]
        practice: Practice,
    },
    /// What is worked every other week
    #[command(subcommand)]
    AlternateWeeks(alternate_weeks::AlternateWeeks),
}

/// Whose rota, where it is kept, and what day it is.
#[derive(Args)]
#[group(skip)]
pub(crate) struct Practice {
    /// The practice's organization [default: the only practice with a rota]
    #[arg(long, value_name = "ORG")]
    organization: Option<i64>,
    #[command(flatten)]
    accounts: AccountsDatabase,
    #[command(flatten)]
    rota: RotaDatabase,
    #[command(flatten)]
    today: rota::Today,
}

impl Rota {
    pub(crate) async fn run(self, output: &Output) -> Result<(), BoxError> {
        match self {
            Self::Generate(command) => command.run(output).await,
            Self::Check(command) => command.run(output).await,
            Self::SetConfig(command) => command.run(output).await,
            Self::AdjustLeave(command) => command.run(output).await,
            Self::BankHolidays(command) => command.run(output).await,
            Self::CompletePast { practice } => complete_past(output, &practice).await,
            Self::AlternateWeeks(command) => command.run(output).await,
        }
    }
}

impl Practice {
    /// A connection to the rota database, and who does there what is done here.
    async fn open(&self) -> Result<(Connection, Who), BoxError> {
        let mut connection = self.rota.connect(&self.accounts.server).await?;
        let practice = self.find(&mut connection).await?;
        Ok((connection, Who::program(practice, "almanac", self.today.date())))
    }

    async fn find(&self, connection: &mut AsyncPgConnection) -> Result<PracticeId, BoxError> {
        let known = practices::list(connection).await?;
        match (self.organization.map(PracticeId), known.as_slice()) {
            (Some(named), known) if known.contains(&named) => Ok(named),
            (Some(named), _) => {
                let mut accounts = self.accounts.connect().await?;
                Ok(PracticeId(organizations::find(&mut accounts, named.0).await?.id))
            }
            (None, [only]) => Ok(*only),
            (None, []) => Err("no practice has a rota yet: name one by --organization".into()),
            (None, several) => Err(self.which(several).await?.into()),
        }
    }

    async fn which(&self, several: &[PracticeId]) -> Result<String, BoxError> {
        let ids: Vec<i64> = several.iter().map(|practice| practice.0).collect();
        let mut accounts = self.accounts.connect().await?;
        let names = organizations::names(&mut accounts, &ids).await?;
        let named = ids.iter().map(|id| match names.get(id) {
            Some(name) => format!("{id} ({name})"),
            None => id.to_string(),
        });
        let named: Vec<String> = named.collect();
        Ok(format!("name one of several practices by --organization: {}", named.join(", ")))
    }
}

async fn complete_past(output: &Output, practice: &Practice) -> Result<(), BoxError> {
    let (mut connection, who) = practice.open().await?;
    let completed =
        rota::changes::shifts::complete_past(&mut connection, who.practice, who.today).await?;
    let words = match completed {
        1 => "one shift is marked as done".to_owned(),
        count => format!("{count} shifts are marked as done"),
    };
    Ok(output.result(&json!({ "completed": completed }), words)?)
}
