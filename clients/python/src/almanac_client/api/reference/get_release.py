from urllib.parse import quote

from ..._client import Client
from ...models.reference_release import ReferenceRelease


def get_release(
    client: Client,
    id: str,
) -> ReferenceRelease:
    """Get a release.

    The facts about one release: its files and their checksums, its rows and
    rejects, and how it differs from the revision before it.

    Args:
        client: Who asks.
        id: The release

    Raises:
        AlmanacError: What was asked for was refused.
    """

    response = client.ask(
        "GET",
        "/api/v1/reference/releases/{id}/".format(
            id=quote(str(id), safe=""),
        ),
    )
    response_200 = ReferenceRelease.from_dict(response.json())

    return response_200
