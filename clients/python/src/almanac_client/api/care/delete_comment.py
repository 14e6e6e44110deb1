from urllib.parse import quote

from ..._client import Client


def delete_comment(
    client: Client,
    id: str,
) -> None:
    """Delete a comment.

    There is no way back.

    Args:
        client: Who asks.
        id: What the document is known by.

    Raises:
        AlmanacError: What was asked for was refused.
    """

    client.ask(
        "DELETE",
        "/api/v1/comments/{id}".format(
            id=quote(str(id), safe=""),
        ),
    )
