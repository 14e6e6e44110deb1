"""Whether a manifest was signed by who should have, by GnuPG."""

import re
import subprocess
import tempfile
from pathlib import Path

from ._errors import Damaged

LINE = re.compile(r"([0-9a-f]{64}) [ *](.+)\n?")


def signed_sha256(
    manifest: bytes, signature: bytes, key: bytes, fingerprints: list[str], name: str
) -> str:
    """The SHA-256 that a manifest tells of the file of this name, in lower case.

    Args:
        manifest: A line as `sha256sum` writes it.
        signature: Detached, armored or not.
        key: The public key that made it, as it was published beside.
        fingerprints: Those that were told elsewhere; one is of the key, or of its primary key.

    Raises:
        Damaged: No such key signed the manifest, or it is of another file.
        FileNotFoundError: There is no `gpg`.
    """
    if signers(manifest, signature, key).isdisjoint(map(normal, fingerprints)):
        raise Damaged("the manifest was not signed by the key that should have")
    line = LINE.fullmatch(manifest.decode("utf-8", "replace"))
    if line is None or line[2] != name:
        raise Damaged("the manifest is of another file")
    return line[1]


def normal(fingerprint: str) -> str:
    """A whole fingerprint, of version 4 or 5: beginnings and ends of one are easily made."""
    digits = re.sub(r"\s", "", fingerprint).upper()
    if not re.fullmatch(r"[0-9A-F]{40}|[0-9A-F]{64}", digits):
        raise ValueError("a fingerprint has 40 or 64 hexadecimal digits")
    return digits


def signers(content: bytes, signature: bytes, key: bytes) -> set[str]:
    """The fingerprints of who made a good signature: of the key, and of its primary key."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        for name, held in (("content", content), ("signature", signature), ("key", key)):
            (home / name).write_bytes(held)
        gpg(home, "--import", str(home / "key"))
        done = gpg(home, "--verify", str(home / "signature"), str(home / "content"))
    if done.returncode != 0:
        return set()
    lines = [line.split() for line in done.stdout.splitlines()]
    valid = [words for words in lines if words[:2] == ["[GNUPG:]", "VALIDSIG"]]
    return {fingerprint for words in valid for fingerprint in (words[2], words[-1])}


def gpg(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = ["gpg", "--homedir", str(home), "--batch", "--no-tty", "--no-autostart"]
    command += ["--status-fd", "1", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)
