"""Lists to their end, whichever way they have pages."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Protocol, TypeVar

import httpx

from ._client import Client
from .models import ReleasesChange
from .types import Unset

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


class LinkedPage(Protocol[T_co]):
    """A page that tells the address of the next: those of reference, datasets and audits."""

    @property
    def results(self) -> Sequence[T_co]: ...
    @property
    def next_(self) -> str | Unset | None: ...


class NumberedPage(Protocol[T_co]):
    """A page that tells how many there are: those of care."""

    @property
    def items(self) -> Sequence[T_co]: ...
    @property
    def page(self) -> int: ...
    @property
    def page_count(self) -> int: ...


class Changes(Protocol):
    """What changed in releases, and where to ask for what changed since; at the end nothing has."""

    @property
    def changes(self) -> Sequence[ReleasesChange]: ...
    @property
    def next_(self) -> str: ...


class Elsewhere:
    """Asks for another page than the one that was asked for."""

    def __init__(self, client: Client, url: str | None, params: dict[str, Any]) -> None:
        self._client = client
        self._url = url
        self._params = params

    def ask(self, method: str, url: str, **options: Any) -> httpx.Response:
        if self._url is None:
            options["params"] = {**options.get("params", {}), **self._params}
            return self._client.ask(method, url, **options)
        options.pop("params", None)
        return self._client.ask(method, self._url, **options)


def each(
    client: Client, call: Callable[[Client], Any], here: Callable[[str], str]
) -> Iterator[Any]:
    """The rows of all pages; a page is asked for when its first row is. `here` makes of a link what
    to ask for."""
    at: Client | None = client
    while at is not None:
        page = call(at)
        yield from rows(page)
        at = after(client, page, here)


def rows(page: Any) -> Sequence[Any]:
    for name in ("results", "items", "changes"):
        if (found := getattr(page, name, None)) is not None:
            return list(found)
    raise TypeError(f"{type(page).__name__} is no page of a list")


def after(client: Client, page: Any, here: Callable[[str], str]) -> Client | None:
    """Who asks for the page after this one."""
    if hasattr(page, "page_count"):
        more = page.page < page.page_count
        return Elsewhere(client, None, {"page": page.page + 1}) if more else None
    if hasattr(page, "changes") and not page.changes:
        return None
    return Elsewhere(client, here(page.next_), {}) if page.next_ else None
