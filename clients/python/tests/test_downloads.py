"""Downloads: whole, resumed, damaged, and two at a time."""

import hashlib
import os
from collections.abc import Iterator

import httpx
import pytest

from almanac_client import Almanac, AlmanacError, Damaged
from almanac_client._downloads import TRIES

NAME = "example_1.0.0.zip"
CONTENT = bytes(range(256)) * 40


class Broken(httpx.SyncByteStream):
    """Some bytes, and then the line is cut."""

    def __init__(self, content: bytes) -> None:
        self.content = content

    def __iter__(self) -> Iterator[bytes]:
        yield self.content
        raise httpx.ReadError("cut")


class Releases:
    """One release, whose file breaks off after `cuts` bytes, each time after the next of them."""

    def __init__(self, name: str = NAME, content: bytes = CONTENT) -> None:
        self.name = name
        self.published = content
        self.served = content
        self.cuts: list[int] = []
        self.ranges: list[str | None] = []
        self.honours_ranges = True
        self.status = 200
        self.waited: list[float] = []
        transport = httpx.MockTransport(self.answer)
        self.client = Almanac("https://almanac.example", release_key="k", transport=transport)

    def answer(self, request: httpx.Request) -> httpx.Response:
        assert request.url.host == "almanac.example", "a key goes nowhere else"
        if request.url.path.endswith("/releases"):
            return httpx.Response(200, json=self.list())
        assert request.headers["Accept-Encoding"] == "identity"
        wanted = request.headers.get("Range")
        self.ranges.append(wanted)
        if self.status != 200:
            return httpx.Response(self.status, json={"message": "NOT FOUND for k"})
        start, head = 0, {}
        tag = f'"{hashlib.sha256(self.served).hexdigest()}"'
        if wanted and self.honours_ranges and request.headers["If-Range"] == tag:
            start = int(wanted.removeprefix("bytes=").removesuffix("-"))
            total = len(self.served)
            head = {"Content-Range": f"bytes {start}-{total - 1}/{total}"}
        rest = self.served[start:]
        if self.cuts:
            rest = rest[: self.cuts.pop(0)]
            return httpx.Response(206 if head else 200, headers=head, stream=Broken(rest))
        return httpx.Response(206 if head else 200, headers=head, stream=httpx.ByteStream(rest))

    def list(self) -> dict[str, object]:
        at = "https://inside.example/api/v1/releases/items/58/content/"
        release = dict.fromkeys(STRINGS, "x") | dict.fromkeys(NUMBERS, 1)
        release |= {
            "id": self.name,
            "releaseDate": "2025-05-08",
            "archiveFileName": self.name,
            "archiveFileUrl": at + NAME,
            "archiveFileSizeBytes": len(self.published),
            "archiveFileSha256": hashlib.sha256(self.published).hexdigest().upper(),
        }
        told = {"apiVersion": "1", "httpStatus": 200, "message": "OK"}
        return {**told, "releases": [release]}

    def download(self, to, release="latest"):
        return self.client.download(58, release, to=to, sleep=self.waited.append)


KINDS = ["archive", "checksum", "signature", "manifest", "manifestSignature", "publicKey"]
STRINGS = [f"{kind}File{what}" for kind in KINDS for what in ("Url", "Name")]
STRINGS += [f"{kind}FileLastModifiedTimestamp" for kind in KINDS[:5]]
STRINGS += ["name", "manifestFileSha256", "publicKeyFingerprint", "publishedTimestamp"]
NUMBERS = [f"{kind}FileSizeBytes" for kind in KINDS] + ["publicKeyId"]


def only(folder):
    """The one file in a folder."""
    (found,) = folder.iterdir()
    return found


def test_a_release_is_downloaded_once(tmp_path):
    server = Releases()
    path = server.download(tmp_path)
    assert path == tmp_path / NAME
    assert only(tmp_path).read_bytes() == CONTENT
    server.download(tmp_path)
    assert server.ranges == [None]
    path.write_bytes(b"something else")
    server.download(path, release=NAME)
    assert only(tmp_path).read_bytes() == CONTENT


def test_what_broke_off_goes_on(tmp_path):
    server = Releases()
    server.cuts = [1000, 0, 0, 500]
    server.download(tmp_path / "here")
    assert only(tmp_path).read_bytes() == CONTENT
    assert server.ranges == [None, *["bytes=1000-"] * 3, "bytes=1500-"]
    assert server.waited == [0, 1, 2, 0], "at once where bytes came"


def test_what_breaks_off_for_ever_goes_on_in_the_next_call(tmp_path):
    server = Releases()
    server.cuts = [1000, *[0] * TRIES]
    with pytest.raises(httpx.ReadError):
        server.download(tmp_path)
    part = only(tmp_path)
    assert part.name.endswith(".part") and part.read_bytes() == CONTENT[:1000]
    server.download(tmp_path)
    assert server.ranges[-1] == "bytes=1000-"
    assert only(tmp_path).read_bytes() == CONTENT


def test_a_server_that_knows_no_ranges_sends_all_again(tmp_path):
    server = Releases()
    server.honours_ranges = False
    server.cuts = [1000]
    server.download(tmp_path)
    assert only(tmp_path).read_bytes() == CONTENT


@pytest.mark.parametrize("served", [CONTENT[:-1] + b"x", CONTENT + b"x", CONTENT[:-1], b""])
def test_nothing_is_kept_that_was_not_published(tmp_path, served):
    server = Releases()
    server.served = served
    with pytest.raises(Damaged):
        server.download(tmp_path)
    assert list(tmp_path.iterdir()) == []
    server.served = CONTENT
    server.download(tmp_path)
    assert only(tmp_path).read_bytes() == CONTENT


def test_a_part_that_is_damaged_is_not_kept(tmp_path):
    server = Releases()
    server.cuts = [1000, *[0] * TRIES]
    with pytest.raises(httpx.ReadError):
        server.download(tmp_path)
    only(tmp_path).write_bytes(b"x" * 1000)
    with pytest.raises(Damaged):
        server.download(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_was_there_stays_until_the_new_one_is_whole(tmp_path):
    server = Releases()
    path = tmp_path / NAME
    path.write_bytes(b"the last release")
    server.served = CONTENT[:-1] + b"x"
    with pytest.raises(Damaged):
        server.download(path)
    assert only(tmp_path).read_bytes() == b"the last release"


def test_a_refusal_tells_no_key(tmp_path):
    server = Releases()
    server.status = 404
    with pytest.raises(AlmanacError, match=r"404: NOT FOUND for \*\*\*"):
        server.download(tmp_path)


@pytest.mark.parametrize("name", ["../x.zip", "/x.zip", "a\\b.zip", "..", "", "c:x.zip"])
def test_no_file_is_written_elsewhere(tmp_path, name):
    folder = tmp_path / "folder"
    folder.mkdir()
    with pytest.raises(Damaged):
        Releases(name).download(folder)
    assert only(tmp_path) == folder and list(folder.iterdir()) == []


def test_a_release_that_is_not_there_is_told(tmp_path):
    with pytest.raises(LookupError):
        Releases().download(tmp_path, release="other.zip")


@pytest.mark.parametrize("to", ["nowhere/", "nowhere/x.zip"])
def test_folders_are_not_made(tmp_path, to):
    with pytest.raises(FileNotFoundError, match="there is no such folder"):
        Releases().download(f"{tmp_path}/{to}")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(os.name != "posix", reason="elsewhere an open file cannot be renamed")
def test_one_at_a_time_writes_a_file(tmp_path):
    import fcntl

    server = Releases()
    server.cuts = [1000, *[0] * TRIES]
    with pytest.raises(httpx.ReadError):
        server.download(tmp_path)
    with only(tmp_path).open("ab") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with pytest.raises(BlockingIOError):
            server.download(tmp_path)
    server.download(tmp_path)
    assert only(tmp_path).read_bytes() == CONTENT
