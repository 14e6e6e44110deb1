from typing import Any
from urllib.parse import quote

from ..._client import Client
from ...models.care_home_visit import CareHomeVisit
from ...models.care_home_visit_patch import CareHomeVisitPatch


def update_home_visit(
    client: Client,
    id: str,
    *,
    body: CareHomeVisitPatch,
) -> CareHomeVisit:
    """Update a home visit.

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
        "/api/v1/home-visits/{id}".format(
            id=quote(str(id), safe=""),
        ),
        **_kwargs,
    )
    response_200 = CareHomeVisit.from_dict(response.json())

    return response_200
