"""Signatures of version 2.0, by what the published Python client makes of the same requests."""

import base64

import httpx
import pytest

from almanac_client._credentials import Signature
from almanac_client._forms import encoded

NONCE = "bm9uY2Utbm9uY2UtMTYtYg"
BASE = "https://almanac.example"


def signature(request: httpx.Request) -> str:
    signer = Signature("a", "k", "s3cr3t-é")
    return signer.headers(request, "1750000000", NONCE)["X-CareHQ-Signature"]


@pytest.mark.parametrize("mount", ["/v1", "/api/v1", "/below/api/v1"])
def test_a_query_is_signed(mount):
    params = {"attributes": ["name", "_id"], "filters-q": "Zoë & Co", "per_page": 2, "page": ""}
    request = httpx.Request("GET", f"{BASE}{mount}/care-enquiries", params=params)
    expected = "948cb9bb0bce22e8b984f4c80b626af3c93b6fcf1a3e0509f340fa0215ee8404"
    assert signature(request) == expected


def test_a_request_without_parameters_is_signed():
    url = f"{BASE}/v1/care-enquiries/0123456789abcdef01234567"
    expected = "be728f937fcf4fcd1e1289e50c84de963802e4258db4c7ef0267644e30312706"
    assert signature(httpx.Request("DELETE", url)) == expected


def test_a_form_is_signed():
    form = {"genders": ["male", "female"], "care_requirements": "l1\nl2=é", "notes": None}
    request = httpx.Request("PUT", f"{BASE}/v1/care-enquiries", content=encoded(form))
    expected = "3d70386a9fef3992950a6710bf53af45148a93c1941fb39c614b8bc4775c1019"
    assert signature(request) == expected


def test_each_request_has_a_nonce_of_its_own(almanac):
    nonces = []

    def answer(request):
        nonces.append(request.headers["X-CareHQ-Nonce"])
        return httpx.Response(200, json={})

    client = almanac(answer, signed=("a", "k", "s"))
    for _ in range(2):
        client.ask("GET", "/api/v1/users")
    assert len(set(nonces)) == 2
    assert all(len(base64.urlsafe_b64decode(nonce + "==")) == 16 for nonce in nonces)
