from typing import Literal, cast

ReferenceCadence = Literal["annual", "monthly", "nightly", "quarterly"]


def check_reference_cadence(value: str) -> ReferenceCadence:
    """As it came: a platform that is newer than the client may know more words."""
    return cast(ReferenceCadence, value)
