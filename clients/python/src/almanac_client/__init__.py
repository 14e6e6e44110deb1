"""A client of Almanac, the platform for NHS primary care.

>>> from almanac_client import Almanac
>>> from almanac_client.api import practices
>>> with Almanac("https://almanac.example", api_key="…") as almanac:
...     for practice in almanac.each(practices.list_practices, search="elm"):
...         print(practice.ods_code, practice.name)

`almanac_client.api` has a function for each operation and `almanac_client.models` the types of what
they take and answer; both are generated from the platform's OpenAPI document.
"""

from ._almanac import Almanac
from ._client import Client
from ._errors import AlmanacError, Damaged
from .types import UNSET, Unset

__all__ = ["UNSET", "Almanac", "AlmanacError", "Client", "Damaged", "Unset"]
