import datetime
from typing import Any

from ..._client import Client
from ...models.reference_list_size_page import ReferenceListSizePage
from ...types import UNSET, Unset


def list_list_sizes(
    client: Client,
    *,
    month: str | Unset = UNSET,
    level: str | Unset = UNSET,
    org_type: str | Unset = UNSET,
    org: str | Unset = UNSET,
    pcn: str | Unset = UNSET,
    sub_icb: str | Unset = UNSET,
    icb: str | Unset = UNSET,
    region: str | Unset = UNSET,
    geography: str | Unset = UNSET,
    page: str | Unset = UNSET,
    page_size: int | Unset = UNSET,
    as_of: datetime.date | Unset = UNSET,
) -> ReferenceListSizePage:
    """List registered patients.

    Patients registered at GP practices, at the first of a month, by age and
    sex, newest month first and by level and code within it. At every level
    above the practice the figures of practices are added up, and
    `practices_included` of `practices_expected` says how many of them there
    are. One of `month`, `org`, `pcn`, `sub_icb`, `icb` and `region` must be given.

    Args:
        client: Who asks.
        month: Months by their first days, separated by commas
        level: `practice`, `pcn`, `sub_icb`, `icb`, `region` or `england`; unless told `practice`,
            or whatever `org` names
        org_type: The same as `level`
        org: Codes of organisations of any level, separated by commas
        pcn: PCN codes, separated by commas
        sub_icb: Sub-ICB location codes, separated by commas
        icb: ICB codes, separated by commas
        region: NHS England region codes, separated by commas
        geography: `as_published` with the month (unless told), or `current`: that of the newest map
        page: From 1, or `last`
        page_size: 100 unless told, 500 at most
        as_of: A past day: answers as we would have at its end, by the releases imported until then

    Raises:
        AlmanacError: What was asked for was refused.
    """
    params: dict[str, Any] = {}

    params["month"] = month

    params["level"] = level

    params["org_type"] = org_type

    params["org"] = org

    params["pcn"] = pcn

    params["sub_icb"] = sub_icb

    params["icb"] = icb

    params["region"] = region

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
        "/api/v1/list-sizes/",
        params=params,
    )
    response_200 = ReferenceListSizePage.from_dict(response.json())

    return response_200
