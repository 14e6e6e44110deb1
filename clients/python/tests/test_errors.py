"""What refusals say, in each of the shapes that errors have."""

import httpx
import pytest

from almanac_client import AlmanacError


@pytest.mark.parametrize(
    ("body", "message", "fields"),
    [
        ({"detail": "Not found."}, "Not found.", {}),
        ({"apiVersion": "1", "httpStatus": 400, "message": "BAD REQUEST"}, "BAD REQUEST", {}),
        (
            {"hint": "Some are wrong.", "arg_errors": {"email": ["No.", "Not so."]}},
            "Some are wrong.",
            {"email": ["No.", "Not so."]},
        ),
        ({"icb": ["No code."], "page": ["No page."]}, "icb: No code.; page: No page.", None),
        ({"detail": "Wrong.", "name": ["Blank."]}, "Wrong.", {"name": ["Blank."]}),
        ({"message": "No such item.", "releases": []}, "No such item.", {}),
        ([1], "Bad Request", {}),
    ],
)
def test_an_error_tells_what_was_said(almanac, body, message, fields):
    client = almanac(lambda _: httpx.Response(400, json=body, headers={"Retry-After": "90"}))
    with pytest.raises(AlmanacError) as raised:
        client.ask("GET", "/x")
    error = raised.value
    assert (error.status, error.message, error.retry_after) == (400, message, 90.0)
    assert error.fields == (body if fields is None else fields)


def test_a_body_that_is_no_json_is_no_matter(almanac):
    client = almanac(lambda _: httpx.Response(502, text="<html>"))
    with pytest.raises(AlmanacError, match="502: Bad Gateway"):
        client.ask("GET", "/x")
