use super::words::counted;
use crate::domain::staffing::{DayForecast, Status};

/// How many doctors a day has beside how many it needs.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Cover {
    /// For the style.
    pub(super) class: &'static str,
    /// In words, so that nobody depends on the style.
    pub(super) told: String,
}

/// The cover of a day; none where nobody is needed or there.
pub(super) fn cover(forecast: &DayForecast) -> Option<Cover> {
    let (there, needed) = (forecast.scheduled_count, forecast.minimum_required);
    if needed == 0 {
        let told = counted(there, "doctor");
        return (there > 0).then_some(Cover { class: "", told });
    }
    let (class, words) = match forecast.status {
        Status::Above => ("above", "enough"),
        Status::At => ("at", "just enough"),
        Status::Below => ("below", "too few"),
    };
    let told = format!("{there} of {}: {words}", counted(needed, "doctor"));
    Some(Cover { class, told })
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::*;
    use crate::domain::staffing::status;

    #[test]
    fn cover_is_told_in_words() {
        let forecast = |scheduled_count: u32, minimum_required: u32| DayForecast {
            date: NaiveDate::default(),
            day_of_week: "Thursday",
            minimum_required,
            scheduled_count,
            pending_leave: 0,
            status: status(scheduled_count, minimum_required),
        };
        for (there, needed, class, told) in [
            (10, 9, "above", "10 of 9 doctors: enough"),
            (1, 1, "at", "1 of 1 doctor: just enough"),
            (0, 2, "below", "0 of 2 doctors: too few"),
            (1, 0, "", "1 doctor"),
        ] {
            let cover = cover(&forecast(there, needed)).unwrap();
            assert_eq!((cover.class, cover.told.as_str()), (class, told));
        }
        assert_eq!(cover(&forecast(0, 0)), None);
    }
}
