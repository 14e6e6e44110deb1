use crate::{
    Action, Attribute, Filter, Initially, Kind, LOCATIONS, Resource, Rule, SERVICE_USERS, Test,
};

/// Service users who are away.
pub static ABSENCES: Resource = Resource {
    name: "absences",
    one: "absence",
    about: "Times when service users are away.",
    actions: &Action::ALL,
    attributes: &[
        Attribute::CREATED,
        Attribute::new("ends", Kind::DateTime, "When it ends; null where that is not known."),
        Attribute::new("location", Kind::Reference(&LOCATIONS), "The location they are away from.")
            .initially(Initially::OfWhole),
        Attribute::MODIFIED,
        Attribute::new("notes", Kind::Text(10_000), "Notes about it.").personal(),
        Attribute::new("reason_for_absence", Kind::Group("absence_reason"), "Why they are away."),
        Attribute::new("service_user", Kind::Reference(&SERVICE_USERS), "Who is away.")
            .required()
            .once()
            .part(),
        Attribute::new("starts", Kind::DateTime, "When it starts.").required(),
        Attribute::new("with_family_or_friend", Kind::Flag, "Whether family or a friend is along."),
        Attribute::new("with_other", Kind::Flag, "Whether somebody else is along."),
        Attribute::new("with_staff", Kind::Flag, "Whether staff are along."),
    ],
    filters: &[
        Filter::new("end_date", Test::Until("ends"), "Those that end on this day or earlier."),
        Filter::new("locations", Test::In("location"), "Those from these locations."),
        Filter::new("reasons", Test::In("reason_for_absence"), "Those for these reasons."),
        Filter::new("service_users", Test::In("service_user"), "Those of these service users."),
        Filter::new("start_date", Test::From("starts"), "Those that start on this day or later."),
    ],
    sorts: &[],
    searched: &["notes"],
    rules: &[Rule::Order("starts", "ends")],
};
