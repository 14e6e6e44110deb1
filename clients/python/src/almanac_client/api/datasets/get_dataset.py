from urllib.parse import quote

from ..._client import Client
from ...models.datasets_detail import DatasetsDetail


def get_dataset(
    client: Client,
    key: str,
) -> DatasetsDetail:
    """Get a dataset.

    With its options, in their order. As CSV the options alone. What you do not
    see is not found.

    Args:
        client: Who asks.
        key: The dataset's key

    Raises:
        AlmanacError: What was asked for was refused.
    """

    response = client.ask(
        "GET",
        "/api/v1/datasets/{key}/".format(
            key=quote(str(key), safe=""),
        ),
    )
    response_200 = DatasetsDetail.from_dict(response.json())

    return response_200
