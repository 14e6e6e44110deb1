import datetime
from typing import Any

from ..._client import Client
from ...models.reference_release_page import ReferenceReleasePage
from ...types import UNSET, Unset


def list_releases(
    client: Client,
    *,
    publication: str | Unset = UNSET,
    period: str | Unset = UNSET,
    since: str | Unset = UNSET,
    page: str | Unset = UNSET,
    page_size: int | Unset = UNSET,
    as_of: datetime.date | Unset = UNSET,
) -> ReferenceReleasePage:
    """List releases.

    What was imported, superseded revisions included: by publication, then
    newest period and newest revision first.

    Args:
        client: Who asks.
        publication: Names of publications, separated by commas
        period: Periods as their sources label them, separated by commas
        since: Only what was imported on this day or later
        page: From 1, or `last`
        page_size: 100 unless told, 500 at most
        as_of: A past day: answers as we would have at its end, by the releases imported until then

    Raises:
        AlmanacError: What was asked for was refused.
    """
    params: dict[str, Any] = {}

    params["publication"] = publication

    params["period"] = period

    params["since"] = since

    params["page"] = page

    params["page_size"] = page_size

    json_as_of: str | Unset = UNSET
    if not isinstance(as_of, Unset):
        json_as_of = as_of.isoformat()
    params["as_of"] = json_as_of

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    response = client.ask(
        "GET",
        "/api/v1/reference/releases/",
        params=params,
    )
    response_200 = ReferenceReleasePage.from_dict(response.json())

    return response_200
