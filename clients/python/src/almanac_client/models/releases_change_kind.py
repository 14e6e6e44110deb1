from typing import Literal, cast

ReleasesChangeKind = Literal["published", "withdrawn"]


def check_releases_change_kind(value: str) -> ReleasesChangeKind:
    """As it came: a platform that is newer than the client may know more words."""
    return cast(ReleasesChangeKind, value)
