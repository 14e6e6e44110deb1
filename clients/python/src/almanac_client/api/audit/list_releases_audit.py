from typing import Any

from ..._client import Client
from ...models.audit_action import AuditAction
from ...models.audit_entry_page import AuditEntryPage
from ...types import UNSET, Unset


def list_releases_audit(
    client: Client,
    *,
    entity_type: str | Unset = UNSET,
    entity_id: str | Unset = UNSET,
    action: AuditAction | Unset = UNSET,
    user_id: int | Unset = UNSET,
    page: str | Unset = UNSET,
    page_size: int | Unset = UNSET,
) -> AuditEntryPage:
    """List the changes of releases.

    Every change of items, subscriptions, releases and signing keys, the newest
    first.

    Args:
        client: Who asks.
        entity_type: What was changed
        entity_id: Its number
        action: What happened to a record.
        user_id: The id of the user who changed it
        page: From 1, or `last`
        page_size: 100 unless told, 500 at most

    Raises:
        AlmanacError: What was asked for was refused.
    """
    params: dict[str, Any] = {}

    params["entity_type"] = entity_type

    params["entity_id"] = entity_id

    json_action: str | Unset = UNSET
    if not isinstance(action, Unset):
        json_action = action

    params["action"] = json_action

    params["user_id"] = user_id

    params["page"] = page

    params["page_size"] = page_size

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    response = client.ask(
        "GET",
        "/api/v1/audit/releases/",
        params=params,
    )
    response_200 = AuditEntryPage.from_dict(response.json())

    return response_200
