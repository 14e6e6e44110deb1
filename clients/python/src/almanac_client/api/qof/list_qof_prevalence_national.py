import datetime
from typing import Any

from ..._client import Client
from ...models.reference_qof_national_prevalence_page import (
    ReferenceQofNationalPrevalencePage,
)
from ...types import UNSET, Unset


def list_qof_prevalence_national(
    client: Client,
    *,
    year: str | Unset = UNSET,
    indicator: str | Unset = UNSET,
    page: str | Unset = UNSET,
    page_size: int | Unset = UNSET,
    as_of: datetime.date | Unset = UNSET,
) -> ReferenceQofNationalPrevalencePage:
    """List national QOF prevalence.

    The patients on all disease registers of England in a year, newest year
    first and by group within it.

    Args:
        client: Who asks.
        year: Financial years, separated by commas
        indicator: Codes of groups, or of indicators for the groups they belong to in the year,
            separated by commas
        page: From 1, or `last`
        page_size: 100 unless told, 500 at most
        as_of: A past day: answers as we would have at its end, by the releases imported until then

    Raises:
        AlmanacError: What was asked for was refused.
    """
    params: dict[str, Any] = {}

    params["year"] = year

    params["indicator"] = indicator

    params["page"] = page

    params["page_size"] = page_size

    json_as_of: str | Unset = UNSET
    if not isinstance(as_of, Unset):
        json_as_of = as_of.isoformat()
    params["as_of"] = json_as_of

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    response = client.ask(
        "GET",
        "/api/v1/qof/prevalence/national/",
        params=params,
    )
    response_200 = ReferenceQofNationalPrevalencePage.from_dict(response.json())

    return response_200
