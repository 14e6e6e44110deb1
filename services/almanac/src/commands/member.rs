use access::Role;
use accounts::store::audit::Actor;
use accounts::store::memberships;
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
                let actor = Actor::command();
                memberships::add(&mut connection, &actor, organization, &user, role).await?;
                let value =
                    json!({ "organization": organization, "user": user, "role": role.as_str() });
                output.result(
                    &value,
                    format_args!("{user} is {role} of organization {organization}"),
                )?;
            }
            Self::Remove { organization, user, database } => {
                let mut connection = database.connect().await?;
                let actor = Actor::command();
                memberships::remove(&mut connection, &actor, organization, &user).await?;
                let value = json!({ "organization": organization, "user": user });
                output.result(&value, format_args!("{user} left organization {organization}"))?;
            }
        }
        Ok(())
    }
}
