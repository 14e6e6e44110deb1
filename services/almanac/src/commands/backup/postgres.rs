//! PostgreSQL's own programs, which dump and restore.

use std::env;
use std::ffi::OsString;
use std::os::unix::ffi::OsStringExt;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use ::store::DatabaseUrl;
use chassis::BoxError;
use percent_encoding::percent_decode_str;
use tokio::process::Command;
use url::Url;

/// Where Debian has them, each version in a folder of its own.
const DEBIAN: &str = "/usr/lib/postgresql";

/// From this version on they set `transaction_timeout`, which no older server knows, and
/// what they dump is for nothing older.
const STRICT: u32 = 17;

/// A program of PostgreSQL's.
pub(crate) struct Tool {
    path: PathBuf,
    /// Its version, as `17`.
    pub(crate) major: u32,
}

impl Tool {
    /// The oldest program of this name whose version is `least` or newer and that gets along with
    /// this version of the server: the older the one that dumps, the more can read it.
    pub(crate) async fn find(name: &str, least: u32, server: u32) -> Result<Self, BoxError> {
        let mut found = Vec::new();
        for folder in folders().await {
            let path = folder.join(name);
            if let Some(major) = version(&path).await {
                found.push(Self { path, major });
            }
        }
        let there: Vec<u32> = found.iter().map(|tool| tool.major).collect();
        let fitting = found.into_iter().filter(|tool| fits(tool.major, least, server));
        fitting
            .min_by_key(|tool| tool.major)
            .ok_or_else(|| misfit(name, least, server, &there).into())
    }

    /// Runs it on a database, with pipes to it and from it. It ends with whoever started it, and
    /// asks for no password. That of the URL is in its environment: arguments are seen by everybody
    /// on the machine.
    pub(crate) fn command(&self, url: &DatabaseUrl) -> Result<Command, BoxError> {
        let (address, password) = apart(url.expose())?;
        let mut command = Command::new(&self.path);
        command.arg("--no-password").arg("--dbname").arg(address);
        if let Some(password) = password {
            command.env("PGPASSWORD", password);
        }
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command.kill_on_drop(true);
        Ok(command)
    }
}

/// Whether a program can read what `least` wrote, or such a server, and be understood by it.
fn fits(major: u32, least: u32, server: u32) -> bool {
    major >= least && (major < STRICT || server >= STRICT)
}

/// What is asked for where no program fits.
fn misfit(name: &str, least: u32, server: u32, there: &[u32]) -> String {
    if server < STRICT && least >= STRICT {
        return format!(
            "what pg_dump of PostgreSQL {least} wrote can be restored to a server of {STRICT} or \
             newer, and this one has {server}"
        );
    }
    let older = if server < STRICT { format!(", but older than {STRICT},") } else { String::new() };
    let there = match there.iter().max() {
        None => "there is none".to_owned(),
        Some(newest) => format!("the newest there is has version {newest}"),
    };
    format!(
        "{name} of PostgreSQL {least} or newer{older} is needed for a server of {server}, and \
         {there}: install PostgreSQL's client programs (on Debian: postgresql-client-{least})"
    )
}

/// Folders that may have programs of PostgreSQL's. PATH comes last: what Debian has there chooses
/// a version by itself.
async fn folders() -> Vec<PathBuf> {
    let mut folders = Vec::new();
    let told = Command::new("pg_config").arg("--bindir").output().await;
    if let Some(told) = told.ok().filter(|told| told.status.success()) {
        folders.push(PathBuf::from(String::from_utf8_lossy(&told.stdout).trim()));
    }
    let versions = std::fs::read_dir(DEBIAN).into_iter().flatten().flatten();
    folders.extend(versions.map(|version| version.path().join("bin")));
    folders.extend(env::var_os("PATH").iter().flat_map(env::split_paths));
    folders
}

/// The major version of a program, if there is such a program.
async fn version(path: &Path) -> Option<u32> {
    if !path.is_file() {
        return None;
    }
    let told = Command::new(path).arg("--version").output().await.ok()?;
    number(&String::from_utf8_lossy(&told.stdout))
}

/// The first number in what `--version` tells, as in `pg_dump (PostgreSQL) 17.5 (Debian 17.5-1)`.
fn number(told: &str) -> Option<u32> {
    let digits = |word: &str| word.chars().take_while(char::is_ascii_digit).collect::<String>();
    told.split_whitespace().find_map(|word| digits(word).parse().ok())
}

/// A URL without its password, and the password.
fn apart(url: &str) -> Result<(String, Option<OsString>), BoxError> {
    let mut address = Url::parse(url)?;
    let decoded = |text: &str| OsString::from_vec(percent_decode_str(text).collect::<Vec<u8>>());
    let mut password = address.password().map(decoded);
    if password.is_some() && address.set_password(None).is_err() {
        return Err("the URL of the database makes no sense".into());
    }
    if let Some(query) = address.query().map(str::to_owned) {
        let (own, others): (Vec<&str>, Vec<&str>) =
            query.split('&').partition(|pair| pair.starts_with("password="));
        if let Some((_, value)) = own.last().and_then(|pair| pair.split_once('=')) {
            password = Some(decoded(value));
        }
        let others = others.join("&");
        address.set_query(Some(others.as_str()).filter(|others| !others.is_empty()));
    }
    Ok((address.into(), password))
}

/// What a program said when it failed: the end of it, if it is much.
pub(crate) fn complaint(stderr: &[u8]) -> String {
    let said = String::from_utf8_lossy(stderr);
    let lines: Vec<&str> = said.trim().lines().collect();
    let last = lines.len().saturating_sub(5);
    lines.get(last..).unwrap_or_default().join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read_as_every_distribution_tells_them() {
        for (told, expected) in [
            ("pg_dump (PostgreSQL) 15.8", Some(15)),
            ("pg_dump (PostgreSQL) 17.5 (Debian 17.5-1.pgdg120+1)\n", Some(17)),
            ("pg_restore (PostgreSQL) 18beta1", Some(18)),
            ("command not found", None),
        ] {
            assert_eq!(number(told), expected, "{told}");
        }
    }

    #[test]
    fn programs_fit_what_they_read_and_where_they_write() {
        for (major, least, server, expected) in [
            (15, 15, 15, true),
            (16, 15, 15, true),
            (14, 15, 15, false),
            (17, 15, 15, false),
            (17, 17, 16, false),
            (17, 16, 17, true),
            (18, 17, 17, true),
            (16, 17, 17, false),
        ] {
            assert_eq!(fits(major, least, server), expected, "{major} {least} {server}");
        }
        let told = misfit("pg_dump", 15, 15, &[17]);
        assert!(told.contains("15 or newer, but older than 17, is needed"), "{told}");
        let told = misfit("pg_restore", 17, 16, &[15, 17]);
        assert!(told.contains("a server of 17 or newer, and this one has 16"), "{told}");
    }

    #[test]
    fn a_password_is_in_no_argument() {
        for (url, address, password) in [
            ("postgres://me@%2Ftmp%2Fs:5432/a", "postgres://me@%2Ftmp%2Fs:5432/a", None),
            ("postgres://me:p%40ss@host/a?b=c", "postgres://me@host/a?b=c", Some("p@ss")),
            ("postgres://me@host/a?password=p%2B+", "postgres://me@host/a", Some("p++")),
            ("postgres://me@host/a?b=c&password=x", "postgres://me@host/a?b=c", Some("x")),
        ] {
            let told = apart(url).unwrap();
            assert_eq!(told, (address.to_owned(), password.map(OsString::from)), "{url}");
        }
    }

    #[tokio::test]
    async fn a_version_that_nobody_has_is_asked_for_in_words() {
        let told = Tool::find("pg_dump", 9_999, 9_999).await.err().unwrap().to_string();
        assert!(told.contains("postgresql-client-9999"), "{told}");
    }

    #[test]
    fn the_end_of_a_complaint_is_told() {
        let long: String = (0..20).map(|line| format!("line {line}\n")).collect();
        assert_eq!(complaint(long.as_bytes()), "line 15; line 16; line 17; line 18; line 19");
        assert_eq!(complaint(b""), "");
    }
}
