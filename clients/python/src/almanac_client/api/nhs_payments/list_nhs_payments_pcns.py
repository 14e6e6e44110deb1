import datetime
from typing import Any

from ..._client import Client
from ...models.reference_pcn_payments_page import ReferencePcnPaymentsPage
from ...types import UNSET, Unset


def list_nhs_payments_pcns(
    client: Client,
    *,
    year: str | Unset = UNSET,
    pcn: str | Unset = UNSET,
    sub_icb: str | Unset = UNSET,
    icb: str | Unset = UNSET,
    region: str | Unset = UNSET,
    page: str | Unset = UNSET,
    page_size: int | Unset = UNSET,
    as_of: datetime.date | Unset = UNSET,
) -> ReferencePcnPaymentsPage:
    """List payments to primary care networks.

    What networks were paid, by newest year first and by code within it. One of
    `pcn`, `year` and `icb` must be given. Networks are where the payments put
    them; a sub-ICB location, ICB or region that the file does not tell is the
    one that the network is in now, by the newest map.

    Args:
        client: Who asks.
        year: Financial years, separated by commas
        pcn: PCN codes, separated by commas
        sub_icb: Sub-ICB location codes, separated by commas
        icb: ICB codes, separated by commas
        region: NHS England region codes, separated by commas
        page: From 1, or `last`
        page_size: 100 unless told, 500 at most
        as_of: A past day: answers as we would have at its end, by the releases imported until then

    Raises:
        AlmanacError: What was asked for was refused.
    """
    params: dict[str, Any] = {}

    params["year"] = year

    params["pcn"] = pcn

    params["sub_icb"] = sub_icb

    params["icb"] = icb

    params["region"] = region

    params["page"] = page

    params["page_size"] = page_size

    json_as_of: str | Unset = UNSET
    if not isinstance(as_of, Unset):
        json_as_of = as_of.isoformat()
    params["as_of"] = json_as_of

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    response = client.ask(
        "GET",
        "/api/v1/nhs-payments/pcns/",
        params=params,
    )
    response_200 = ReferencePcnPaymentsPage.from_dict(response.json())

    return response_200
