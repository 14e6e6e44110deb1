from typing import Any

from ..._client import Client
from ...models.care_day_care_status import CareDayCareStatus
from ...models.care_filters_anonymized import CareFiltersAnonymized
from ...models.care_list_service_users_attributes import CareListServiceUsersAttributes
from ...models.care_service_user_page import CareServiceUserPage
from ...models.care_sort_by import CareSortBy
from ...types import UNSET, Unset


def list_service_users(
    client: Client,
    *,
    attributes: list[CareListServiceUsersAttributes] | Unset = UNSET,
    page: int | Unset = UNSET,
    per_page: int | Unset = UNSET,
    sort_by: list[CareSortBy] | Unset = UNSET,
    filters_ids: list[str] | Unset = UNSET,
    filters_modified_after: str | Unset = UNSET,
    filters_modified_before: str | Unset = UNSET,
    filters_q: str | Unset = UNSET,
    filters_anonymized: CareFiltersAnonymized | Unset = UNSET,
    filters_day_care_statuses: list[CareDayCareStatus] | Unset = UNSET,
    filters_deactivated: CareFiltersAnonymized | Unset = UNSET,
    filters_dementia: CareFiltersAnonymized | Unset = UNSET,
    filters_locations: list[str] | Unset = UNSET,
) -> CareServiceUserPage:
    """List service users.

    People in care: residents of a home, and those who are cared for at their own. What all
    filters ask for must hold. A page past the last one is empty.

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
            row is looked for where words begin. Looks at `first_name`, `last_name`.
        filters_anonymized: One of the words of its type.
        filters_day_care_statuses: Those with these statuses in day care.
        filters_deactivated: One of the words of its type.
        filters_dementia: One of the words of its type.
        filters_locations: Those of these locations.

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

    json_filters_day_care_statuses: list[str] | Unset = UNSET
    if not isinstance(filters_day_care_statuses, Unset):
        json_filters_day_care_statuses = []
        for filters_day_care_statuses_item_data in filters_day_care_statuses:
            filters_day_care_statuses_item: str = filters_day_care_statuses_item_data
            json_filters_day_care_statuses.append(filters_day_care_statuses_item)

    params["filters-day_care_statuses"] = json_filters_day_care_statuses

    json_filters_deactivated: str | Unset = UNSET
    if not isinstance(filters_deactivated, Unset):
        json_filters_deactivated = filters_deactivated

    params["filters-deactivated"] = json_filters_deactivated

    json_filters_dementia: str | Unset = UNSET
    if not isinstance(filters_dementia, Unset):
        json_filters_dementia = filters_dementia

    params["filters-dementia"] = json_filters_dementia

    json_filters_locations: list[str] | Unset = UNSET
    if not isinstance(filters_locations, Unset):
        json_filters_locations = filters_locations

    params["filters-locations"] = json_filters_locations

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    response = client.ask(
        "GET",
        "/api/v1/service-users",
        params=params,
    )
    response_200 = CareServiceUserPage.from_dict(response.json())

    return response_200
