from typing import Literal, cast

ReferenceStaffGroup = Literal["admin", "direct_patient_care", "gp", "nurse"]


def check_reference_staff_group(value: str) -> ReferenceStaffGroup:
    """As it came: a platform that is newer than the client may know more words."""
    return cast(ReferenceStaffGroup, value)
