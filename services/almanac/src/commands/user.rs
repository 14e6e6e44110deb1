use accounts::passwords;
use accounts::store::users::{self, NewUser};
use chassis::BoxError;
use clap::{Args, Subcommand};

use super::{AccountsDatabase, read_password};
use crate::output::Output;

/// People who sign in or hold keys.
#[derive(Subcommand)]
pub(crate) enum User {
    /// Add a user
    Add(Add),
    /// Stop a user from calling, within a second everywhere
    Disable(Named),
    /// Let a disabled user call again
    Enable(Named),
    /// Replace a user's password
    SetPassword(SetPassword),
    /// List all users
    List(List),
}

#[derive(Args)]
#[group(skip)]
pub(crate) struct Add {
    name: String,
    /// Read the password from standard input
    #[arg(long, required = true)]
    password_stdin: bool,
    /// E-mail address [default: the name, where it is one]
    #[arg(long)]
    email: Option<String>,
    /// The user runs the platform
    #[arg(long)]
    staff: bool,
    /// The user is this clinician of the rota service
    #[arg(long, value_name = "ID")]
    clinician: Option<i64>,
    #[command(flatten)]
    database: AccountsDatabase,
}

#[derive(Args)]
#[group(skip)]
pub(crate) struct Named {
    name: String,
    #[command(flatten)]
    database: AccountsDatabase,
}

#[derive(Args)]
#[group(skip)]
pub(crate) struct SetPassword {
    name: String,
    /// Read the password from standard input
    #[arg(long, required = true)]
    password_stdin: bool,
    #[command(flatten)]
    database: AccountsDatabase,
}

#[derive(Args)]
#[group(skip)]
pub(crate) struct List {
    #[command(flatten)]
    database: AccountsDatabase,
}

impl User {
    pub(crate) async fn run(self, output: &Output) -> Result<(), BoxError> {
        match self {
            Self::Add(command) => command.run(output).await,
            Self::Disable(command) => command.set_active(output, false).await,
            Self::Enable(command) => command.set_active(output, true).await,
            Self::SetPassword(command) => command.run(output).await,
            Self::List(command) => command.run(output).await,
        }
    }
}

impl Add {
    async fn run(self, output: &Output) -> Result<(), BoxError> {
        let hash = passwords::hash(read_password()?).await?;
        let mut user = NewUser::new(&self.name, self.email, hash)?;
        user.staff = self.staff;
        user.clinician_id = self.clinician;
        let user = users::add(&mut *self.database.connect().await?, &user).await?;
        Ok(output.result(&user, format_args!("user {} added: {}", user.id, user.username))?)
    }
}

impl Named {
    async fn set_active(self, output: &Output, active: bool) -> Result<(), BoxError> {
        let mut connection = self.database.connect().await?;
        let user = users::set_active(&mut connection, &self.name, active).await?;
        let done = if active { "enabled" } else { "disabled" };
        Ok(output.result(&user, format_args!("user {} {done}", user.username))?)
    }
}

impl SetPassword {
    async fn run(self, output: &Output) -> Result<(), BoxError> {
        let hash = passwords::hash(read_password()?).await?;
        let mut connection = self.database.connect().await?;
        let user = users::set_password(&mut connection, &self.name, &hash).await?;
        Ok(output.result(&user, format_args!("password of {} replaced", user.username))?)
    }
}

impl List {
    async fn run(self, output: &Output) -> Result<(), BoxError> {
        let users = users::list(&mut *self.database.connect().await?).await?;
        let headings = ["ID", "USERNAME", "E-MAIL", "ACTIVE", "STAFF", "CLINICIAN"];
        output.list(&users, headings, |user| {
            [
                user.id.to_string(),
                user.username.clone(),
                user.email.clone(),
                user.active.to_string(),
                user.staff.to_string(),
                user.clinician_id.map_or_else(String::new, |id| id.to_string()),
            ]
        })?;
        Ok(())
    }
}
