from typing import Any
from urllib.parse import quote

from ..._client import Client
from ...models.datasets_custom_input import DatasetsCustomInput
from ...models.datasets_detail import DatasetsDetail
from ...types import UNSET, Unset


def create_custom_dataset(
    client: Client,
    key: str,
    *,
    body: DatasetsCustomInput | Unset = UNSET,
) -> DatasetsDetail:
    """Make a custom version of a dataset.

    A private copy, the caller's to change, of any dataset that everybody sees.
    It stays as it is when the dataset changes, and names it as its `parent`.

    Args:
        client: Who asks.
        key: The key of the dataset to copy
        body: What is said of a new custom version.

    Raises:
        AlmanacError: What was asked for was refused.
    """

    _kwargs: dict[str, Any] = {}

    if not isinstance(body, Unset):
        _kwargs["json"] = body.to_dict()

    response = client.ask(
        "POST",
        "/api/v1/datasets/{key}/create-custom/".format(
            key=quote(str(key), safe=""),
        ),
        **_kwargs,
    )
    response_201 = DatasetsDetail.from_dict(response.json())

    return response_201
