"""Lists to their end."""

import httpx
import pytest

from almanac_client.api import care, pcns, releases

AT = "https://inside.example:1/api/v1/pcns/"


def row(number):
    names = {"pcn_code": f"U0000{number}", "pcn_name": "N", "status": "active", "release": "r"}
    return {**names, "member_practices": 1}


def change(item):
    release = {"id": "x.zip", "name": "X", "releaseDate": "2025-05-08", "archiveFileSizeBytes": 1}
    release["archiveFileSha256"] = "0" * 64
    told = {"change": "published", "at": "2025-05-08T09:00:00Z", "itemName": "I"}
    return {**told, "itemId": item, "release": release, "releasesUrl": "https://inside.example/"}


def test_links_are_followed_at_the_address_that_was_given(almanac):
    asked = []

    def answer(request):
        asked.append(str(request.url))
        number = int(request.url.params.get("page", "1"))
        following = f"{AT}?search=x&page={number + 1}" if number < 3 else None
        page = {"count": 3, "next": following, "previous": None, "results": [row(number)]}
        return httpx.Response(200, json=page)

    client = almanac(answer, api_key="k")
    found = client.each(pcns.list_pcns, search="x")
    assert next(found).pcn_code == "U00001"
    assert len(asked) == 1, "no page is asked for before it is needed"
    assert [pcn.pcn_code for pcn in found] == ["U00002", "U00003"]
    pages = ["?search=x", "?search=x&page=2", "?search=x&page=3"]
    assert asked == [f"https://almanac.example/api/v1/pcns/{page}" for page in pages]


def test_pages_of_care_are_counted(almanac):
    def answer(request):
        assert request.url.params.get_list("attributes") == ["last_name"]
        number = int(request.url.params.get("page", "2"))
        body = {"item_count": 4, "page": number, "page_count": 4, "per_page": 1}
        return httpx.Response(
            200, json={**body, "items": [{"_id": "0", "last_name": f"N{number}"}]}
        )

    client = almanac(answer, signed=("a", "k", "s"))
    found = client.each(care.list_care_enquiries, attributes=["last_name"], page=2)
    assert [enquiry.last_name for enquiry in found] == ["N2", "N3", "N4"]


def test_an_empty_list_has_no_rows(almanac):
    body = {"item_count": 0, "page": 1, "page_count": 0, "per_page": 10, "items": []}
    client = almanac(lambda _: httpx.Response(200, json=body))
    assert list(client.each(care.list_users)) == []


def test_changes_end_where_nothing_has_changed(almanac):
    def answer(request):
        since = int(request.url.params.get("since", "0"))
        changes = [change(since)] if since < 2 else []
        following = f"https://inside.example/api/v1/releases/changes?since={since + 1}"
        told = {"apiVersion": "1", "httpStatus": 200, "message": "OK"}
        return httpx.Response(200, json={**told, "changes": changes, "next": following})

    found = almanac(answer, release_key="k").each(releases.list_subscribed_changes)
    assert [change.item_id for change in found] == [0, 1]


def test_what_is_no_list_is_refused(almanac):
    client = almanac(lambda _: httpx.Response(200, json={"_id": "1"}))
    with pytest.raises(TypeError):
        next(client.each(care.retrieve_user, "1"))
