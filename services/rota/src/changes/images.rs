//! How things are kept in the audit: everything that is known of them.

use serde_json::{Value, json};

use crate::store::alerts::AlertRow;
use crate::store::clinicians::ClinicianRow;
use crate::store::leave_requests::LeaveRequestRow;
use crate::store::shifts::ShiftRow;
use crate::store::working_terms::WorkingTermRow;

pub(super) fn clinician(row: &ClinicianRow) -> Value {
    json!({
        "id": row.id,
        "name": row.name,
        "active": row.active,
        "created_at": row.created_at,
        "updated_at": row.updated_at,
    })
}

pub(super) fn working_term(row: &WorkingTermRow) -> Value {
    let term = &row.term;
    json!({
        "id": term.id,
        "clinician": term.clinician_id,
        "type": term.type_,
        "start_date": term.start_date,
        "end_date": term.end_date,
        "percentage": term.percentage.to_string(),
        "fixed_working_days": term.fixed_working_days,
        "fixed_half_days": term.fixed_half_days,
        "cannot_work_days": term.cannot_work_days,
        "must_work_days": term.must_work_days,
        "annual_leave_entitlement": term.annual_leave_entitlement.map(|weeks| weeks.to_string()),
        "participates_in_duty": term.participates_in_duty,
        "created_at": row.created_at,
        "updated_at": row.updated_at,
    })
}

pub(super) fn shift(row: &ShiftRow) -> Value {
    let shift = &row.shift;
    json!({
        "id": shift.id,
        "clinician": shift.clinician_id,
        "date": shift.date,
        "type": shift.type_,
        "duration": shift.duration,
        "status": shift.status,
        "is_pinned": shift.is_pinned,
        "created_by": row.created_by,
        "created_at": row.created_at,
        "modified_by": row.modified_by,
        "modified_at": row.modified_at,
        "leave_request": row.leave_request_id,
    })
}

pub(super) fn leave_request(row: &LeaveRequestRow) -> Value {
    let request = &row.request;
    json!({
        "id": request.id,
        "clinician": request.clinician_id,
        "type": request.type_,
        "start_date": request.start_date,
        "end_date": request.end_date,
        "status": request.status,
        "requested_at": row.requested_at,
        "processed_at": row.processed_at,
        "processed_by": row.processed_by,
        "denial_reason": row.denial_reason,
        "affected_shift_count": row.affected_shift_count,
        "removed_shifts": row.removed_shifts,
    })
}

pub(super) fn alert(row: &AlertRow) -> Value {
    json!({
        "id": row.id,
        "type": row.type_,
        "severity": row.severity,
        "date": row.date,
        "message": row.message,
        "details": row.details,
        "status": row.status,
        "created_at": row.created_at,
        "resolved_at": row.resolved_at,
    })
}
