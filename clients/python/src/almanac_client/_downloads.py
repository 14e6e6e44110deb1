"""Files that come whole or not at all."""

import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import httpx

from ._errors import Damaged
from ._session import Session

#: How often in a row a download may break off before a single byte came.
TRIES = 5


@dataclass(frozen=True)
class File:
    """A file that was published, and never changes."""

    url: str
    size: int
    #: In lower case.
    sha256: str


def download(session: Session, file: File, to: Path, sleep: Callable[[float], None]) -> None:
    """Puts a file at a path, once it is what was published.

    Until then it is beside it, by a name that ends in `.part` and tells which file it is: there the
    next download goes on, in this process or in another.
    """
    if to.is_file() and sha256_of(to) == file.sha256:
        return
    part = to.with_name(f"{to.name}.{file.sha256[:16]}.part")
    with alone(part) as held:
        fill(session, file, held, sleep)
        held.flush()
        if sha256_of(part) != file.sha256:
            part.unlink()
            raise Damaged(f"{to.name} is not what was published")
        os.fsync(held.fileno())
        if os.name == "nt":
            # There no file is renamed that is open.
            held.close()
        part.replace(to)


def fill(session: Session, file: File, held: BinaryIO, sleep: Callable[[float], None]) -> None:
    """Goes on where it broke off, until the file has its size or the server has no more of it."""
    failures = 0
    while (had := held.seek(0, os.SEEK_END)) < file.size:
        try:
            receive(session, file, held, had)
            return
        except httpx.TransportError:
            failures = 0 if held.tell() > had else failures + 1
            if failures == TRIES:
                raise
            sleep(failures)


def receive(session: Session, file: File, held: BinaryIO, had: int) -> None:
    headers = {"Accept-Encoding": "identity"}
    if had:
        # Its `ETag` is made of its SHA-256: of any other file all would come.
        headers |= {"Range": f"bytes={had}-", "If-Range": f'"{file.sha256}"'}
    with session.stream("GET", file.url, headers=headers) as response:
        if response.status_code == 206:
            if not response.headers.get("Content-Range", "").startswith(f"bytes {had}-"):
                raise Damaged("other bytes came than were asked for")
        elif response.status_code == 200:
            held.truncate(0)
            held.seek(0)
        else:
            response.read()
            raise session.refusal(response)
        for chunk in response.iter_raw():
            held.write(chunk)
            if held.tell() > file.size:
                return


@contextmanager
def alone(part: Path) -> Iterator[BinaryIO]:
    """A file that nobody else writes to meanwhile.

    Raises:
        BlockingIOError: Somebody else does.
    """
    while True:
        with part.open("a+b") as held:
            lock(held)
            # Whoever had the lock may have renamed or removed it since it was opened.
            if part.exists() and os.path.samestat(part.stat(), os.fstat(held.fileno())):
                yield held
                return


def lock(held: BinaryIO) -> None:
    if os.name == "posix":
        import fcntl

        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)


def sha256_of(path: Path) -> str:
    with path.open("rb") as held:
        return hashlib.file_digest(held, "sha256").hexdigest()
