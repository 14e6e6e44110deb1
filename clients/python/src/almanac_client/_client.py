"""What the generated functions need of a client."""

from typing import Any, Protocol

import httpx


class Client(Protocol):
    """Whoever asks; :class:`almanac_client.Almanac` does."""

    def ask(self, method: str, url: str, **options: Any) -> httpx.Response:
        """The answer to a request, when all went well.

        Args:
            method: In upper case.
            url: From the platform's address on, such as `/api/v1/practices/`.
            options: `params`, `headers`, `json` and `data`, as httpx takes them.

        Raises:
            AlmanacError: What was asked for was refused.
        """
        ...
