from typing import Literal, cast

ReferenceStatus = Literal["active", "closed", "dormant", "proposed"]


def check_reference_status(value: str) -> ReferenceStatus:
    """As it came: a platform that is newer than the client may know more words."""
    return cast(ReferenceStatus, value)
