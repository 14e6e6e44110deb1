from urllib.parse import quote

from ..._client import Client
from ...models.datasets_value_set import DatasetsValueSet


def get_dataset_value_set(
    client: Client,
    key: str,
) -> DatasetsValueSet:
    """Get a dataset as a FHIR value set.

    A FHIR R4 `ValueSet` that names every code of the dataset's code system.

    Args:
        client: Who asks.
        key: The dataset's key

    Raises:
        AlmanacError: What was asked for was refused.
    """

    response = client.ask(
        "GET",
        "/api/v1/datasets/{key}/value-set/".format(
            key=quote(str(key), safe=""),
        ),
    )
    response_200 = DatasetsValueSet.from_dict(response.json())

    return response_200
