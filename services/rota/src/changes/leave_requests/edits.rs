//! What may be changed of a request.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::RotaError;
use crate::domain::{ClinicianId, LeaveRequest, LeaveStatus, LeaveType};

/// Days that one request may take.
const MOST_DAYS: i64 = 366;

/// What a request is to say; what is `None` stays as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Edit {
    /// Whose it is.
    pub clinician: Option<ClinicianId>,
    /// Why.
    pub type_: Option<LeaveType>,
    /// The first day.
    pub start_date: Option<NaiveDate>,
    /// The last day.
    pub end_date: Option<NaiveDate>,
    /// What it becomes: granted or denied.
    pub status: Option<LeaveStatus>,
    /// Why it is denied; of no matter if it is not.
    pub denial_reason: Option<String>,
}

impl Edit {
    /// The request with what is to change but for its status, and the status
    /// that it is to have if that is another.
    pub(super) fn apply(
        &self,
        request: &LeaveRequest,
    ) -> Result<(LeaveRequest, Option<LeaveStatus>), RotaError> {
        let edited = LeaveRequest {
            clinician_id: self.clinician.unwrap_or(request.clinician_id),
            type_: self.type_.unwrap_or(request.type_),
            start_date: self.start_date.unwrap_or(request.start_date),
            end_date: self.end_date.unwrap_or(request.end_date),
            ..*request
        };
        let status = self.status.filter(|status| *status != request.status);
        let mut mistakes = BTreeMap::new();
        if request.status != LeaveStatus::Requested {
            mistakes.extend(settled(request, &edited));
        }
        if let Some(mistake) = range_mistake(edited.start_date, edited.end_date) {
            mistakes.entry("end_date").or_insert(mistake);
        }
        if let Some(mistake) = status.and_then(|status| status_mistake(request.status, status)) {
            mistakes.insert("status", mistake);
        }
        if mistakes.is_empty() {
            return Ok((edited, status));
        }
        let told = mistakes.into_iter().map(|(field, mistake)| (field.to_owned(), vec![mistake]));
        Err(RotaError::Invalid(told.collect()))
    }

    /// Why a request is denied; it says by whom where nothing else is said.
    pub(super) fn reason(&self, username: &str) -> String {
        match self.denial_reason.as_deref().map(str::trim) {
            None | Some("") => format!("Denied by {username}."),
            Some(reason) => reason.to_owned(),
        }
    }
}

/// What is wrong with leave from one day to another, both included, in a sentence.
pub fn range_mistake(start: NaiveDate, end: NaiveDate) -> Option<String> {
    if end < start {
        return Some("It must not be before start_date.".to_owned());
    }
    let is_long = end.signed_duration_since(start).num_days() >= MOST_DAYS;
    is_long.then(|| format!("A request may take at most {MOST_DAYS} days."))
}

/// The fields that differ although the request was decided on or withdrawn.
fn settled(before: &LeaveRequest, after: &LeaveRequest) -> Vec<(&'static str, String)> {
    let status = before.status;
    let fields = [
        ("clinician", before.clinician_id != after.clinician_id),
        ("type", before.type_ != after.type_),
        ("start_date", before.start_date != after.start_date),
        ("end_date", before.end_date != after.end_date),
    ];
    let differing = fields.into_iter().filter(|(_, differs)| *differs);
    differing
        .map(|(field, _)| (field, format!("It cannot be changed: the request is {status}.")))
        .collect()
}

fn status_mistake(before: LeaveStatus, after: LeaveStatus) -> Option<String> {
    match (before, after) {
        (LeaveStatus::Requested, LeaveStatus::Approved | LeaveStatus::Denied) => None,
        _ => Some(format!("A request that is {before} cannot become {after}.")),
    }
}

#[cfg(test)]
mod tests {
    use strum::VariantArray;

    use super::*;
    use crate::domain::testing::{day, leave};

    fn request(status: LeaveStatus) -> LeaveRequest {
        let request = leave(1, 7, LeaveType::AnnualLeave, "2024-06-03", "2024-06-07");
        LeaveRequest { status, ..request }
    }

    fn mistakes(edit: &Edit, status: LeaveStatus) -> Vec<String> {
        match edit.apply(&request(status)) {
            Ok(_) => Vec::new(),
            Err(RotaError::Invalid(fields)) => fields.into_keys().collect(),
            Err(other) => panic!("{other}"),
        }
    }

    #[test]
    fn only_what_waits_is_edited() {
        let edit = Edit {
            clinician: Some(ClinicianId(8)),
            type_: Some(LeaveType::StudyLeave),
            start_date: Some(day("2024-06-04")),
            end_date: Some(day("2024-06-05")),
            ..Edit::default()
        };
        let (edited, status) = edit.apply(&request(LeaveStatus::Requested)).unwrap();
        let expected = leave(1, 8, LeaveType::StudyLeave, "2024-06-04", "2024-06-05");
        assert_eq!(edited, LeaveRequest { status: LeaveStatus::Requested, ..expected });
        assert_eq!(status, None);
        for status in [LeaveStatus::Approved, LeaveStatus::Denied, LeaveStatus::Cancelled] {
            let all = ["clinician", "end_date", "start_date", "type"];
            assert_eq!(mistakes(&edit, status), all, "{status}");
        }
    }

    #[test]
    fn what_is_said_again_changes_nothing() {
        for status in LeaveStatus::VARIANTS {
            let before = request(*status);
            let edit = Edit {
                clinician: Some(before.clinician_id),
                type_: Some(before.type_),
                start_date: Some(before.start_date),
                end_date: Some(before.end_date),
                status: Some(*status),
                denial_reason: Some("Again.".to_owned()),
            };
            assert_eq!(edit.apply(&before).unwrap(), (before, None), "{status}");
        }
    }

    #[test]
    fn only_what_waits_is_decided_on() {
        for before in LeaveStatus::VARIANTS {
            for after in LeaveStatus::VARIANTS {
                let edit = Edit { status: Some(*after), ..Edit::default() };
                let is_decision = matches!(after, LeaveStatus::Approved | LeaveStatus::Denied);
                let is_fine = before == after || (*before == LeaveStatus::Requested && is_decision);
                let expected: &[&str] = if is_fine { &[] } else { &["status"] };
                assert_eq!(mistakes(&edit, *before), expected, "{before} to {after}");
            }
        }
    }

    #[test]
    fn ranges_go_forward_and_are_not_endless() {
        for (start, end, is_fine) in [
            ("2024-06-03", "2024-06-03", true),
            ("2024-06-03", "2024-06-02", false),
            ("2024-01-01", "2024-12-31", true),
            ("2024-01-01", "2025-01-01", false),
            ("0001-01-01", "9999-12-31", false),
        ] {
            let mistake = range_mistake(day(start), day(end));
            assert_eq!(mistake.is_none(), is_fine, "{start} to {end}");
        }
        let edit = Edit { end_date: Some(day("2024-06-02")), ..Edit::default() };
        assert_eq!(mistakes(&edit, LeaveStatus::Requested), ["end_date"]);
    }

    #[test]
    fn a_denial_has_a_reason() {
        for (given, expected) in [
            (None, "Denied by jo."),
            (Some("  "), "Denied by jo."),
            (Some(" Too many away. "), "Too many away."),
        ] {
            let edit = Edit { denial_reason: given.map(str::to_owned), ..Edit::default() };
            assert_eq!(edit.reason("jo"), expected);
        }
    }
}
