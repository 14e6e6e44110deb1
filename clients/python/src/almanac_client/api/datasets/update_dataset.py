from typing import Any
from urllib.parse import quote

from ..._client import Client
from ...models.datasets_detail import DatasetsDetail
from ...models.datasets_patch import DatasetsPatch
from ...types import UNSET, Unset


def update_dataset(
    client: Client,
    key: str,
    *,
    body: DatasetsPatch,
    if_match: None | str | Unset = UNSET,
) -> DatasetsDetail:
    """Change a dataset.

    What is not told stays as it is; options and tags are replaced as a whole.
    The dataset has its next version then, whatever is told.

    Args:
        client: Who asks.
        key: The dataset's key
        if_match: The entity tag of what is to be changed
        body: What is to be different about a dataset.

    Raises:
        AlmanacError: What was asked for was refused.
    """
    headers: dict[str, Any] = {}
    if not isinstance(if_match, Unset):
        headers["If-Match"] = if_match

    _kwargs: dict[str, Any] = {}
    _kwargs["json"] = body.to_dict()

    response = client.ask(
        "PATCH",
        "/api/v1/datasets/{key}/".format(
            key=quote(str(key), safe=""),
        ),
        headers=headers,
        **_kwargs,
    )
    response_200 = DatasetsDetail.from_dict(response.json())

    return response_200
