from typing import Literal, cast

ReferenceReleaseState = Literal["incomplete", "published", "superseded"]


def check_reference_release_state(value: str) -> ReferenceReleaseState:
    """As it came: a platform that is newer than the client may know more words."""
    return cast(ReferenceReleaseState, value)
