import datetime
from typing import Any

from ..._client import Client
from ...models.care_absence_page import CareAbsencePage
from ...models.care_attributes import CareAttributes
from ...models.care_sort_by import CareSortBy
from ...types import UNSET, Unset


def list_absences(
    client: Client,
    *,
    attributes: list[CareAttributes] | Unset = UNSET,
    page: int | Unset = UNSET,
    per_page: int | Unset = UNSET,
    sort_by: list[CareSortBy] | Unset = UNSET,
    filters_ids: list[str] | Unset = UNSET,
    filters_modified_after: str | Unset = UNSET,
    filters_modified_before: str | Unset = UNSET,
    filters_q: str | Unset = UNSET,
    filters_end_date: datetime.date | Unset = UNSET,
    filters_locations: list[str] | Unset = UNSET,
    filters_reasons: list[str] | Unset = UNSET,
    filters_service_users: list[str] | Unset = UNSET,
    filters_start_date: datetime.date | Unset = UNSET,
) -> CareAbsencePage:
    """List absences.

    Times when service users are away. What all filters ask for must hold. A page past the
    last one is empty.

    Args:
        client: Who asks.
        attributes: What to tell of a document; `_id` is always told. Other names are ignored.
        page: Which page, from 1.
        per_page: How many documents a page has.
        sort_by: What to sort by, the most important first; `-` in front is for the greatest first.
        filters_ids: Those with these ids.
        filters_modified_after: Changed after this time. In UTC.
        filters_modified_before: Changed before this time. In UTC.
        filters_q: Those with all of these words, in any case. One without three letters or digits in a
            row is looked for where words begin. Looks at `notes`.
        filters_end_date: Those that end on this day or earlier.
        filters_locations: Those from these locations.
        filters_reasons: Those for these reasons.
        filters_service_users: Those of these service users.
        filters_start_date: Those that start on this day or later.

    Raises:
        AlmanacError: What was asked for was refused.
    """
    params: dict[str, Any] = {}

    json_attributes: list[str] | Unset = UNSET
    if not isinstance(attributes, Unset):
        json_attributes = []
        for attributes_item_data in attributes:
            attributes_item: str = attributes_item_data
            json_attributes.append(attributes_item)

    params["attributes"] = json_attributes

    params["page"] = page

    params["per_page"] = per_page

    json_sort_by: list[str] | Unset = UNSET
    if not isinstance(sort_by, Unset):
        json_sort_by = []
        for sort_by_item_data in sort_by:
            sort_by_item: str = sort_by_item_data
            json_sort_by.append(sort_by_item)

    params["sort_by"] = json_sort_by

    json_filters_ids: list[str] | Unset = UNSET
    if not isinstance(filters_ids, Unset):
        json_filters_ids = filters_ids

    params["filters-ids"] = json_filters_ids

    params["filters-modified_after"] = filters_modified_after

    params["filters-modified_before"] = filters_modified_before

    params["filters-q"] = filters_q

    json_filters_end_date: str | Unset = UNSET
    if not isinstance(filters_end_date, Unset):
        json_filters_end_date = filters_end_date.isoformat()
    params["filters-end_date"] = json_filters_end_date

    json_filters_locations: list[str] | Unset = UNSET
    if not isinstance(filters_locations, Unset):
        json_filters_locations = filters_locations

    params["filters-locations"] = json_filters_locations

    json_filters_reasons: list[str] | Unset = UNSET
    if not isinstance(filters_reasons, Unset):
        json_filters_reasons = filters_reasons

    params["filters-reasons"] = json_filters_reasons

    json_filters_service_users: list[str] | Unset = UNSET
    if not isinstance(filters_service_users, Unset):
        json_filters_service_users = filters_service_users

    params["filters-service_users"] = json_filters_service_users

    json_filters_start_date: str | Unset = UNSET
    if not isinstance(filters_start_date, Unset):
        json_filters_start_date = filters_start_date.isoformat()
    params["filters-start_date"] = json_filters_start_date

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    response = client.ask(
        "GET",
        "/api/v1/absences",
        params=params,
    )
    response_200 = CareAbsencePage.from_dict(response.json())

    return response_200
