import datetime
from typing import Any

from ..._client import Client
from ...models.reference_practice_page import ReferencePracticePage
from ...types import UNSET, Unset


def list_practices(
    client: Client,
    *,
    search: str | Unset = UNSET,
    pcn: str | Unset = UNSET,
    sub_icb: str | Unset = UNSET,
    icb: str | Unset = UNSET,
    region: str | Unset = UNSET,
    status: str | Unset = UNSET,
    role: str | Unset = UNSET,
    page: str | Unset = UNSET,
    page_size: int | Unset = UNSET,
    as_of: datetime.date | Unset = UNSET,
) -> ReferencePracticePage:
    """List practices.

    Practices of England and Wales with their place in the NHS, closed ones
    included (`status` tells). With `search` the best matches come first: the
    code itself, codes that begin so, names with a word that begins so, then
    the rest; otherwise, and within each of these, by code.

    Args:
        client: Who asks.
        search: Terms that all occur in code or name, in any case
        pcn: PCN codes, separated by commas
        sub_icb: Sub-ICB location codes, separated by commas
        icb: ICB codes, separated by commas
        region: NHS England region codes, separated by commas
        status: `active`, `closed`, `dormant` or `proposed`, separated by commas
        role: ODS role ids instead of GP practices (RO76), separated by commas
        page: From 1, or `last`
        page_size: 100 unless told, 500 at most
        as_of: A past day: answers as we would have at its end, by the releases imported until then

    Raises:
        AlmanacError: What was asked for was refused.
    """
    params: dict[str, Any] = {}

    params["search"] = search

    params["pcn"] = pcn

    params["sub_icb"] = sub_icb

    params["icb"] = icb

    params["region"] = region

    params["status"] = status

    params["role"] = role

    params["page"] = page

    params["page_size"] = page_size

    json_as_of: str | Unset = UNSET
    if not isinstance(as_of, Unset):
        json_as_of = as_of.isoformat()
    params["as_of"] = json_as_of

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    response = client.ask(
        "GET",
        "/api/v1/practices/",
        params=params,
    )
    response_200 = ReferencePracticePage.from_dict(response.json())

    return response_200
