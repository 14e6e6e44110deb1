import datetime
from typing import Any

from ..._client import Client
from ...models.reference_workforce_page import ReferenceWorkforcePage
from ...types import UNSET, Unset


def list_nwrs(
    client: Client,
    *,
    snapshot: str,
    practice: str | Unset = UNSET,
    pcn: str | Unset = UNSET,
    sub_icb: str | Unset = UNSET,
    icb: str | Unset = UNSET,
    region: str | Unset = UNSET,
    level: str | Unset = UNSET,
    geography: str | Unset = UNSET,
    roles: bool | Unset = UNSET,
    page: str | Unset = UNSET,
    page_size: int | Unset = UNSET,
    as_of: datetime.date | Unset = UNSET,
) -> ReferenceWorkforcePage:
    """List the general practice workforce.

    Who works at practices on the last day of a month, in four groups: newest
    snapshot first, and by level and code within it. What a practice did not
    tell is null and never 0. Above the practice the figures of each group are
    added up over the practices that told of it (`practices_reporting`), totals
    over those that told of all four; a ratio is of one and the same practices
    above the line and below it. `snapshot` must be given;
    `/api/v1/nwrs/snapshots/` lists what is held.

    Args:
        client: Who asks.
        snapshot: Snapshots by their days, the last of months, separated by commas
        practice: Practice codes, separated by commas; not with a level above the practice
        pcn: PCN codes, separated by commas
        sub_icb: Sub-ICB location codes, separated by commas
        icb: ICB codes, separated by commas
        region: NHS England region codes, separated by commas
        level: `practice` (unless told), `pcn`, `sub_icb`, `icb`, `region` or `england`, separated
            by commas
        geography: `as_published` with the period (unless told), or `current`: that of the newest map
        roles: Whether to give the figures of each role; `false` unless told
        page: From 1, or `last`
        page_size: 100 unless told, 500 at most
        as_of: A past day: answers as we would have at its end, by the releases imported until then

    Raises:
        AlmanacError: What was asked for was refused.
    """
    params: dict[str, Any] = {}

    params["snapshot"] = snapshot

    params["practice"] = practice

    params["pcn"] = pcn

    params["sub_icb"] = sub_icb

    params["icb"] = icb

    params["region"] = region

    params["level"] = level

    params["geography"] = geography

    params["roles"] = roles

    params["page"] = page

    params["page_size"] = page_size

    json_as_of: str | Unset = UNSET
    if not isinstance(as_of, Unset):
        json_as_of = as_of.isoformat()
    params["as_of"] = json_as_of

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    response = client.ask(
        "GET",
        "/api/v1/nwrs/",
        params=params,
    )
    response_200 = ReferenceWorkforcePage.from_dict(response.json())

    return response_200
