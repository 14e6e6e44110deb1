from typing import Literal, cast

ReleasesSubscriptionState = Literal["accepted", "ended", "pending", "rejected"]


def check_releases_subscription_state(value: str) -> ReleasesSubscriptionState:
    """As it came: a platform that is newer than the client may know more words."""
    return cast(ReleasesSubscriptionState, value)
