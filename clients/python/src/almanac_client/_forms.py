"""Documents as forms, which is what signed requests send."""

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlencode

FORM = "application/x-www-form-urlencoded"


def encoded(document: Mapping[str, Any]) -> bytes:
    """A form: a list is its name repeated, a member of an object has a dot in its name, and what is
    null, or a list of nothing, is sent empty."""
    return urlencode(list(pairs(document))).encode()


def pairs(document: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    for member, value in document.items():
        name = prefix + member
        if isinstance(value, Mapping):
            yield from pairs(value, f"{name}.")
        elif isinstance(value, list):
            yield from ((name, text(one)) for one in value or [None])
        else:
            yield name, text(value)


def text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
