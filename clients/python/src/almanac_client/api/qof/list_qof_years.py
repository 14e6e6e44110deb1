import datetime
from typing import Any

from ..._client import Client
from ...models.reference_qof_year_page import ReferenceQofYearPage
from ...types import UNSET, Unset


def list_qof_years(
    client: Client,
    *,
    page: str | Unset = UNSET,
    page_size: int | Unset = UNSET,
    as_of: datetime.date | Unset = UNSET,
) -> ReferenceQofYearPage:
    """List years of QOF.

    Every year of which anything is held, newest first: what it consists of, and
    the release that its figures come from.

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
        "/api/v1/qof/years/",
        params=params,
    )
    response_200 = ReferenceQofYearPage.from_dict(response.json())

    return response_200
