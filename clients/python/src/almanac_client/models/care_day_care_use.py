from typing import Literal, cast

CareDayCareUse = Literal["exclusive", "inclusive", "not_used"]


def check_care_day_care_use(value: str) -> CareDayCareUse:
    """As it came: a platform that is newer than the client may know more words."""
    return cast(CareDayCareUse, value)
