from typing import Any

from ..._client import Client
from ...models.care_enquiry import CareEnquiry
from ...models.care_enquiry_input import CareEnquiryInput


def create_care_enquiry(
    client: Client,
    *,
    body: CareEnquiryInput,
) -> CareEnquiry:
    """Create a care enquiry.

    Answers with the whole of it, whatever the key may read.

    Args:
        client: Who asks.
        body: What is sent.

    Raises:
        AlmanacError: What was asked for was refused.
    """

    _kwargs: dict[str, Any] = {}
    _kwargs["data"] = body.to_dict()

    response = client.ask(
        "PUT",
        "/api/v1/care-enquiries",
        **_kwargs,
    )
    response_200 = CareEnquiry.from_dict(response.json())

    return response_200
