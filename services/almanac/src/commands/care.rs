use accounts::store::audit::Actor;
use accounts::store::organizations::{self, Organization};
use care::changes::{self, Anonymised};
use care::demo;
use care::domain::OrganizationId;
use chassis::BoxError;
use clap::{Args, Subcommand};
use diesel_async::AsyncPgConnection;
use serde_json::json;

use super::{AccountsDatabase, CareDatabase};
use crate::output::Output;

/// Care providers.
#[derive(Subcommand)]
pub(crate) enum Care {
    /// Find or make the sandbox of an organization: another one, with an account and keys of its
    /// own, and made-up data to try things with
    Sandbox(Sandbox),
    /// Remove everything that is in a sandbox, and fill it with made-up data
    ResetSandbox(ResetSandbox),
    /// Empty what tells of people in enquiries that nothing was done with for long, and of service
    /// users who left long ago
    Anonymise(Anonymise),
}

#[derive(Args)]
#[group(skip)]
pub(crate) struct Sandbox {
    /// The organization's id
    #[arg(value_name = "ORG")]
    organization: i64,
    #[command(flatten)]
    accounts: AccountsDatabase,
    #[command(flatten)]
    care: CareDatabase,
}

#[derive(Args)]
#[group(skip)]
pub(crate) struct ResetSandbox {
    /// The sandbox's id, or that of the organization whose sandbox it is
    #[arg(value_name = "ORG")]
    organization: i64,
    #[command(flatten)]
    accounts: AccountsDatabase,
    #[command(flatten)]
    care: CareDatabase,
}

#[derive(Args)]
#[group(skip)]
pub(crate) struct Anonymise {
    /// For how long nothing was done with an enquiry and what is part of it, or a service user has
    /// been gone; 0 means all of them
    #[arg(long, value_name = "DAYS", value_parser = clap::value_parser!(u32).range(..=36_500))]
    older_than: u32,
    #[command(flatten)]
    server: ::store::Config,
    #[command(flatten)]
    care: CareDatabase,
}

impl Care {
    pub(crate) async fn run(self, output: &Output) -> Result<(), BoxError> {
        match self {
            Self::Sandbox(command) => command.run(output).await,
            Self::ResetSandbox(command) => command.run(output).await,
            Self::Anonymise(command) => command.run(output).await,
        }
    }
}

impl Sandbox {
    async fn run(self, output: &Output) -> Result<(), BoxError> {
        let mut accounts = self.accounts.connect().await?;
        let actor = Actor::command();
        let sandbox = organizations::add_sandbox(&mut accounts, &actor, self.organization).await?;
        let (id, account) = (sandbox.id, &sandbox.public_id);
        let mut care = self.care.connect(&self.accounts.server).await?;
        demo::fill(&mut care, OrganizationId(id)).await?;
        let key = format!(
            "almanac key add --kind signed --organization {id} --permission care-enquiries:create"
        );
        let reset = format!("almanac care reset-sandbox {id}");
        let value = json!({
            "organization": id,
            "name": sandbox.name,
            "account_id": account,
            "make_keys_by": key,
            "reset_by": reset,
        });
        let words = format_args!(
            "organization  {id}\naccount id    {account}\nmake keys by  {key}\nreset it by   {reset}"
        );
        Ok(output.result(&value, words)?)
    }
}

impl ResetSandbox {
    async fn run(self, output: &Output) -> Result<(), BoxError> {
        let mut accounts = self.accounts.connect().await?;
        let sandbox = sandbox(&mut accounts, self.organization).await?;
        let mut care = self.care.connect(&self.accounts.server).await?;
        changes::reset(&mut care, OrganizationId(sandbox.id)).await?;
        let value = json!({ "organization": sandbox.id, "account_id": sandbox.public_id });
        let words = format_args!("organization {} has made-up data alone", sandbox.id);
        Ok(output.result(&value, words)?)
    }
}

/// The organisation itself where it is a sandbox, else the sandbox that it has.
async fn sandbox(accounts: &mut AsyncPgConnection, id: i64) -> Result<Organization, BoxError> {
    let named = organizations::find(accounts, id).await?;
    if named.sandbox {
        return Ok(named);
    }
    let twin = organizations::sandbox_of(accounts, id).await?;
    twin.ok_or_else(|| {
        let name = named.name;
        format!("{name} is no sandbox and has none; almanac care sandbox {id} makes one").into()
    })
}

impl Anonymise {
    async fn run(self, output: &Output) -> Result<(), BoxError> {
        let mut connection = self.care.connect(&self.server).await?;
        let done = changes::anonymise(&mut connection, self.older_than).await?;
        let Anonymised { care_enquiries, service_users, parts } = &done;
        let words = format_args!(
            "anonymised: {care_enquiries} care enquiries, {service_users} service users, \
             {parts} documents that are part of them"
        );
        Ok(output.result(&done, words)?)
    }
}
