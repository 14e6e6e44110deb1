from typing import Literal, cast

CareAttributes = Literal[
    "_id",
    "created",
    "ends",
    "location",
    "modified",
    "notes",
    "reason_for_absence",
    "service_user",
    "starts",
    "with_family_or_friend",
    "with_other",
    "with_staff",
]


def check_care_attributes(value: str) -> CareAttributes:
    """As it came: a platform that is newer than the client may know more words."""
    return cast(CareAttributes, value)
