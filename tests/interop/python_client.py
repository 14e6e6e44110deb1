"""Calls a platform with the client in clients/python, and tells what came of it.

    python_client.py reference|datasets|care|releases <GIVEN.json

GIVEN.json has the platform's `url` and what the part below takes. Writes an object to standard
output.
"""

import datetime
import json
import sys
from pathlib import Path

import httpx

from almanac_client import Almanac, AlmanacError, Damaged
from almanac_client.api import care, datasets, practices, releases
from almanac_client.models import (
    CareEnquiryInput,
    CareEnquiryPatch,
    CareGroupInput,
    CareLocationInput,
    DatasetsInput,
    DatasetsPatch,
)


def main():
    part = {"reference": reference, "datasets": lists, "care": enquiries, "releases": downloads}
    json.dump(part[sys.argv[1]](**json.load(sys.stdin)), sys.stdout)


def refused(call, *arguments, **named):
    """What an error tells of a call that is refused."""
    try:
        call(*arguments, **named)
    except AlmanacError as error:
        return {"status": error.status, "message": error.message, "fields": error.fields}
    return None


def reference(url, key, search):
    """Goes through a list by pages of two, and says the statuses that came meanwhile."""
    statuses = []
    with Almanac(url, api_key=key) as almanac:
        hooks = {"response": [lambda response: statuses.append(response.status_code)]}
        almanac.http.event_hooks = hooks
        page = practices.list_practices(almanac, search=search, page_size=2)
        found = almanac.each(practices.list_practices, search=search, page_size=2)
        return {
            "count": page.count,
            "codes": [practice.ods_code for practice in found],
            "refused": refused(practices.list_practices, almanac, icb="?"),
            "statuses": statuses,
        }


def lists(url, username, password):
    """Makes three lists, changes one, and removes all."""
    with Almanac(url, token=(username, password)) as almanac:
        body = {"options": {"N2": "Nörth 2", "N1": "North 1"}, "tags": ["wards"]}
        made = [
            datasets.create_dataset(almanac, body=DatasetsInput.from_dict({**body, "name": name}))
            for name in ("Wards A", "Wards B", "Wards C")
        ]
        found = list(almanac.each(datasets.list_datasets, search="wards", page_size=1))
        key = made[1].key
        patch = DatasetsPatch(description="Changed", tags=[])
        changed = datasets.update_dataset(almanac, key, body=patch, if_match="*")
        other = refused(datasets.update_dataset, almanac, key, body=patch, if_match='"other"')
        blank = refused(datasets.update_dataset, almanac, key, body=DatasetsPatch(name=""))
        versions = almanac.each(datasets.list_dataset_versions, key, page_size=1)
        numbers = [version.version for version in versions]
        for one in made:
            datasets.delete_dataset(almanac, one.key)
        gone = refused(datasets.get_dataset, almanac, key)
    return {
        "made": [one.key for one in made],
        "found": [one.key for one in found],
        "options": list(changed.options.additional_properties.items()),
        "changed": [changed.description, changed.tags],
        "versions": numbers,
        "other": other,
        "blank": blank,
        "gone": gone,
    }


def enquiries(url, account, key, secret, slow_key, slow_secret):
    """Makes an enquiry, reads and changes it, and reads with a key that may call once a second."""
    with Almanac(url, signed=(account, key, secret)) as almanac:
        group = CareGroupInput(name="Website", group_type="sales_channel")
        channel = care.create_group(almanac, body=group).document_id
        location = {"name": "Rose House", "street_address": {"postcode": "ZZ1 1ZZ", "town": None}}
        place = care.create_location(almanac, body=CareLocationInput.from_dict(location))
        said = CareEnquiryInput(
            first_name="Zoë & Co + 100%",
            last_name="Bloggs",
            funding_type="not_sure",
            service="residential_home",
            sales_channel=str(channel),
            location=place.document_id,
            dob=datetime.date(1944, 2, 29),
            genders=["female", "non_binary"],
            enquiring_for_self=False,
            dementia=True,
            care_requirements="l1\nl2=é",
        )
        ids = [care.create_care_enquiry(almanac, body=said).document_id for _ in range(3)]
        one = care.retrieve_care_enquiry(almanac, ids[0])
        change = CareEnquiryPatch(genders=[], dob=None, dementia="unknown")
        changed = care.update_care_enquiry(almanac, ids[0], body=change)
        wrong = CareEnquiryPatch(email="nobody")
        told = refused(care.update_care_enquiry, almanac, ids[0], body=wrong)
    with Almanac(url, signed=(account, slow_key, slow_secret)) as almanac:
        statuses = []
        hooks = {"response": [lambda response: statuses.append(response.status_code)]}
        almanac.http.event_hooks = hooks
        query = {"attributes": ["last_name", "dob"], "filters_q": "zoë", "per_page": 1}
        rows = [row.to_dict() for row in almanac.each(care.list_care_enquiries, **query)]
    return {
        "ids": ids,
        "postcode": place.street_address.postcode,
        "sent": said.to_dict(),
        "one": one.to_dict(),
        "changed": changed.to_dict(),
        "refused": told,
        "rows": rows,
        "statuses": statuses,
    }


def downloads(url, key, item, damaged, folder, fingerprint):
    """Downloads the latest release of an item, and what there is of another."""
    folder = Path(folder)
    with Almanac(url, release_key=key) as almanac:
        ranges = []

        def note(request):
            if "/content/" in request.url.path:
                ranges.append(request.headers.get("Range"))

        almanac.http.event_hooks = {"request": [note]}
        path = almanac.download(item, to=folder)
        got = list(ranges)
        (release,) = releases.list_item_releases(almanac, item, latest="").releases
        signed = almanac.download(item, release, to=folder / "signed.zip", signed_by=fingerprint)
        return {
            "path": str(path),
            "signed": str(signed),
            "ranges": got,
            "unsigned": fails(almanac, item, to=folder / "unsigned.zip", signed_by="0" * 40),
            "damaged": fails(almanac, damaged, to=folder / "damaged.zip"),
            "missing": fails(almanac, item, "missing.zip", to=folder),
            "changes": [
                change.item_id for change in almanac.each(releases.list_subscribed_changes)
            ],
            "files": sorted(found.name for found in folder.iterdir()),
        }


def fails(almanac, *arguments, **named):
    """The name of the error that a download ends with."""
    try:
        almanac.download(*arguments, **named)
    except (AlmanacError, Damaged, LookupError, httpx.HTTPError) as error:
        return type(error).__name__
    return None


if __name__ == "__main__":
    main()
