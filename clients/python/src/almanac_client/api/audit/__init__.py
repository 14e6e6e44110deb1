from .list_accounts_audit import list_accounts_audit
from .list_care_audit import list_care_audit
from .list_datasets_audit import list_datasets_audit
from .list_releases_audit import list_releases_audit
from .list_rota_audit import list_rota_audit

__all__ = [
    "list_accounts_audit",
    "list_care_audit",
    "list_datasets_audit",
    "list_releases_audit",
    "list_rota_audit",
]
