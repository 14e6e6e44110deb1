import datetime
from typing import Any
from urllib.parse import quote

from ..._client import Client
from ...models.reference_change_page import ReferenceChangePage
from ...types import UNSET, Unset


def list_release_changes(
    client: Client,
    id: str,
    *,
    against: str | Unset = UNSET,
    page: str | Unset = UNSET,
    page_size: int | Unset = UNSET,
    as_of: datetime.date | Unset = UNSET,
) -> ReferenceChangePage:
    """List the changes of a release.

    The rows that were added, changed or removed since the revision before it,
    or since another release of the same publication, by key. The first
    revision of a period has no changes of its own.

    Args:
        client: Who asks.
        id: The release
        against: The release to compare with; unless told the revision before
        page: From 1, or `last`
        page_size: 100 unless told, 500 at most
        as_of: A past day: answers as we would have at its end, by the releases imported until then

    Raises:
        AlmanacError: What was asked for was refused.
    """
    params: dict[str, Any] = {}

    params["against"] = against

    params["page"] = page

    params["page_size"] = page_size

    json_as_of: str | Unset = UNSET
    if not isinstance(as_of, Unset):
        json_as_of = as_of.isoformat()
    params["as_of"] = json_as_of

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    response = client.ask(
        "GET",
        "/api/v1/reference/releases/{id}/changes/".format(
            id=quote(str(id), safe=""),
        ),
        params=params,
    )
    response_200 = ReferenceChangePage.from_dict(response.json())

    return response_200
