use access::{Rates, ResourcePermission, Scope};
use accounts::networks::network;
use accounts::store::audit::Actor;
use accounts::store::{KeyId, api_keys, signed_keys};
use chassis::BoxError;
use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use clap::{Args, Subcommand, ValueEnum};
use ipnet::IpNet;
use secrecy::ExposeSecret;
use serde::Serialize;
use serde_json::json;

use super::{AccountsDatabase, Secrets, minute};
use crate::output::Output;

/// API keys of users, and keys that organizations sign requests with.
#[derive(Subcommand)]
pub(crate) enum Key {
    /// Make a key; what is secret of it is printed once
    Add(Box<Add>),
    /// List all keys, without their secrets
    List {
        #[command(flatten)]
        database: AccountsDatabase,
    },
    /// Take a key back, within a second everywhere
    Revoke {
        /// As `key list` shows it
        id: KeyId,
        #[command(flatten)]
        database: AccountsDatabase,
    },
}

#[derive(Args)]
#[group(skip)]
pub(crate) struct Add {
    /// The username, for a bearer key
    #[arg(required_if_eq("kind", "bearer"), conflicts_with = "organization")]
    user: Option<String>,
    /// The organization's id, for a signed key
    #[arg(long, value_name = "ID", required_if_eq("kind", "signed"))]
    organization: Option<i64>,
    /// What kind of key
    #[arg(long, value_enum)]
    kind: Kind,
    /// What a bearer key may read; repeat for several [default: everything]
    #[arg(long, conflicts_with = "organization")]
    scope: Vec<Scope>,
    /// What a signed key may do, such as care-enquiries:create; repeat for several [default: nothing]
    #[arg(long, conflicts_with = "user")]
    permission: Vec<ResourcePermission>,
    /// Network a signed key may call from; repeat for several [default: any]
    #[arg(long, value_name = "CIDR", value_parser = network, conflicts_with = "user")]
    allow_ip: Vec<IpNet>,
    /// Let clients sign in the old way, which covers neither method nor path
    #[arg(long, conflicts_with = "user")]
    allow_legacy_signatures: bool,
    /// Its own rates, such as 10/minute,500/day, or off [default: the tier's]
    #[arg(long)]
    throttle: Option<Rates>,
    /// The first day it is no longer good (UTC)
    #[arg(long, value_name = "DATE")]
    expires: Option<NaiveDate>,
    /// What it is for
    #[arg(long, default_value = "")]
    label: String,
    #[command(flatten)]
    database: AccountsDatabase,
    #[command(flatten)]
    secrets: Secrets,
}

#[derive(Clone, Copy, ValueEnum)]
enum Kind {
    /// Sent as `Authorization: Bearer`, by a user
    Bearer,
    /// Never sent: an organization signs its requests with it
    Signed,
}

/// When a key ends that is no longer good on `day`, which must come after `today`.
fn end(day: NaiveDate, today: NaiveDate) -> Result<DateTime<Utc>, String> {
    if day > today {
        Ok(day.and_time(NaiveTime::MIN).and_utc())
    } else {
        Err(format!("the key would have ended already: {day} is not after today"))
    }
}

impl Key {
    pub(crate) async fn run(self, output: &Output) -> Result<(), BoxError> {
        match self {
            Self::Add(command) => command.run(output).await,
            Self::List { database } => list(output, &database).await,
            Self::Revoke { id, database } => revoke(output, id, &database).await,
        }
    }
}

impl Add {
    async fn run(self, output: &Output) -> Result<(), BoxError> {
        match self.kind {
            Kind::Bearer => self.bearer(output).await,
            Kind::Signed => self.signed(output).await,
        }
    }

    fn expires_at(&self) -> Result<Option<DateTime<Utc>>, String> {
        self.expires.map(|day| end(day, Utc::now().date_naive())).transpose()
    }

    async fn bearer(self, output: &Output) -> Result<(), BoxError> {
        let expires_at = self.expires_at()?;
        let user = self.user.ok_or("name the user")?;
        let terms = api_keys::Terms {
            label: self.label,
            scopes: self.scope,
            throttle: self.throttle,
            expires_at,
        };
        let mut connection = self.database.connect().await?;
        let (id, key) = api_keys::add(&mut connection, &Actor::command(), &user, &terms).await?;
        Ok(output.result(&json!({ "id": id, "key": key.expose() }), key.expose())?)
    }

    async fn signed(self, output: &Output) -> Result<(), BoxError> {
        let expires_at = self.expires_at()?;
        let organization = self.organization.ok_or("name the organization")?;
        let terms = signed_keys::Terms {
            label: self.label,
            permissions: self.permission,
            networks: self.allow_ip,
            legacy_signatures: self.allow_legacy_signatures,
            throttle: self.throttle,
            expires_at,
        };
        let keys = self.secrets.keys()?;
        let mut connection = self.database.connect().await?;
        let made = signed_keys::add(&mut connection, &Actor::command(), keys, organization, &terms)
            .await?;
        let secret = made.secret.expose_secret();
        let value = json!({
            "id": KeyId::Signed(made.id).to_string(),
            "account_id": made.account_id,
            "key": made.key,
            "secret": secret,
        });
        let words = format_args!(
            "account id  {}\nkey         {}\nsecret      {secret}",
            made.account_id, made.key
        );
        Ok(output.result(&value, words)?)
    }
}

async fn revoke(output: &Output, id: KeyId, database: &AccountsDatabase) -> Result<(), BoxError> {
    let mut connection = database.connect().await?;
    let value = match id {
        KeyId::Bearer(id) => {
            api_keys::revoke(&mut connection, &Actor::command(), id).await?;
            json!({ "id": id })
        }
        KeyId::Signed(number) => {
            signed_keys::revoke(&mut connection, &Actor::command(), number).await?;
            json!({ "id": id.to_string() })
        }
    };
    Ok(output.result(&value, format_args!("key {id} revoked"))?)
}

/// A key as lists show it.
#[derive(Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
enum Row {
    Bearer(api_keys::Listed),
    Signed(Signed),
}

#[derive(Serialize)]
struct Signed {
    id: String,
    key: String,
    organization_id: i64,
    label: String,
    permissions: Vec<String>,
    networks: Vec<String>,
    legacy_signatures: bool,
    throttle: Option<String>,
    created_at: DateTime<Utc>,
    expires_at: Option<DateTime<Utc>>,
    last_used_at: Option<DateTime<Utc>>,
    revoked_at: Option<DateTime<Utc>>,
}

impl From<signed_keys::Listed> for Signed {
    fn from(key: signed_keys::Listed) -> Self {
        Self {
            id: KeyId::Signed(key.id).to_string(),
            key: key.key,
            organization_id: key.organization_id,
            label: key.label,
            permissions: key.permissions.iter().map(ToString::to_string).collect(),
            networks: key.networks.iter().map(ToString::to_string).collect(),
            legacy_signatures: key.legacy_signatures,
            throttle: key.throttle.map(|rates| rates.to_string()),
            created_at: key.created_at,
            expires_at: key.expires_at,
            last_used_at: key.last_used_at,
            revoked_at: key.revoked_at,
        }
    }
}

async fn list(output: &Output, database: &AccountsDatabase) -> Result<(), BoxError> {
    let mut connection = database.connect().await?;
    let bearer = api_keys::list(&mut connection).await?.into_iter().map(Row::Bearer);
    let signed = signed_keys::list(&mut connection).await?;
    let signed = signed.into_iter().map(|key| Row::Signed(key.into()));
    let rows: Vec<Row> = bearer.chain(signed).collect();
    let headings = [
        "ID",
        "KIND",
        "KEY",
        "OWNER",
        "LABEL",
        "MAY",
        "THROTTLE",
        "LAST USED",
        "EXPIRES",
        "REVOKED",
    ];
    Ok(output.list(&rows, headings, |row| match row {
        Row::Bearer(key) => bearer_cells(key),
        Row::Signed(key) => signed_cells(key),
    })?)
}

fn bearer_cells(key: &api_keys::Listed) -> [String; 10] {
    let scopes: Vec<&str> = key.scopes.iter().flatten().map(String::as_str).collect();
    [
        key.id.to_string(),
        "bearer".to_owned(),
        key.prefix.clone(),
        key.username.clone(),
        key.label.clone(),
        if scopes.is_empty() { "all".to_owned() } else { scopes.join(",") },
        key.throttle.clone().unwrap_or_default(),
        minute(key.last_used_at),
        minute(key.expires_at),
        minute(key.revoked_at),
    ]
}

fn signed_cells(key: &Signed) -> [String; 10] {
    [
        key.id.clone(),
        "signed".to_owned(),
        key.key.clone(),
        format!("organization {}", key.organization_id),
        key.label.clone(),
        if key.permissions.is_empty() { "nothing".to_owned() } else { key.permissions.join(",") },
        key.throttle.clone().unwrap_or_default(),
        minute(key.last_used_at),
        minute(key.expires_at),
        minute(key.revoked_at),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ends_lie_ahead() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let today = day("2026-11-22");
        for (text, expected) in [
            ("2026-11-23", Some("2026-11-23T00:00:00+00:00")),
            ("2026-11-22", None),
            ("2020-01-01", None),
        ] {
            let read = end(day(text), today).ok().map(|end| end.to_rfc3339());
            assert_eq!(read.as_deref(), expected, "{text}");
        }
    }
}
