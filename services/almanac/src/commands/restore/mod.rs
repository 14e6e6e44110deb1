//! What a backup has, put back.

mod objects;
mod target;

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};

use ::objects::Objects;
use chassis::BoxError;
use chrono::{DateTime, Utc};
use clap::Args;
use diesel::migration::{Migration, MigrationSource};
use diesel::pg::Pg;
use reference::manifest::{owner, renew};
use serde::Serialize;
use tokio::task::spawn_blocking;

use self::target::Target;
use super::Secrets;
use super::backup::archive::Archive;
use super::backup::manifest::{Database, Manifest};
use super::backup::place::Place;
use super::backup::progress::bar;
use crate::output::Output;
use crate::service::Service;

/// Put back what `almanac backup` wrote, into databases that are empty or not there.
#[derive(Args)]
#[group(skip)]
pub(crate) struct Restore {
    /// What `almanac backup` wrote
    file: PathBuf,
    /// Drop databases that are there and not empty, with all that is in them
    #[arg(long)]
    force: bool,
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    secrets: Secrets,
}

/// What came of it.
#[derive(Serialize)]
struct Done {
    /// When the backup was begun.
    created_at: DateTime<Utc>,
    /// By which version.
    almanac: String,
    /// The databases, by their names now.
    databases: Vec<String>,
    /// How many migrations were run that the backup did not know.
    migrations: usize,
    objects: usize,
    /// How many of them were not in the object store yet.
    objects_written: usize,
    /// The names of keys that secrets are encrypted with and that are not in ALMANAC_SECRET_KEYS.
    missing_secret_keys: BTreeSet<String>,
}

impl Restore {
    pub(crate) async fn run(self, output: &Output) -> Result<(), BoxError> {
        let interrupted = chassis::shutdown_signal()?;
        let changing = AtomicBool::new(false);
        let done = tokio::select! {
            done = self.restore(output, &changing) => done?,
            () = interrupted => {
                return Err(if changing.load(Ordering::Relaxed) {
                    "interrupted half-way: begin again with --force".into()
                } else {
                    "interrupted; nothing was changed".into()
                });
            }
        };
        Ok(output.result(&done, done.words())?)
    }

    /// Puts everything back; `changing` says from when on something is changed.
    async fn restore(&self, output: &Output, changing: &AtomicBool) -> Result<Done, BoxError> {
        let archive = open(self.file.clone()).await?;
        let manifest = &archive.manifest;
        known(manifest)?;
        let store = self.place.objects()?;
        let targets = self.targets(manifest).await?;
        claim(manifest, &store).await?;
        let missing = objects::missing(&store, &manifest.objects).await?;
        let missing_secret_keys = self.missing_secret_keys(manifest);
        warn(output, &missing_secret_keys)?;

        changing.store(true, Ordering::Relaxed);
        for target in &targets {
            target.restore(&archive).await?;
        }
        for object in &missing {
            objects::write(&store, &archive, object).await?;
        }
        let mut migrations = 0;
        for target in &targets {
            migrations += target.migrate().await?;
        }
        self.renew_manifest(&store).await?;
        Ok(Done {
            created_at: manifest.created_at,
            almanac: manifest.almanac.clone(),
            databases: targets.iter().map(|target| target.name().to_owned()).collect(),
            migrations,
            objects: manifest.objects.len(),
            objects_written: missing.len(),
            missing_secret_keys,
        })
    }

    /// Where every service's database goes; none of them is in use, or they may be dropped.
    async fn targets(&self, manifest: &Manifest) -> Result<Vec<Target>, BoxError> {
        let mut targets = Vec::new();
        for service in Service::ALL {
            let url = self.place.databases.url(service)?;
            let own = manifest.databases.iter().find(|own| own.service == service.name());
            if targets.iter().any(|target: &Target| target.is_at(&url)) {
                return Err(format!("two services have the one database {}", url.name()).into());
            }
            targets.push(Target::look(service, url, own.cloned()).await?);
        }
        let full: Vec<&str> =
            targets.iter().filter(|target| target.is_full()).map(Target::name).collect();
        match full.as_slice() {
            [] => {}
            full if self.force => {
                if let Some(target) = targets.iter().find(|target| target.may_not_be_made_anew()) {
                    let name = target.name();
                    return Err(format!(
                        "{name} is not empty, and this role may not drop it and make it again: \
                         give an empty one"
                    )
                    .into());
                }
                tracing::info!(databases = full.join(", "), "databases will be dropped");
            }
            full => {
                let full = full.join(", ");
                return Err(format!("not empty: {full}; --force drops what is there").into());
            }
        }
        Ok(targets)
    }

    /// Replicas that start while the database is away know the releases from the object store.
    async fn renew_manifest(&self, store: &Objects) -> Result<(), BoxError> {
        let url = self.place.databases.url(Service::Reference)?;
        let mut connection = ::store::connect_or_create(&url).await?;
        Ok(renew(&mut connection, store).await?)
    }

    fn missing_secret_keys(&self, manifest: &Manifest) -> BTreeSet<String> {
        let keys = self.secrets.keys().ok();
        let names = manifest.secret_keys.iter();
        let missing = names.filter(|name| !keys.is_some_and(|keys| keys.has(name)));
        missing.cloned().collect()
    }
}

/// Reads the whole backup, before anything is changed.
async fn open(file: PathBuf) -> Result<Archive, BoxError> {
    let length = file.metadata().map_or(0, |data| data.len());
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let bar = bar(format!("reading {name}"), Some(length));
    let drawn = bar.clone();
    let archive =
        spawn_blocking(move || Archive::open(&file, |bytes| drawn.set_position(bytes))).await?;
    bar.finish_and_clear();
    archive
}

/// Refuses what a newer version wrote.
fn known(manifest: &Manifest) -> Result<(), BoxError> {
    for Database { service: name, migrations, .. } in &manifest.databases {
        let service = Service::ALL.into_iter().find(|service| service.name() == name);
        let own = service.map(versions).transpose()?.unwrap_or_default();
        if let Some(newer) = migrations.iter().find(|version| !own.contains(*version)) {
            return Err(format!(
                "almanac {} made the backup, whose migration {newer} of {name} this version, {}, \
                 does not know: use that or a newer one",
                manifest.almanac,
                env!("CARGO_PKG_VERSION")
            )
            .into());
        }
    }
    Ok(())
}

/// The versions of the migrations that this version has.
fn versions(service: Service) -> Result<BTreeSet<String>, BoxError> {
    let migrations: Vec<Box<dyn Migration<Pg>>> =
        MigrationSource::<Pg>::migrations(&service.migrations())?;
    Ok(migrations.iter().map(|migration| migration.name().version().to_string()).collect())
}

/// Refuses an object store that is another installation's.
async fn claim(manifest: &Manifest, store: &Objects) -> Result<(), BoxError> {
    match owner(store).await? {
        Some(other) if other.to_string() != manifest.catalogue => Err(format!(
            "OBJECT_STORE_URL belongs to another catalogue, {other}, and the backup has that of \
             {}: choose an empty place",
            manifest.catalogue
        )
        .into()),
        _ => Ok(()),
    }
}

/// Says which keys are missing that secrets are encrypted with, by their names.
fn warn(output: &Output, missing: &BTreeSet<String>) -> Result<(), BoxError> {
    if !missing.is_empty() {
        let names: Vec<&str> = missing.iter().map(String::as_str).collect();
        output.note(format_args!(
            "warning: secrets in the backup are encrypted with keys that ALMANAC_SECRET_KEYS does \
             not have ({}); put back the keys of then, or those secrets cannot be used",
            names.join(", ")
        ))?;
    }
    Ok(())
}

impl Done {
    fn words(&self) -> String {
        let Self { databases, objects, objects_written, migrations, .. } = self;
        let time = self.created_at.format("%Y-%m-%d %H:%M");
        let databases = databases.join(", ");
        let there = objects - objects_written;
        format!(
            "restored what was backed up at {time} UTC\n\
             databases   {databases}\n\
             migrations  {migrations} newer ones run\n\
             objects     {objects_written} written, {there} there already\n\
             Start every service now; one that runs must be restarted."
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn manifest(service: &str, migrations: &[&str]) -> Manifest {
        let mut manifest = Manifest::begin();
        manifest.databases.push(Database {
            service: service.to_owned(),
            name: format!("almanac_{service}"),
            migrations: migrations.iter().map(|version| (*version).to_owned()).collect(),
            pg_dump: 17,
            size: 0,
            sha256: String::new(),
        });
        manifest
    }

    #[test]
    fn backups_of_newer_versions_are_refused() {
        let own = versions(Service::Care).unwrap();
        let own: Vec<&str> = own.iter().map(String::as_str).collect();
        known(&manifest("care", &own)).unwrap();
        known(&manifest("care", &[])).unwrap();
        let newer = [&own[..], &["99991231235959"]].concat();
        for (service, migrations) in [("care", newer.as_slice()), ("letters", own.as_slice())] {
            let told = known(&manifest(service, migrations)).unwrap_err().to_string();
            assert!(told.contains("newer") && told.contains(service), "{told}");
        }
    }
}
