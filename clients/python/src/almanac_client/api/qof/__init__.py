from .list_qof_achievement import list_qof_achievement
from .list_qof_indicators import list_qof_indicators
from .list_qof_prevalence import list_qof_prevalence
from .list_qof_prevalence_national import list_qof_prevalence_national
from .list_qof_years import list_qof_years

__all__ = [
    "list_qof_achievement",
    "list_qof_indicators",
    "list_qof_prevalence",
    "list_qof_prevalence_national",
    "list_qof_years",
]
