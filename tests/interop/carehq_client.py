"""Calls an API with the published CareHQ client, and tells what it made of it.

    carehq_client.py CALLS.json

CALLS.json has the client's arguments and `calls`, a list of `method`, `path`,
`params` and `data`. Writes a list of as many objects to standard output.
"""

import json
import sys

from carehq import APIClient
from carehq.exceptions import APIException


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        arguments = json.load(file)
    calls = arguments.pop("calls")
    client = APIClient(**arguments, timeout=30)
    json.dump([tell(client, call) for call in calls], sys.stdout)


def tell(client, call):
    told = {"answer": None, "error": None, "hint": None, "arg_errors": None, "text": None}
    try:
        told["answer"] = client(**call)
    except APIException as error:
        told["error"] = type(error).__name__
        told["hint"] = error.hint
        told["arg_errors"] = error.arg_errors
        told["text"] = str(error)
    told["rate_limit"] = client.rate_limit
    told["rate_limit_remaining"] = client.rate_limit_remaining
    told["rate_limit_reset"] = client.rate_limit_reset
    return told


if __name__ == "__main__":
    main()
