from typing import Literal, cast

CareVisitType = Literal["in_person", "virtual"]


def check_care_visit_type(value: str) -> CareVisitType:
    """As it came: a platform that is newer than the client may know more words."""
    return cast(CareVisitType, value)
