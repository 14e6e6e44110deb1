from typing import Any

from ..._client import Client
from ...models.datasets_detail import DatasetsDetail
from ...models.datasets_input import DatasetsInput


def create_dataset(
    client: Client,
    *,
    body: DatasetsInput,
) -> DatasetsDetail:
    """Add a dataset.

    Private, and the caller's to change. Its key is free for nobody else, even
    once it is deleted.

    Args:
        client: Who asks.
        body: What is said of a dataset.

    Raises:
        AlmanacError: What was asked for was refused.
    """

    _kwargs: dict[str, Any] = {}
    _kwargs["json"] = body.to_dict()

    response = client.ask(
        "POST",
        "/api/v1/datasets/",
        **_kwargs,
    )
    response_201 = DatasetsDetail.from_dict(response.json())

    return response_201
