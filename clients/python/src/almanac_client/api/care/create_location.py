from typing import Any

from ..._client import Client
from ...models.care_location import CareLocation
from ...models.care_location_input import CareLocationInput


def create_location(
    client: Client,
    *,
    body: CareLocationInput,
) -> CareLocation:
    """Create a location.

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
        "/api/v1/locations",
        **_kwargs,
    )
    response_200 = CareLocation.from_dict(response.json())

    return response_200
