from urllib.parse import quote

from ..._client import Client


def delete_service_user(
    client: Client,
    id: str,
) -> None:
    """Delete a service user.

    There is no way back. What is part of it goes with it: `absences`, `comments`.

    Args:
        client: Who asks.
        id: What the document is known by.

    Raises:
        AlmanacError: What was asked for was refused.
    """

    client.ask(
        "DELETE",
        "/api/v1/service-users/{id}".format(
            id=quote(str(id), safe=""),
        ),
    )
