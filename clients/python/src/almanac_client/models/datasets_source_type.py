from typing import Literal, cast

DatasetsSourceType = Literal["api", "imported", "manual", "scrape"]


def check_datasets_source_type(value: str) -> DatasetsSourceType:
    """As it came: a platform that is newer than the client may know more words."""
    return cast(DatasetsSourceType, value)
