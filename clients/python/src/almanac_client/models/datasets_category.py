from typing import Literal, cast

DatasetsCategory = Literal["external_api", "nhs_dd", "rcpch", "user_created"]


def check_datasets_category(value: str) -> DatasetsCategory:
    """As it came: a platform that is newer than the client may know more words."""
    return cast(DatasetsCategory, value)
