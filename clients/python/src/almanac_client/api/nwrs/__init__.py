from .list_nwrs import list_nwrs
from .list_nwrs_snapshots import list_nwrs_snapshots

__all__ = [
    "list_nwrs",
    "list_nwrs_snapshots",
]
