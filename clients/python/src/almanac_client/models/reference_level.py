from typing import Literal, cast

ReferenceLevel = Literal["england", "icb", "pcn", "practice", "region", "sub_icb"]


def check_reference_level(value: str) -> ReferenceLevel:
    """As it came: a platform that is newer than the client may know more words."""
    return cast(ReferenceLevel, value)
