from ..._client import Client
from ...models.releases_items import ReleasesItems


def list_release_items(
    client: Client,
) -> ReleasesItems:
    """List items.

    All there are, with your subscriptions: why the releases of an item cannot be
    had can be read here, and changed on the website.

    Raises:
        AlmanacError: What was asked for was refused.
    """

    response = client.ask(
        "GET",
        "/api/v1/releases/items",
    )
    response_200 = ReleasesItems.from_dict(response.json())

    return response_200
