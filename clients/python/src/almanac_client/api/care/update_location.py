from typing import Any
from urllib.parse import quote

from ..._client import Client
from ...models.care_location import CareLocation
from ...models.care_location_patch import CareLocationPatch


def update_location(
    client: Client,
    id: str,
    *,
    body: CareLocationPatch,
) -> CareLocation:
    """Update a location.

    Changes what is told, and answers with the whole of it. What is not told stays as it is.

    Args:
        client: Who asks.
        id: What the document is known by.
        body: What is sent.

    Raises:
        AlmanacError: What was asked for was refused.
    """

    _kwargs: dict[str, Any] = {}
    _kwargs["data"] = body.to_dict()

    response = client.ask(
        "PATCH",
        "/api/v1/locations/{id}".format(
            id=quote(str(id), safe=""),
        ),
        **_kwargs,
    )
    response_200 = CareLocation.from_dict(response.json())

    return response_200
