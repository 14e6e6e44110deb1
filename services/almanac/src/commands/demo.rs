use std::fmt::Write;
use std::fs::OpenOptions;
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use access::Scope;
use accounts::passwords;
use accounts::store::api_keys::{self, Terms};
use accounts::store::memberships::{self, Role};
use accounts::store::organizations;
use accounts::store::users::{self, NewUser};
use chassis::BoxError;
use clap::Args;
use diesel_async::AsyncConnection;
use rand::distr::{Alphanumeric, SampleString};
use reference::domain::Origin;
use reference::import::Options;
use reference::publications::{self, Silent};

use super::{AccountsDatabase, ReferenceStorage};
use crate::output::Output;

/// Load the demo data and make credentials to try it with. Running it again
/// does nothing.
#[derive(Args)]
pub(crate) struct Demo {
    /// Where the credentials go, as KEY=value lines; made once
    #[arg(long)]
    credentials: PathBuf,
    #[command(flatten)]
    accounts: AccountsDatabase,
    #[command(flatten)]
    reference: ReferenceStorage,
}

impl Demo {
    pub(crate) async fn run(self, output: &Output) -> Result<(), BoxError> {
        self.import().await?;
        if self.credentials.exists() {
            output.note("the demo credentials are there already")?;
            return Ok(());
        }
        let mut connection = self.accounts.connect().await?;
        let password = Alphanumeric.sample_string(&mut rand::rng(), 20);
        let hash = passwords::hash(password.as_str().into()).await?;
        let text = connection
            .transaction(async |connection| {
                let text = credentials(connection, &password, hash).await?;
                // Inside the transaction: credentials that nobody was told of must not stay.
                write_secret(&self.credentials, &text)?;
                Ok::<_, BoxError>(text)
            })
            .await?;
        output.note(format_args!("{} demo credentials made", text.lines().count()))?;
        Ok(())
    }

    async fn import(&self) -> Result<(), BoxError> {
        let folder = tempfile::tempdir()?;
        let importer = self.reference.importer(&self.accounts.server)?;
        let options = Options { origin: Origin::Demo, force: false, dry_run: false };
        for (publication, file) in reference::demo::write(folder.path())? {
            let publication = publications::find(publication).ok_or("an unknown publication")?;
            importer.import(publication, &file, options, Silent).await?;
        }
        Ok(())
    }
}

/// Makes the demo practice, its people and their keys.
async fn credentials(
    connection: &mut diesel_async::AsyncPgConnection,
    password: &str,
    password_hash: String,
) -> Result<String, BoxError> {
    const STAFF: &str = "demo-staff";
    let practice = organizations::add(connection, "Demo practice").await?;
    let mut staff = NewUser::new(STAFF, None, password_hash)?;
    staff.staff = true;
    users::add(connection, &staff).await?;
    memberships::add(connection, practice.id, STAFF, Role::Admin).await?;

    let mut text = format!(
        "ALMANAC_PRACTICE={}\nALMANAC_STAFF_USERNAME={STAFF}\nALMANAC_STAFF_PASSWORD={password}\n",
        practice.id
    );
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

fn write_secret(path: &Path, text: &str) -> std::io::Result<()> {
    let unfinished = path.with_extension("unfinished");
    let mut file =
        OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&unfinished)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    std::fs::rename(unfinished, path)
}
