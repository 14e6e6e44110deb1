from typing import Any
from urllib.parse import quote

from ..._client import Client
from ...models.datasets_changes import DatasetsChanges
from ...types import UNSET, Unset


def list_dataset_version_changes(
    client: Client,
    key: str,
    version: int,
    *,
    since: int | Unset = UNSET,
) -> DatasetsChanges:
    """Compare two versions of a dataset.

    What became of the options since the version before, or since another.

    Args:
        client: Who asks.
        key: The dataset's key
        version: The version's number
        since: The version to compare with: the one before unless told, if you see that; 0 for
            nothing at all

    Raises:
        AlmanacError: What was asked for was refused.
    """
    params: dict[str, Any] = {}

    params["since"] = since

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    response = client.ask(
        "GET",
        "/api/v1/datasets/{key}/versions/{version}/changes/".format(
            key=quote(str(key), safe=""),
            version=quote(str(version), safe=""),
        ),
        params=params,
    )
    response_200 = DatasetsChanges.from_dict(response.json())

    return response_200
