from typing import Literal, cast

AuditAction = Literal["CREATE", "DELETE", "UPDATE"]


def check_audit_action(value: str) -> AuditAction:
    """As it came: a platform that is newer than the client may know more words."""
    return cast(AuditAction, value)
