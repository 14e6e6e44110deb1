from typing import Any

from ..._client import Client
from ...models.care_enquiry_page import CareEnquiryPage
from ...models.care_filters_anonymized import CareFiltersAnonymized
from ...models.care_funding_type import CareFundingType
from ...models.care_list_care_enquiries_attributes import (
    CareListCareEnquiriesAttributes,
)
from ...models.care_list_care_enquiries_sort_by import CareListCareEnquiriesSortBy
from ...models.care_service import CareService
from ...types import UNSET, Unset


def list_care_enquiries(
    client: Client,
    *,
    attributes: list[CareListCareEnquiriesAttributes] | Unset = UNSET,
    page: int | Unset = UNSET,
    per_page: int | Unset = UNSET,
    sort_by: list[CareListCareEnquiriesSortBy] | Unset = UNSET,
    filters_ids: list[str] | Unset = UNSET,
    filters_modified_after: str | Unset = UNSET,
    filters_modified_before: str | Unset = UNSET,
    filters_q: str | Unset = UNSET,
    filters_anonymized: CareFiltersAnonymized | Unset = UNSET,
    filters_assigned_to: list[str] | Unset = UNSET,
    filters_created_after: str | Unset = UNSET,
    filters_created_before: str | Unset = UNSET,
    filters_funding_types: list[CareFundingType] | Unset = UNSET,
    filters_locations: list[str] | Unset = UNSET,
    filters_sales_channels: list[str] | Unset = UNSET,
    filters_services: list[CareService] | Unset = UNSET,
) -> CareEnquiryPage:
    """List care enquiries.

    People looking for care, for themselves or for somebody else. What all filters ask for
    must hold. A page past the last one is empty.

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
            row is looked for where words begin. Looks at `first_name`, `last_name`, `email`,
            `phone`, `mobile`.
        filters_anonymized: One of the words of its type.
        filters_assigned_to: Those that these users look after.
        filters_created_after: Made after this time. In UTC.
        filters_created_before: Made before this time. In UTC.
        filters_funding_types: Those paid for in these ways.
        filters_locations: Those about these locations.
        filters_sales_channels: Those that came by these ways.
        filters_services: Those about these services.

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

    params["filters-created_after"] = filters_created_after

    params["filters-created_before"] = filters_created_before

    json_filters_funding_types: list[str] | Unset = UNSET
    if not isinstance(filters_funding_types, Unset):
        json_filters_funding_types = []
        for filters_funding_types_item_data in filters_funding_types:
            filters_funding_types_item: str = filters_funding_types_item_data
            json_filters_funding_types.append(filters_funding_types_item)

    params["filters-funding_types"] = json_filters_funding_types

    json_filters_locations: list[str] | Unset = UNSET
    if not isinstance(filters_locations, Unset):
        json_filters_locations = filters_locations

    params["filters-locations"] = json_filters_locations

    json_filters_sales_channels: list[str] | Unset = UNSET
    if not isinstance(filters_sales_channels, Unset):
        json_filters_sales_channels = filters_sales_channels

    params["filters-sales_channels"] = json_filters_sales_channels

    json_filters_services: list[str] | Unset = UNSET
    if not isinstance(filters_services, Unset):
        json_filters_services = []
        for filters_services_item_data in filters_services:
            filters_services_item: str = filters_services_item_data
            json_filters_services.append(filters_services_item)

    params["filters-services"] = json_filters_services

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    response = client.ask(
        "GET",
        "/api/v1/care-enquiries",
        params=params,
    )
    response_200 = CareEnquiryPage.from_dict(response.json())

    return response_200
