"""How an argument or a member that was not given is told from one that is None."""

from typing import Literal


class Unset:
    """The type of :data:`UNSET`, which is false."""

    def __bool__(self) -> Literal[False]:
        return False

    def __repr__(self) -> str:
        return "UNSET"

    def __reduce__(self) -> str:
        # There is one, of copies too and on the other side of a pickle.
        return "UNSET"


#: Not given.
UNSET: Unset = Unset()

__all__ = ["UNSET", "Unset"]
