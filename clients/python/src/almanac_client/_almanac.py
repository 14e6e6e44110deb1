"""The client."""

import errno
import time
from collections.abc import Callable, Iterable, Iterator
from ipaddress import ip_address
from pathlib import Path
from typing import Any, Concatenate, Literal, ParamSpec, Self, TypeVar, overload

import httpx

from . import _credentials, _paging
from ._client import Client
from ._downloads import File, download
from ._errors import Damaged
from ._forms import FORM, encoded
from ._session import Session
from ._signatures import signed_sha256
from .api import releases
from .models import ReleasesChange, ReleasesRelease

P = ParamSpec("P")
T = TypeVar("T")


class Almanac:
    """A platform, and who calls it.

    One of these may be used by several threads. Close it when it is done with, or use `with`.

    Attributes:
        http: What it calls with; for what has no function here. It authenticates, and waits as
            it is told to; statuses are for the caller to look at.
    """

    def __init__(
        self,
        url: str,
        *,
        api_key: str | None = None,
        token: tuple[str, str] | None = None,
        release_key: str | None = None,
        signed: tuple[str, str, str] | None = None,
        plain_http: bool = False,
        patience: float = 60.0,
        timeout: float = 30.0,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        """At most one of the credentials is given; without any, what is for everybody can be had.

        Args:
            url: The platform's address, such as `https://almanac.example`.
            api_key: For what reference answers, and for audits.
            token: Username and password, for datasets and audits; tokens are got and renewed.
            release_key: For releases.
            signed: Account id, key and secret of an organisation, for care.
            plain_http: Whether credentials may be sent without TLS to another machine.
            patience: How many seconds a request may wait, in all, where it is told to: after 429,
                and after 503 if it is idempotent.
            timeout: How many seconds may pass without a byte.
            transport: What to call through, in tests.

        Raises:
            ValueError: There are several credentials, or they would be sent without TLS.
        """
        given = [kind for kind in (api_key, token, release_key, signed) if kind is not None]
        if len(given) > 1:
            raise ValueError("an Almanac has one kind of credentials")
        if given and not plain_http and not is_safe(httpx.URL(url)):
            raise ValueError("credentials are sent by https alone, unless plain_http is set")
        key = api_key or release_key
        secrets = [key, *(token or ())[1:], *(signed or ())[2:]]
        self.http = Session(
            base_url=url,
            patience=patience,
            secrets=[secret for secret in secrets if secret],
            timeout=timeout,
            transport=transport,
            headers={"Accept": "application/json"},
        )
        if key is not None:
            self.http.auth = _credentials.Bearer(key)
        elif token is not None:
            self.http.auth = _credentials.Token(*token, self._post_openly)
        elif signed is not None:
            self.http.auth = _credentials.Signature(*signed)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Closes its connections."""
        self.http.close()

    def ask(self, method: str, url: str, **options: Any) -> httpx.Response:
        """The answer to a request, when all went well; see :class:`Client`."""
        if "data" in options:
            options["content"] = encoded(options.pop("data"))
            options["headers"] = {**options.get("headers", {}), "Content-Type": FORM}
        response = self.http.request(method, url, **options)
        if not response.is_success:
            raise self.http.refusal(response)
        return response

    @overload
    def each(
        self,
        call: Callable[Concatenate[Client, P], _paging.LinkedPage[T]],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> Iterator[T]: ...
    @overload
    def each(
        self,
        call: Callable[Concatenate[Client, P], _paging.NumberedPage[T]],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> Iterator[T]: ...
    @overload
    def each(
        self,
        call: Callable[Concatenate[Client, P], _paging.Changes],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> Iterator[ReleasesChange]: ...
    def each(self, call: Callable[..., Any], *args: Any, **kwargs: Any) -> Iterator[Any]:
        """The rows of a list, page after page, each asked for when it is needed.

        Args:
            call: A function of `almanac_client.api` that answers a page.
            args, kwargs: What it takes besides the client.
        """
        return _paging.each(self, lambda client: call(client, *args, **kwargs), self._here)

    def download(
        self,
        item: int,
        release: str | ReleasesRelease | Literal["latest"] = "latest",
        *,
        to: str | Path,
        signed_by: str | Iterable[str] | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> Path:
        """Downloads the archive of a release, and keeps it only if it is what was published.

        What broke off goes on where it stopped, now or in the next call; what is there already is
        not downloaded again.

        Args:
            item: The item's number.
            release: Its release: the latest, one by its id, or one of a list.
            to: A folder, for the archive's own name, or the path of a file. Folders are not made.
            signed_by: The fingerprint, told elsewhere, of the key that must have signed it, or
                those of several. With it `gpg` verifies the signature; without it the server is
                trusted.
            sleep: How to wait before it goes on.

        Returns:
            The archive's path.

        Raises:
            AlmanacError: The release or its files cannot be had.
            BlockingIOError: It is being downloaded to there already.
            FileNotFoundError: There is no such folder.
            Damaged: It is not what was published, or nobody signed it who should have.
            httpx.TransportError: It broke off again and again.
            LookupError: There is no such release.
            ValueError: `signed_by` is no fingerprint.
        """
        if isinstance(release, str):
            release = self._release(item, release)
        name = release.archive_file_name
        if name in ("", ".", "..") or set(name) & set("/\\:\0"):
            raise Damaged("the archive has no name that a file could have")
        sha256 = release.archive_file_sha_256.lower()
        if signed_by is not None and self._signed(release, signed_by) != sha256:
            raise Damaged("the list tells of another archive than what was signed")
        named = Path(to).is_dir() or str(to).endswith("/")
        path = Path(to) / name if named else Path(to)
        if not path.parent.is_dir():
            raise FileNotFoundError(errno.ENOENT, "there is no such folder", str(path.parent))
        file = File(self._here(release.archive_file_url), release.archive_file_size_bytes, sha256)
        download(self.http, file, path, sleep)
        return path

    def _release(self, item: int, name: str) -> ReleasesRelease:
        latest = {"latest": ""} if name == "latest" else {}
        for release in releases.list_item_releases(self, item, **latest).releases:
            if name in ("latest", release.id):
                return release
        raise LookupError(f"item {item} has no release {name}")

    def _signed(self, release: ReleasesRelease, by: str | Iterable[str]) -> str:
        manifest, signature, key = (
            self.ask("GET", self._here(url), headers={"Accept": "*/*"}).content
            for url in (
                release.manifest_file_url,
                release.manifest_signature_file_url,
                release.public_key_file_url,
            )
        )
        fingerprints = [by] if isinstance(by, str) else list(by)
        return signed_sha256(manifest, signature, key, fingerprints, release.archive_file_name)

    def _post_openly(self, path: str, body: dict[str, str]) -> httpx.Response:
        request = self.http.build_request("POST", path, json=body)
        return self.http.send(request, auth=None)

    def _here(self, link: str) -> str:
        """A link of the platform's, at the address the client was given: credentials go nowhere
        else, whatever the platform calls itself."""
        return str(self.http.base_url.copy_with(raw_path=httpx.URL(link).raw_path))


def is_safe(url: httpx.URL) -> bool:
    """Whether nobody on the way can read what is sent."""
    if url.scheme == "https" or url.host == "localhost":
        return True
    try:
        return ip_address(url.host).is_loopback
    except ValueError:
        return False
