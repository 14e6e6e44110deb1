"""Signs COUNT requests as the published clients of CareHQ do (version 2.0).

sign.py COUNT PATHS reads keys from standard input, each on a line as `almanac --json key add` prints
it, and paths with their queries from the file PATHS. Both are taken in turn: where there are as many
paths as keys, or a multiple of that, a path always has the same key. Prints the path and the headers
of each request on a line of its own, with tabs between them. They are good for five minutes, and
once.
"""

import hmac
import json
import secrets
import sys
import time
from urllib.parse import parse_qsl


def lines(path):
    """What is signed of a path: its parameters as they are meant, in order."""
    path, _, query = path.partition("?")
    pairs = sorted(parse_qsl(query, keep_blank_values=True))
    return "\n".join(["GET", path, "\n".join(f"{name}={value}" for name, value in pairs)])


count = int(sys.argv[1])
with open(sys.argv[2], encoding="utf-8") as file:
    paths = [(path, lines(path)) for path in file.read().splitlines()]
timestamp = int(time.time())
keys = []
for line in sys.stdin:
    key = json.loads(line)
    same = (
        f"Accept: application/json\tX-CareHQ-AccountId: {key['account_id']}"
        f"\tX-CareHQ-APIKey: {key['key']}\tX-CareHQ-Signature-Version: 2.0"
        f"\tX-CareHQ-Timestamp: {timestamp}"
    )
    keys.append((key["secret"].encode(), same))
for number in range(count):
    path, signed = paths[number % len(paths)]
    secret, same = keys[number % len(keys)]
    nonce = secrets.token_urlsafe(16)
    text = f"{timestamp}\n{nonce}\n{signed}"
    signature = hmac.digest(secret, text.encode(), "sha256").hex()
    print(f"{path}\t{same}\tX-CareHQ-Nonce: {nonce}\tX-CareHQ-Signature: {signature}")
