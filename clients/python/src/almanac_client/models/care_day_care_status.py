from typing import Literal, cast

CareDayCareStatus = Literal["active", "inactive"]


def check_care_day_care_status(value: str) -> CareDayCareStatus:
    """As it came: a platform that is newer than the client may know more words."""
    return cast(CareDayCareStatus, value)
