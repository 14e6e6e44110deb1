//! Dates, numbers and the words of the field, as people read them.

use chrono::{Datelike, NaiveDate};

use crate::domain::{AlertSeverity, AlertStatus, LeaveStatus, ShiftDuration, ShiftType};

/// `Monday 3 June 2024`.
pub(super) fn long(date: NaiveDate) -> String {
    date.format("%A %-d %B %Y").to_string()
}

/// `3 June 2024`.
pub(super) fn short(date: NaiveDate) -> String {
    date.format("%-d %B %Y").to_string()
}

/// Dates from one to another: `3 to 7 June 2024`, or one date alone.
pub(super) fn span(first: NaiveDate, last: NaiveDate) -> String {
    if first == last {
        return short(first);
    }
    let begins = if first.year() != last.year() {
        "%-d %B %Y"
    } else if first.month() != last.month() {
        "%-d %B"
    } else {
        "%-d"
    };
    format!("{} to {}", first.format(begins), short(last))
}

/// `1 doctor`, `2 doctors`.
pub(super) fn counted(count: u32, one: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {one}{plural}")
}

/// How far leave has come.
pub(super) fn leave_status(status: LeaveStatus) -> &'static str {
    match status {
        LeaveStatus::Requested => "Waits for a decision",
        LeaveStatus::Approved => "Approved",
        LeaveStatus::Denied => "Denied",
        LeaveStatus::Cancelled => "Cancelled",
    }
}

/// What is done in a shift.
pub(super) fn shift_type(type_: ShiftType) -> &'static str {
    match type_ {
        ShiftType::Standard => "Standard",
        ShiftType::Duty => "Duty",
        ShiftType::StudyLeave => "Study leave",
        ShiftType::Coroners => "Coroner's court",
    }
}

/// How long a shift is.
pub(super) fn duration(duration: ShiftDuration) -> &'static str {
    match duration {
        ShiftDuration::Full => "Full day",
        ShiftDuration::Half => "Half day",
    }
}

/// How bad something is.
pub(super) fn severity(severity: AlertSeverity) -> &'static str {
    match severity {
        AlertSeverity::Warning => "Warning",
        AlertSeverity::Critical => "Critical",
    }
}

/// What became of an alert.
pub(super) fn alert_status(status: AlertStatus) -> &'static str {
    match status {
        AlertStatus::Active => "Active",
        AlertStatus::Resolved => "Dealt with",
        AlertStatus::Dismissed => "Dismissed",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::testing::day;

    #[test]
    fn dates_read_well() {
        assert_eq!(long(day("2024-06-03")), "Monday 3 June 2024");
        for (first, last, expected) in [
            ("2024-06-03", "2024-06-03", "3 June 2024"),
            ("2024-06-03", "2024-06-14", "3 to 14 June 2024"),
            ("2024-05-27", "2024-06-07", "27 May to 7 June 2024"),
            ("2024-12-30", "2025-01-03", "30 December 2024 to 3 January 2025"),
        ] {
            assert_eq!(span(day(first), day(last)), expected);
        }
    }

    #[test]
    fn one_is_not_many() {
        let told = [0, 1, 2].map(|count| counted(count, "doctor"));
        assert_eq!(told, ["0 doctors", "1 doctor", "2 doctors"]);
    }
}
