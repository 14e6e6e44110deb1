from typing import Any

from ..._client import Client
from ...models.care_home_visit import CareHomeVisit
from ...models.care_home_visit_input import CareHomeVisitInput


def create_home_visit(
    client: Client,
    *,
    body: CareHomeVisitInput,
) -> CareHomeVisit:
    """Create a home visit.

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
        "/api/v1/home-visits",
        **_kwargs,
    )
    response_200 = CareHomeVisit.from_dict(response.json())

    return response_200
