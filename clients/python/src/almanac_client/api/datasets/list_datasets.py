from typing import Any

from ..._client import Client
from ...models.datasets_category import DatasetsCategory
from ...models.datasets_item_page import DatasetsItemPage
from ...types import UNSET, Unset


def list_datasets(
    client: Client,
    *,
    category: DatasetsCategory | Unset = UNSET,
    tags: str | Unset = UNSET,
    search: str | Unset = UNSET,
    is_global: bool | Unset = UNSET,
    page: str | Unset = UNSET,
    page_size: int | Unset = UNSET,
) -> DatasetsItemPage:
    """List datasets.

    Those you see: global ones, those of your organisations, and your own. By
    category, then by name. What parameters ask for must all hold.

    Args:
        client: Who asks.
        category: Where a dataset comes from.
        tags: Carrying all of these tags, which commas separate
        search: With this in the name or the description, capitals or not
        is_global: Those everybody sees, or the others
        page: From 1, or `last`
        page_size: 20 unless told, 100 at most

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

    params["page"] = page

    params["page_size"] = page_size

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    response = client.ask(
        "GET",
        "/api/v1/datasets/",
        params=params,
    )
    response_200 = DatasetsItemPage.from_dict(response.json())

    return response_200
