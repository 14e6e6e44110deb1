from .list_practice_population import list_practice_population
from .list_practices import list_practices

__all__ = [
    "list_practice_population",
    "list_practices",
]
