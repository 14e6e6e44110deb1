use std::collections::BTreeMap;

use chrono::NaiveDate;
use diesel::result::Error as DatabaseError;
use thiserror::Error;

use crate::domain::configuration::InvalidConfiguration;
use crate::generator::Refusal;

/// What rota cannot do, in words for the person who asked.
#[derive(Debug, Error)]
pub enum RotaError {
    /// The practice has nothing of that kind with that number.
    #[error("No {0} matches the given query.")]
    NoSuch(&'static str),
    /// The practice enforces roles, and what was asked for is for others to do.
    #[error("You do not have permission to perform this action.")]
    Forbidden,
    /// What was asked for breaks a rule; by field, all of them at once.
    #[error("{}", sentences(.0))]
    Invalid(BTreeMap<String, Vec<String>>),
    /// What was asked for cannot be done to the thing as it is now.
    #[error("{0}")]
    Conflict(String),
    /// An option is missing or wrong.
    #[error("{0}")]
    Refused(String),
    /// A run of the generator does not begin.
    #[error(transparent)]
    Run(#[from] Refusal),
    /// The practice cannot be configured like that.
    #[error(transparent)]
    Configuration(#[from] InvalidConfiguration),
    /// A run made a rota that breaks a rule, which is a defect of this program.
    #[error(
        "a rota was made that breaks the rule {rule} on {date}, and nothing was written: this is a defect, please report it"
    )]
    Unsound {
        /// The rule, by its name in reports of the checker.
        rule: &'static str,
        /// Where it is broken first.
        date: NaiveDate,
    },
    /// The rota was changed while it was generated, or the process is ending.
    #[error("the rota was changed in the meantime; please try again")]
    Busy,
    /// The database failed.
    #[error("the database failed: {0}")]
    Database(#[from] DatabaseError),
    /// What is kept cannot be read.
    #[error("what is kept cannot be read: {0}")]
    Json(#[from] serde_json::Error),
}

impl RotaError {
    /// One thing is wrong with one field.
    pub fn invalid(field: &str, message: impl Into<String>) -> Self {
        Self::Invalid(BTreeMap::from([(field.to_owned(), vec![message.into()])]))
    }
}

fn sentences(fields: &BTreeMap<String, Vec<String>>) -> String {
    let all = fields.iter().flat_map(|(field, messages)| {
        messages.iter().map(move |message| match field.as_str() {
            web::Fields::WHOLE => message.clone(),
            field => format!("{field}: {message}"),
        })
    });
    all.collect::<Vec<_>>().join(" ")
}
