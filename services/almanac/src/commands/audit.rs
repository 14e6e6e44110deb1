use accounts::store::audit::{self, Filter};
use chassis::BoxError;
use clap::{Args, Subcommand};

use super::{AccountsDatabase, minute};
use crate::output::Output;

/// Who did what to which credential.
#[derive(Subcommand)]
pub(crate) enum Audit {
    /// List what happened, newest first
    List(List),
}

#[derive(Args)]
#[group(skip)]
pub(crate) struct List {
    /// How many lines
    #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(i64).range(1..=100_000))]
    limit: i64,
    #[command(flatten)]
    database: AccountsDatabase,
}

impl Audit {
    pub(crate) async fn run(self, output: &Output) -> Result<(), BoxError> {
        let Self::List(command) = self;
        command.run(output).await
    }
}

impl List {
    async fn run(self, output: &Output) -> Result<(), BoxError> {
        let mut connection = self.database.connect().await?;
        let recorded = audit::list(&mut connection, &Filter::default(), 0, self.limit).await?;
        output.list(&recorded, ["AT", "WHAT", "BY", "FROM", "SUBJECT"], |row| {
            [
                minute(Some(row.at)),
                row.event.clone(),
                row.actor.clone().unwrap_or_default(),
                row.address.clone(),
                format!("{} {} {}", row.subject_kind, row.subject_id, row.subject),
            ]
        })?;
        Ok(())
    }
}
