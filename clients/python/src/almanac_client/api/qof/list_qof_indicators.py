import datetime
from typing import Any

from ..._client import Client
from ...models.reference_qof_indicator_page import ReferenceQofIndicatorPage
from ...types import UNSET, Unset


def list_qof_indicators(
    client: Client,
    *,
    year: str | Unset = UNSET,
    domain: str | Unset = UNSET,
    indicator: str | Unset = UNSET,
    active: bool | Unset = UNSET,
    page: str | Unset = UNSET,
    page_size: int | Unset = UNSET,
    as_of: datetime.date | Unset = UNSET,
) -> ReferenceQofIndicatorPage:
    """List QOF indicators.

    The indicators of each year that has a table of them, newest year first and
    by code within it.

    Args:
        client: Who asks.
        year: Financial years, separated by commas
        domain: Codes or names of domains, in any case, separated by commas
        indicator: Indicator codes, separated by commas
        active: Only indicators that are, or are not, in the newest year
        page: From 1, or `last`
        page_size: 100 unless told, 500 at most
        as_of: A past day: answers as we would have at its end, by the releases imported until then

    Raises:
        AlmanacError: What was asked for was refused.
    """
    params: dict[str, Any] = {}

    params["year"] = year

    params["domain"] = domain

    params["indicator"] = indicator

    params["active"] = active

    params["page"] = page

    params["page_size"] = page_size

    json_as_of: str | Unset = UNSET
    if not isinstance(as_of, Unset):
        json_as_of = as_of.isoformat()
    params["as_of"] = json_as_of

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    response = client.ask(
        "GET",
        "/api/v1/qof/indicators/",
        params=params,
    )
    response_200 = ReferenceQofIndicatorPage.from_dict(response.json())

    return response_200
