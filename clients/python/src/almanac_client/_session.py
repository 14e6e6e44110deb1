"""Requests that wait where they are told to."""

import time
from collections.abc import Callable, Iterable
from typing import Any

import httpx

from ._errors import AlmanacError, told_to_wait

#: What may be asked again when it is not known whether it was done. PUT is not among them: the
#: collections of care create by it.
IDEMPOTENT = frozenset({"GET", "HEAD", "OPTIONS", "DELETE"})


class Session(httpx.Client):
    """Waits as it is told to and asks again: after 429, which refuses before anything was done,
    whatever was asked for; after 503 if the request is idempotent.

    Each time the request is authenticated anew, so that a signed one has a nonce of its own.
    """

    def __init__(
        self,
        *,
        patience: float,
        secrets: Iterable[str] = (),
        sleep: Callable[[float], None] = time.sleep,
        **options: Any,
    ) -> None:
        """One that httpx makes of these options.

        Args:
            patience: How many seconds one request may wait in all.
            secrets: What no error may say.
            sleep: How to wait.
        """
        super().__init__(**options)
        self._patience = patience
        self._secrets = list(secrets)
        self._sleep = sleep

    def refusal(self, response: httpx.Response) -> AlmanacError:
        """What to raise for an answer that is none."""
        return AlmanacError.of(response, self._secrets)

    def send(self, request: httpx.Request, **options: Any) -> httpx.Response:
        left = self._patience
        while True:
            response = super().send(request, **options)
            wait = self._wait(response)
            # Somebody who says 0 is believed for a second at a time.
            if wait is None or (wait := max(wait, 1.0)) > left:
                return response
            response.close()
            left -= wait
            self._sleep(wait)

    @staticmethod
    def _wait(response: httpx.Response) -> float | None:
        if response.status_code == 429 or (
            response.status_code == 503 and response.request.method in IDEMPOTENT
        ):
            return told_to_wait(response.headers)
        return None
