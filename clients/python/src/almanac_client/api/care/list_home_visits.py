from typing import Any

from ..._client import Client
from ...models.care_filters_anonymized import CareFiltersAnonymized
from ...models.care_home_visit_page import CareHomeVisitPage
from ...models.care_host import CareHost
from ...models.care_list_home_visits_attributes import CareListHomeVisitsAttributes
from ...models.care_sort_by import CareSortBy
from ...models.care_visit_type import CareVisitType
from ...types import UNSET, Unset


def list_home_visits(
    client: Client,
    *,
    attributes: list[CareListHomeVisitsAttributes] | Unset = UNSET,
    page: int | Unset = UNSET,
    per_page: int | Unset = UNSET,
    sort_by: list[CareSortBy] | Unset = UNSET,
    filters_ids: list[str] | Unset = UNSET,
    filters_modified_after: str | Unset = UNSET,
    filters_modified_before: str | Unset = UNSET,
    filters_q: str | Unset = UNSET,
    filters_anonymized: CareFiltersAnonymized | Unset = UNSET,
    filters_assigned_to: list[str] | Unset = UNSET,
    filters_cancelled: CareFiltersAnonymized | Unset = UNSET,
    filters_care_enquiries: list[str] | Unset = UNSET,
    filters_completed: CareFiltersAnonymized | Unset = UNSET,
    filters_date_time_after: str | Unset = UNSET,
    filters_date_time_before: str | Unset = UNSET,
    filters_hosts: list[CareHost] | Unset = UNSET,
    filters_locations: list[str] | Unset = UNSET,
    filters_visit_types: list[CareVisitType] | Unset = UNSET,
) -> CareHomeVisitPage:
    """List home visits.

    Visits to a location by people looking for care. What all filters ask for must hold. A
    page past the last one is empty.

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
        filters_anonymized: One of the words of its type.
        filters_assigned_to: Those that these users look after.
        filters_cancelled: One of the words of its type.
        filters_care_enquiries: Those for these care enquiries.
        filters_completed: One of the words of its type.
        filters_date_time_after: Those later than this time. In UTC.
        filters_date_time_before: Those earlier than this time. In UTC.
        filters_hosts: Those received by people in these roles.
        filters_locations: Those to these locations.
        filters_visit_types: Those made in these ways.

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

    json_filters_anonymized: str | Unset = UNSET
    if not isinstance(filters_anonymized, Unset):
        json_filters_anonymized = filters_anonymized

    params["filters-anonymized"] = json_filters_anonymized

    json_filters_assigned_to: list[str] | Unset = UNSET
    if not isinstance(filters_assigned_to, Unset):
        json_filters_assigned_to = filters_assigned_to

    params["filters-assigned_to"] = json_filters_assigned_to

    json_filters_cancelled: str | Unset = UNSET
    if not isinstance(filters_cancelled, Unset):
        json_filters_cancelled = filters_cancelled

    params["filters-cancelled"] = json_filters_cancelled

    json_filters_care_enquiries: list[str] | Unset = UNSET
    if not isinstance(filters_care_enquiries, Unset):
        json_filters_care_enquiries = filters_care_enquiries

    params["filters-care_enquiries"] = json_filters_care_enquiries

    json_filters_completed: str | Unset = UNSET
    if not isinstance(filters_completed, Unset):
        json_filters_completed = filters_completed

    params["filters-completed"] = json_filters_completed

    params["filters-date_time_after"] = filters_date_time_after

    params["filters-date_time_before"] = filters_date_time_before

    json_filters_hosts: list[str] | Unset = UNSET
    if not isinstance(filters_hosts, Unset):
        json_filters_hosts = []
        for filters_hosts_item_data in filters_hosts:
            filters_hosts_item: str = filters_hosts_item_data
            json_filters_hosts.append(filters_hosts_item)

    params["filters-hosts"] = json_filters_hosts

    json_filters_locations: list[str] | Unset = UNSET
    if not isinstance(filters_locations, Unset):
        json_filters_locations = filters_locations

    params["filters-locations"] = json_filters_locations

    json_filters_visit_types: list[str] | Unset = UNSET
    if not isinstance(filters_visit_types, Unset):
        json_filters_visit_types = []
        for filters_visit_types_item_data in filters_visit_types:
            filters_visit_types_item: str = filters_visit_types_item_data
            json_filters_visit_types.append(filters_visit_types_item)

    params["filters-visit_types"] = json_filters_visit_types

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    response = client.ask(
        "GET",
        "/api/v1/home-visits",
        params=params,
    )
    response_200 = CareHomeVisitPage.from_dict(response.json())

    return response_200
