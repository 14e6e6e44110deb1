from typing import Literal, cast

ReferenceReason = Literal["not_applicable", "not_collected", "not_submitted"]


def check_reference_reason(value: str) -> ReferenceReason:
    """As it came: a platform that is newer than the client may know more words."""
    return cast(ReferenceReason, value)
