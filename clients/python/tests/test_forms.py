"""How documents are written as forms."""

from urllib.parse import parse_qsl

from almanac_client._forms import encoded


def test_a_form_says_what_the_document_does():
    document = {
        "name": "Rose & Co + 100%",
        "accepts": True,
        "archived": False,
        "age": 81,
        "email": None,
        "services": ["nursing_home", "day_care"],
        "groups": [],
        "address": {"postcode": "ZZ1 1ZZ", "town": None},
    }
    assert parse_qsl(encoded(document).decode(), keep_blank_values=True) == [
        ("name", "Rose & Co + 100%"),
        ("accepts", "true"),
        ("archived", "false"),
        ("age", "81"),
        ("email", ""),
        ("services", "nursing_home"),
        ("services", "day_care"),
        ("groups", ""),
        ("address.postcode", "ZZ1 1ZZ"),
        ("address.town", ""),
    ]
