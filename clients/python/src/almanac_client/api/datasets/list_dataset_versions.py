from typing import Any
from urllib.parse import quote

from ..._client import Client
from ...models.datasets_version_item_page import DatasetsVersionItemPage
from ...types import UNSET, Unset


def list_dataset_versions(
    client: Client,
    key: str,
    *,
    page: str | Unset = UNSET,
    page_size: int | Unset = UNSET,
) -> DatasetsVersionItemPage:
    """List the versions of a dataset.

    The newest first. Every change of a dataset made one, and none is ever
    removed. Those from before it was published are for its owners alone, and so
    are the names of people who made any.

    Args:
        client: Who asks.
        key: The dataset's key
        page: From 1, or `last`
        page_size: 20 unless told, 100 at most

    Raises:
        AlmanacError: What was asked for was refused.
    """
    params: dict[str, Any] = {}

    params["page"] = page

    params["page_size"] = page_size

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    response = client.ask(
        "GET",
        "/api/v1/datasets/{key}/versions/".format(
            key=quote(str(key), safe=""),
        ),
        params=params,
    )
    response_200 = DatasetsVersionItemPage.from_dict(response.json())

    return response_200
