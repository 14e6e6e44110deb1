use std::fmt::Write;
use std::path::{Path, PathBuf};

use access::Scope;
use accounts::api_keys::ApiKey;
use accounts::passwords;
use accounts::store::api_keys::{self, Terms};
use accounts::store::memberships::{self, Role};
use accounts::store::organizations;
use accounts::store::users::{self, NewUser};
use chassis::BoxError;
use clap::{Args, Subcommand};
use diesel_async::{AsyncConnection, AsyncPgConnection};
use rand::distr::{Alphanumeric, SampleString};
use reference::demo::{Counts, England, Times, write_england};
use reference::domain::Origin;
use reference::import::Options;
use reference::publications::{self, Silent};

use super::{AccountsDatabase, ReferenceStorage};
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
        self.import().await?;
        let mut connection = self.accounts.connect().await?;
        if still_good(&mut connection, path).await? {
            output.note("the demo credentials are there already")?;
            return Ok(());
        }
        let mut people = Vec::new();
        for person in PEOPLE {
            let password = Alphanumeric.sample_string(&mut rand::rng(), 20);
            let hash = passwords::hash(password.as_str().into()).await?;
            people.push((person, password, hash));
        }
        let text = connection
            .transaction(async |connection| {
                let text = credentials(connection, people).await?;
                // Inside the transaction: credentials that nobody was told of must not stay.
                write_whole(path, &text)?;
                Ok::<_, BoxError>(text)
            })
            .await?;
        output.note(format_args!("{} demo credentials made", text.lines().count()))?;
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

/// Whether the credentials in the file are known to this database. A file
/// that was lost, or that belongs to another database, is made anew.
async fn still_good(connection: &mut AsyncPgConnection, path: &Path) -> Result<bool, BoxError> {
    let Ok(text) = std::fs::read_to_string(path) else { return Ok(false) };
    let key = text.lines().find_map(|line| line.strip_prefix("ALMANAC_API_KEY="));
    let Some(key) = key.and_then(ApiKey::parse) else { return Ok(false) };
    let known = api_keys::find(connection, key.prefix()).await?;
    Ok(known.is_some_and(|known| key.matches(&known.hash)))
}

/// Somebody to try the platform as.
struct Person {
    /// `ALMANAC_<variable>_USERNAME` and `_PASSWORD` tell how to sign in.
    variable: &'static str,
    username: &'static str,
    organization: Option<(&'static str, Role)>,
}

/// Variables that tell the ids of the demo organisations.
const ORGANIZATIONS: [(&str, &str); 3] = [
    ("ALMANAC_PRACTICE", "Demo practice"),
    ("ALMANAC_ORG", "Demo organization"),
    ("ALMANAC_OTHER_ORG", "Other demo organization"),
];

const STAFF: &str = "demo-staff";

const PEOPLE: [Person; 6] = [
    person("STAFF", STAFF, Some(("Demo practice", Role::Admin))),
    person("ORG_ADMIN", "demo-admin", Some(("Demo organization", Role::Admin))),
    person("ORG_CREATOR", "demo-creator", Some(("Demo organization", Role::Creator))),
    person("ORG_VIEWER", "demo-viewer", Some(("Demo organization", Role::Viewer))),
    person("OTHER_ORG_ADMIN", "demo-other-admin", Some(("Other demo organization", Role::Admin))),
    person("INDIVIDUAL", "demo-individual", None),
];

const fn person(
    variable: &'static str,
    username: &'static str,
    organization: Option<(&'static str, Role)>,
) -> Person {
    Person { variable, username, organization }
}

/// Makes the demo organisations, their people and their keys.
async fn credentials(
    connection: &mut AsyncPgConnection,
    people: Vec<(Person, String, String)>,
) -> Result<String, BoxError> {
    let mut text = String::new();
    let mut ids = Vec::new();
    for (variable, name) in ORGANIZATIONS {
        let organization = organizations::find_or_add(connection, name).await?;
        writeln!(text, "{variable}={}", organization.id)?;
        ids.push((name, organization.id));
    }
    for (person, password, hash) in people {
        let mut user = NewUser::new(person.username, None, hash)?;
        user.staff = person.username == STAFF;
        users::add_or_replace(connection, &user).await?;
        for (name, id) in &ids {
            if let Some((_, role)) = person.organization.filter(|(own, _)| own == name) {
                memberships::add(connection, *id, person.username, role).await?;
            }
        }
        let variable = person.variable;
        writeln!(text, "ALMANAC_{variable}_USERNAME={}", person.username)?;
        writeln!(text, "ALMANAC_{variable}_PASSWORD={password}")?;
    }
    let everything = Terms::default;
    let unlimited = || Terms { throttle: "off".parse().ok(), ..everything() };
    let some = || Terms { scopes: vec![Scope::Practices, Scope::Pcns], ..unlimited() };
    for (variable, terms, revoked) in [
        ("ALMANAC_API_KEY", unlimited(), false),
        ("ALMANAC_API_KEY_THROTTLED", everything(), false),
        ("ALMANAC_API_KEY_PRACTICES_ONLY", some(), false),
        ("ALMANAC_API_KEY_REVOKED", everything(), true),
    ] {
        let label = variable.to_owned();
        let (id, key) = api_keys::add(connection, STAFF, &Terms { label, ..terms }).await?;
        if revoked {
            api_keys::revoke(connection, id).await?;
        }
        writeln!(text, "{variable}={}", key.expose())?;
    }
    Ok(text)
}
