from typing import Literal, cast

CareService = Literal[
    "assisted_living",
    "bariatric_care",
    "home_care",
    "learning_disability_care",
    "live_in_care",
    "nursing_home",
    "residential_home",
    "specialist_care",
]


def check_care_service(value: str) -> CareService:
    """As it came: a platform that is newer than the client may know more words."""
    return cast(CareService, value)
