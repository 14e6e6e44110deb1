from urllib.parse import quote

from ..._client import Client


def delete_care_enquiry(
    client: Client,
    id: str,
) -> None:
    """Delete a care enquiry.

    There is no way back. What is part of it goes with it: `comments`, `home-visits`.

    Args:
        client: Who asks.
        id: What the document is known by.

    Raises:
        AlmanacError: What was asked for was refused.
    """

    client.ask(
        "DELETE",
        "/api/v1/care-enquiries/{id}".format(
            id=quote(str(id), safe=""),
        ),
    )
