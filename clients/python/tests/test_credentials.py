"""How requests show who is asking."""

import json
import threading

import httpx
import pytest

from almanac_client import Almanac, AlmanacError


class Accounts:
    """Gives out tokens a1, a2, …, of which the last alone is good."""

    def __init__(self) -> None:
        self.given = 0
        self.asked: list[str] = []
        self.refresh_is_good = True
        self.lock = threading.Lock()

    def __call__(self, request: httpx.Request) -> httpx.Response:
        with self.lock:
            self.asked.append(request.url.path)
            if request.url.path == "/api/token":
                said = json.loads(request.content)
                if said != {"username": "jo", "password": "right"}:
                    return httpx.Response(401, json={"detail": "Nobody has that password."})
                self.given += 1
                return httpx.Response(200, json={"access": f"a{self.given}", "refresh": "r"})
            if request.url.path == "/api/token/refresh":
                assert "Authorization" not in request.headers
                if not self.refresh_is_good:
                    return httpx.Response(401, json={"detail": "Too old."})
                self.given += 1
                return httpx.Response(200, json={"access": f"a{self.given}"})
            good = request.headers["Authorization"] == f"Bearer a{self.given}"
            return httpx.Response(200 if good else 401, json={"body": request.content.decode()})

    def taken(self) -> list[str]:
        """What it was asked for since the last time."""
        asked, self.asked = self.asked, []
        return asked


def test_a_token_is_got_kept_and_renewed(almanac):
    accounts = Accounts()
    client = almanac(accounts, token=("jo", "right"))
    client.ask("GET", "/x")
    client.ask("GET", "/x")
    assert accounts.taken() == ["/api/token", "/x", "/x"]
    accounts.given += 1
    assert client.ask("POST", "/x", content=b"sent").json() == {"body": "sent"}
    assert accounts.taken() == ["/x", "/api/token/refresh", "/x"]
    accounts.given += 1
    accounts.refresh_is_good = False
    client.ask("GET", "/x")
    assert accounts.taken() == ["/x", "/api/token/refresh", "/api/token", "/x"]


def test_threads_share_a_token(almanac):
    accounts = Accounts()
    client = almanac(accounts, token=("jo", "right"))
    threads = [threading.Thread(target=client.ask, args=("GET", "/x")) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(accounts.taken()) == ["/api/token"] + ["/x"] * 8


def test_a_wrong_password_is_told(almanac):
    client = almanac(Accounts(), token=("jo", "wrong"))
    with pytest.raises(AlmanacError) as raised:
        client.ask("GET", "/x")
    assert (raised.value.status, raised.value.message) == (401, "Nobody has that password.")


@pytest.mark.parametrize("kind", ["api_key", "release_key"])
def test_a_key_is_sent_and_never_told(almanac, kind):
    def answer(request):
        assert request.headers["Authorization"] == "Bearer sesame"
        return httpx.Response(404, json={"message": "No releases found for API key sesame."})

    with pytest.raises(AlmanacError, match=r"404: No releases found for API key \*\*\*\."):
        almanac(answer, **{kind: "sesame"}).ask("GET", "/x")


def test_without_credentials_none_are_sent(almanac):
    def answer(request):
        assert "Authorization" not in request.headers
        return httpx.Response(200, json={})

    almanac(answer).ask("GET", "/x")


def test_there_is_one_kind_of_credentials():
    with pytest.raises(ValueError, match="one kind"):
        Almanac("https://almanac.example", api_key="a", release_key="b")


@pytest.mark.parametrize(
    ("url", "safe"),
    [
        ("https://almanac.example", True),
        ("http://localhost:8080", True),
        ("http://127.0.0.2:8080", True),
        ("http://[::1]:8080", True),
        ("http://almanac.example", False),
        ("http://192.0.2.1", False),
        ("http://localhost.example", False),
    ],
)
def test_credentials_are_not_sent_in_the_open(url, safe):
    Almanac(url).close()
    Almanac(url, api_key="a", plain_http=True).close()
    if safe:
        Almanac(url, api_key="a").close()
    else:
        with pytest.raises(ValueError, match="https"):
            Almanac(url, api_key="a")
