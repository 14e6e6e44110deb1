"""How requests show who is asking."""

import base64
import hashlib
import hmac
import secrets
import threading
import time
from collections.abc import Callable, Generator
from urllib.parse import parse_qsl

import httpx

from ._errors import AlmanacError

Flow = Generator[httpx.Request, httpx.Response, None]


class Bearer(httpx.Auth):
    """A key that is sent as it is."""

    def __init__(self, key: str) -> None:
        self._key = key

    def auth_flow(self, request: httpx.Request) -> Flow:
        request.headers["Authorization"] = f"Bearer {self._key}"
        yield request


class Token(httpx.Auth):
    """An access token, which is got by a username and a password when it is first needed, and anew
    whenever it is good no longer."""

    def __init__(
        self, username: str, password: str, post: Callable[[str, dict[str, str]], httpx.Response]
    ) -> None:
        """`post` sends an object as JSON to a path, without credentials."""
        self._credentials = {"username": username, "password": password}
        self._post = post
        self._access = ""
        self._refresh = ""
        self._lock = threading.Lock()

    def auth_flow(self, request: httpx.Request) -> Flow:
        access = self._other_than("")
        request.headers["Authorization"] = f"Bearer {access}"
        response = yield request
        if response.status_code == 401:
            request.headers["Authorization"] = f"Bearer {self._other_than(access)}"
            yield request

    def _other_than(self, refused: str) -> str:
        """An access token that is not this one. Of several threads one gets it for all."""
        with self._lock:
            if self._access == refused and not self._refreshed():
                response = self._post("/api/token", self._credentials)
                if response.status_code != 200:
                    raise AlmanacError.of(response, [self._credentials["password"]])
                self._keep(response)
            return self._access

    def _refreshed(self) -> bool:
        if not self._refresh:
            return False
        response = self._post("/api/token/refresh", {"refresh": self._refresh})
        if response.status_code != 200:
            self._refresh = ""
            return False
        self._keep(response)
        return True

    def _keep(self, response: httpx.Response) -> None:
        tokens = response.json()
        self._access = tokens["access"]
        self._refresh = tokens.get("refresh", self._refresh)


class Signature(httpx.Auth):
    """A signature of version 2.0 (HMAC-SHA256), as CareHQ's clients make it."""

    requires_request_body = True

    def __init__(self, account: str, key: str, secret: str) -> None:
        self._account = account
        self._key = key
        self._secret = secret

    def auth_flow(self, request: httpx.Request) -> Flow:
        # 16 bytes, in base64 without padding.
        nonce = base64.urlsafe_b64encode(secrets.token_bytes(16)).rstrip(b"=").decode()
        request.headers.update(self.headers(request, str(int(time.time())), nonce))
        yield request

    def headers(self, request: httpx.Request, timestamp: str, nonce: str) -> dict[str, str]:
        """Those that sign a request at a time, in seconds since 1970."""
        text = "\n".join([timestamp, nonce, signed_part(request)])
        signature = hmac.new(self._secret.encode(), text.encode(), hashlib.sha256).hexdigest()
        return {
            "X-CareHQ-AccountId": self._account,
            "X-CareHQ-APIKey": self._key,
            "X-CareHQ-Signature-Version": "2.0",
            "X-CareHQ-Timestamp": timestamp,
            "X-CareHQ-Nonce": nonce,
            "X-CareHQ-Signature": signature,
        }


def signed_part(request: httpx.Request) -> str:
    """Method, path from `/v1/` on, and parameters in the order of their bytes. A GET has its
    parameters in the query, everything else in the form."""
    path, _, query = request.url.raw_path.partition(b"?")
    form = query if request.method == "GET" else request.content
    pairs = parse_qsl(form.decode(), keep_blank_values=True)
    # As bytes of UTF-8, which is the order of code points.
    lines = [f"{name}={value}" for name, value in sorted(pairs)]
    start = max(path.find(b"/v1/"), 0)
    return "\n".join([request.method, path[start:].decode(), "\n".join(lines)])
