"""What is raised when something did not go well."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import httpx


class AlmanacError(Exception):
    """The platform refused what it was asked for, or could not do it.

    Attributes:
        status: The status of its answer.
        message: What it said, in a sentence.
        fields: What is wrong with single parameters, by name.
        retry_after: In how many seconds to ask again, where it said so.
    """

    def __init__(
        self,
        status: int,
        message: str,
        fields: Mapping[str, list[str]] | None = None,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(status, message)
        self.status = status
        self.message = message
        self.fields = dict(fields or {})
        self.retry_after = retry_after

    def __str__(self) -> str:
        return f"{self.status}: {self.message}"

    @classmethod
    def of(cls, response: httpx.Response, secrets: Iterable[str] = ()) -> "AlmanacError":
        """What an answer says that is none, with `***` for each of these secrets."""
        text = response.text
        for secret in secrets:
            text = text.replace(secret, "***")
        body = read(httpx.Response(response.status_code, text=text))
        message, fields = told(body)
        wait = told_to_wait(response.headers)
        return cls(response.status_code, message or response.reason_phrase, fields, wait)


class Damaged(Exception):
    """What was downloaded is not what was published; nothing of it was kept."""


def read(response: httpx.Response) -> Any:
    try:
        return response.json()
    except ValueError:
        return None


def told(body: Any) -> tuple[str, dict[str, list[str]]]:
    """The sentence and the fields in each of the shapes that errors have."""
    if not isinstance(body, dict):
        return "", {}
    fields = messages(body.get("arg_errors", body))
    for name in ("detail", "hint", "message"):
        if isinstance(body.get(name), str):
            return body[name], fields
    return "; ".join(f"{name}: {' '.join(said)}" for name, said in fields.items()), fields


def messages(fields: Any) -> dict[str, list[str]]:
    if not isinstance(fields, dict):
        return {}
    return {
        name: said
        for name, said in fields.items()
        if isinstance(said, list) and said and all(isinstance(sentence, str) for sentence in said)
    }


def told_to_wait(headers: Mapping[str, str]) -> float | None:
    """The seconds that `Retry-After` tells, as a number or as a time (RFC 9110
    section 10.2.3)."""
    said = headers.get("Retry-After", "").strip()
    if said.isascii() and said.isdigit():
        return float(said)
    try:
        until = parsedate_to_datetime(said)
    except ValueError:
        return None
    # Without a zone it is in UTC.
    until = until.replace(tzinfo=until.tzinfo or UTC)
    return max(0.0, (until - datetime.now(UTC)).total_seconds())
