from typing import Literal, cast

CareHost = Literal[
    "administrator",
    "carer",
    "customer_relations_adviser",
    "deputy_manager",
    "manager",
    "nurse",
    "other",
    "receptionist",
    "senior_carer",
]


def check_care_host(value: str) -> CareHost:
    """As it came: a platform that is newer than the client may know more words."""
    return cast(CareHost, value)
