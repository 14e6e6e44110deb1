//! The words of the field, as they are on the wire and in the database.

use diesel::deserialize::{self, FromSql, FromSqlRow};
use diesel::expression::AsExpression;
use diesel::pg::{Pg, PgValue};
use diesel::serialize::{self, Output, ToSql};
use diesel::sql_types::Text;
use serde::{Deserialize, Serialize};
use strum::{Display, EnumString, IntoStaticStr, VariantArray};
use utoipa::ToSchema;

/// Enumerations whose words are the names of their variants in capitals.
macro_rules! words {
    ($($(#[$doc:meta])+ $name:ident as $schema:ident { $($(#[$of:meta])+ $word:ident,)+ })+) => {$(
        $(#[$doc])+
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
            Display, EnumString, IntoStaticStr, VariantArray, AsExpression, FromSqlRow, ToSchema,
        )]
        #[diesel(sql_type = Text)]
        #[schema(as = rota::$schema)]
        #[serde(rename_all = "SCREAMING_SNAKE_CASE")]
        #[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
        pub enum $name { $($(#[$of])+ $word,)+ }

        impl $name {
            /// The word for it.
            pub fn as_str(self) -> &'static str {
                self.into()
            }

            /// The words of all of them, in order.
            pub fn words() -> impl Iterator<Item = &'static str> {
                Self::VARIANTS.iter().map(|one| one.as_str())
            }
        }

        impl ToSql<Text, Pg> for $name {
            fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
                <str as ToSql<Text, Pg>>::to_sql(self.as_str(), out)
            }
        }

        impl FromSql<Text, Pg> for $name {
            fn from_sql(bytes: PgValue<'_>) -> deserialize::Result<Self> {
                let text = <String as FromSql<Text, Pg>>::from_sql(bytes)?;
                Ok(text.parse()?)
            }
        }
    )+};
}

words! {
    /// How a clinician is engaged.
    WorkingTermType as WorkingTermType {
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
    ShiftType as ShiftType {
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
    ShiftDuration as ShiftDuration {
        /// A day.
        Full,
        /// Half a day.
        Half,
    }

    /// What became of a shift.
    ShiftStatus as ShiftStatus {
        /// Still to come, or not yet marked as done.
        Scheduled,
        /// Done.
        Completed,
        /// Will not happen, or did not.
        Cancelled,
    }

    /// Why somebody is away.
    LeaveType as LeaveType {
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
    LeaveStatus as LeaveStatus {
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
    ManualAdjustmentType as ManualAdjustmentType {
        /// Carried over, or corrected.
        AnnualLeaveAdjustment,
        /// For shifts worked in somebody else's illness.
        SickShiftCompensation,
    }

    /// What an alert is about.
    AlertType as AlertType {
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
    AlertSeverity as AlertSeverity {
        /// Worth knowing.
        Warning,
        /// Must be dealt with.
        Critical,
    }

    /// What became of an alert.
    AlertStatus as AlertStatus {
        /// Not dealt with.
        Active,
        /// Dealt with.
        Resolved,
        /// Of no importance.
        Dismissed,
    }

    /// What happened to a shift.
    ChangeType as ChangeType {
        /// It is new.
        Created,
        /// It is another.
        Updated,
        /// It is gone.
        Deleted,
    }

    /// What happened to a record.
    AuditAction as AuditAction {
        /// It was made.
        Create,
        /// It was changed.
        Update,
        /// It was deleted.
        Delete,
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
