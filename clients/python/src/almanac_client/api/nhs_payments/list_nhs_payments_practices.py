import datetime
from typing import Any

from ..._client import Client
from ...models.reference_practice_payments_page import ReferencePracticePaymentsPage
from ...types import UNSET, Unset


def list_nhs_payments_practices(
    client: Client,
    *,
    year: str | Unset = UNSET,
    practice: str | Unset = UNSET,
    pcn: str | Unset = UNSET,
    sub_icb: str | Unset = UNSET,
    region: str | Unset = UNSET,
    contract_type: str | Unset = UNSET,
    page: str | Unset = UNSET,
    page_size: int | Unset = UNSET,
    as_of: datetime.date | Unset = UNSET,
) -> ReferencePracticePaymentsPage:
    """List payments to practices.

    What providers of general practice were paid, by newest year first and by
    code within it. The lines of `payments` change from year to year; their
    codes stay. One of `year`, `practice`, `pcn`, `sub_icb` and `region` must be
    given. Places are as published with the payments, which name no ICB.

    Args:
        client: Who asks.
        year: Financial years, separated by commas
        practice: Practice codes, separated by commas
        pcn: PCN codes, separated by commas
        sub_icb: Sub-ICB location codes, separated by commas
        region: NHS England region codes, separated by commas
        contract_type: Types of contract in any case, separated by commas
        page: From 1, or `last`
        page_size: 100 unless told, 500 at most
        as_of: A past day: answers as we would have at its end, by the releases imported until then

    Raises:
        AlmanacError: What was asked for was refused.
    """
    params: dict[str, Any] = {}

    params["year"] = year

    params["practice"] = practice

    params["pcn"] = pcn

    params["sub_icb"] = sub_icb

    params["region"] = region

    params["contract_type"] = contract_type

    params["page"] = page

    params["page_size"] = page_size

    json_as_of: str | Unset = UNSET
    if not isinstance(as_of, Unset):
        json_as_of = as_of.isoformat()
    params["as_of"] = json_as_of

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    response = client.ask(
        "GET",
        "/api/v1/nhs-payments/practices/",
        params=params,
    )
    response_200 = ReferencePracticePaymentsPage.from_dict(response.json())

    return response_200
