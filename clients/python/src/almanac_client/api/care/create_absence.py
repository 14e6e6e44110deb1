from typing import Any

from ..._client import Client
from ...models.care_absence import CareAbsence
from ...models.care_absence_input import CareAbsenceInput


def create_absence(
    client: Client,
    *,
    body: CareAbsenceInput,
) -> CareAbsence:
    """Create an absence.

    Answers with the whole of it, whatever the key may read. `ends` is not before `starts`.

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
        "/api/v1/absences",
        **_kwargs,
    )
    response_200 = CareAbsence.from_dict(response.json())

    return response_200
