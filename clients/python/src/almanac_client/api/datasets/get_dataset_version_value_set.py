from urllib.parse import quote

from ..._client import Client
from ...models.datasets_value_set import DatasetsValueSet


def get_dataset_version_value_set(
    client: Client,
    key: str,
    version: int,
) -> DatasetsValueSet:
    """Get a version of a dataset as a FHIR value set.

    What the FHIR R4 `ValueSet` of the dataset was then.

    Args:
        client: Who asks.
        key: The dataset's key
        version: The version's number

    Raises:
        AlmanacError: What was asked for was refused.
    """

    response = client.ask(
        "GET",
        "/api/v1/datasets/{key}/versions/{version}/value-set/".format(
            key=quote(str(key), safe=""),
            version=quote(str(version), safe=""),
        ),
    )
    response_200 = DatasetsValueSet.from_dict(response.json())

    return response_200
