from typing import Any
from urllib.parse import quote

from ..._client import Client
from ...models.care_enquiry import CareEnquiry
from ...models.care_list_care_enquiries_attributes import (
    CareListCareEnquiriesAttributes,
)
from ...types import UNSET, Unset


def retrieve_care_enquiry(
    client: Client,
    id: str,
    *,
    attributes: list[CareListCareEnquiriesAttributes] | Unset = UNSET,
) -> CareEnquiry:
    """Retrieve a care enquiry.

    All of it, unless `attributes` asks for less.

    Args:
        client: Who asks.
        id: What the document is known by.
        attributes: What to tell of a document; `_id` is always told. Other names are ignored.

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

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    response = client.ask(
        "GET",
        "/api/v1/care-enquiries/{id}".format(
            id=quote(str(id), safe=""),
        ),
        params=params,
    )
    response_200 = CareEnquiry.from_dict(response.json())

    return response_200
