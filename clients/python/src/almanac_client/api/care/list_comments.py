from typing import Any

from ..._client import Client
from ...models.care_comment_page import CareCommentPage
from ...models.care_filters_anonymized import CareFiltersAnonymized
from ...models.care_list_comments_attributes import CareListCommentsAttributes
from ...models.care_sort_by import CareSortBy
from ...types import UNSET, Unset


def list_comments(
    client: Client,
    *,
    attributes: list[CareListCommentsAttributes] | Unset = UNSET,
    page: int | Unset = UNSET,
    per_page: int | Unset = UNSET,
    sort_by: list[CareSortBy] | Unset = UNSET,
    filters_ids: list[str] | Unset = UNSET,
    filters_modified_after: str | Unset = UNSET,
    filters_modified_before: str | Unset = UNSET,
    filters_q: str | Unset = UNSET,
    filters_anonymized: CareFiltersAnonymized | Unset = UNSET,
    filters_care_enquiries: list[str] | Unset = UNSET,
    filters_locations: list[str] | Unset = UNSET,
    filters_pinned: CareFiltersAnonymized | Unset = UNSET,
    filters_service_users: list[str] | Unset = UNSET,
    filters_users: list[str] | Unset = UNSET,
) -> CareCommentPage:
    """List comments.

    Notes on care enquiries and service users. What all filters ask for must hold. A page past
    the last one is empty.

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
            row is looked for where words begin. Looks at `comment`.
        filters_anonymized: One of the words of its type.
        filters_care_enquiries: Those on these care enquiries.
        filters_locations: Those about these locations.
        filters_pinned: One of the words of its type.
        filters_service_users: Those on these service users.
        filters_users: Those that these users wrote.

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

    json_filters_care_enquiries: list[str] | Unset = UNSET
    if not isinstance(filters_care_enquiries, Unset):
        json_filters_care_enquiries = filters_care_enquiries

    params["filters-care_enquiries"] = json_filters_care_enquiries

    json_filters_locations: list[str] | Unset = UNSET
    if not isinstance(filters_locations, Unset):
        json_filters_locations = filters_locations

    params["filters-locations"] = json_filters_locations

    json_filters_pinned: str | Unset = UNSET
    if not isinstance(filters_pinned, Unset):
        json_filters_pinned = filters_pinned

    params["filters-pinned"] = json_filters_pinned

    json_filters_service_users: list[str] | Unset = UNSET
    if not isinstance(filters_service_users, Unset):
        json_filters_service_users = filters_service_users

    params["filters-service_users"] = json_filters_service_users

    json_filters_users: list[str] | Unset = UNSET
    if not isinstance(filters_users, Unset):
        json_filters_users = filters_users

    params["filters-users"] = json_filters_users

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    response = client.ask(
        "GET",
        "/api/v1/comments",
        params=params,
    )
    response_200 = CareCommentPage.from_dict(response.json())

    return response_200
