from .get_release import get_release
from .list_publications import list_publications
from .list_release_changes import list_release_changes
from .list_release_rejects import list_release_rejects
from .list_releases import list_releases

__all__ = [
    "get_release",
    "list_publications",
    "list_release_changes",
    "list_release_rejects",
    "list_releases",
]
