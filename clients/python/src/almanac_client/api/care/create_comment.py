from typing import Any

from ..._client import Client
from ...models.care_comment import CareComment
from ...models.care_comment_input import CareCommentInput


def create_comment(
    client: Client,
    *,
    body: CareCommentInput,
) -> CareComment:
    """Create a comment.

    Answers with the whole of it, whatever the key may read. Exactly one of `care_enquiry`,
    `service_user` is given.

    Args:
        client: Who asks.
        body: What is sent.

    Raises:
        AlmanacError: What was asked for was refused.
    """

    _kwargs: dict[str, Any] = {}
    _kwargs["data"] = body.to_dict()

    response = client.ask(
        "PUT",
        "/api/v1/comments",
        **_kwargs,
    )
    response_200 = CareComment.from_dict(response.json())

    return response_200
