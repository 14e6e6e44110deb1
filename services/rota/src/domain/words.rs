//! The words of the field, as they are on the wire and in the database.

store::words! {
    case "SCREAMING_SNAKE_CASE";

    /// How a clinician is engaged.
    WorkingTermType as rota::WorkingTermType {
        /// On a fixed pattern.
        Salaried,
        /// On flexible days.
        Partner,
        /// On dates entered by hand alone.
        Locum,
        /// A resident in the foundation programme.
        FyDoctor,
        /// A resident in specialty training.
        StDoctor,
    }

    /// What is done in a shift.
    ShiftType as rota::ShiftType {
        /// Seeing patients.
        Standard,
        /// On duty for what comes up that day.
        Duty,
        /// Away to study: neither worked nor toward the minimum.
        StudyLeave,
        /// At the coroner's court: worked, but not toward the minimum.
        Coroners,
    }

    /// How long a shift is.
    ShiftDuration as rota::ShiftDuration {
        /// A day.
        Full,
        /// Half a day.
        Half,
    }

    /// What became of a shift.
    ShiftStatus as rota::ShiftStatus {
        /// Still to come, or not yet marked as done.
        Scheduled,
        /// Done.
        Completed,
        /// Will not happen, or did not.
        Cancelled,
    }

    /// Why somebody is away.
    LeaveType as rota::LeaveType {
        /// From the yearly quota.
        AnnualLeave,
        /// A partner's day off.
        NotWorking,
        /// Illness that is known before.
        PlannedSick,
        /// Study.
        StudyLeave,
        /// The coroner's court.
        Coroners,
    }

    /// How far a leave request has come.
    LeaveStatus as rota::LeaveStatus {
        /// Waits for a decision.
        Requested,
        /// Granted.
        Approved,
        /// Refused.
        Denied,
        /// Withdrawn.
        Cancelled,
    }

    /// Why a leave quota was adjusted.
    ManualAdjustmentType as rota::ManualAdjustmentType {
        /// Carried over, or corrected.
        AnnualLeaveAdjustment,
        /// For shifts worked in somebody else's illness.
        SickShiftCompensation,
    }

    /// What an alert is about.
    AlertType as rota::AlertType {
        /// Fewer doctors than the minimum.
        BelowMinimum,
        /// Exactly the minimum.
        AtWarningThreshold,
        /// Somebody works much more than agreed.
        OverworkedDoctor,
        /// The rota breaks a rule.
        ConstraintViolation,
        /// Fewer duty doctors than the day needs.
        InsufficientDutyDoctors,
    }

    /// How bad it is.
    AlertSeverity as rota::AlertSeverity {
        /// Worth knowing.
        Warning,
        /// Must be dealt with.
        Critical,
    }

    /// What became of an alert.
    AlertStatus as rota::AlertStatus {
        /// Not dealt with.
        Active,
        /// Dealt with.
        Resolved,
        /// Of no importance.
        Dismissed,
    }

    /// What happened to a shift.
    ChangeType as rota::ChangeType {
        /// It is new.
        Created,
        /// It is another.
        Updated,
        /// It is gone.
        Deleted,
    }
}

impl ShiftType {
    /// Whether such a shift counts as worked.
    pub fn counts_as_worked(self) -> bool {
        self != Self::StudyLeave
    }

    /// Whether such a shift counts toward the minimum of doctors.
    pub fn counts_toward_minimum(self) -> bool {
        matches!(self, Self::Standard | Self::Duty)
    }
}

impl LeaveType {
    /// What people call it.
    pub fn label(self) -> &'static str {
        match self {
            Self::AnnualLeave => "Annual leave",
            Self::NotWorking => "Not working",
            Self::PlannedSick => "Planned sick leave",
            Self::StudyLeave => "Study leave",
            Self::Coroners => "Coroner's court",
        }
    }

    /// The type of the shifts that stand for such leave while it lasts.
    pub fn shift_type(self) -> Option<ShiftType> {
        match self {
            Self::StudyLeave => Some(ShiftType::StudyLeave),
            Self::Coroners => Some(ShiftType::Coroners),
            Self::AnnualLeave | Self::NotWorking | Self::PlannedSick => None,
        }
    }
}

impl LeaveStatus {
    /// Whether the leave takes place, or still may.
    pub fn is_live(self) -> bool {
        matches!(self, Self::Requested | Self::Approved)
    }
}

impl AlertType {
    /// What people call it.
    pub fn label(self) -> &'static str {
        match self {
            Self::BelowMinimum => "Short-staffed",
            Self::AtWarningThreshold => "At Minimum Staffing",
            Self::OverworkedDoctor => "Overworked Doctor",
            Self::ConstraintViolation => "Scheduling Concern",
            Self::InsufficientDutyDoctors => "Not Enough Duty Doctors",
        }
    }

    /// How bad it is, unless told otherwise.
    pub fn severity(self) -> AlertSeverity {
        match self {
            Self::AtWarningThreshold | Self::OverworkedDoctor => AlertSeverity::Warning,
            Self::BelowMinimum | Self::ConstraintViolation | Self::InsufficientDutyDoctors => {
                AlertSeverity::Critical
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use strum::VariantArray;

    use super::*;

    #[test]
    fn words_are_the_same_everywhere() {
        for (word, expected) in [
            (WorkingTermType::FyDoctor.as_str(), "FY_DOCTOR"),
            (LeaveType::AnnualLeave.as_str(), "ANNUAL_LEAVE"),
            (AlertType::InsufficientDutyDoctors.as_str(), "INSUFFICIENT_DUTY_DOCTORS"),
        ] {
            assert_eq!(word, expected);
        }
        for word in LeaveType::VARIANTS {
            assert_eq!(word.as_str().parse::<LeaveType>().unwrap(), *word);
            assert_eq!(serde_json::json!(word), serde_json::json!(word.as_str()));
        }
        assert!("annual_leave".parse::<LeaveType>().is_err());
    }

    #[test]
    fn only_some_shifts_count() {
        let counted = ShiftType::VARIANTS
            .iter()
            .map(|of| (of.counts_as_worked(), of.counts_toward_minimum()));
        let expected = [(true, true), (true, true), (false, false), (true, false)];
        assert_eq!(counted.collect::<Vec<_>>(), expected);
    }
}
