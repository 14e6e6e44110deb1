from urllib.parse import quote

from ..._client import Client
from ...models.datasets_version import DatasetsVersion


def get_dataset_version(
    client: Client,
    key: str,
    version: int,
) -> DatasetsVersion:
    """Get a version of a dataset.

    What it said then, for ever: pin it where options must not change. As CSV
    the options alone.

    Args:
        client: Who asks.
        key: The dataset's key
        version: The version's number

    Raises:
        AlmanacError: What was asked for was refused.
    """

    response = client.ask(
        "GET",
        "/api/v1/datasets/{key}/versions/{version}/".format(
            key=quote(str(key), safe=""),
            version=quote(str(version), safe=""),
        ),
    )
    response_200 = DatasetsVersion.from_dict(response.json())

    return response_200
