from typing import Literal, cast

CareFundingType = Literal[
    "block_bed",
    "chc",
    "chc_lifestyle",
    "dta_spot",
    "local_authority",
    "local_authority_top_up",
    "not_sure",
    "private",
]


def check_care_funding_type(value: str) -> CareFundingType:
    """As it came: a platform that is newer than the client may know more words."""
    return cast(CareFundingType, value)
