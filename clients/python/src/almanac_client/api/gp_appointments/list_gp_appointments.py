import datetime
from typing import Any

from ..._client import Client
from ...models.reference_gp_appointments_page import ReferenceGpAppointmentsPage
from ...types import UNSET, Unset


def list_gp_appointments(
    client: Client,
    *,
    practice: str | Unset = UNSET,
    month: str | Unset = UNSET,
    supplier: str | Unset = UNSET,
    pcn: str | Unset = UNSET,
    sub_icb: str | Unset = UNSET,
    icb: str | Unset = UNSET,
    region: str | Unset = UNSET,
    level: str | Unset = UNSET,
    geography: str | Unset = UNSET,
    page: str | Unset = UNSET,
    page_size: int | Unset = UNSET,
    as_of: datetime.date | Unset = UNSET,
) -> ReferenceGpAppointmentsPage:
    """List GP appointments.

    Appointments in general practice by month: newest month first, and by level
    and code within it. A practice that published none has no row. At every
    level above the practice the figures of practices are added up, percentages
    follow from the sums, and `practices_included` of `practices_expected` says
    how many practices there are in them. One of `practice`, `month`, `pcn`,
    `sub_icb` and `supplier` must be given.

    Args:
        client: Who asks.
        practice: Practice codes, separated by commas; not with a level above the practice
        month: Months by their first days, separated by commas
        supplier: Suppliers of clinical systems in any case, separated by commas; several of one
            practice are joined by `/`, in any order; not with a level above the practice
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

    params["practice"] = practice

    params["month"] = month

    params["supplier"] = supplier

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
        "/api/v1/gp-appointments/",
        params=params,
    )
    response_200 = ReferenceGpAppointmentsPage.from_dict(response.json())

    return response_200
