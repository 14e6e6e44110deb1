use crate::{Action, Attribute, Filter, Kind, LOCATIONS, Resource, Test};

const FUNDING_TYPES: &[&str] = &[
    "private",
    "local_authority",
    "local_authority_top_up",
    "chc",
    "chc_lifestyle",
    "block_bed",
    "dta_spot",
    "not_sure",
];

/// The services that are enquired about, which locations offer.
pub(crate) const SERVICES: &[&str] = &[
    "residential_home",
    "assisted_living",
    "nursing_home",
    "learning_disability_care",
    "bariatric_care",
    "specialist_care",
    "home_care",
    "live_in_care",
];

const GENDERS: &[&str] = &["male", "female", "non_binary", "transgender", "intersex"];

/// People looking for care.
pub static CARE_ENQUIRIES: Resource = Resource {
    name: "care-enquiries",
    one: "care enquiry",
    about: "People looking for care, for themselves or for somebody else.",
    actions: &Action::ALL,
    attributes: &[
        Attribute::new(
            "age",
            Kind::Integer(0, 130),
            "The age given where the date of birth is not known.",
        )
        .personal(),
        Attribute::ANONYMIZED,
        Attribute::new("assigned_to", Kind::User, "Who looks after the enquiry."),
        Attribute::new("care_requirements", Kind::Text(10_000), "What care is needed.").personal(),
        Attribute::new("closing_notes", Kind::Text(10_000), "Why the enquiry ended.").personal(),
        Attribute::CREATED,
        Attribute::new(
            "dementia",
            Kind::Maybe,
            "Whether the person lives with dementia; null where that is not known.",
        ),
        Attribute::new(
            "dementia_challenging_behaviour",
            Kind::Flag,
            "Whether the person behaves in ways that challenge.",
        ),
        Attribute::new(
            "dementia_prone_to_wander",
            Kind::Flag,
            "Whether the person is prone to wander.",
        ),
        Attribute::new("dob", Kind::Date, "The date of birth.").personal(),
        Attribute::new("email", Kind::Email, "Where the enquirer is written to.").personal(),
        Attribute::new(
            "enquiring_for_self",
            Kind::Flag,
            "Whether the enquirer is who needs the care.",
        ),
        Attribute::new("first_name", Kind::Text(200), "The enquirer's first name.")
            .required()
            .personal(),
        Attribute::new("funding_type", Kind::Choice(FUNDING_TYPES), "Who pays for the care.")
            .required(),
        Attribute::new("genders", Kind::Choices(GENDERS), "The person's genders.").personal(),
        Attribute::new("genders_other", Kind::Text(200), "A gender that has no word here.")
            .personal(),
        Attribute::new(
            "last_interaction",
            Kind::DateTime,
            "When somebody last spoke with the enquirer.",
        ),
        Attribute::new("last_name", Kind::Text(200), "The enquirer's last name.")
            .required()
            .personal(),
        Attribute::new(
            "latitude",
            Kind::Number(-90.0, 90.0),
            "Where care is looked for, in degrees north.",
        )
        .personal(),
        Attribute::new(
            "literature_downloaded",
            Kind::Ids,
            "The literature that the enquirer has downloaded.",
        )
        .kept(),
        Attribute::new("literature_sent", Kind::Ids, "The literature that the enquirer was sent.")
            .kept(),
        Attribute::new(
            "location",
            Kind::Reference(&LOCATIONS),
            "The location that is enquired about.",
        ),
        Attribute::new(
            "longitude",
            Kind::Number(-180.0, 180.0),
            "Where care is looked for, in degrees east.",
        )
        .personal(),
        Attribute::new("mobile", Kind::Text(50), "The enquirer's mobile number.").personal(),
        Attribute::MODIFIED,
        Attribute::new("phone", Kind::Text(50), "The enquirer's telephone number.").personal(),
        Attribute::new(
            "sales_channel",
            Kind::Group("sales_channel"),
            "How the enquirer came to you.",
        )
        .required(),
        Attribute::new("service", Kind::Choice(SERVICES), "The care that is looked for.")
            .required(),
        Attribute::new(
            "used_service_before",
            Kind::Flag,
            "Whether the person has been cared for by you before.",
        ),
    ],
    filters: &[
        Filter::new(
            "anonymized",
            Test::Set { attribute: "anonymized", unless_told: "unset" },
            "Whether they have been anonymised.",
        ),
        Filter::new("assigned_to", Test::In("assigned_to"), "Those that these users look after."),
        Filter::new("created_after", Test::After("created"), "Made after this time."),
        Filter::new("created_before", Test::Before("created"), "Made before this time."),
        Filter::new("funding_types", Test::In("funding_type"), "Those paid for in these ways."),
        Filter::new("locations", Test::In("location"), "Those about these locations."),
        Filter::new("sales_channels", Test::In("sales_channel"), "Those that came by these ways."),
        Filter::new("services", Test::In("service"), "Those about these services."),
    ],
    sorts: &["last_name", "first_name"],
    searched: &["first_name", "last_name", "email", "phone", "mobile"],
    rules: &[],
};
