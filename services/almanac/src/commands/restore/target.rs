use std::io;

use ::store::DatabaseUrl;
use chassis::BoxError;
use diesel_async::{AsyncPgConnection, SimpleAsyncConnection};
use tokio::io::{AsyncRead, copy};
use tokio_util::io::InspectReader;

use super::super::backup::archive::{Archive, count};
use super::super::backup::manifest::Database;
use super::super::backup::postgres::{Tool, complaint};
use super::super::backup::progress::bar;
use super::super::backup::snapshot::{server_version, text};
use crate::service::Service;

/// Whether anybody put a table or the like there. What extensions bring along does not count, since
/// some servers have them in every database.
const IS_EMPTY: &str = "\
    SELECT (NOT EXISTS (\
        SELECT FROM pg_class \
        JOIN pg_namespace ON pg_namespace.oid = relnamespace \
        WHERE nspname NOT IN ('pg_catalog', 'information_schema') \
        AND NOT starts_with(nspname, 'pg_toast') AND NOT starts_with(nspname, 'pg_temp') \
        AND NOT EXISTS (\
            SELECT FROM pg_depend \
            WHERE classid = 'pg_class'::regclass AND objid = pg_class.oid AND deptype = 'e'\
        )\
    ))::text AS value";

const MAY_CREATE: &str = "\
    SELECT (rolcreatedb OR rolsuper)::text AS value FROM pg_roles WHERE rolname = current_user";

/// Where the database of a service goes.
pub(super) struct Target {
    service: Service,
    url: DatabaseUrl,
    /// What there is of it in the backup; nothing where that is older than the service.
    dump: Option<(Database, Tool)>,
    state: State,
}

enum State {
    Missing,
    Empty,
    Full { may_create: bool },
}

impl Target {
    /// Looks what is there, and for the program that can fill it.
    pub(super) async fn look(
        service: Service,
        url: DatabaseUrl,
        dump: Option<Database>,
    ) -> Result<Self, BoxError> {
        let (mut connection, state) = match ::store::find(&url).await? {
            Some(mut connection) => {
                let state = state(&mut connection).await?;
                (connection, state)
            }
            None => {
                let server = ::store::find(&url.named("postgres")).await?;
                let missing = || format!("neither {} is there nor postgres", url.name());
                (server.ok_or_else(missing)?, State::Missing)
            }
        };
        let server = server_version(&mut connection).await?;
        let dump = match dump {
            Some(database) => {
                let least = server.max(database.pg_dump);
                let tool = Tool::find("pg_restore", least, server).await?;
                Some((database, tool))
            }
            None => None,
        };
        Ok(Self { service, url, dump, state })
    }

    /// The name of the database.
    pub(super) fn name(&self) -> &str {
        self.url.name()
    }

    /// Whether this is where the database goes.
    pub(super) fn is_at(&self, url: &DatabaseUrl) -> bool {
        self.url == *url
    }

    /// Whether there is something that would be lost.
    pub(super) fn is_full(&self) -> bool {
        matches!(self.state, State::Full { .. })
    }

    /// Whether it could be dropped, but not be made again.
    pub(super) fn may_not_be_made_anew(&self) -> bool {
        matches!(self.state, State::Full { may_create: false })
    }

    /// Makes the database what it was; nothing of it is there when that fails. What was there
    /// before is gone in either case.
    pub(super) async fn restore(&self, archive: &Archive) -> Result<(), BoxError> {
        if self.is_full() {
            ::store::drop_database(&self.url).await?;
        }
        let mut connection = ::store::connect_or_create(&self.url).await?;
        if let Some((database, tool)) = &self.dump {
            let bar = bar(self.name().to_owned(), Some(database.size));
            let dump = archive.dump(database).await?;
            let dump = InspectReader::new(dump, |bytes| bar.inc(count(bytes.len())));
            self.fill(tool, dump).await?;
            bar.finish_and_clear();
            // Dumps have no statistics, without which queries are planned badly.
            connection.batch_execute("ANALYZE").await?;
        }
        Ok(())
    }

    async fn fill(&self, tool: &Tool, mut dump: impl AsyncRead + Unpin) -> Result<(), BoxError> {
        let mut command = tool.command(&self.url)?;
        command.args(["--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges"]);
        let mut child = command.spawn()?;
        let mut stdin = child.stdin.take().ok_or("pg_restore has no input")?;
        let feed = async move { copy(&mut dump, &mut stdin).await };
        let (fed, ended) = tokio::join!(feed, child.wait_with_output());
        let (name, ended) = (self.name(), ended?);
        match fed {
            // It hangs up when it fails, and says why; or when it has all that it wants.
            Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
                return Err(format!("cannot read the dump of database {name}: {error}").into());
            }
            _ => {}
        }
        if !ended.status.success() {
            let said = complaint(&ended.stderr);
            return Err(format!("cannot restore database {name}: {said}").into());
        }
        Ok(())
    }

    /// Runs the migrations that the backup does not know; how many.
    pub(super) async fn migrate(&self) -> Result<usize, BoxError> {
        Ok(::store::migrate(&self.url, self.service.migrations()).await?.len())
    }
}

async fn state(connection: &mut AsyncPgConnection) -> Result<State, BoxError> {
    Ok(if text(connection, IS_EMPTY).await? == "true" {
        State::Empty
    } else {
        State::Full { may_create: text(connection, MAY_CREATE).await? == "true" }
    })
}
