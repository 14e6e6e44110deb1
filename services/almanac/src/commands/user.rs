use accounts::passwords;
use accounts::store::audit::Actor;
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
    /// Replace a user's password; ends their sessions and retires their release key
    SetPassword(SetPassword),
    /// Replace a user's e-mail address; retires their release key
    SetEmail(SetEmail),
    /// Say which clinician of the rota service a user is
    Clinician(Clinician),
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
pub(crate) struct SetEmail {
    name: String,
    /// The new address, or nothing: ""
    email: String,
    #[command(flatten)]
    database: AccountsDatabase,
}

#[derive(Args)]
#[group(skip)]
pub(crate) struct Clinician {
    name: String,
    /// The clinician's id [default: none any more]
    id: Option<i64>,
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
            Self::SetEmail(command) => command.run(output).await,
            Self::Clinician(command) => command.run(output).await,
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
        let mut connection = self.database.connect().await?;
        let user = users::add(&mut connection, &Actor::command(), &user).await?;
        Ok(output.result(&user, format_args!("user {} added: {}", user.id, user.username))?)
    }
}

impl Named {
    async fn set_active(self, output: &Output, active: bool) -> Result<(), BoxError> {
        let mut connection = self.database.connect().await?;
        let actor = Actor::command();
        let user = users::set_active(&mut connection, &actor, &self.name, active).await?;
        let done = if active { "enabled" } else { "disabled" };
        Ok(output.result(&user, format_args!("user {} {done}", user.username))?)
    }
}

impl SetPassword {
    async fn run(self, output: &Output) -> Result<(), BoxError> {
        let hash = passwords::hash(read_password()?).await?;
        let mut connection = self.database.connect().await?;
        let actor = Actor::command();
        let user = users::set_password(&mut connection, &actor, &self.name, &hash, None).await?;
        let words = format_args!(
            "password of {} replaced: their sessions are ended, their release key is retired",
            user.username
        );
        Ok(output.result(&user, words)?)
    }
}

impl SetEmail {
    async fn run(self, output: &Output) -> Result<(), BoxError> {
        let mut connection = self.database.connect().await?;
        let actor = Actor::command();
        let user = users::set_email(&mut connection, &actor, &self.name, &self.email).await?;
        let words = format_args!(
            "e-mail address of {} is {:?}: if it changed, their release key is retired",
            user.username, user.email
        );
        Ok(output.result(&user, words)?)
    }
}

impl Clinician {
    async fn run(self, output: &Output) -> Result<(), BoxError> {
        let mut connection = self.database.connect().await?;
        let actor = Actor::command();
        let user = users::set_clinician(&mut connection, &actor, &self.name, self.id).await?;
        let words = match user.clinician_id {
            Some(id) => format!("user {} is clinician {id}", user.username),
            None => format!("user {} is no clinician", user.username),
        };
        Ok(output.result(&user, words)?)
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
