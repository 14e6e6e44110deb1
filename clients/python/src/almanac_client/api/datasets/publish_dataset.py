from typing import Any
from urllib.parse import quote

from ..._client import Client
from ...models.datasets_detail import DatasetsDetail
from ...types import UNSET, Unset


def publish_dataset(
    client: Client,
    key: str,
    *,
    if_match: None | str | Unset = UNSET,
) -> DatasetsDetail:
    """Publish a dataset.

    Everybody sees it from now on, and may make custom versions of it; who may
    change it stays the same. Its earlier versions stay with its owners. There is
    no way back. A body does not matter.

    Args:
        client: Who asks.
        key: The dataset's key
        if_match: The entity tag of what is to be published

    Raises:
        AlmanacError: What was asked for was refused.
    """
    headers: dict[str, Any] = {}
    if not isinstance(if_match, Unset):
        headers["If-Match"] = if_match

    response = client.ask(
        "POST",
        "/api/v1/datasets/{key}/publish/".format(
            key=quote(str(key), safe=""),
        ),
        headers=headers,
    )
    response_200 = DatasetsDetail.from_dict(response.json())

    return response_200
