from typing import Literal, cast

CareBillingCommsPreference = Literal["do_not_send", "email", "post"]


def check_care_billing_comms_preference(value: str) -> CareBillingCommsPreference:
    """As it came: a platform that is newer than the client may know more words."""
    return cast(CareBillingCommsPreference, value)
