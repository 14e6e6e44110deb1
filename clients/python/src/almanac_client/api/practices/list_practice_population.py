import datetime
from typing import Any
from urllib.parse import quote

from ..._client import Client
from ...models.reference_population_page import ReferencePopulationPage
from ...types import UNSET, Unset


def list_practice_population(
    client: Client,
    ods_code: str,
    *,
    page: str | Unset = UNSET,
    page_size: int | Unset = UNSET,
    as_of: datetime.date | Unset = UNSET,
) -> ReferencePopulationPage:
    """List the population of a practice.

    One row for each financial year with list sizes or payments, newest first.
    Place and release are those of the list of `registered_patients` or, in a
    year without lists, of the payments. A known practice without either has
    none; an unknown one is 404.

    Args:
        client: Who asks.
        ods_code: The practice
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
        "/api/v1/practices/{ods_code}/population/".format(
            ods_code=quote(str(ods_code), safe=""),
        ),
        params=params,
    )
    response_200 = ReferencePopulationPage.from_dict(response.json())

    return response_200
