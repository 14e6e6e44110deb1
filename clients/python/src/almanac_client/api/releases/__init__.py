from .list_item_releases import list_item_releases
from .list_release_items import list_release_items
from .list_subscribed_changes import list_subscribed_changes

__all__ = [
    "list_item_releases",
    "list_release_items",
    "list_subscribed_changes",
]
