from typing import Literal, cast

ReferenceOrigin = Literal["demo", "published"]


def check_reference_origin(value: str) -> ReferenceOrigin:
    """As it came: a platform that is newer than the client may know more words."""
    return cast(ReferenceOrigin, value)
