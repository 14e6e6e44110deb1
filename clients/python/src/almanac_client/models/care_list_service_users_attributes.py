from typing import Literal, cast

CareListServiceUsersAttributes = Literal[
    "_id",
    "account_code",
    "anonymized",
    "assistance_with_dressing",
    "assistance_with_eating",
    "assistance_with_medication",
    "assistance_with_personal_care",
    "bill_self_for_expenses",
    "billing_comms_preference",
    "billing_enabled",
    "billing_party_for_expenses",
    "broadcare_number",
    "created",
    "day_care_deactivated",
    "day_care_leaving_notes",
    "day_care_reason_for_leaving",
    "day_care_status",
    "day_care_use",
    "deactivated",
    "dementia",
    "dementia_challenging_behaviour",
    "dementia_prone_to_wander",
    "dob",
    "email_invoices_to",
    "end_of_life",
    "first_name",
    "fnc_applied",
    "fnc_status",
    "last_name",
    "location",
    "modified",
    "nhs_number",
    "patient_id",
    "ref",
]


def check_care_list_service_users_attributes(value: str) -> CareListServiceUsersAttributes:
    """As it came: a platform that is newer than the client may know more words."""
    return cast(CareListServiceUsersAttributes, value)
