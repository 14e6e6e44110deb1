use chrono::NaiveDate;
use diesel_async::AsyncPgConnection;

use super::people::{
    ADEYEMI, DEMIR, FAIRWEATHER, HOLLIS, KEARNEY, MACKENZIE, OKAFOR, PRITCHARD, RAMAN, WHITCOMBE,
    ZIELINSKI,
};
use super::{Ids, days_after};
use crate::RotaError;
use crate::changes::{Who, leave_requests};
use crate::domain::days::monday;
use crate::domain::leave::Wish;
use crate::domain::{LeaveRequestId, LeaveType};

/// Leave that somebody asks for, in days from this week's Monday.
struct Asked {
    name: &'static str,
    type_: LeaveType,
    first: i64,
    last: i64,
}

/// Whole weeks of annual leave, of which this one is 0.
const fn weeks(name: &'static str, first: i64, last: i64) -> Asked {
    asked(name, LeaveType::AnnualLeave, 7 * first, 7 * last + 4)
}

const fn asked(name: &'static str, type_: LeaveType, first: i64, last: i64) -> Asked {
    Asked { name, type_, first, last }
}

/// What the rota is made around: all of it is granted.
const BEFORE: [Asked; 7] = [
    weeks(RAMAN, -2, -2),
    weeks(PRITCHARD, 2, 2),
    weeks(ADEYEMI, 3, 3),
    weeks(MACKENZIE, 5, 6),
    weeks(HOLLIS, 7, 7),
    weeks(OKAFOR, 8, 8),
    weeks(KEARNEY, 9, 9),
];

/// What is asked for once the rota is there: days off of a partner, which are
/// granted, one of somebody who is no partner, which is denied, and study, which
/// waits for a decision.
const AFTER: [Asked; 3] = [
    asked(ZIELINSKI, LeaveType::NotWorking, 28, 29),
    asked(FAIRWEATHER, LeaveType::NotWorking, 30, 30),
    asked(WHITCOMBE, LeaveType::StudyLeave, 45, 46),
];

/// A day at the coroner's court, which is granted by hand.
const COURT: Asked = asked(DEMIR, LeaveType::Coroners, 22, 22);

/// What is granted and then withdrawn.
const WITHDRAWN: Asked = weeks(RAMAN, 10, 10);

pub(super) async fn ask_before(
    connection: &mut AsyncPgConnection,
    who: &Who,
    ids: &Ids,
) -> Result<(), RotaError> {
    for asked in &BEFORE {
        ask(connection, who, ids, asked).await?;
    }
    Ok(())
}

pub(super) async fn ask_after(
    connection: &mut AsyncPgConnection,
    who: &Who,
    ids: &Ids,
) -> Result<(), RotaError> {
    for asked in &AFTER {
        ask(connection, who, ids, asked).await?;
    }
    let court = ask(connection, who, ids, &COURT).await?;
    leave_requests::decide_by_hand(connection, who, court, true, "").await?;
    let withdrawn = ask(connection, who, ids, &WITHDRAWN).await?;
    leave_requests::cancel(connection, who, withdrawn).await.map(drop)
}

async fn ask(
    connection: &mut AsyncPgConnection,
    who: &Who,
    ids: &Ids,
    asked: &Asked,
) -> Result<LeaveRequestId, RotaError> {
    let clinician = ids.get(asked.name).copied().ok_or(RotaError::NoSuch("Clinician"))?;
    let (row, _) =
        leave_requests::create(connection, who, clinician, &asked.wish(who.today)).await?;
    Ok(row.request.id)
}

impl Asked {
    fn wish(&self, today: NaiveDate) -> Wish {
        let monday = monday(today);
        Wish {
            type_: self.type_,
            start_date: days_after(monday, self.first),
            end_date: days_after(monday, self.last),
        }
    }
}
