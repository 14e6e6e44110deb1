from typing import Literal, cast

CareListHomeVisitsAttributes = Literal[
    "_id",
    "anonymized",
    "assigned_to",
    "cancelled",
    "care_enquiry",
    "completed",
    "created",
    "date_time",
    "host",
    "location",
    "modified",
    "notes",
    "service_user_contact",
    "visit_type",
]


def check_care_list_home_visits_attributes(value: str) -> CareListHomeVisitsAttributes:
    """As it came: a platform that is newer than the client may know more words."""
    return cast(CareListHomeVisitsAttributes, value)
