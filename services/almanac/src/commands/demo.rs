use std::path::{Path, PathBuf};

use accounts::store::audit::Actor;
use accounts::store::organizations;
use care::domain::OrganizationId;
use chassis::BoxError;
use clap::{Args, Subcommand};
use datasets::domain::due::Source;
use datasets::sync::add_missing;
use diesel_async::{AsyncConnection, AsyncPgConnection};
use reference::demo::{Counts, England, Times, write_england};
use reference::domain::Origin;
use reference::import::Options;
use reference::publications::{self, Silent};
use rota::domain::PracticeId;
use sealed::SecretKeys;

use super::credentials::{self, CARE_PROVIDERS, PRACTICE, Passwords};
use super::{
    AccountsDatabase, CareDatabase, DatasetsDatabase, ReferenceStorage, ReleasesStorage,
    RotaDatabase, Secrets,
};
use crate::output::{Output, write_whole};

/// Load the demo data and make credentials to try it with. Running it again
/// does nothing.
#[derive(Args)]
#[group(skip)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub(crate) struct Demo {
    #[command(subcommand)]
    verb: Option<Verb>,
    /// Where the credentials go, as KEY=value lines; made once
    #[arg(long, required = true)]
    credentials: Option<PathBuf>,
    #[command(flatten)]
    accounts: AccountsDatabase,
    #[command(flatten)]
    reference: ReferenceStorage,
    #[command(flatten)]
    rota: RotaDatabase,
    #[command(flatten)]
    datasets: DatasetsDatabase,
    #[command(flatten)]
    releases: ReleasesStorage,
    #[command(flatten)]
    care: CareDatabase,
    #[command(flatten)]
    today: rota::Today,
    #[command(flatten)]
    secrets: Secrets,
}

#[derive(Subcommand)]
enum Verb {
    /// Write files as the NHS publishes them, of a made-up England of any size
    Files(Files),
}

#[derive(Args)]
#[group(skip)]
struct Files {
    /// Where they go; it is made where it is not there
    folder: PathBuf,
    /// Open practices, from 60 to 7,000; the real England has some 6,200
    #[arg(long, default_value_t = 60)]
    practices: usize,
    /// Months with lists of patients, up to the last of the demo
    #[arg(long, default_value_t = 12, value_parser = clap::value_parser!(u32).range(..=120))]
    lists: u32,
    /// Months with appointments
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u32).range(..=120))]
    appointments: u32,
    /// Years of the Quality and Outcomes Framework
    #[arg(long, default_value_t = 2, value_parser = clap::value_parser!(u32).range(..=20))]
    qof: u32,
    /// Months in which the workforce was counted
    #[arg(long, default_value_t = 2, value_parser = clap::value_parser!(u32).range(..=120))]
    snapshots: u32,
    /// Years of payments
    #[arg(long, default_value_t = 2, value_parser = clap::value_parser!(u32).range(..=20))]
    payments: u32,
}

impl Files {
    fn write(&self, output: &Output) -> Result<(), BoxError> {
        let times = Times::last(Counts {
            months: self.lists,
            appointments: self.appointments,
            qof: self.qof,
            snapshots: self.snapshots,
            payments: self.payments,
        });
        let england = England::of(self.practices);
        std::fs::create_dir_all(&self.folder)?;
        for (publication, file) in write_england(&england, &times, &self.folder)? {
            let value = serde_json::json!({ "publication": publication, "file": file });
            output.result(&value, format_args!("{publication}: {}", file.display()))?;
        }
        Ok(())
    }
}

impl Demo {
    pub(crate) async fn run(self, output: &Output) -> Result<(), BoxError> {
        if let Some(Verb::Files(files)) = &self.verb {
            return files.write(output);
        }
        let path = self.credentials.as_deref().ok_or("say where the credentials go")?;
        let keys = self.secrets.keys()?;
        self.import().await?;
        self.add_datasets().await?;
        let publisher = self.releases.publisher(&self.accounts.server, &self.secrets)?;
        let items = releases::demo::fill(&publisher).await?;
        let mut connection = self.accounts.connect().await?;
        let clinician = self.fill_rota(&mut connection).await?;
        if credentials::still_good(&mut connection, path, clinician).await? {
            output.note("the demo credentials are there already")?;
        } else {
            let count = make_credentials(&mut connection, keys, path, clinician).await?;
            output.note(format_args!("{count} demo credentials made"))?;
        }
        let mut releases = self.releases.connect(&self.accounts.server).await?;
        credentials::subscribe(&mut connection, &mut releases, &items).await?;
        self.fill_care(&mut connection).await
    }

    /// Fills those of the care providers that have nothing.
    async fn fill_care(&self, accounts: &mut AsyncPgConnection) -> Result<(), BoxError> {
        let mut connection = self.care.connect(&self.accounts.server).await?;
        for name in CARE_PROVIDERS {
            let provider = organizations::find_or_add(accounts, &Actor::command(), name).await?;
            care::demo::fill(&mut connection, OrganizationId(provider.id)).await?;
        }
        Ok(())
    }

    /// Before there are credentials, one of which is a clinician's: the rota is
    /// another database, so nothing can make both at once.
    async fn fill_rota(&self, accounts: &mut AsyncPgConnection) -> Result<Option<i64>, BoxError> {
        let practice = organizations::find_or_add(accounts, &Actor::command(), PRACTICE).await?;
        let mut connection = self.rota.connect(&self.accounts.server).await?;
        let (practice, today) = (PracticeId(practice.id), self.today.date());
        let partner = rota::demo::fill(&mut connection, practice, today).await?;
        Ok(partner.map(|partner| partner.0))
    }

    /// Adds the pick lists that are not there, from the demo's files. Those it
    /// has no file of stay empty until they are synced.
    async fn add_datasets(&self) -> Result<(), BoxError> {
        let mut connection = self.datasets.connect(&self.accounts.server).await?;
        let folder = tempfile::tempdir()?;
        let (dictionary, organisations) = datasets::demo::write(folder.path())?;
        add_missing(&mut connection, Source::NhsDd, &dictionary).await?;
        add_missing(&mut connection, Source::External, &organisations).await?;
        Ok(())
    }

    async fn import(&self) -> Result<(), BoxError> {
        let folder = tempfile::tempdir()?;
        let importer = self.reference.importer(&self.accounts.server)?;
        let options = Options::of(Origin::Demo);
        for (publication, file) in reference::demo::write(folder.path())? {
            let publication = publications::find(publication).ok_or("an unknown publication")?;
            importer.import(publication, &file, options, Silent).await?;
        }
        Ok(())
    }
}

/// Makes the credentials and writes them; how many there are.
async fn make_credentials(
    connection: &mut AsyncPgConnection,
    keys: &SecretKeys,
    path: &Path,
    clinician: Option<i64>,
) -> Result<usize, BoxError> {
    let passwords = Passwords::random().await?;
    connection
        .transaction(async |connection| {
            let text = credentials::make(connection, keys, passwords, clinician).await?;
            // Inside the transaction: credentials that nobody was told of must not stay.
            write_whole(path, &text)?;
            Ok::<_, BoxError>(text.lines().count())
        })
        .await
}
