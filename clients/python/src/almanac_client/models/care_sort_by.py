from typing import Literal, cast

CareSortBy = Literal["-_id", "-created", "-modified", "_id", "created", "modified"]


def check_care_sort_by(value: str) -> CareSortBy:
    """As it came: a platform that is newer than the client may know more words."""
    return cast(CareSortBy, value)
