//! A made-up practice to try rotas with: sixteen clinicians, who are just
//! enough for the default minima, a rota from four weeks back to a quarter
//! ahead, and leave of every sort.

mod leave;
mod people;

use std::collections::BTreeMap;
use std::time::Duration;

use chrono::{Datelike, NaiveDate, Weekday};
use diesel_async::{AsyncConnection, AsyncPgConnection};
use rust_decimal::Decimal;

use self::people::{CARRIES_OVER, LOCUM, PEOPLE, Person};
use crate::RotaError;
use crate::changes::{self, Who};
use crate::domain::days::{days_after, monday};
use crate::domain::generation::Choice;
use crate::domain::{
    AlternateWeeks, ClinicianId, Days, ManualAdjustmentType, PracticeId, WorkingTermType,
};
use crate::generator::{Request, generate};
use crate::store::leave_adjustments::NewLeaveAdjustment;
use crate::store::{clinicians, practices, working_terms};

/// Weeks before this one that were worked.
const WEEKS_BACK: i64 = 4;
/// Weeks from this one on that have a rota.
const WEEKS_AHEAD: i64 = 13;
/// Days from this week's Monday on which a locum helps out.
const LOCUM_DAYS: [i64; 2] = [10, 39];
/// The most time that the quarter's rota is optimised for.
const TIME_LIMIT: Duration = Duration::from_secs(5);

/// Who works at the demo practice, by name.
type Ids = BTreeMap<&'static str, ClinicianId>;

/// Fills the rota of a practice that has no clinicians yet; one that has stays
/// as it is. The answer is the first of its partners: always the same, as long
/// as they are there.
pub async fn fill(
    connection: &mut AsyncPgConnection,
    practice: PracticeId,
    today: NaiveDate,
) -> Result<Option<ClinicianId>, RotaError> {
    if clinicians::list(connection, practice).await?.is_empty() {
        let who = Who::program(practice, "almanac", today);
        connection.transaction(async |connection| make_once(connection, &who).await).await?;
    }
    partner(connection, practice).await
}

/// All or nothing, and of several at once only the first. Nobody else waits for
/// this practice yet, so it is held while its rotas are made.
async fn make_once(connection: &mut AsyncPgConnection, who: &Who) -> Result<(), RotaError> {
    practices::hold(connection, who.practice).await?;
    if !clinicians::list(connection, who.practice).await?.is_empty() {
        return Ok(());
    }
    let monday = monday(who.today);
    let ids = employ(connection, who).await?;
    leave::ask_before(connection, who, &ids).await?;
    book_locum(connection, who, &ids).await?;
    generate(connection, who, &weeks(days_after(monday, -7 * WEEKS_BACK), WEEKS_BACK)).await?;
    let quarter = Request { optimise: true, ..weeks(monday, WEEKS_AHEAD) };
    generate(connection, who, &quarter).await?;
    leave::ask_after(connection, who, &ids).await?;
    carry_over(connection, who, &ids).await?;
    changes::shifts::complete_past(connection, who.practice, who.today).await.map(drop)
}

async fn employ(connection: &mut AsyncPgConnection, who: &Who) -> Result<Ids, RotaError> {
    let mut ids = Ids::new();
    for person in &PEOPLE {
        let row = changes::clinicians::create(connection, who, person.name, true).await?;
        let term = term(person, row.id, who.today);
        changes::working_terms::create(connection, who, &term).await?;
        ids.insert(person.name, row.id);
    }
    Ok(ids)
}

/// From the beginning of last year on.
fn term(person: &Person, id: ClinicianId, today: NaiveDate) -> changes::working_terms::Edit {
    let days = |days: &[Weekday]| Some(days.iter().copied().collect::<Days>());
    changes::working_terms::Edit {
        clinician_id: Some(id),
        type_: Some(person.type_),
        start_date: NaiveDate::from_ymd_opt(today.year() - 1, 1, 1).or(Some(today)),
        percentage: Some(Decimal::from(person.percentage)),
        fixed_working_days: days(person.fixed),
        fixed_half_days: days(person.half),
        cannot_work_days: days(person.cannot),
        annual_leave_entitlement: Some(person.leave.map(Decimal::from)),
        alternate_weeks: person.alternate.map(alternating),
        ..Default::default()
    }
}

/// A day in weeks A, and another in weeks B.
fn alternating((a, b): (Weekday, Weekday)) -> AlternateWeeks {
    AlternateWeeks {
        week_a_days: Days::NONE.with(a),
        week_b_days: Days::NONE.with(b),
        ..AlternateWeeks::default()
    }
}

async fn book_locum(
    connection: &mut AsyncPgConnection,
    who: &Who,
    ids: &Ids,
) -> Result<(), RotaError> {
    for days in LOCUM_DAYS {
        let shift = changes::shifts::Edit {
            clinician_id: ids.get(LOCUM).copied(),
            date: Some(days_after(monday(who.today), days)),
            ..Default::default()
        };
        changes::shifts::create(connection, who, &shift).await?;
    }
    Ok(())
}

/// Half a week of last year's leave for one of the partners.
async fn carry_over(
    connection: &mut AsyncPgConnection,
    who: &Who,
    ids: &Ids,
) -> Result<(), RotaError> {
    let Some(clinician_id) = ids.get(CARRIES_OVER).copied() else { return Ok(()) };
    let adjustment = NewLeaveAdjustment {
        clinician_id,
        year: who.today.year(),
        type_: ManualAdjustmentType::AnnualLeaveAdjustment,
        amount: Decimal::new(50, 2),
        reason: "Carried over from last year".to_owned(),
        created_by: who.username.clone(),
    };
    changes::adjust_leave(connection, who, &adjustment).await.map(drop)
}

/// All phases for so many weeks.
fn weeks(monday: NaiveDate, count: i64) -> Request {
    Request {
        choice: Choice::All,
        start_date: monday,
        end_date: days_after(monday, 7 * count - 1),
        overwrite: false,
        override_fixed_period: true,
        clinicians: Vec::new(),
        seed: 0,
        time_limit: TIME_LIMIT,
        optimise: false,
        dry_run: false,
    }
}

async fn partner(
    connection: &mut AsyncPgConnection,
    practice: PracticeId,
) -> Result<Option<ClinicianId>, RotaError> {
    let terms = working_terms::list(connection, practice).await?;
    let partners = terms.iter().filter(|term| term.type_ == WorkingTermType::Partner);
    Ok(partners.map(|term| term.clinician_id).min())
}
