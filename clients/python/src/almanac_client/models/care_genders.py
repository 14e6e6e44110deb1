from typing import Literal, cast

CareGenders = Literal["female", "intersex", "male", "non_binary", "transgender"]


def check_care_genders(value: str) -> CareGenders:
    """As it came: a platform that is newer than the client may know more words."""
    return cast(CareGenders, value)
