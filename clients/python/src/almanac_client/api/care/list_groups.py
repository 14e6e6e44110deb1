from typing import Any

from ..._client import Client
from ...models.care_filters_anonymized import CareFiltersAnonymized
from ...models.care_group_page import CareGroupPage
from ...models.care_group_type import CareGroupType
from ...models.care_list_groups_attributes import CareListGroupsAttributes
from ...models.care_sort_by import CareSortBy
from ...types import UNSET, Unset


def list_groups(
    client: Client,
    *,
    attributes: list[CareListGroupsAttributes] | Unset = UNSET,
    page: int | Unset = UNSET,
    per_page: int | Unset = UNSET,
    sort_by: list[CareSortBy] | Unset = UNSET,
    filters_ids: list[str] | Unset = UNSET,
    filters_modified_after: str | Unset = UNSET,
    filters_modified_before: str | Unset = UNSET,
    filters_q: str | Unset = UNSET,
    filters_archived: CareFiltersAnonymized | Unset = UNSET,
    filters_group_type: list[CareGroupType] | Unset = UNSET,
    filters_parent_groups: list[str] | Unset = UNSET,
) -> CareGroupPage:
    """List groups.

    The words an organisation sorts things by: sales channels, reasons for absence. What all
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
            row is looked for where words begin. Looks at `name`, `description`.
        filters_archived: One of the words of its type.
        filters_group_type: Those of these types.
        filters_parent_groups: Those within these groups.

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

    json_filters_archived: str | Unset = UNSET
    if not isinstance(filters_archived, Unset):
        json_filters_archived = filters_archived

    params["filters-archived"] = json_filters_archived

    json_filters_group_type: list[str] | Unset = UNSET
    if not isinstance(filters_group_type, Unset):
        json_filters_group_type = []
        for filters_group_type_item_data in filters_group_type:
            filters_group_type_item: str = filters_group_type_item_data
            json_filters_group_type.append(filters_group_type_item)

    params["filters-group_type"] = json_filters_group_type

    json_filters_parent_groups: list[str] | Unset = UNSET
    if not isinstance(filters_parent_groups, Unset):
        json_filters_parent_groups = filters_parent_groups

    params["filters-parent_groups"] = json_filters_parent_groups

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    response = client.ask(
        "GET",
        "/api/v1/groups",
        params=params,
    )
    response_200 = CareGroupPage.from_dict(response.json())

    return response_200
