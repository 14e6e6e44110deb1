use ::store::Connection;
use chassis::BoxError;
use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use clap::Args;
use releases::changes::{By, add_signing_key, current_signing_key};
use releases::store::signing_keys::{SigningKeyRow, list};
use serde::Serialize;

use super::super::minute;
use super::{Place, day};
use crate::output::Output;

#[derive(Args)]
#[group(skip)]
pub(crate) struct SigningKey {
    /// Make a new key, which signs what is published from now on
    #[arg(long)]
    rotate: bool,
    /// The new key signs from this day on (00:00 UTC)
    #[arg(long, value_name = "DATE", requires = "rotate", value_parser = day)]
    from: Option<NaiveDate>,
    /// List every key there has been
    #[arg(long, conflicts_with = "rotate")]
    all: bool,
    #[command(flatten)]
    place: Place,
}

/// A key as commands show it, without its secret part.
#[derive(Serialize)]
struct Row {
    fingerprint: String,
    file_name: String,
    created_at: DateTime<Utc>,
    signs_from: DateTime<Utc>,
    public_key: String,
}

impl From<SigningKeyRow> for Row {
    fn from(key: SigningKeyRow) -> Self {
        let SigningKeyRow { fingerprint, file_name, created_at, signs_from, public_key, .. } = key;
        Self { fingerprint, file_name, created_at, signs_from, public_key }
    }
}

/// When a key begins to sign that signs from `day` on, which must come after `today`.
fn start(day: NaiveDate, today: NaiveDate) -> Result<DateTime<Utc>, String> {
    if day > today {
        Ok(day.and_time(NaiveTime::MIN).and_utc())
    } else {
        Err(format!("{day} is not after today; without --from the key signs from now on"))
    }
}

impl SigningKey {
    pub(super) async fn run(self, output: &Output) -> Result<(), BoxError> {
        let now = Utc::now();
        let from = self.from.map(|day| start(day, now.date_naive())).transpose()?;
        let mut connection = self.place.connect().await?;
        if self.all {
            return list_all(output, &mut connection).await;
        }
        let keys = self.place.secrets.keys()?;
        let key = match (self.rotate, from) {
            (false, _) => current_signing_key(&mut connection, keys).await?.0,
            (true, None) => add_signing_key(&mut connection, By::Command, keys, now).await?,
            (true, Some(from)) => {
                // Until then another one signs.
                current_signing_key(&mut connection, keys).await?;
                add_signing_key(&mut connection, By::Command, keys, from).await?
            }
        };
        let key = Row::from(key);
        Ok(output.result(&key, key.words())?)
    }
}

async fn list_all(output: &Output, connection: &mut Connection) -> Result<(), BoxError> {
    let keys: Vec<Row> = list(connection).await?.into_iter().map(Row::from).collect();
    output.list(&keys, ["FINGERPRINT", "FILE", "MADE", "SIGNS FROM"], |key| {
        [
            grouped(&key.fingerprint),
            key.file_name.clone(),
            minute(Some(key.created_at)),
            minute(Some(key.signs_from)),
        ]
    })?;
    Ok(())
}

impl Row {
    fn words(&self) -> String {
        let Self { file_name, signs_from, .. } = self;
        let fingerprint = grouped(&self.fingerprint);
        let from = minute(Some(*signs_from));
        format!("fingerprint  {fingerprint}\nfile         {file_name}\nsigns from   {from}")
    }
}

/// A fingerprint as `gpg` shows it: in groups of four, with a gap in the middle.
fn grouped(fingerprint: &str) -> String {
    let mut text = String::new();
    for (place, digit) in fingerprint.chars().enumerate() {
        if place > 0 && place.is_multiple_of(4) {
            text.push(' ');
        }
        if place == 20 {
            text.push(' ');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fingerprints_look_as_gpg_shows_them() {
        let shown = grouped("0123456789ABCDEF0123456789ABCDEF01234567");
        assert_eq!(shown, "0123 4567 89AB CDEF 0123  4567 89AB CDEF 0123 4567");
    }

    #[test]
    fn keys_begin_to_sign_ahead() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let today = day("2026-11-22");
        for (text, expected) in [
            ("2026-11-23", Some("2026-11-23T00:00:00+00:00")),
            ("2026-11-22", None),
            ("2020-01-01", None),
        ] {
            let read = start(day(text), today).ok().map(|start| start.to_rfc3339());
            assert_eq!(read.as_deref(), expected, "{text}");
        }
    }
}
