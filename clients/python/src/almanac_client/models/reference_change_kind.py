from typing import Literal, cast

ReferenceChangeKind = Literal["added", "changed", "removed"]


def check_reference_change_kind(value: str) -> ReferenceChangeKind:
    """As it came: a platform that is newer than the client may know more words."""
    return cast(ReferenceChangeKind, value)
