from .list_pcns import list_pcns

__all__ = [
    "list_pcns",
]
