use arrow_schema::Field;
use serde::Serialize;
use utoipa::ToSchema;

use crate::publications::practice_level_crosstab::Counts;
use crate::segment::count;

/// How many appointments there are, in four of the breakdowns.
#[derive(Serialize, ToSchema)]
#[schema(as = reference::Breakdowns)]
pub(super) struct Breakdowns {
    /// All appointments.
    pub(super) total_appointments: u32,
    /// The patient attended.
    pub(super) attended: u32,
    /// The patient did not attend (DNA).
    pub(super) did_not_attend: u32,
    /// Whether the patient attended is unknown.
    pub(super) status_unknown: u32,
    /// With a GP.
    pub(super) gp: u32,
    /// With other practice staff.
    pub(super) other_practice_staff: u32,
    /// With whom is unknown.
    pub(super) hcp_unknown: u32,
    /// Face to face.
    pub(super) face_to_face: u32,
    /// By telephone.
    pub(super) telephone: u32,
    /// At the patient's home.
    pub(super) home_visit: u32,
    /// By video conference or online.
    pub(super) video_online: u32,
    /// In which way is unknown.
    pub(super) mode_unknown: u32,
    /// Booked on the day itself.
    pub(super) same_day: u32,
    /// Booked the day before.
    pub(super) one_day: u32,
    /// Booked 2 to 7 days before.
    pub(super) days_2_to_7: u32,
    /// Booked 8 to 14 days before.
    pub(super) days_8_to_14: u32,
    /// Booked 15 to 21 days before.
    pub(super) days_15_to_21: u32,
    /// Booked 22 to 28 days before.
    pub(super) days_22_to_28: u32,
    /// Booked more than 28 days before.
    pub(super) over_28_days: u32,
    /// When it was booked is unknown.
    pub(super) wait_unknown: u32,
}

impl Breakdowns {
    /// The counts by their words.
    pub(super) fn of(counts: &Counts) -> Self {
        let [attended, did_not_attend, status_unknown] = counts.status;
        let [gp, other_practice_staff, hcp_unknown] = counts.hcp;
        let [face_to_face, telephone, home_visit, video_online, mode_unknown] = counts.mode;
        let [same_day, one_day, days_2_to_7, days_8_to_14, later @ ..] = counts.wait;
        let [days_15_to_21, days_22_to_28, over_28_days, wait_unknown] = later;
        Self {
            total_appointments: attended + did_not_attend + status_unknown,
            attended,
            did_not_attend,
            status_unknown,
            gp,
            other_practice_staff,
            hcp_unknown,
            face_to_face,
            telephone,
            home_visit,
            video_online,
            mode_unknown,
            same_day,
            one_day,
            days_2_to_7,
            days_8_to_14,
            days_15_to_21,
            days_22_to_28,
            over_28_days,
            wait_unknown,
        }
    }

    /// The columns of an export.
    pub(super) fn columns() -> [Field; 20] {
        [
            "total_appointments",
            "attended",
            "did_not_attend",
            "status_unknown",
            "gp",
            "other_practice_staff",
            "hcp_unknown",
            "face_to_face",
            "telephone",
            "home_visit",
            "video_online",
            "mode_unknown",
            "same_day",
            "one_day",
            "days_2_to_7",
            "days_8_to_14",
            "days_15_to_21",
            "days_22_to_28",
            "over_28_days",
            "wait_unknown",
        ]
        .map(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::publications::practice_level_crosstab::{HCP_TYPES, MODES, STATUSES, WAITS};

    #[test]
    fn counts_are_told_in_the_order_of_their_words() {
        assert_eq!((STATUSES[1], HCP_TYPES[1]), ("DNA", "Other Practice staff"));
        assert_eq!((MODES[3], WAITS[3]), ("Video Conference/Online", "8  to 14 Days"));
        let told = Breakdowns::of(&Counts {
            status: [50, 30, 20],
            hcp: [60, 30, 10],
            mode: [40, 30, 20, 9, 1],
            wait: [10, 20, 30, 5, 6, 7, 8, 14],
            categories: Box::default(),
        });
        assert_eq!((told.total_appointments, told.did_not_attend), (100, 30));
        assert_eq!((told.other_practice_staff, told.video_online), (30, 9));
        assert_eq!((told.days_8_to_14, told.days_15_to_21, told.wait_unknown), (5, 6, 14));
    }
}
