from typing import Literal, cast

ReferenceDataSource = Literal["none", "partial", "provided"]


def check_reference_data_source(value: str) -> ReferenceDataSource:
    """As it came: a platform that is newer than the client may know more words."""
    return cast(ReferenceDataSource, value)
