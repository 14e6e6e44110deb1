//! The home visits of an enquiry, by what became of them.

use std::cmp::Reverse;

use ::pages::Moment;
use resources::HOME_VISITS;
use serde::Deserialize;
use web::ApiError;

use super::records::{At, Found, MOST, Names, Records};
use super::words::word;
use crate::domain::DocumentId;

/// A home visit, as it is listed.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Visit {
    assigned_to: Option<String>,
    cancelled: Option<At>,
    completed: Option<At>,
    date_time: At,
    host: Option<String>,
    location: Option<String>,
    notes: Option<String>,
    visit_type: Option<String>,
}

/// What became of visits, and those of which that is so.
pub(super) struct Group {
    pub(super) heading: &'static str,
    /// The heading, and in which order they are told.
    pub(super) caption: &'static str,
    pub(super) rows: Vec<Row>,
}

/// A home visit, as it is told.
pub(super) struct Row {
    pub(super) at: Moment,
    /// When it was completed or cancelled.
    pub(super) ended: Option<Moment>,
    pub(super) kind: String,
    pub(super) location: String,
    pub(super) host: String,
    pub(super) by: String,
    pub(super) notes: String,
}

/// What the list is asked for.
const ATTRIBUTES: [&str; 8] = [
    "assigned_to",
    "cancelled",
    "completed",
    "date_time",
    "host",
    "location",
    "notes",
    "visit_type",
];

/// The newest home visits of an enquiry, and how many there are.
pub(super) async fn of(
    records: &mut Records,
    enquiry: &DocumentId,
) -> Result<Found<Visit>, ApiError> {
    let mut asked = vec![("filters-care_enquiries", enquiry.as_str()), ("sort_by", "-created")];
    asked.extend(ATTRIBUTES.map(|name| ("attributes", name)));
    records.page(&HOME_VISITS, &asked, 1, MOST).await
}

/// Visits under headings; where there are none, there is no heading. What is
/// to come is told soonest first, what is past newest first.
pub(super) fn grouped(visits: &[Visit], names: &Names) -> Vec<Group> {
    let (mut cancelled, rest): (Vec<&Visit>, Vec<&Visit>) =
        visits.iter().partition(|visit| visit.cancelled.is_some());
    let (mut completed, mut upcoming): (Vec<&Visit>, Vec<&Visit>) =
        rest.into_iter().partition(|visit| visit.completed.is_some());
    upcoming.sort_by_key(|visit| visit.date_time);
    completed.sort_by_key(|visit| Reverse(visit.date_time));
    cancelled.sort_by_key(|visit| Reverse(visit.date_time));
    let groups = [
        ("Upcoming", "Upcoming, soonest first", upcoming),
        ("Completed", "Completed, newest first", completed),
        ("Cancelled", "Cancelled, newest first", cancelled),
    ];
    let groups = groups.into_iter().filter(|(.., visits)| !visits.is_empty());
    groups
        .map(|(heading, caption, visits)| Group {
            heading,
            caption,
            rows: visits.into_iter().map(|visit| visit.row(names)).collect(),
        })
        .collect()
}

impl Visit {
    /// Who goes there, by id.
    pub(super) fn user(&self) -> Option<&str> {
        self.assigned_to.as_deref()
    }

    /// Where it is, by id.
    pub(super) fn location(&self) -> Option<&str> {
        self.location.as_deref()
    }

    fn row(&self, names: &Names) -> Row {
        let told = |text: &Option<String>, otherwise: &str| {
            text.as_deref().map_or_else(|| otherwise.to_owned(), word)
        };
        let named = |id: Option<&str>, none: &str, unknown: &str| {
            let name = |id: &str| names.get(id).map_or(unknown, String::as_str);
            id.map_or(none, name).to_owned()
        };
        Row {
            at: self.date_time.into(),
            ended: self.cancelled.or(self.completed).map(Moment::from),
            kind: told(&self.visit_type, "Not said how"),
            location: named(self.location(), "No location given", "A location"),
            host: told(&self.host, "Not said"),
            by: named(self.user(), "Nobody yet", "A user"),
            notes: self.notes.clone().unwrap_or_default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn visit(day: u32, cancelled: Option<&str>, completed: Option<&str>) -> Visit {
        let visit = json!({
            "_id": "0123456789abcdef01234567", "assigned_to": "7", "cancelled": cancelled,
            "completed": completed, "date_time": format!("2026-11-{day:02} 10:00:00"),
            "host": "deputy_manager", "location": "8", "notes": null, "visit_type": "in_person",
        });
        serde_json::from_value(visit).unwrap()
    }

    #[test]
    fn visits_stand_under_what_became_of_them() {
        let past = Some("2026-11-22 17:00:00");
        let visits = [
            visit(30, None, None),
            visit(25, None, None),
            visit(3, None, past),
            visit(9, None, past),
            visit(12, past, None),
            visit(14, past, past),
        ];
        let told: Vec<(&str, Vec<String>)> = grouped(&visits, &Names::new())
            .into_iter()
            .map(|group| {
                let days = group.rows.iter().map(|row| row.at.machine()[8..10].to_owned());
                (group.heading, days.collect())
            })
            .collect();
        let days = |days: [&str; 2]| days.map(str::to_owned).to_vec();
        let expected = [
            ("Upcoming", days(["25", "30"])),
            ("Completed", days(["09", "03"])),
            ("Cancelled", days(["14", "12"])),
        ];
        assert_eq!(told, expected);
        assert!(grouped(&[], &Names::new()).is_empty());
    }

    #[test]
    fn a_visit_is_told_in_words() {
        let names = [("7", "jo"), ("8", "Elm House")];
        let names: Names = names.map(|(id, name)| (id.to_owned(), name.to_owned())).into();
        let row = visit(30, None, None).row(&names);
        assert_eq!((row.kind.as_str(), row.host.as_str()), ("In person", "Deputy manager"));
        assert_eq!((row.by.as_str(), row.location.as_str()), ("jo", "Elm House"));
        let strange = visit(30, None, None).row(&Names::new());
        assert_eq!((strange.by.as_str(), strange.location.as_str()), ("A user", "A location"));
        let nobody =
            Visit { assigned_to: None, host: None, location: None, ..visit(30, None, None) };
        let row = nobody.row(&names);
        assert_eq!(row.location, "No location given");
        assert_eq!((row.by.as_str(), row.host.as_str()), ("Nobody yet", "Not said"));
    }

    #[test]
    fn what_is_asked_for_is_there() {
        for name in ATTRIBUTES {
            assert!(HOME_VISITS.attribute(name).is_some(), "{name}");
        }
    }
}
