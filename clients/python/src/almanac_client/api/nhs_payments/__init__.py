from .list_nhs_payments_pcns import list_nhs_payments_pcns
from .list_nhs_payments_practices import list_nhs_payments_practices

__all__ = [
    "list_nhs_payments_pcns",
    "list_nhs_payments_practices",
]
