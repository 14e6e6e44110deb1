from typing import Any

from ..._client import Client
from ...models.accounts_audit_entry_page import AccountsAuditEntryPage
from ...types import UNSET, Unset


def list_accounts_audit(
    client: Client,
    *,
    event: str | Unset = UNSET,
    actor: str | Unset = UNSET,
    user: str | Unset = UNSET,
    organization: int | Unset = UNSET,
    page: str | Unset = UNSET,
    page_size: int | Unset = UNSET,
) -> AccountsAuditEntryPage:
    """List what was done in accounts.

    Sign-ins, and every change of a user, a membership, a session or a key, the
    newest first.

    Args:
        client: Who asks.
        event: What was done
        actor: The username of who did it
        user: The username of whom it concerns
        organization: The organisation it concerns
        page: From 1, or `last`
        page_size: 100 unless told, 500 at most

    Raises:
        AlmanacError: What was asked for was refused.
    """
    params: dict[str, Any] = {}

    params["event"] = event

    params["actor"] = actor

    params["user"] = user

    params["organization"] = organization

    params["page"] = page

    params["page_size"] = page_size

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    response = client.ask(
        "GET",
        "/api/v1/audit/accounts/",
        params=params,
    )
    response_200 = AccountsAuditEntryPage.from_dict(response.json())

    return response_200
