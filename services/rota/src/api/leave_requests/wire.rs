//! Leave requests, as they are told and asked for.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use diesel_async::AsyncPgConnection;
use serde::Serialize;
use utoipa::ToSchema;
use web::{Choice, Day, Fields, Note, Pk, stamp};

use crate::RotaError;
use crate::changes::leave_requests::{Edit, range_mistake};
use crate::domain::{ClinicianId, LeaveRequestId, LeaveStatus, LeaveType, PracticeId};
use crate::store::affected;
use crate::store::leave_requests::LeaveRequestRow;

/// Somebody's wish to be away, and what became of it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = rota::LeaveRequest)]
pub(crate) struct Told {
    id: i64,
    /// Whose it is.
    clinician: i64,
    clinician_name: String,
    #[serde(rename = "type")]
    type_: LeaveType,
    /// The first day.
    start_date: NaiveDate,
    /// The last day.
    end_date: NaiveDate,
    status: LeaveStatus,
    #[schema(format = DateTime)]
    requested_at: String,
    /// When it was granted or denied.
    #[schema(format = DateTime)]
    processed_at: Option<String>,
    /// Who granted or denied it: a username, or `system`.
    processed_by: Option<String>,
    /// Why it was denied; empty if it was not.
    denial_reason: String,
    /// How many shifts were taken away when it was granted; while it waits, how
    /// many would be.
    affected_shift_count: i64,
}

impl Told {
    fn of(row: &LeaveRequestRow, name: &str, waiting: &BTreeMap<LeaveRequestId, i64>) -> Self {
        let request = &row.request;
        let affected_shift_count = match request.status {
            LeaveStatus::Requested => waiting.get(&request.id).copied().unwrap_or_default(),
            _ => i64::from(row.affected_shift_count),
        };
        Self {
            id: request.id.0,
            clinician: request.clinician_id.0,
            clinician_name: name.to_owned(),
            type_: request.type_,
            start_date: request.start_date,
            end_date: request.end_date,
            status: request.status,
            requested_at: stamp(row.requested_at),
            processed_at: row.processed_at.map(stamp),
            processed_by: row.processed_by.clone(),
            denial_reason: row.denial_reason.clone(),
            affected_shift_count,
        }
    }
}

/// Leave requests with their clinicians' names, as they are told, in one query
/// at most.
pub(crate) async fn tell(
    connection: &mut AsyncPgConnection,
    practice: PracticeId,
    rows: &[(LeaveRequestRow, String)],
) -> Result<Vec<Told>, RotaError> {
    let waiting = rows.iter().map(|(row, _)| row.request);
    let waiting = waiting.filter(|request| request.status == LeaveStatus::Requested);
    let waiting: Vec<LeaveRequestId> = waiting.map(|request| request.id).collect();
    let counts = match waiting.as_slice() {
        [] => BTreeMap::new(),
        waiting => affected::counts(connection, practice, waiting).await?,
    };
    Ok(rows.iter().map(|(row, name)| Told::of(row, name, &counts)).collect())
}

/// Leave that is asked for.
#[derive(ToSchema)]
#[schema(as = rota::LeaveRequestInput)]
#[expect(dead_code, reason = "documents what `asked` and `edited` read")]
pub(crate) struct Asked {
    /// Whose leave.
    clinician: i64,
    #[schema(rename = "type")]
    type_: LeaveType,
    /// The first day.
    start_date: NaiveDate,
    /// The last day: at most 366 days in all.
    end_date: NaiveDate,
    /// `APPROVED` or `DENIED` decides on a request that waits. Ignored in a new one.
    #[schema(nullable = false)]
    status: Option<LeaveStatus>,
    /// Why it is denied. Ignored unless `status` denies it.
    #[schema(max_length = 1000, nullable = false)]
    denial_reason: Option<String>,
}

/// What is to change of a leave request; what is absent stays.
#[derive(ToSchema)]
#[schema(as = rota::LeaveRequestChange)]
#[expect(dead_code, reason = "documents what `edited` reads")]
pub(crate) struct Changed {
    #[schema(nullable = false)]
    clinician: Option<i64>,
    #[schema(rename = "type", nullable = false)]
    type_: Option<LeaveType>,
    #[schema(nullable = false)]
    start_date: Option<NaiveDate>,
    #[schema(nullable = false)]
    end_date: Option<NaiveDate>,
    /// `APPROVED` or `DENIED` decides on a request that waits.
    #[schema(nullable = false)]
    status: Option<LeaveStatus>,
    /// Why it is denied. Ignored unless `status` denies it.
    #[schema(max_length = 1000, nullable = false)]
    denial_reason: Option<String>,
}

/// Why something cannot be done.
#[derive(ToSchema)]
#[schema(as = rota::LeaveRefused)]
#[expect(dead_code, reason = "documents what `told` answers")]
pub(crate) struct Refused {
    /// In a sentence.
    error: String,
}

/// What a new request says.
pub(super) fn asked(fields: &mut Fields) -> Edit {
    Edit {
        clinician: fields.required("clinician").map(|Pk(id)| ClinicianId(id)),
        type_: fields.required("type").map(|Choice(type_)| type_),
        start_date: fields.required("start_date").map(|Day(date)| date),
        end_date: fields.required("end_date").map(|Day(date)| date),
        status: None,
        denial_reason: None,
    }
}

/// What a request is to say.
pub(super) fn edited(fields: &mut Fields) -> Edit {
    let asked = asked(fields);
    let reason: Option<Note<1000>> = fields.optional("denial_reason");
    Edit {
        status: fields.optional("status").map(|Choice(status)| status),
        denial_reason: reason.map(|Note(reason)| reason),
        ..asked
    }
}

/// Rejects dates that no request may have, where both can be read.
pub(super) fn check_dates(fields: &mut Fields, start: Option<NaiveDate>, end: Option<NaiveDate>) {
    let is_read = !fields.is_rejected("start_date") && !fields.is_rejected("end_date");
    if let (true, Some(start), Some(end)) = (is_read, start, end)
        && let Some(mistake) = range_mistake(start, end)
    {
        fields.reject("end_date", mistake);
    }
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, Utc};
    use serde_json::{Value, json};

    use super::*;
    use crate::domain::testing::{day, leave};

    fn fields(body: &Value) -> Fields {
        Fields::new(body.as_object().unwrap().clone())
    }

    fn row(status: LeaveStatus) -> LeaveRequestRow {
        let at: DateTime<Utc> = "2024-06-01T09:00:00Z".parse().unwrap();
        let is_decided = status != LeaveStatus::Requested;
        let mut request = leave(5, 7, LeaveType::StudyLeave, "2024-06-03", "2024-06-04");
        request.status = status;
        LeaveRequestRow {
            request,
            requested_at: at,
            processed_at: is_decided.then_some(at),
            processed_by: is_decided.then(|| "jo".to_owned()),
            denial_reason: String::new(),
            affected_shift_count: if is_decided { 2 } else { 0 },
            removed_shifts: json!([]),
        }
    }

    #[test]
    fn a_request_is_told_in_the_same_order_always() {
        let told = Told::of(&row(LeaveStatus::Approved), "Dr 7", &BTreeMap::new());
        let expected = concat!(
            r#"{"id":5,"clinician":7,"clinician_name":"Dr 7","type":"STUDY_LEAVE","#,
            r#""start_date":"2024-06-03","end_date":"2024-06-04","status":"APPROVED","#,
            r#""requested_at":"2024-06-01T09:00:00.000000Z","#,
            r#""processed_at":"2024-06-01T09:00:00.000000Z","processed_by":"jo","#,
            r#""denial_reason":"","affected_shift_count":2}"#,
        );
        assert_eq!(serde_json::to_string(&told).unwrap(), expected);
    }

    #[test]
    fn a_request_that_waits_tells_what_it_would_take_away() {
        let counts = BTreeMap::from([(LeaveRequestId(5), 3)]);
        for (status, counts, expected) in [
            (LeaveStatus::Requested, &counts, 3),
            (LeaveStatus::Requested, &BTreeMap::new(), 0),
            (LeaveStatus::Approved, &counts, 2),
            (LeaveStatus::Cancelled, &counts, 2),
        ] {
            let told = Told::of(&row(status), "Dr 7", counts);
            assert_eq!(told.affected_shift_count, expected, "{status}");
        }
    }

    #[test]
    fn a_new_request_decides_nothing() {
        let body = json!({
            "clinician": 7, "type": "ANNUAL_LEAVE", "start_date": "2024-06-03",
            "end_date": "2024-06-07", "status": "MAYBE", "denial_reason": 5, "id": 9,
        });
        let mut new = fields(&body);
        let expected = Edit {
            clinician: Some(ClinicianId(7)),
            type_: Some(LeaveType::AnnualLeave),
            start_date: Some(day("2024-06-03")),
            end_date: Some(day("2024-06-07")),
            ..Edit::default()
        };
        assert_eq!(asked(&mut new), expected);
        assert!(new.finish().is_ok());
        let mut changed = fields(&body);
        edited(&mut changed);
        assert!(changed.is_rejected("status") && !changed.is_rejected("denial_reason"));
    }

    #[test]
    fn dates_are_compared_where_both_can_be_read() {
        for (start, end, is_rejected) in [
            ("2024-06-03", "2024-06-02", true),
            ("2024-06-03", "2024-06-03", false),
            ("2024-06-31", "2024-06-02", false),
        ] {
            let body = json!({ "start_date": start, "end_date": end });
            let mut fields = fields(&body).partially();
            let edit = asked(&mut fields);
            check_dates(&mut fields, edit.start_date.or(Some(day("2025-01-01"))), edit.end_date);
            assert_eq!(fields.is_rejected("end_date"), is_rejected, "{start} to {end}");
        }
    }
}
