from typing import Literal, cast

CareGroupType = Literal[
    "absence_reason",
    "action_tag",
    "comms_tag",
    "competitor",
    "competitor_type",
    "complaint_subject_matter",
    "day_care_session_type",
    "enquiry_close_reason",
    "leave_reason",
    "ledger",
    "ledger_expense_category",
    "location_contact_tag",
    "location_group",
    "referrer",
    "referrer_type",
    "room_feature",
    "sales_channel",
]


def check_care_group_type(value: str) -> CareGroupType:
    """As it came: a platform that is newer than the client may know more words."""
    return cast(CareGroupType, value)
