"""Which requests wait and are made again, and for how long."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import httpx
import pytest

from almanac_client._errors import told_to_wait
from almanac_client._session import Session


class Platform:
    """Answers with these, one after the other."""

    def __init__(self, *answers: httpx.Response, patience: float = 60.0) -> None:
        self.answers = list(answers)
        self.waited: list[float] = []
        self.bodies: list[bytes] = []
        self.session = Session(
            patience=patience,
            sleep=self.waited.append,
            transport=httpx.MockTransport(self.answer),
        )

    def answer(self, request: httpx.Request) -> httpx.Response:
        self.bodies.append(request.content)
        return self.answers.pop(0)

    def status(self, method: str = "GET") -> int:
        content = b"" if method == "GET" else b"body"
        return self.session.request(method, "https://almanac.example/", content=content).status_code


def refusal(status: int, wait: str | None) -> httpx.Response:
    return httpx.Response(status, headers={} if wait is None else {"Retry-After": wait})


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE"])
def test_whoever_calls_too_often_waits(method):
    platform = Platform(refusal(429, "7"), refusal(429, "2"), httpx.Response(200))
    assert platform.status(method) == 200
    assert platform.waited == [7.0, 2.0]
    assert len(set(platform.bodies)) == 1, "the same is sent again"


@pytest.mark.parametrize("method", ["GET", "HEAD", "DELETE"])
def test_what_is_idempotent_waits_for_a_platform_that_is_busy(method):
    platform = Platform(refusal(503, "5"), httpx.Response(200))
    assert platform.status(method) == 200
    assert platform.waited == [5.0]


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH"])
def test_what_may_have_been_done_is_not_done_again(method):
    platform = Platform(refusal(503, "5"))
    assert platform.status(method) == 503
    assert platform.waited == []


@pytest.mark.parametrize(
    "answer", [refusal(429, None), refusal(429, "soon"), refusal(500, "1"), refusal(404, "1")]
)
def test_nothing_else_is_made_again(answer):
    platform = Platform(answer)
    assert platform.status() == answer.status_code
    assert platform.waited == []


def test_patience_ends():
    platform = Platform(*[refusal(429, "20") for _ in range(4)], patience=60)
    assert platform.status() == 429
    assert platform.waited == [20.0, 20.0, 20.0]
    platform = Platform(refusal(429, "61"), patience=60)
    assert platform.status() == 429
    assert platform.waited == []


def test_who_says_at_once_for_ever_is_not_asked_for_ever():
    platform = Platform(*[refusal(429, "0") for _ in range(11)], patience=10)
    assert platform.status() == 429
    assert platform.waited == [1.0] * 10


def test_a_time_to_come_back_is_understood():
    then = datetime.now(UTC) + timedelta(seconds=30)
    wait = told_to_wait({"Retry-After": format_datetime(then, usegmt=True)})
    assert wait is not None and 27 < wait <= 30
    assert told_to_wait({"Retry-After": "Sun, 22 Nov 2020 10:00:00 GMT"}) == 0
