from urllib.parse import quote

from ..._client import Client


def delete_group(
    client: Client,
    id: str,
) -> None:
    """Delete a group.

    There is no way back. It stays while any of these refer to it: `absences`, `care-
    enquiries`, `groups`, `locations`.

    Args:
        client: Who asks.
        id: What the document is known by.

    Raises:
        AlmanacError: What was asked for was refused.
    """

    client.ask(
        "DELETE",
        "/api/v1/groups/{id}".format(
            id=quote(str(id), safe=""),
        ),
    )
