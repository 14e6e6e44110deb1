use chassis::BoxError;
use chrono::Weekday;
use clap::{Args, Subcommand, ValueEnum};
use rota::changes::{remove_alternate_weeks, set_alternate_week};
use rota::domain::days::name;
use rota::domain::{AlternateWeek, Days, Pattern, WorkingTermId};
use rota::store::working_terms::{self, WorkingTermRow};
use serde::Serialize;
use serde_json::json;

use super::Practice;
use crate::output::Output;

/// What is worked every other week.
#[derive(Subcommand)]
pub(crate) enum AlternateWeeks {
    /// List what is worked every other week
    List {
        #[command(flatten)]
        practice: Practice,
    },
    /// Say what is worked in one of the two weeks of a working term
    Set(Set),
    /// Forget what is worked every other week of a working term
    Remove {
        /// The working term's id
        term: i64,
        #[command(flatten)]
        practice: Practice,
    },
}

#[derive(Args)]
#[group(skip)]
pub(crate) struct Set {
    /// The working term's id
    term: i64,
    /// A is the week of the term's first day and every other one after it, B the rest
    #[arg(long, value_enum, ignore_case = true)]
    week: Week,
    /// Days worked, such as Mon,Tue
    #[arg(
        long,
        value_delimiter = ',',
        value_parser = weekday,
        required_unless_present = "half_days"
    )]
    days: Vec<Weekday>,
    /// Days worked for half
    #[arg(long, value_delimiter = ',', value_parser = weekday)]
    half_days: Vec<Weekday>,
    #[command(flatten)]
    practice: Practice,
}

#[derive(Clone, Copy, ValueEnum)]
enum Week {
    #[value(name = "A")]
    A,
    #[value(name = "B")]
    B,
}

impl From<Week> for AlternateWeek {
    fn from(week: Week) -> Self {
        match week {
            Week::A => Self::A,
            Week::B => Self::B,
        }
    }
}

fn weekday(text: &str) -> Result<Weekday, String> {
    let read = text.trim().parse::<Weekday>().ok();
    let worked = read.filter(|day| !matches!(day, Weekday::Sat | Weekday::Sun));
    worked.ok_or_else(|| "a day from Monday to Friday, such as Mon".to_owned())
}

/// A pattern as lists show it.
#[derive(Serialize)]
struct Row {
    working_term_id: WorkingTermId,
    clinician_name: String,
    week: String,
    days: Days,
    half_days: Days,
}

impl AlternateWeeks {
    pub(super) async fn run(self, output: &Output) -> Result<(), BoxError> {
        match self {
            Self::List { practice } => list(output, &practice).await,
            Self::Set(command) => command.run(output).await,
            Self::Remove { term, practice } => {
                let (mut connection, who) = practice.open().await?;
                remove_alternate_weeks(&mut connection, &who, WorkingTermId(term)).await?;
                let words = format_args!("term {term} is the same every week");
                Ok(output.result(&json!({ "working_term_id": term }), words)?)
            }
        }
    }
}

impl Set {
    async fn run(self, output: &Output) -> Result<(), BoxError> {
        let (mut connection, who) = self.practice.open().await?;
        let (working_term_id, week) = (WorkingTermId(self.term), AlternateWeek::from(self.week));
        let (days, half_days) =
            (self.days.into_iter().collect(), self.half_days.into_iter().collect());
        let pattern = Pattern { days, half_days };
        set_alternate_week(&mut connection, &who, working_term_id, week, pattern).await?;
        let value = json!({
            "working_term_id": working_term_id,
            "week": week.to_string(),
            "days": days,
            "half_days": half_days,
        });
        Ok(output.result(&value, format_args!("week {week} of term {working_term_id} is set"))?)
    }
}

async fn list(output: &Output, practice: &Practice) -> Result<(), BoxError> {
    let (mut connection, who) = practice.open().await?;
    let mut terms = working_terms::rows(&mut connection, who.practice, None).await?;
    terms.sort_by_key(|(row, _)| row.term.id);
    let of_term = |(row, name): &(WorkingTermRow, String)| {
        let (id, weeks) = (row.term.id, row.term.alternate_weeks);
        let patterns = AlternateWeek::BOTH.map(|week| (week, weeks.pattern(week)));
        let named = patterns.into_iter().filter(|(_, pattern)| !pattern.all().is_empty());
        let rows = named.map(|(week, Pattern { days, half_days })| Row {
            working_term_id: id,
            clinician_name: name.clone(),
            week: week.to_string(),
            days,
            half_days,
        });
        rows.collect::<Vec<_>>()
    };
    let rows: Vec<Row> = terms.iter().flat_map(of_term).collect();
    output.list(&rows, ["TERM", "CLINICIAN", "WEEK", "DAYS", "HALF DAYS"], |row| {
        [
            row.working_term_id.to_string(),
            row.clinician_name.clone(),
            row.week.clone(),
            names_of(row.days),
            names_of(row.half_days),
        ]
    })?;
    Ok(())
}

fn names_of(days: Days) -> String {
    days.iter().map(name).collect::<Vec<_>>().join(", ")
}
