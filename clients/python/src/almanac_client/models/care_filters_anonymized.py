from typing import Literal, cast

CareFiltersAnonymized = Literal["both", "no", "unset", "yes"]


def check_care_filters_anonymized(value: str) -> CareFiltersAnonymized:
    """As it came: a platform that is newer than the client may know more words."""
    return cast(CareFiltersAnonymized, value)
