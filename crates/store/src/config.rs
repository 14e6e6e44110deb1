use std::fmt;
use std::str::FromStr;

use url::Url;

/// The PostgreSQL server all services share, unless a service is told otherwise.
#[derive(Clone, Debug, clap::Args)]
#[group(skip)]
pub struct Config {
    /// The PostgreSQL server; each service uses database `almanac_<service>` on it
    #[arg(long, env, hide_env_values = true)]
    pub database_url: Option<DatabaseUrl>,
}

impl Config {
    /// The database of one service: its own URL, or `almanac_<service>` on the shared server.
    pub fn database(
        &self,
        service: &str,
        own: Option<&DatabaseUrl>,
    ) -> Result<DatabaseUrl, NoDatabase> {
        own.cloned()
            .or_else(|| {
                self.database_url.as_ref().map(|server| server.named(&format!("almanac_{service}")))
            })
            .ok_or_else(|| NoDatabase(service.to_uppercase()))
    }
}

/// Neither variable is set.
#[derive(Debug, thiserror::Error)]
#[error("set DATABASE_URL (the server) or {0}_DATABASE_URL (an exact database)")]
pub struct NoDatabase(String);

/// The address of a database. It may hold a password, so it prints without one.
#[derive(Clone, PartialEq, Eq)]
pub struct DatabaseUrl(Url);

impl DatabaseUrl {
    /// Another database on the same server.
    #[must_use]
    pub fn named(&self, database: &str) -> Self {
        let mut url = self.0.clone();
        url.set_path(database);
        Self(url)
    }

    /// The name of the database.
    pub fn name(&self) -> &str {
        self.0.path().trim_start_matches('/')
    }

    /// Host and port of the server, for messages.
    pub fn server(&self) -> String {
        let asked = self.0.query_pairs().find(|(name, _)| name == "host");
        let host = asked.map(|(_, host)| host.into_owned());
        let host = host.or_else(|| self.0.host_str().map(str::to_owned)).unwrap_or_default();
        format!("{host}:{}", self.0.port().unwrap_or(5432))
    }

    /// The whole URL, password included, for the driver.
    pub fn expose(&self) -> &str {
        self.0.as_str()
    }
}

impl FromStr for DatabaseUrl {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let url = Url::parse(text).map_err(|error| format!("not a URL: {error}"))?;
        if !matches!(url.scheme(), "postgres" | "postgresql") {
            return Err(format!("the scheme is {}, not postgres", url.scheme()));
        }
        match url.query_pairs().find(|(name, _)| name == "sslmode") {
            Some((_, mode)) if !matches!(&*mode, "disable" | "prefer") => {
                Err(format!("sslmode is {mode}; TLS to PostgreSQL is not built in"))
            }
            _ => Ok(Self(url)),
        }
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DatabaseUrl({})", self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_service_has_a_database_of_its_own() {
        let server: DatabaseUrl =
            "postgres://me:pw@%2Ftmp%2Fsock:5432/postgres?a=b".parse().unwrap();
        let config = Config { database_url: Some(server) };
        let url = config.database("rota", None).unwrap();
        assert_eq!(url.expose(), "postgres://me:pw@%2Ftmp%2Fsock:5432/almanac_rota?a=b");
        assert!(!format!("{url:?}").contains("pw"));

        let own: DatabaseUrl = "postgres://elsewhere/mine".parse().unwrap();
        assert_eq!(config.database("rota", Some(&own)).unwrap().name(), "mine");
        assert_eq!(own.server(), "elsewhere:5432");
        assert_eq!(url.server(), "%2Ftmp%2Fsock:5432");
        assert!(Config { database_url: None }.database("rota", None).is_err());
    }

    #[test]
    fn what_cannot_be_used_is_refused() {
        for (url, reason) in [
            ("mysql://here/", "the scheme is mysql, not postgres"),
            ("here", "not a URL: relative URL without a base"),
            (
                "postgres://here/?sslmode=require",
                "sslmode is require; TLS to PostgreSQL is not built in",
            ),
        ] {
            assert_eq!(url.parse::<DatabaseUrl>().unwrap_err(), reason);
        }
        for mode in ["disable", "prefer"] {
            format!("postgres://here/?sslmode={mode}").parse::<DatabaseUrl>().unwrap();
        }
    }
}
