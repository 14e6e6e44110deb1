from typing import Literal, cast

CareDementia = Literal["unknown"]


def check_care_dementia(value: str) -> CareDementia:
    """As it came: a platform that is newer than the client may know more words."""
    return cast(CareDementia, value)
