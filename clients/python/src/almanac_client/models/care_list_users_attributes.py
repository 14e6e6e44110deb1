from typing import Literal, cast

CareListUsersAttributes = Literal[
    "_id",
    "created",
    "email",
    "first_name",
    "invite_accepted",
    "invited",
    "last_name",
    "location_groups",
    "location_role",
    "location_role_other",
    "locations",
    "mfa_enabled",
    "mobile",
    "modified",
    "notify_on_admission_or_discharge",
    "notify_on_care_fund_depleted",
    "notify_on_data_export",
    "notify_on_ledger_balance_low",
    "suspended",
]


def check_care_list_users_attributes(value: str) -> CareListUsersAttributes:
    """As it came: a platform that is newer than the client may know more words."""
    return cast(CareListUsersAttributes, value)
