use crate::{Action, Attribute, Kind, Resource};

/// What people are at their location.
pub(crate) const ROLES: &[&str] = &[
    "manager",
    "deputy_manager",
    "administrator",
    "receptionist",
    "senior_carer",
    "carer",
    "customer_relations_adviser",
    "nurse",
    "other",
];

/// Members of the organisation. Accounts keeps them; care only tells of them,
/// so it has no table and nothing here can be set.
pub static USERS: Resource = Resource {
    name: "users",
    one: "user",
    about: "People who can sign in. They are managed where accounts are managed.",
    actions: &[Action::Read],
    attributes: &[
        Attribute::CREATED,
        Attribute::new("email", Kind::Email, "Where they are written to.").kept(),
        Attribute::new("first_name", Kind::Text(200), "Their first name.").kept(),
        Attribute::new("invite_accepted", Kind::DateTime, "When they accepted it.").kept(),
        Attribute::new("invited", Kind::DateTime, "When they were invited.").kept(),
        Attribute::new("last_name", Kind::Text(200), "Their last name.").kept(),
        Attribute::new(
            "location_groups",
            Kind::Ids,
            "The groups of locations they are limited to; empty where they are not limited.",
        )
        .kept(),
        Attribute::new("location_role", Kind::Choice(ROLES), "What they are at their location.")
            .kept(),
        Attribute::new(
            "location_role_other",
            Kind::Text(200),
            "What they are at their location, where there is no word for it.",
        )
        .kept(),
        Attribute::new(
            "locations",
            Kind::Ids,
            "The locations they are limited to; empty where they are not limited.",
        )
        .kept(),
        Attribute::new("mfa_enabled", Kind::Flag, "Whether they sign in with a second factor.")
            .kept(),
        Attribute::new("mobile", Kind::Text(50), "Their mobile number.").kept(),
        Attribute::MODIFIED,
        Attribute::new(
            "notify_on_admission_or_discharge",
            Kind::Flag,
            "Whether they are told of admissions and discharges.",
        )
        .kept(),
        Attribute::new(
            "notify_on_care_fund_depleted",
            Kind::Flag,
            "Whether they are told when a fund is about to run out.",
        )
        .kept(),
        Attribute::new(
            "notify_on_data_export",
            Kind::Flag,
            "Whether they are told when data is exported.",
        )
        .kept(),
        Attribute::new(
            "notify_on_ledger_balance_low",
            Kind::Flag,
            "Whether they are told when the balance of a ledger is low.",
        )
        .kept(),
        Attribute::new("suspended", Kind::Flag, "Whether they are kept from signing in.").kept(),
    ],
    filters: &[],
    sorts: &[],
    searched: &["first_name", "last_name", "email"],
    rules: &[],
};
