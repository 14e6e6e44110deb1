use crate::users::ROLES;
use crate::{
    Action, Attribute, CARE_ENQUIRIES, Filter, Initially, Kind, LOCATIONS, Resource, Rule, Test,
};

const VISIT_TYPES: &[&str] = &["in_person", "virtual"];

/// Visits to a location by people looking for care.
pub static HOME_VISITS: Resource = Resource {
    name: "home-visits",
    one: "home visit",
    about: "Visits to a location by people looking for care.",
    actions: &Action::ALL,
    attributes: &[
        Attribute::ANONYMIZED,
        Attribute::new("assigned_to", Kind::User, "Who looks after the visit.")
            .initially(Initially::OfWhole),
        Attribute::new("cancelled", Kind::Mark, "When it was cancelled; null where it was not."),
        Attribute::new("care_enquiry", Kind::Reference(&CARE_ENQUIRIES), "The enquiry behind it.")
            .required()
            .once()
            .part(),
        Attribute::new(
            "completed",
            Kind::Mark,
            "When it was over; null before. Set by itself an hour after the visit, \
             unless that was cancelled.",
        ),
        Attribute::CREATED,
        Attribute::new("date_time", Kind::DateTime, "When the visit is.").required(),
        Attribute::new("host", Kind::Choice(ROLES), "Who receives the visitors, by their role."),
        Attribute::new("location", Kind::Reference(&LOCATIONS), "The location that is visited.")
            .initially(Initially::OfWhole),
        Attribute::MODIFIED,
        Attribute::new("notes", Kind::Text(10_000), "Notes about it.").personal(),
        Attribute::new(
            "service_user_contact",
            Kind::Id,
            "The contact who comes; null where the enquirer does.",
        )
        .kept(),
        Attribute::new("visit_type", Kind::Choice(VISIT_TYPES), "How the visit is made.")
            .initially(Initially::Word("in_person")),
    ],
    filters: &[
        Filter::new(
            "anonymized",
            Test::Set { attribute: "anonymized", unless_told: "unset" },
            "Whether they have been anonymised.",
        ),
        Filter::new("assigned_to", Test::In("assigned_to"), "Those that these users look after."),
        Filter::new(
            "cancelled",
            Test::Set { attribute: "cancelled", unless_told: "unset" },
            "Whether they were cancelled.",
        ),
        Filter::new("care_enquiries", Test::In("care_enquiry"), "Those for these care enquiries."),
        Filter::new(
            "completed",
            Test::Set { attribute: "completed", unless_told: "unset" },
            "Whether they are over.",
        ),
        Filter::new("date_time_after", Test::After("date_time"), "Those later than this time."),
        Filter::new("date_time_before", Test::Before("date_time"), "Those earlier than this time."),
        Filter::new("hosts", Test::In("host"), "Those received by people in these roles."),
        Filter::new("locations", Test::In("location"), "Those to these locations."),
        Filter::new("visit_types", Test::In("visit_type"), "Those made in these ways."),
    ],
    sorts: &[],
    searched: &["notes"],
    rules: &[Rule::CompletesItself { after: "date_time", marks: "completed", unless: "cancelled" }],
};
