//! Clinicians with what decides on how much they work and are away.

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use crate::domain::{Clinician, ClinicianId, LeaveRequest, LeaveStatus, PracticeId, WorkingTerm};
use crate::schema::{clinicians, leave_requests, working_terms};

/// A clinician with their terms and granted leave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// Who they are.
    pub clinician: Clinician,
    /// All of their terms, by number.
    pub terms: Vec<WorkingTerm>,
    /// Their leave of the time that was asked about, by number.
    pub leave: Vec<LeaveRequest>,
}

/// These clinicians of a practice, or all, by name and number; with approved
/// leave that has a day from `first` to `last`.
pub async fn list(
    connection: &mut AsyncPgConnection,
    practice: PracticeId,
    whom: Option<&[ClinicianId]>,
    first: NaiveDate,
    last: NaiveDate,
) -> QueryResult<Vec<Person>> {
    read(connection, practice, whom, &[LeaveStatus::Approved], first, last).await
}

/// All clinicians of a practice, by name and number; with live leave that has a
/// day from `first` to `last`.
pub async fn with_live_leave(
    connection: &mut AsyncPgConnection,
    practice: PracticeId,
    first: NaiveDate,
    last: NaiveDate,
) -> QueryResult<Vec<Person>> {
    let live = [LeaveStatus::Requested, LeaveStatus::Approved];
    read(connection, practice, None, &live, first, last).await
}

async fn read(
    connection: &mut AsyncPgConnection,
    practice: PracticeId,
    whom: Option<&[ClinicianId]>,
    statuses: &[LeaveStatus],
    first: NaiveDate,
    last: NaiveDate,
) -> QueryResult<Vec<Person>> {
    let on_leave = leave_requests::clinician_id
        .eq(clinicians::id)
        .and(leave_requests::status.eq_any(statuses.to_vec()))
        .and(leave_requests::end_date.ge(first))
        .and(leave_requests::start_date.le(last));
    let mut query = clinicians::table
        .left_join(working_terms::table)
        .left_join(leave_requests::table.on(on_leave))
        .filter(clinicians::organization_id.eq(practice))
        .order((clinicians::name, clinicians::id, working_terms::id, leave_requests::id))
        .select((
            Clinician::as_select(),
            Option::<WorkingTerm>::as_select(),
            Option::<LeaveRequest>::as_select(),
        ))
        .into_boxed();
    if let Some(whom) = whom {
        query = query.filter(clinicians::id.eq_any(whom));
    }
    Ok(grouped(query.load(connection).await?))
}

/// What is known of many, each kind apart, as rules take it.
pub fn apart(
    people: impl IntoIterator<Item = Person>,
) -> (Vec<Clinician>, Vec<WorkingTerm>, Vec<LeaveRequest>) {
    let (mut clinicians, mut terms, mut leave) = (Vec::new(), Vec::new(), Vec::new());
    for person in people {
        clinicians.push(person.clinician);
        terms.extend(person.terms);
        leave.extend(person.leave);
    }
    (clinicians, terms, leave)
}

/// Rows of one clinician follow each other, and so do those of one term, each
/// of which has all of the leave.
fn grouped(rows: Vec<(Clinician, Option<WorkingTerm>, Option<LeaveRequest>)>) -> Vec<Person> {
    let mut people: Vec<Person> = Vec::new();
    for (clinician, term, leave) in rows {
        if people.last().is_none_or(|last| last.clinician.id != clinician.id) {
            people.push(Person { clinician, terms: Vec::new(), leave: Vec::new() });
        }
        let Some(person) = people.last_mut() else { continue };
        let known = person.terms.last().map(|last| last.id);
        person.terms.extend(term.filter(|term| known != Some(term.id)));
        if person.terms.len() < 2 {
            person.leave.extend(leave);
        }
    }
    people
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::testing::{clinician, leave, term};
    use crate::domain::{LeaveType, WorkingTermType};

    #[test]
    fn terms_and_leave_are_each_told_once() {
        let term = |id, of| term(id, of, WorkingTermType::Partner, "2024-01-01");
        let away = |id, of| leave(id, of, LeaveType::AnnualLeave, "2024-06-03", "2024-06-07");
        let rows = vec![
            (clinician(1), Some(term(1, 1)), Some(away(1, 1))),
            (clinician(1), Some(term(1, 1)), Some(away(2, 1))),
            (clinician(1), Some(term(4, 1)), Some(away(1, 1))),
            (clinician(1), Some(term(4, 1)), Some(away(2, 1))),
            (clinician(2), None, Some(away(3, 2))),
            (clinician(2), None, Some(away(4, 2))),
            (clinician(3), Some(term(2, 3)), None),
            (clinician(3), Some(term(3, 3)), None),
            (clinician(4), None, None),
        ];
        let person = |id, terms: &[i64], leave: &[i64]| Person {
            clinician: clinician(id),
            terms: terms.iter().map(|number| term(*number, id)).collect(),
            leave: leave.iter().map(|number| away(*number, id)).collect(),
        };
        let expected = [
            person(1, &[1, 4], &[1, 2]),
            person(2, &[], &[3, 4]),
            person(3, &[2, 3], &[]),
            person(4, &[], &[]),
        ];
        assert_eq!(grouped(rows), expected);
        let (clinicians, terms, leave) = apart(expected);
        assert_eq!(clinicians, [1, 2, 3, 4].map(clinician));
        assert_eq!(terms, [term(1, 1), term(4, 1), term(2, 3), term(3, 3)]);
        assert_eq!(leave, [away(1, 1), away(2, 1), away(3, 2), away(4, 2)]);
    }
}
