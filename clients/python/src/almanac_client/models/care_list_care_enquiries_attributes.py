from typing import Literal, cast

CareListCareEnquiriesAttributes = Literal[
    "_id",
    "age",
    "anonymized",
    "assigned_to",
    "care_requirements",
    "closing_notes",
    "created",
    "dementia",
    "dementia_challenging_behaviour",
    "dementia_prone_to_wander",
    "dob",
    "email",
    "enquiring_for_self",
    "first_name",
    "funding_type",
    "genders",
    "genders_other",
    "last_interaction",
    "last_name",
    "latitude",
    "literature_downloaded",
    "literature_sent",
    "location",
    "longitude",
    "mobile",
    "modified",
    "phone",
    "sales_channel",
    "service",
    "used_service_before",
]


def check_care_list_care_enquiries_attributes(value: str) -> CareListCareEnquiriesAttributes:
    """As it came: a platform that is newer than the client may know more words."""
    return cast(CareListCareEnquiriesAttributes, value)
