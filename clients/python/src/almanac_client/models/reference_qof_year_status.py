from typing import Literal, cast

ReferenceQofYearStatus = Literal["final", "in_year"]


def check_reference_qof_year_status(value: str) -> ReferenceQofYearStatus:
    """As it came: a platform that is newer than the client may know more words."""
    return cast(ReferenceQofYearStatus, value)
