import datetime
from typing import Any

from ..._client import Client
from ...models.reference_qof_prevalence_page import ReferenceQofPrevalencePage
from ...types import UNSET, Unset


def list_qof_prevalence(
    client: Client,
    *,
    year: str | Unset = UNSET,
    practice: str | Unset = UNSET,
    indicator: str | Unset = UNSET,
    pcn: str | Unset = UNSET,
    sub_icb: str | Unset = UNSET,
    icb: str | Unset = UNSET,
    region: str | Unset = UNSET,
    level: str | Unset = UNSET,
    geography: str | Unset = UNSET,
    page: str | Unset = UNSET,
    page_size: int | Unset = UNSET,
    as_of: datetime.date | Unset = UNSET,
) -> ReferenceQofPrevalencePage:
    """List QOF prevalence.

    The patients on disease registers in a year, of the list that the register
    is about, newest year first and by level, organisation and group within it.
    Above the practice registers and lists are added up, never percentages; a
    sum leaves out practices without a register or a list, and
    `practices_included` says how many have both. One of `year` and `practice`
    must be given.

    Args:
        client: Who asks.
        year: Financial years, separated by commas
        practice: Practice codes, separated by commas
        indicator: Codes of groups, or of indicators for the groups they belong to in the year,
            separated by commas
        pcn: PCN codes, separated by commas
        sub_icb: Sub-ICB location codes, separated by commas
        icb: ICB codes, separated by commas
        region: NHS England region codes, separated by commas
        level: `practice` (unless told), `pcn`, `sub_icb`, `icb`, `region` or `england`, separated
            by commas
        geography: `as_published` with the period (unless told), or `current`: that of the newest map
        page: From 1, or `last`
        page_size: 100 unless told, 500 at most
        as_of: A past day: answers as we would have at its end, by the releases imported until then

    Raises:
        AlmanacError: What was asked for was refused.
    """
    params: dict[str, Any] = {}

    params["year"] = year

    params["practice"] = practice

    params["indicator"] = indicator

    params["pcn"] = pcn

    params["sub_icb"] = sub_icb

    params["icb"] = icb

    params["region"] = region

    params["level"] = level

    params["geography"] = geography

    params["page"] = page

    params["page_size"] = page_size

    json_as_of: str | Unset = UNSET
    if not isinstance(as_of, Unset):
        json_as_of = as_of.isoformat()
    params["as_of"] = json_as_of

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    response = client.ask(
        "GET",
        "/api/v1/qof/prevalence/",
        params=params,
    )
    response_200 = ReferenceQofPrevalencePage.from_dict(response.json())

    return response_200
