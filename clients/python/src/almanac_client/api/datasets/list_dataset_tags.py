from typing import Any

from ..._client import Client
from ...models.datasets_category import DatasetsCategory
from ...models.datasets_tag_count import DatasetsTagCount
from ...types import UNSET, Unset


def list_dataset_tags(
    client: Client,
    *,
    category: DatasetsCategory | Unset = UNSET,
    tags: str | Unset = UNSET,
    search: str | Unset = UNSET,
    is_global: bool | Unset = UNSET,
) -> list[DatasetsTagCount]:
    """List tags.

    Every tag of the datasets you see, or of those among them that parameters
    ask for, the most used first.

    Args:
        client: Who asks.
        category: Where a dataset comes from.
        tags: Of datasets carrying all of these tags, which commas separate
        search: Of datasets with this in the name or the description, capitals or not
        is_global: Of datasets everybody sees, or of the others

    Raises:
        AlmanacError: What was asked for was refused.
    """
    params: dict[str, Any] = {}

    json_category: str | Unset = UNSET
    if not isinstance(category, Unset):
        json_category = category

    params["category"] = json_category

    params["tags"] = tags

    params["search"] = search

    params["is_global"] = is_global

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    response = client.ask(
        "GET",
        "/api/v1/datasets/available-tags/",
        params=params,
    )
    response_200 = []
    _response_200 = response.json()
    for response_200_item_data in _response_200:
        response_200_item = DatasetsTagCount.from_dict(response_200_item_data)

        response_200.append(response_200_item)

    return response_200
