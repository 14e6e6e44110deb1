"""Signs requests for PATH, COUNT of them, as the published clients of CareHQ do (version 2.0).

sign.py COUNT PATH reads the key from standard input, as `almanac --json key add` prints it, and
prints the headers of each request on a line of its own, with tabs between them. They are good for
five minutes, and once.
"""

import hmac
import json
import secrets
import sys
import time

count, path = int(sys.argv[1]), sys.argv[2]
key = json.load(sys.stdin)
secret = key["secret"].encode()
timestamp = int(time.time())
same = (
    f"Accept: application/json\tX-CareHQ-AccountId: {key['account_id']}"
    f"\tX-CareHQ-APIKey: {key['key']}\tX-CareHQ-Signature-Version: 2.0"
    f"\tX-CareHQ-Timestamp: {timestamp}"
)
for _ in range(count):
    nonce = secrets.token_urlsafe(16)
    text = f"{timestamp}\n{nonce}\nGET\n{path}\n"
    signature = hmac.digest(secret, text.encode(), "sha256").hex()
    print(f"{same}\tX-CareHQ-Nonce: {nonce}\tX-CareHQ-Signature: {signature}")
