use crate::{
    Action, Attribute, CARE_ENQUIRIES, Filter, Initially, Kind, LOCATIONS, Resource, Rule,
    SERVICE_USERS, Test,
};

/// Notes on enquiries and service users.
pub static COMMENTS: Resource = Resource {
    name: "comments",
    one: "comment",
    about: "Notes on care enquiries and service users.",
    actions: &Action::ALL,
    attributes: &[
        Attribute::ANONYMIZED,
        Attribute::new(
            "care_enquiry",
            Kind::Reference(&CARE_ENQUIRIES),
            "The care enquiry it is about.",
        )
        .once()
        .part(),
        Attribute::new("comment", Kind::Text(10_000), "What it says.").required().personal(),
        Attribute::CREATED,
        Attribute::new(
            "location",
            Kind::Reference(&LOCATIONS),
            "The location of what it is about.",
        )
        .initially(Initially::OfWhole),
        Attribute::MODIFIED,
        Attribute::new("pinned", Kind::Flag, "Whether it is kept at the top."),
        Attribute::new(
            "service_user",
            Kind::Reference(&SERVICE_USERS),
            "The service user it is about.",
        )
        .once()
        .part(),
        Attribute::new("user", Kind::User, "Who wrote it; null where that was no user.")
            .kept()
            .initially(Initially::Caller),
        Attribute::new("user_sticky_label", Kind::Text(200), "What they were called then.")
            .kept()
            .initially(Initially::CallerName),
    ],
    filters: &[
        Filter::new(
            "anonymized",
            Test::Set { attribute: "anonymized", unless_told: "unset" },
            "Whether they have been anonymised.",
        ),
        Filter::new("care_enquiries", Test::In("care_enquiry"), "Those on these care enquiries."),
        Filter::new("locations", Test::In("location"), "Those about these locations."),
        Filter::new(
            "pinned",
            Test::Set { attribute: "pinned", unless_told: "unset" },
            "Whether they are kept at the top.",
        ),
        Filter::new("service_users", Test::In("service_user"), "Those on these service users."),
        Filter::new("users", Test::In("user"), "Those that these users wrote."),
    ],
    sorts: &[],
    searched: &["comment"],
    rules: &[Rule::OneOf(&["care_enquiry", "service_user"])],
};
