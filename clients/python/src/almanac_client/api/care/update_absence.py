from typing import Any
from urllib.parse import quote

from ..._client import Client
from ...models.care_absence import CareAbsence
from ...models.care_absence_patch import CareAbsencePatch


def update_absence(
    client: Client,
    id: str,
    *,
    body: CareAbsencePatch,
) -> CareAbsence:
    """Update an absence.

    Changes what is told, and answers with the whole of it. What is not told stays as it is.
    `ends` is not before `starts`.

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
        "/api/v1/absences/{id}".format(
            id=quote(str(id), safe=""),
        ),
        **_kwargs,
    )
    response_200 = CareAbsence.from_dict(response.json())

    return response_200
