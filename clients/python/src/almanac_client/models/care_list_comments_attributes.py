from typing import Literal, cast

CareListCommentsAttributes = Literal[
    "_id",
    "anonymized",
    "care_enquiry",
    "comment",
    "created",
    "location",
    "modified",
    "pinned",
    "service_user",
    "user",
    "user_sticky_label",
]


def check_care_list_comments_attributes(value: str) -> CareListCommentsAttributes:
    """As it came: a platform that is newer than the client may know more words."""
    return cast(CareListCommentsAttributes, value)
