from urllib.parse import quote

from ..._client import Client
from ...models.datasets_code_system import DatasetsCodeSystem


def get_dataset_version_code_system(
    client: Client,
    key: str,
    version: int,
) -> DatasetsCodeSystem:
    """Get a version of a dataset as a FHIR code system.

    What the FHIR R4 `CodeSystem` of the dataset was then.

    Args:
        client: Who asks.
        key: The dataset's key
        version: The version's number

    Raises:
        AlmanacError: What was asked for was refused.
    """

    response = client.ask(
        "GET",
        "/api/v1/datasets/{key}/versions/{version}/code-system/".format(
            key=quote(str(key), safe=""),
            version=quote(str(version), safe=""),
        ),
    )
    response_200 = DatasetsCodeSystem.from_dict(response.json())

    return response_200
