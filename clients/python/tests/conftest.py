"""Platforms that are functions."""

from collections.abc import Callable

import httpx
import pytest

from almanac_client import Almanac

Answer = Callable[[httpx.Request], httpx.Response]


@pytest.fixture
def almanac() -> Callable[..., Almanac]:
    """Makes a client of such a platform; its credentials are to be told by name."""

    def make(answer: Answer, **credentials: object) -> Almanac:
        transport = httpx.MockTransport(answer)
        return Almanac("https://almanac.example", transport=transport, **credentials)

    return make
