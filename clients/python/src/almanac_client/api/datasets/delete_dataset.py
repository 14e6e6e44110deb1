from typing import Any
from urllib.parse import quote

from ..._client import Client
from ...types import UNSET, Unset


def delete_dataset(
    client: Client,
    key: str,
    *,
    if_match: None | str | Unset = UNSET,
) -> None:
    """Delete a dataset.

    For ever, though custom versions of it live on and its key stays taken. A
    published one stays as long as others have custom versions of it.

    Args:
        client: Who asks.
        key: The dataset's key
        if_match: The entity tag of what is to be deleted

    Raises:
        AlmanacError: What was asked for was refused.
    """
    headers: dict[str, Any] = {}
    if not isinstance(if_match, Unset):
        headers["If-Match"] = if_match

    client.ask(
        "DELETE",
        "/api/v1/datasets/{key}/".format(
            key=quote(str(key), safe=""),
        ),
        headers=headers,
    )
