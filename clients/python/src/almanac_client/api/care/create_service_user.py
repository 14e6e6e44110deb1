from typing import Any

from ..._client import Client
from ...models.care_service_user import CareServiceUser
from ...models.care_service_user_input import CareServiceUserInput


def create_service_user(
    client: Client,
    *,
    body: CareServiceUserInput,
) -> CareServiceUser:
    """Create a service user.

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
        "/api/v1/service-users",
        **_kwargs,
    )
    response_200 = CareServiceUser.from_dict(response.json())

    return response_200
