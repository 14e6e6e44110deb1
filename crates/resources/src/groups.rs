use crate::{Action, Attribute, Filter, Kind, Resource, Rule, Test};

/// What groups are for: references say which type of group they take.
pub const GROUP_TYPES: [&str; 17] = [
    "absence_reason",
    "action_tag",
    "comms_tag",
    "competitor",
    "competitor_type",
    "complaint_subject_matter",
    "day_care_session_type",
    "enquiry_close_reason",
    "leave_reason",
    "location_contact_tag",
    "location_group",
    "sales_channel",
    "referrer_type",
    "referrer",
    "room_feature",
    "ledger",
    "ledger_expense_category",
];

/// Words to sort things by.
pub static GROUPS: Resource = Resource {
    name: "groups",
    one: "group",
    about: "The words an organisation sorts things by: sales channels, reasons for absence.",
    actions: &Action::ALL,
    attributes: &[
        Attribute::new("archived", Kind::Mark, "When it was put away; null while it is in use."),
        Attribute::CREATED,
        Attribute::new("description", Kind::Text(2_000), "What it means."),
        Attribute::new("group_type", Kind::Choice(&GROUP_TYPES), "What it is for.")
            .required()
            .once(),
        Attribute::MODIFIED,
        Attribute::new("name", Kind::Text(200), "What it is called.").required(),
        Attribute::new("nominal_code", Kind::Id, "The nominal code it is booked under.").kept(),
        Attribute::new("parent_group", Kind::Reference(&GROUPS), "The group it is within."),
        Attribute::new("protected", Kind::Flag, "Whether it can be neither changed nor deleted.")
            .kept(),
    ],
    filters: &[
        Filter::new(
            "archived",
            Test::Set { attribute: "archived", unless_told: "no" },
            "Whether they have been put away.",
        ),
        Filter::new("group_type", Test::In("group_type"), "Those of these types."),
        Filter::new("parent_groups", Test::In("parent_group"), "Those within these groups."),
    ],
    sorts: &[],
    searched: &["name", "description"],
    rules: &[Rule::Protected("protected")],
};
