use accounts::store::memberships::{self, Role};
use chassis::BoxError;
use clap::Subcommand;
use serde_json::json;

use super::AccountsDatabase;
use crate::output::Output;

/// Who belongs to which organization.
#[derive(Subcommand)]
pub(crate) enum Member {
    /// Make a user a member, or give a member another role
    Add {
        /// The organization's id
        organization: i64,
        /// The username
        user: String,
        /// admin, creator, viewer or data_custodian
        #[arg(long)]
        role: Role,
        #[command(flatten)]
        database: AccountsDatabase,
    },
    /// End a membership
    Remove {
        /// The organization's id
        organization: i64,
        /// The username
        user: String,
        #[command(flatten)]
        database: AccountsDatabase,
    },
}

impl Member {
    pub(crate) async fn run(self, output: &Output) -> Result<(), BoxError> {
        match self {
            Self::Add { organization, user, role, database } => {
                let mut connection = database.connect().await?;
                memberships::add(&mut connection, organization, &user, role).await?;
                let value = json!({ "organization": organization, "user": user, "role": role });
                output.result(
                    &value,
                    format_args!("{user} is {role} of organization {organization}"),
                )?;
            }
            Self::Remove { organization, user, database } => {
                let mut connection = database.connect().await?;
                memberships::remove(&mut connection, organization, &user).await?;
                let value = json!({ "organization": organization, "user": user });
                output.result(&value, format_args!("{user} left organization {organization}"))?;
            }
        }
        Ok(())
    }
}
