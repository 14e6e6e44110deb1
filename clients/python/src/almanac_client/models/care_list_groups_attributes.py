from typing import Literal, cast

CareListGroupsAttributes = Literal[
    "_id",
    "archived",
    "created",
    "description",
    "group_type",
    "modified",
    "name",
    "nominal_code",
    "parent_group",
    "protected",
]


def check_care_list_groups_attributes(value: str) -> CareListGroupsAttributes:
    """As it came: a platform that is newer than the client may know more words."""
    return cast(CareListGroupsAttributes, value)
