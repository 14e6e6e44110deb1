use crate::care_enquiries::SERVICES;
use crate::{Action, Attribute, Filter, Kind, Resource, Test};

const INSTRUCTIONS: Kind = Kind::Text(2_000);

/// Where care is given.
pub static LOCATIONS: Resource = Resource {
    name: "locations",
    one: "location",
    about: "Care homes, and offices from which care at home is given.",
    actions: &Action::ALL,
    attributes: &[
        Attribute::new(
            "accepts_dementia",
            Kind::Flag,
            "Whether people who live with dementia are cared for here.",
        ),
        Attribute::new("app_number", Kind::Text(50), "The virtual mobile number for messages."),
        Attribute::new("brand", Kind::Id, "The brand it trades under.").kept(),
        Attribute::new("company_name", Kind::Text(200), "The company that runs it."),
        Attribute::new("company_reg_no", Kind::Text(50), "That company's registration number."),
        Attribute::CREATED,
        Attribute::new("email", Kind::Email, "Where it is written to."),
        Attribute::new("groups", Kind::Groups("location_group"), "The groups it belongs to."),
        Attribute::new("invoice_address", Kind::Address, "The address on invoices."),
        Attribute::new("invoice_email", Kind::Email, "The e-mail address on invoices."),
        Attribute::new(
            "invoice_payment_instructions",
            INSTRUCTIONS,
            "How invoices are paid, where nothing is said of the way chosen.",
        ),
        Attribute::new(
            "invoice_payment_instructions_bac",
            INSTRUCTIONS,
            "How invoices are paid by BACS.",
        ),
        Attribute::new(
            "invoice_payment_instructions_card",
            INSTRUCTIONS,
            "How invoices are paid by card.",
        ),
        Attribute::new(
            "invoice_payment_instructions_cash",
            INSTRUCTIONS,
            "How invoices are paid in cash.",
        ),
        Attribute::new(
            "invoice_payment_instructions_cheque",
            INSTRUCTIONS,
            "How invoices are paid by cheque.",
        ),
        Attribute::new(
            "invoice_payment_instructions_direct_debit",
            INSTRUCTIONS,
            "How invoices are paid by direct debit.",
        ),
        Attribute::new(
            "invoice_payment_instructions_standing_order",
            INSTRUCTIONS,
            "How invoices are paid by standing order.",
        ),
        Attribute::new("mobile", Kind::Text(50), "Its mobile number."),
        Attribute::MODIFIED,
        Attribute::new("name", Kind::Text(200), "What it is called.").required(),
        Attribute::new("phone", Kind::Text(50), "Its telephone number."),
        Attribute::new("postal_address", Kind::Address, "Where its post goes."),
        Attribute::new("services", Kind::Choices(SERVICES), "The care that is given."),
        Attribute::new("street_address", Kind::Address, "Where it is."),
    ],
    filters: &[
        Filter::new("groups", Test::Has("groups"), "Those in any of these groups."),
        Filter::new("services", Test::Has("services"), "Those that give any of this care."),
    ],
    sorts: &[],
    searched: &["name"],
    rules: &[],
};
