from typing import Literal, cast

CareListCareEnquiriesSortBy = Literal[
    "-_id",
    "-created",
    "-first_name",
    "-last_name",
    "-modified",
    "_id",
    "created",
    "first_name",
    "last_name",
    "modified",
]


def check_care_list_care_enquiries_sort_by(value: str) -> CareListCareEnquiriesSortBy:
    """As it came: a platform that is newer than the client may know more words."""
    return cast(CareListCareEnquiriesSortBy, value)
