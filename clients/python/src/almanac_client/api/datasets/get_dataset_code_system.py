from urllib.parse import quote

from ..._client import Client
from ...models.datasets_code_system import DatasetsCodeSystem


def get_dataset_code_system(
    client: Client,
    key: str,
) -> DatasetsCodeSystem:
    """Get a dataset as a FHIR code system.

    A FHIR R4 `CodeSystem` with a concept per option. Its version is the
    dataset's.

    Args:
        client: Who asks.
        key: The dataset's key

    Raises:
        AlmanacError: What was asked for was refused.
    """

    response = client.ask(
        "GET",
        "/api/v1/datasets/{key}/code-system/".format(
            key=quote(str(key), safe=""),
        ),
    )
    response_200 = DatasetsCodeSystem.from_dict(response.json())

    return response_200
