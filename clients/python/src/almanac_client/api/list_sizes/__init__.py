from .list_list_sizes import list_list_sizes

__all__ = [
    "list_list_sizes",
]
