from typing import Any

from ..._client import Client
from ...models.releases_changes import ReleasesChanges
from ...types import UNSET, Unset


def list_subscribed_changes(
    client: Client,
    *,
    since: str | Unset = UNSET,
) -> ReleasesChanges:
    """List what changed.

    What was published and what was withdrawn of the items you subscribe to now.
    Whoever follows `next` each time misses nothing and sees nothing twice.

    Args:
        client: Who asks.
        since: Only what happened after this time (RFC 3339) or date

    Raises:
        AlmanacError: What was asked for was refused.
    """
    params: dict[str, Any] = {}

    params["since"] = since

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    response = client.ask(
        "GET",
        "/api/v1/releases/changes",
        params=params,
    )
    response_200 = ReleasesChanges.from_dict(response.json())

    return response_200
