import datetime
from typing import Any
from urllib.parse import quote

from ..._client import Client
from ...models.reference_rejected_row_page import ReferenceRejectedRowPage
from ...types import UNSET, Unset


def list_release_rejects(
    client: Client,
    id: str,
    *,
    page: str | Unset = UNSET,
    page_size: int | Unset = UNSET,
    as_of: datetime.date | Unset = UNSET,
) -> ReferenceRejectedRowPage:
    """List the rejected rows of a release.

    Rows of its files that were refused, in the order of the file. This is the
    one answer that needs the database; while that is away it is 503.

    Args:
        client: Who asks.
        id: The release
        page: From 1, or `last`
        page_size: 100 unless told, 500 at most
        as_of: A past day: answers as we would have at its end, by the releases imported until then

    Raises:
        AlmanacError: What was asked for was refused.
    """
    params: dict[str, Any] = {}

    params["page"] = page

    params["page_size"] = page_size

    json_as_of: str | Unset = UNSET
    if not isinstance(as_of, Unset):
        json_as_of = as_of.isoformat()
    params["as_of"] = json_as_of

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    response = client.ask(
        "GET",
        "/api/v1/reference/releases/{id}/rejects/".format(
            id=quote(str(id), safe=""),
        ),
        params=params,
    )
    response_200 = ReferenceRejectedRowPage.from_dict(response.json())

    return response_200
