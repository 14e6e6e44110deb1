from typing import Literal, cast

ReferencePaymentCategory = Literal[
    "core_contract",
    "covid",
    "enhanced_services",
    "other",
    "pcn",
    "premises",
    "prescribing_dispensing",
    "quality",
]


def check_reference_payment_category(value: str) -> ReferencePaymentCategory:
    """As it came: a platform that is newer than the client may know more words."""
    return cast(ReferencePaymentCategory, value)
