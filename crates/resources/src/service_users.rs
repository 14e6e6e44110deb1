use crate::{Action, Attribute, Filter, Kind, LOCATIONS, Resource, Test};

const COMMS_PREFERENCES: &[&str] = &["email", "post", "do_not_send"];
const DAY_CARE_STATUSES: &[&str] = &["active", "inactive"];
const DAY_CARE_USES: &[&str] = &["exclusive", "inclusive", "not_used"];

/// People in care.
pub static SERVICE_USERS: Resource = Resource {
    name: "service-users",
    one: "service user",
    about: "People in care: residents of a home, and those who are cared for at their own.",
    actions: &Action::ALL,
    attributes: &[
        Attribute::new("account_code", Kind::Text(50), "Their code in the accounts package.")
            .personal(),
        Attribute::ANONYMIZED,
        Attribute::new(
            "assistance_with_dressing",
            Kind::Flag,
            "Whether they need help with getting dressed.",
        ),
        Attribute::new("assistance_with_eating", Kind::Flag, "Whether they need help with eating."),
        Attribute::new(
            "assistance_with_medication",
            Kind::Flag,
            "Whether they need help with their medication.",
        ),
        Attribute::new(
            "assistance_with_personal_care",
            Kind::Flag,
            "Whether they need help with personal care.",
        ),
        Attribute::new(
            "bill_self_for_expenses",
            Kind::Flag,
            "Whether they are billed for expenses themselves.",
        ),
        Attribute::new(
            "billing_comms_preference",
            Kind::Choices(COMMS_PREFERENCES),
            "How they are sent what concerns billing.",
        ),
        Attribute::new("billing_enabled", Kind::Flag, "Whether they are billed."),
        Attribute::new(
            "billing_party_for_expenses",
            Kind::Id,
            "The contact who is billed for their expenses.",
        )
        .kept(),
        Attribute::new("broadcare_number", Kind::Text(50), "Their number in Broadcare.").personal(),
        Attribute::CREATED,
        Attribute::new(
            "day_care_deactivated",
            Kind::Mark,
            "When they left day care; null where they did not.",
        ),
        Attribute::new("day_care_leaving_notes", Kind::Text(10_000), "Notes on leaving day care.")
            .personal(),
        Attribute::new("day_care_reason_for_leaving", Kind::Text(200), "Why they left day care.")
            .personal(),
        Attribute::new(
            "day_care_status",
            Kind::Choice(DAY_CARE_STATUSES),
            "Whether they come to day care.",
        ),
        Attribute::new(
            "day_care_use",
            Kind::Choice(DAY_CARE_USES),
            "Whether they come to day care alone, among other care, or not.",
        ),
        Attribute::new(
            "deactivated",
            Kind::Mark,
            "When they left the location; null where they did not.",
        ),
        Attribute::new("dementia", Kind::Flag, "Whether they live with dementia."),
        Attribute::new(
            "dementia_challenging_behaviour",
            Kind::Flag,
            "Whether they behave in ways that challenge.",
        ),
        Attribute::new("dementia_prone_to_wander", Kind::Flag, "Whether they are prone to wander."),
        Attribute::new("dob", Kind::Date, "Their date of birth.").personal(),
        Attribute::new("email_invoices_to", Kind::Emails, "Where their invoices are sent.")
            .personal(),
        Attribute::new("end_of_life", Kind::Flag, "Whether they receive end of life care."),
        Attribute::new("first_name", Kind::Text(200), "Their first name.").required().personal(),
        Attribute::new("fnc_applied", Kind::Date, "When NHS-funded nursing care was applied for."),
        Attribute::new("fnc_status", Kind::Text(200), "What came of that application."),
        Attribute::new("last_name", Kind::Text(200), "Their last name.").required().personal(),
        Attribute::new(
            "location",
            Kind::Reference(&LOCATIONS),
            "The location that cares for them.",
        ),
        Attribute::MODIFIED,
        Attribute::new("nhs_number", Kind::Text(50), "Their NHS number.").personal(),
        Attribute::new("patient_id", Kind::Text(50), "What a practice knows them by.").personal(),
        Attribute::new("ref", Kind::Text(50), "What you know them by.").personal(),
    ],
    filters: &[
        Filter::new(
            "anonymized",
            Test::Set { attribute: "anonymized", unless_told: "unset" },
            "Whether they have been anonymised.",
        ),
        Filter::new(
            "day_care_statuses",
            Test::In("day_care_status"),
            "Those with these statuses in day care.",
        ),
        Filter::new(
            "deactivated",
            Test::Set { attribute: "deactivated", unless_told: "unset" },
            "Whether they have left.",
        ),
        Filter::new(
            "dementia",
            Test::Set { attribute: "dementia", unless_told: "unset" },
            "Whether they live with dementia.",
        ),
        Filter::new("locations", Test::In("location"), "Those of these locations."),
    ],
    sorts: &[],
    searched: &["first_name", "last_name"],
    rules: &[],
};
