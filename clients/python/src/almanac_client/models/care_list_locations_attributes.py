from typing import Literal, cast

CareListLocationsAttributes = Literal[
    "_id",
    "accepts_dementia",
    "app_number",
    "brand",
    "company_name",
    "company_reg_no",
    "created",
    "email",
    "groups",
    "invoice_address",
    "invoice_email",
    "invoice_payment_instructions",
    "invoice_payment_instructions_bac",
    "invoice_payment_instructions_card",
    "invoice_payment_instructions_cash",
    "invoice_payment_instructions_cheque",
    "invoice_payment_instructions_direct_debit",
    "invoice_payment_instructions_standing_order",
    "mobile",
    "modified",
    "name",
    "phone",
    "postal_address",
    "services",
    "street_address",
]


def check_care_list_locations_attributes(value: str) -> CareListLocationsAttributes:
    """As it came: a platform that is newer than the client may know more words."""
    return cast(CareListLocationsAttributes, value)
