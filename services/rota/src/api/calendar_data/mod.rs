//! `/api/v1/calendar-data/`

mod shown;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use chrono::NaiveDate;
use diesel_async::AsyncPgConnection;
use web::{ApiError, Day, Integer, Query};

use self::shown::{ByDate, CalendarData, Names, alerts_by_date, is_of};
use super::leave_requests::Refused;
use super::{failed, told, told_all};
use crate::RotaError;
use crate::domain::{ClinicianId, LeaveRequest, LeaveType, PracticeId, staffing};
use crate::member::Member;
use crate::store::{alerts, leave_requests, shifts};

/// Who looks at a calendar, and at whom.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Viewer {
    /// The clinician they are.
    pub(crate) own: Option<ClinicianId>,
    /// Whether they run the practice, and so see its alerts.
    pub(crate) is_manager: bool,
    /// Whose shifts and leave they look at; none: everybody's.
    pub(crate) clinician: Option<ClinicianId>,
    /// What day it is.
    pub(crate) today: NaiveDate,
}

impl Viewer {
    /// A member who looks at everybody, or at one clinician.
    pub(crate) fn of(member: &Member, clinician: Option<ClinicianId>) -> Self {
        let (own, is_manager) = (member.clinician, member.is_manager);
        Self { own, is_manager, clinician, today: member.today }
    }
}

/// Get what the rota calendar shows
///
/// Shifts and leave of each day from the start to the end, both included.
/// Planned sick leave is shown to nobody here.
#[utoipa::path(
    get,
    path = "/api/v1/calendar-data/",
    operation_id = "get_calendar_data",
    tag = "calendar-data",
    params(
        ("start_date" = NaiveDate, Query, description = "The first day"),
        ("end_date" = NaiveDate, Query, description = "The last day: at most 366 days are shown"),
        ("clinician_id" = Option<i64>, Query, description = "Whose shifts and leave are shown, beside the caller's own; everybody's unless told"),
    ),
    responses(
        (status = 200, description = "Things by their date.", body = CalendarData),
        (status = 302, description = "A browser has to sign in first."),
        (status = 400, description = "A parameter is missing or wrong.", body = Refused),
    )
)]
pub(crate) async fn get(member: Member) -> Result<HttpResponse, ApiError> {
    let mut query = Query::new(&member.request);
    let names = ["start_date", "end_date", "clinician_id"];
    let [start, end, clinician] = names.map(|name| query.text(name));
    if let Err(mistakes) = query.finish() {
        return Ok(told_all(&mistakes));
    }
    let asked = asked(start.as_deref(), end.as_deref(), clinician.as_deref());
    let ((first, last), clinician) = match asked {
        Ok(asked) => asked,
        Err(message) => return Ok(told(StatusCode::BAD_REQUEST, message)),
    };
    let viewer = Viewer::of(&member, clinician);
    let mut connection = member.connection().await?;
    let data = calendar(&mut connection, member.practice, first, last, &viewer).await;
    Ok(HttpResponse::Ok().json(data.map_err(failed)?))
}

type Asked = ((NaiveDate, NaiveDate), Option<ClinicianId>);

fn asked(start: Option<&str>, end: Option<&str>, clinician: Option<&str>) -> Result<Asked, String> {
    let date = |name: &str, text: Option<&str>| {
        let text = text.ok_or_else(|| format!("{name} is required."))?;
        text.parse::<Day>().map(|Day(date)| date).map_err(|reason| format!("{name}: {reason}"))
    };
    let (first, last) = (date("start_date", start)?, date("end_date", end)?);
    let range = staffing::range(Some(first), Some(last), None, first);
    let range = range.map_err(|(name, reason)| format!("{name}: {reason}"))?;
    let clinician = clinician.map(str::parse::<Integer>).transpose();
    let clinician = clinician.map_err(|reason| format!("clinician_id: {reason}"))?;
    Ok((range, clinician.map(|Integer(id)| ClinicianId(id))))
}

/// What a practice's calendar shows from `first` to `last`, both included.
pub(crate) async fn calendar(
    connection: &mut AsyncPgConnection,
    practice: PracticeId,
    first: NaiveDate,
    last: NaiveDate,
    viewer: &Viewer,
) -> Result<CalendarData, RotaError> {
    let shifts = shifts::named_between(connection, practice, first, last).await?;
    let leave = leave_requests::granted_between(connection, practice, first, last).await?;
    let alerts = if viewer.is_manager {
        Some(alerts::rows(connection, practice, true, Some((first, last))).await?)
    } else {
        None
    };
    let mut names = Names::default();
    let shifts = names.apart(shifts, |shift| shift.clinician_id);
    let leave = names.apart(leave, |leave| leave.clinician_id);
    let taken = |type_: LeaveType, whose: Option<ClinicianId>| {
        let of_type =
            |leave: &&LeaveRequest| leave.type_ == type_ && is_of(whose, leave.clinician_id);
        names.leave(leave.iter().filter(of_type), first, last)
    };
    let annual = LeaveType::AnnualLeave;
    Ok(CalendarData {
        shifts_by_date: names.shifts(&shifts, viewer.clinician),
        own_shifts_by_date: own(viewer, |own| names.shifts(&shifts, Some(own))),
        today: viewer.today,
        annual_leave_by_date: taken(annual, viewer.clinician),
        requested_off_by_date: taken(LeaveType::NotWorking, viewer.clinician),
        coroners_leave_by_date: taken(LeaveType::Coroners, viewer.clinician),
        study_leave_by_date: taken(LeaveType::StudyLeave, viewer.clinician),
        own_annual_leave_by_date: own(viewer, |own| taken(annual, Some(own))),
        alerts_by_date: alerts.map(alerts_by_date),
    })
}

/// What is the viewer's own; nothing where they are no clinician.
fn own<T>(viewer: &Viewer, of: impl Fn(ClinicianId) -> ByDate<T>) -> ByDate<T> {
    viewer.own.map(of).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::testing::day;

    #[test]
    fn what_is_asked_for_is_told_apart() {
        let days = |first, last| (day(first), day(last));
        let june = days("2024-06-01", "2024-06-30");
        for (start, end, clinician, expected) in [
            ("2024-06-01", "2024-06-30", None, Ok((june, None))),
            ("2024-06-01", "2024-06-30", Some("7"), Ok((june, Some(ClinicianId(7))))),
            ("2024-01-01", "2024-12-31", None, Ok((days("2024-01-01", "2024-12-31"), None))),
            ("2024-01-01", "2025-01-01", None, Err("end_date")),
            ("2024-06-01", "2024-05-31", None, Err("end_date")),
            ("1 June", "2024-06-30", None, Err("start_date")),
            ("2024-06-01", "2024-06-31", None, Err("end_date")),
            ("2024-06-01", "2024-06-30", Some("me"), Err("clinician_id")),
        ] {
            let found = asked(Some(start), Some(end), clinician);
            let found = found.map_err(|reason| reason.split_once(": ").unwrap().0.to_owned());
            assert_eq!(found, expected.map_err(str::to_owned), "{start} {end} {clinician:?}");
        }
        assert_eq!(asked(None, Some("2024-06-30"), None).unwrap_err(), "start_date is required.");
        assert_eq!(asked(Some("2024-06-30"), None, None).unwrap_err(), "end_date is required.");
    }
}
