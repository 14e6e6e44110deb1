from typing import Any
from urllib.parse import quote

from ..._client import Client
from ...models.datasets_detail import DatasetsDetail
from ...models.datasets_input import DatasetsInput
from ...types import UNSET, Unset


def replace_dataset(
    client: Client,
    key: str,
    *,
    body: DatasetsInput,
    if_match: None | str | Unset = UNSET,
) -> DatasetsDetail:
    """Replace a dataset.

    What need not be told stays as it is where it is not; options and tags are
    replaced as a whole. The dataset has its next version then.

    Args:
        client: Who asks.
        key: The dataset's key
        if_match: The entity tag of what is to be changed
        body: What is said of a dataset.

    Raises:
        AlmanacError: What was asked for was refused.
    """
    headers: dict[str, Any] = {}
    if not isinstance(if_match, Unset):
        headers["If-Match"] = if_match

    _kwargs: dict[str, Any] = {}
    _kwargs["json"] = body.to_dict()

    response = client.ask(
        "PUT",
        "/api/v1/datasets/{key}/".format(
            key=quote(str(key), safe=""),
        ),
        headers=headers,
        **_kwargs,
    )
    response_200 = DatasetsDetail.from_dict(response.json())

    return response_200
