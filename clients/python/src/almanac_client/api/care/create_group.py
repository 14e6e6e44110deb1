from typing import Any

from ..._client import Client
from ...models.care_group import CareGroup
from ...models.care_group_input import CareGroupInput


def create_group(
    client: Client,
    *,
    body: CareGroupInput,
) -> CareGroup:
    """Create a group.

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
        "/api/v1/groups",
        **_kwargs,
    )
    response_200 = CareGroup.from_dict(response.json())

    return response_200
