import datetime
from typing import Any

from ..._client import Client
from ...models.reference_nwrs_snapshot_page import ReferenceNwrsSnapshotPage
from ...types import UNSET, Unset


def list_nwrs_snapshots(
    client: Client,
    *,
    page: str | Unset = UNSET,
    page_size: int | Unset = UNSET,
    as_of: datetime.date | Unset = UNSET,
) -> ReferenceNwrsSnapshotPage:
    """List workforce snapshots.

    The days for which the general practice workforce is held, newest first.
    Each can be given as `snapshot` to `/api/v1/nwrs/`.

    Args:
        client: Who asks.
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
        "/api/v1/nwrs/snapshots/",
        params=params,
    )
    response_200 = ReferenceNwrsSnapshotPage.from_dict(response.json())

    return response_200
