from typing import Any
from urllib.parse import quote

from ..._client import Client
from ...models.releases_releases import ReleasesReleases
from ...types import UNSET, Unset


def list_item_releases(
    client: Client,
    item: int,
    *,
    latest: str | Unset = UNSET,
    since: str | Unset = UNSET,
) -> ReleasesReleases:
    """List the releases of an item.

    Of an item you subscribe to; all of them at once, from new to old. With
    `latest`, only the first. What cannot be had for want of an item, of a
    subscription or of releases is all told in the same words. Other parameters
    are ignored.

    Args:
        client: Who asks.
        item: The item's number
        latest: With any value, or none: only the latest release
        since: Only what was published after this time (RFC 3339) or date

    Raises:
        AlmanacError: What was asked for was refused.
    """
    params: dict[str, Any] = {}

    params["latest"] = latest

    params["since"] = since

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    response = client.ask(
        "GET",
        "/api/v1/releases/items/{item}/releases".format(
            item=quote(str(item), safe=""),
        ),
        params=params,
    )
    response_200 = ReleasesReleases.from_dict(response.json())

    return response_200
