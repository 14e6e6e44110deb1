from .list_gp_appointments import list_gp_appointments

__all__ = [
    "list_gp_appointments",
]
