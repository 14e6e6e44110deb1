"""Who Schemathesis is to each operation, and what it may name that is there.

The credentials are those that `almanac demo` writes, in the environment. The
security schemes of an operation say which of them it gets. What it names it
makes up; three times of four, what is there stands in its place, so that
handlers have something to do.
"""

import datetime
import functools
import hashlib
import hmac
import os
import re
import secrets
import time
from urllib.parse import parse_qsl, quote, urlsplit

import requests
import schemathesis
from requests.auth import AuthBase

BASE = os.environ["ALMANAC_URL"]
FORM = "application/x-www-form-urlencoded"
# Any 32 letters and digits do, where the header repeats the cookie.
CSRF = "schemathesis0schemathesis0schema"

# --- Who is calling ---


def credentials(name):
    return {
        "username": os.environ[f"ALMANAC_{name}_USERNAME"],
        "password": os.environ[f"ALMANAC_{name}_PASSWORD"],
    }


def posted(path, body, **arguments):
    answer = requests.post(f"{BASE}{path}", json=body, timeout=30, **arguments)
    answer.raise_for_status()
    return answer


def sign_in(name):
    """The cookie of a new session."""
    headers = {"X-CSRFToken": CSRF, "Cookie": f"csrftoken={CSRF}"}
    return posted("/accounts/login/", credentials(name), headers=headers).cookies["sessionid"]


def tokens(name):
    return posted("/api/token", credentials(name)).json()


class Signed(AuthBase):
    """Signs what is sent as the published clients do (version 2.0)."""

    def __call__(self, request):
        parts = urlsplit(request.url)
        sent = parts.query if request.method in ("GET", "HEAD") else request.body or ""
        if isinstance(sent, bytes):
            sent = sent.decode(errors="replace")
        pairs = sorted(parse_qsl(sent, keep_blank_values=True))
        lines = "\n".join(f"{name}={value}" for name, value in pairs)
        # From there on, whatever it is mounted below.
        path = parts.path[parts.path.index("/v1/") :]
        timestamp, nonce = str(int(time.time())), secrets.token_hex(16)
        text = "\n".join([timestamp, nonce, request.method, path, lines])
        secret = os.environ["ALMANAC_SIGNED_SECRET"]
        signature = hmac.new(secret.encode(), text.encode(), hashlib.sha256).hexdigest()
        request.headers["X-CareHQ-AccountId"] = os.environ["ALMANAC_SIGNED_ACCOUNT_ID"]
        request.headers["X-CareHQ-APIKey"] = os.environ["ALMANAC_SIGNED_KEY"]
        request.headers["X-CareHQ-Signature-Version"] = "2.0"
        request.headers["X-CareHQ-Timestamp"] = timestamp
        request.headers["X-CareHQ-Nonce"] = nonce
        request.headers["X-CareHQ-Signature"] = signature
        return request


def schemes(operation):
    """The names of the security schemes that an operation takes."""
    alternatives = operation.definition.raw.get("security") or []
    return [name for alternative in alternatives for name in alternative]


def scheme(case):
    """The one of them that a case uses."""
    known = schemes(case.operation)
    # Only forms can be signed; whoever has a session may send JSON.
    if "signature" in known:
        return "signature" if case.media_type in (None, FORM) else "session"
    return known[0] if known else None


def person(operation):
    """Whose session or token it is."""
    if "signature" in schemes(operation):
        return "CARE"
    if "token" in schemes(operation)[:1]:
        return "ORG_ADMIN"
    if operation.path.endswith("/mine/") or operation.path.startswith("/leave-booking/"):
        return "CLINICIAN"
    return "STAFF"


def own(case, _):
    """What cases have in common that have a credential in common."""
    path = case.operation.path
    # A session ends where another begins, or somebody signs out.
    return f"{scheme(case)} {person(case.operation)} {path if '/accounts/' in path else ''}"


@schemathesis.auth(cache_by_key=own)
class Credentials:
    """Gets each credential once, and shows it."""

    def get(self, case, _):
        match scheme(case):
            case "session":
                return sign_in(person(case.operation))
            case "token":
                return tokens(person(case.operation))["access"]
            case "bearerKey":
                return os.environ["ALMANAC_API_KEY"]
            case "releaseKey":
                return os.environ["ALMANAC_RELEASES_KEY"]
            case "signature":
                return "made for each request"
        return None

    def set(self, case, credential, _):
        match scheme(case):
            case "session":
                case.cookies.update(sessionid=credential, csrftoken=CSRF)
                case.headers["X-CSRFToken"] = CSRF
            case "signature":
                # Asked last, when all that is signed is encoded.
                case._auth = Signed()
            case _:
                case.headers["Authorization"] = f"Bearer {credential}"


# --- What is there, and may be said together ---


def care(resource, **filters):
    query = "&".join(f"{name}={quote(value)}" for name, value in filters.items())
    answer = requests.get(f"{BASE}/v1/{resource}?per_page=50&{query}", auth=Signed(), timeout=30)
    answer.raise_for_status()
    return [item["_id"] for item in answer.json()["items"]]


def groups(kind):
    return care("groups", **{"filters-group_type": kind})


def rota(path):
    cookies = {"sessionid": sign_in("STAFF")}
    answer = requests.get(f"{BASE}/api/v1/{path}/", cookies=cookies, timeout=30)
    answer.raise_for_status()
    return [row["id"] for row in answer.json()]


def clinicians():
    return rota("clinicians/active")


def working_days():
    days = [datetime.date.today() + datetime.timedelta(days=ahead) for ahead in range(7, 50)]
    return [day.isoformat() for day in days if day.weekday() < 5]


def reference(path, member):
    headers = {"Authorization": f"Bearer {os.environ['ALMANAC_API_KEY']}"}
    answer = requests.get(f"{BASE}/api/v1/{path}", headers=headers, timeout=30)
    answer.raise_for_status()
    return [row[member] for row in answer.json()["results"]]


def datasets(wanted):
    headers = {"Authorization": f"Bearer {tokens('ORG_ADMIN')['access']}"}
    answer = requests.get(f"{BASE}/api/v1/datasets/?page_size=500", headers=headers, timeout=30)
    answer.raise_for_status()
    return [row["key"] for row in answer.json()["results"] if wanted(row)]


def own_datasets():
    """Those that are nobody else's to change: new ones, as some are soon gone."""
    headers = {"Authorization": f"Bearer {tokens('ORG_ADMIN')['access']}"}
    rows = [{"name": f"Ward {number}", "options": {"1": "One"}} for number in range(20)]
    return [posted("/api/v1/datasets/", row, headers=headers).json()["key"] for row in rows]


def files(of_release):
    key, item = os.environ["ALMANAC_RELEASES_KEY"], os.environ["ALMANAC_RELEASES_ITEM"]
    answer = requests.get(f"{BASE}/trud/api/v1/keys/{key}/items/{item}/releases", timeout=30)
    answer.raise_for_status()
    urls = [
        value
        for release in answer.json()["releases"]
        for name, value in release.items()
        if name.endswith("FileUrl") and name.startswith("publicKey") != of_release
    ]
    return [url.rsplit("/", 1)[1] for url in urls]


def of_environment(name, kind=str):
    return lambda: [kind(os.environ[name])]


CARE = {
    "assigned_to": lambda: care("users"),
    "location": lambda: care("locations"),
    "service_user": lambda: care("service-users"),
    "care_enquiry": lambda: care("care-enquiries"),
    "sales_channel": lambda: groups("sales_channel"),
    "reason_for_absence": lambda: groups("absence_reason"),
    "groups": lambda: groups("location_group"),
}
ROTA = {"clinician": clinicians, "clinician_ids": clinicians, "dates": working_days}
REFERENCE = {
    "practice": lambda: reference("practices/", "ods_code"),
    "ods_code": lambda: reference("practices/", "ods_code"),
    "pcn": lambda: reference("pcns/", "pcn_code"),
    "icb": lambda: reference("practices/", "icb_code"),
    "year": lambda: reference("qof/years/", "year"),
    "snapshot": lambda: reference("nwrs/snapshots/", "snapshot"),
    "month": lambda: ["2026-01-01"],
    "id": lambda: reference("reference/releases/", "id"),
}
DATASETS = {
    "key": lambda: datasets(lambda row: row["is_editable"] or row["options_count"]),
    "version": lambda: ["1"],
}
OWN_DATASETS = {"key": own_datasets}
RELEASES = {
    "key": of_environment("ALMANAC_RELEASES_KEY"),
    "item": of_environment("ALMANAC_RELEASES_ITEM", int),
}
TOKENS = {
    "username": lambda: [credentials("ORG_ADMIN")["username"]],
    "password": lambda: [credentials("ORG_ADMIN")["password"]],
    "refresh": lambda: [tokens("ORG_ADMIN")["refresh"]],
}


@functools.cache
def there(family, name):
    """What is there under a name in one part of the platform."""
    return FAMILIES[family][name]()


@functools.cache
def listed(family, resource):
    """The ids in a list."""
    return LISTS[family](resource)


FAMILIES = {
    "care": CARE,
    "rota": ROTA,
    "reference": REFERENCE,
    "datasets": DATASETS,
    "own datasets": OWN_DATASETS,
    "releases": RELEASES,
    "archives": {**RELEASES, "file": lambda: files(True)},
    "public keys": {**RELEASES, "file": lambda: files(False)},
    "tokens": TOKENS,
}
LISTS = {"care": care, "rota": rota}
ABOUT = {"care_enquiry", "location", "service_user"}


def family(operation):
    """Which part of the platform an operation belongs to."""
    path, known = operation.path, schemes(operation)
    if path.startswith("/api/token"):
        return "tokens"
    if "releaseKey" in known or path.startswith("/api/v1/releases/"):
        if "{file}" not in path:
            return "releases"
        return "public keys" if "public-keys" in path else "archives"
    if "/datasets/" in path and "/audit/" not in path:
        changed = operation.method in ("put", "patch", "delete") or path.endswith("/publish/")
        return "own datasets" if changed else "datasets"
    if "signature" in known:
        return "care"
    if path.startswith("/api/v1/") and known == ["bearerKey"]:
        return "reference"
    return "rota" if known == ["session"] else None


def resource(case):
    """Of which list it takes an id; none where it follows from an answer, or is to be deleted."""
    if case.operation.method == "delete" or case.meta and case.meta.phase.name == "stateful":
        return None
    known = re.match(r"/api/v1/([a-z-]+)/\{id\}", case.operation.path)
    return known and "id" in case.path_parameters and known[1]


def in_place(given, known, name, seed):
    """What stands in the place of a value: something that is there, most times."""
    digest = hashlib.sha256(f"{seed} {name} {given}".encode(errors="replace")).digest()
    if digest[0] % 4 == 0 or not known:
        return given
    chosen = known[digest[1] % len(known)]
    if isinstance(given, list):
        return [chosen]
    return chosen if isinstance(given, type(chosen)) else given


def sent(case):
    """The values of a case, by their names."""
    parts = (case.path_parameters, case.query, case.body)
    return [part for part in parts if isinstance(part, dict)]


@schemathesis.hook
def before_call(context, case, kwargs):
    kind = family(case.operation)
    if kind is None:
        return
    # The same for the same case, as often as it is made.
    seed = f"{case.operation.label} {sent(case)}"
    for values in sent(case):
        for name in sorted(values.keys() & FAMILIES[kind].keys()):
            values[name] = in_place(values[name], there(kind, name), name, seed)
    if case.operation.path == "/api/v1/comments" and isinstance(case.body, dict):
        # A comment is about one thing, which the document says in words.
        for name in sorted(case.body.keys() & ABOUT)[1:]:
            del case.body[name]
    collection = resource(case)
    if collection and kind in LISTS:
        known = listed(kind, collection)
        case.path_parameters["id"] = in_place(case.path_parameters["id"], known, "id", seed)
