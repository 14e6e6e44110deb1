//! Everything that is kept, as one file.

pub(super) mod archive;
mod contents;
pub(super) mod manifest;
mod partial;
pub(super) mod place;
pub(super) mod postgres;
pub(super) mod progress;
pub(super) mod snapshot;

use std::path::PathBuf;
use std::process::Stdio;

use ::store::DatabaseUrl;
use chassis::BoxError;
use clap::Args;
use objects::{Objects, ObjectsError};
use serde::Serialize;
use tokio::io::AsyncReadExt;
use tokio_util::io::ReaderStream;

use self::archive::{CHUNK, Content, Writer};
use self::contents::Contents;
use self::manifest::{Database, Manifest, Object, dump_path};
use self::partial::Partial;
use self::place::Place;
use self::postgres::{Tool, complaint};
use self::progress::bar;
use self::snapshot::Snapshot;
use crate::output::Output;
use crate::service::Service;

/// How long `pg_dump` waits for a table that somebody changes, in milliseconds.
const LOCK_TIMEOUT: u32 = 60_000;

/// Write all databases, and the objects they name, into one file.
#[derive(Args)]
#[group(skip)]
pub(crate) struct Backup {
    /// The file; it is there when it is whole, for its owner alone
    file: PathBuf,
    /// Replace the file when it is there
    #[arg(long)]
    force: bool,
    /// Leave the bytes of objects out: for an object store that has a backup of its own
    #[arg(long)]
    without_objects: bool,
    #[command(flatten)]
    place: Place,
}

/// What came of it.
#[derive(Serialize)]
struct Done {
    file: PathBuf,
    bytes: u64,
    databases: usize,
    objects: usize,
    /// Whether their bytes are in the file.
    with_objects: bool,
}

impl Backup {
    pub(crate) async fn run(self, output: &Output) -> Result<(), BoxError> {
        if self.file.as_os_str() == "-" {
            return Err("a backup is written to a file, which - is none".into());
        }
        let interrupted = chassis::shutdown_signal()?;
        let partial = Partial::create(&self.file, self.force)?;
        let written = tokio::select! {
            written = self.write(&partial) => written,
            () = interrupted => Err("interrupted; nothing was written".into()),
        };
        let (manifest, bytes) = written?;
        partial.keep()?;
        let done = Done {
            file: self.file,
            bytes,
            databases: manifest.databases.len(),
            objects: manifest.objects.len(),
            with_objects: !self.without_objects,
        };
        Ok(output.result(&done, done.words())?)
    }

    async fn write(&self, partial: &Partial) -> Result<(Manifest, u64), BoxError> {
        let objects = self.place.objects()?;
        let mut manifest = Manifest::begin();
        let mut archive = Writer::new(partial.file()?, &manifest);
        let mut contents = Contents::default();
        for (service, url, mut snapshot) in self.snapshots().await? {
            let unread = |error| format!("cannot read database {}: {error}", url.name());
            let migrations = snapshot.migrations().await.map_err(unread)?;
            contents.read(service, &mut snapshot.connection).await?;
            let dumped = dump(&mut archive, service, &url, &snapshot, migrations).await?;
            manifest.databases.push(dumped);
        }
        manifest.catalogue = contents.catalogue;
        manifest.secret_keys = contents.secret_keys;
        manifest.objects = find(&objects, contents.objects, !self.without_objects).await?;
        copy(&mut archive, &objects, &manifest.objects).await?;
        let bytes = archive.finish(&manifest).await?;
        Ok((manifest, bytes))
    }

    /// Takes all snapshots within a moment, that of accounts last: the others name its users and
    /// organisations, and one that it did not have would be taken for the next that it makes.
    async fn snapshots(&self) -> Result<Vec<(Service, DatabaseUrl, Snapshot)>, BoxError> {
        let mut snapshots = Vec::new();
        for service in Service::ALL.into_iter().rev() {
            let url = self.place.databases.url(service)?;
            let snapshot = Snapshot::take(&url).await?;
            snapshots.push((service, url, snapshot));
        }
        snapshots.reverse();
        Ok(snapshots)
    }
}

/// Writes the dump of a database, which is of the very snapshot that was read.
async fn dump(
    archive: &mut Writer,
    service: Service,
    url: &DatabaseUrl,
    snapshot: &Snapshot,
    migrations: Vec<String>,
) -> Result<Database, BoxError> {
    let tool = Tool::find("pg_dump", snapshot.server, snapshot.server).await?;
    let Content { size, sha256 } = run(archive, &tool, service, url, &snapshot.id).await?;
    Ok(Database {
        service: service.name().to_owned(),
        name: url.name().to_owned(),
        migrations,
        pg_dump: tool.major,
        size,
        sha256,
    })
}

async fn run(
    archive: &mut Writer,
    tool: &Tool,
    service: Service,
    url: &DatabaseUrl,
    snapshot: &str,
) -> Result<Content, BoxError> {
    let name = url.name();
    let mut command = tool.command(url)?;
    command.args(["--format=custom", "--no-comments", "--snapshot", snapshot]);
    if service == Service::Releases {
        // None goes on from a backup, and where it is restored its files would be cleared up,
        // though they may have been published since.
        command.arg("--exclude-table-data=public.uploads");
    }
    command.arg(format!("--lock-wait-timeout={LOCK_TIMEOUT}")).stdin(Stdio::null());
    let mut child = command.spawn()?;
    let stdout = child.stdout.take().ok_or("pg_dump has no output")?;
    let mut stderr = child.stderr.take().ok_or("pg_dump has no output")?;
    let bar = bar(name.to_owned(), None);
    let (path, mut said) = (dump_path(service.name()), Vec::new());
    let stdout = ReaderStream::with_capacity(stdout, CHUNK);
    let (written, _) = tokio::join!(
        archive.entry(&path, stdout, |bytes| bar.set_position(bytes)),
        stderr.read_to_end(&mut said),
    );
    bar.finish_and_clear();
    let written = written?;
    if child.wait().await?.success() {
        Ok(written)
    } else {
        Err(format!("cannot dump database {name}: {}", complaint(&said)).into())
    }
}

/// Looks for every object that is named.
async fn find(
    objects: &Objects,
    named: Vec<(String, String)>,
    in_archive: bool,
) -> Result<Vec<Object>, BoxError> {
    let mut found = Vec::new();
    for (key, sha256) in named {
        let size = objects.size(&key).await.map_err(|error| unreadable(&key, error))?;
        found.push(Object { key, size, sha256, in_archive });
    }
    Ok(found)
}

/// Writes the objects that are to be in the archive.
async fn copy(archive: &mut Writer, objects: &Objects, named: &[Object]) -> Result<(), BoxError> {
    let named: Vec<&Object> = named.iter().filter(|object| object.in_archive).collect();
    let bar = bar("objects", Some(named.iter().map(|object| object.size).sum()));
    let mut before: u64 = 0;
    for object in named {
        let key = &object.key;
        let bytes = objects.reader(key, 0..object.size).await;
        let bytes = bytes.map_err(|error| unreadable(key, error))?;
        let progress = |bytes: u64| bar.set_position(before + bytes);
        let written = archive.entry(&object.path(), bytes, progress).await?;
        if written.sha256 != object.sha256 {
            return Err(format!(
                "the object {key} is not what was published: `almanac release verify` tells what \
                 else is not, and --without-objects makes a backup all the same"
            )
            .into());
        }
        before += object.size;
    }
    bar.finish_and_clear();
    Ok(())
}

fn unreadable(key: &str, error: ObjectsError) -> BoxError {
    if error.is_not_found() {
        format!("the object {key}, which a database names, is not in the object store").into()
    } else {
        error.into()
    }
}

impl Done {
    fn words(&self) -> String {
        let Self { file, bytes, databases, objects, with_objects } = self;
        let objects = match (objects, with_objects) {
            (count, true) => format!("{count} objects"),
            (count, false) => format!("the list of {count} objects"),
        };
        let file = file.display();
        format!("{file}: {databases} databases and {objects}, {bytes} bytes")
    }
}
