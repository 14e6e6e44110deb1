from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.care_funding_type import CareFundingType, check_care_funding_type
from ..models.care_genders import CareGenders, check_care_genders
from ..models.care_service import CareService, check_care_service
from ..types import UNSET, Unset

T = TypeVar("T", bound="CareEnquiry")


@_attrs_define
class CareEnquiry:
    """People looking for care, for themselves or for somebody else. Only what is asked for is there."""

    document_id: str
    """ What the document is known by. """
    age: int | None | Unset = UNSET
    """ The age given where the date of birth is not known. """
    anonymized: None | str | Unset = UNSET
    """ When everything about a person was removed from it; null while it is there. In UTC. """
    assigned_to: None | str | Unset = UNSET
    """ Who looks after the enquiry. An id of `users`. """
    care_requirements: None | str | Unset = UNSET
    """ What care is needed. """
    closing_notes: None | str | Unset = UNSET
    """ Why the enquiry ended. """
    created: str | Unset = UNSET
    """ When it was made. In UTC. """
    dementia: bool | None | Unset = UNSET
    """ Whether the person lives with dementia; null where that is not known. """
    dementia_challenging_behaviour: bool | Unset = UNSET
    """ Whether the person behaves in ways that challenge. """
    dementia_prone_to_wander: bool | Unset = UNSET
    """ Whether the person is prone to wander. """
    dob: datetime.date | None | Unset = UNSET
    """ The date of birth. """
    email: None | str | Unset = UNSET
    """ Where the enquirer is written to. """
    enquiring_for_self: bool | Unset = UNSET
    """ Whether the enquirer is who needs the care. """
    first_name: str | Unset = UNSET
    """ The enquirer's first name. """
    funding_type: CareFundingType | Unset = UNSET
    genders: list[CareGenders] | Unset = UNSET
    """ The person's genders. """
    genders_other: None | str | Unset = UNSET
    """ A gender that has no word here. """
    last_interaction: None | str | Unset = UNSET
    """ When somebody last spoke with the enquirer. In UTC. """
    last_name: str | Unset = UNSET
    """ The enquirer's last name. """
    latitude: float | None | Unset = UNSET
    """ Where care is looked for, in degrees north. """
    literature_downloaded: list[str] | Unset = UNSET
    """ The literature that the enquirer has downloaded. """
    literature_sent: list[str] | Unset = UNSET
    """ The literature that the enquirer was sent. """
    location: None | str | Unset = UNSET
    """ The location that is enquired about. An id of `locations`. """
    longitude: float | None | Unset = UNSET
    """ Where care is looked for, in degrees east. """
    mobile: None | str | Unset = UNSET
    """ The enquirer's mobile number. """
    modified: str | Unset = UNSET
    """ When it was last changed. In UTC. """
    phone: None | str | Unset = UNSET
    """ The enquirer's telephone number. """
    sales_channel: str | Unset = UNSET
    """ How the enquirer came to you. An id of `groups` of the type `sales_channel`. """
    service: CareService | Unset = UNSET
    used_service_before: bool | Unset = UNSET
    """ Whether the person has been cared for by you before. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        document_id = self.document_id

        age: int | None | Unset
        if isinstance(self.age, Unset):
            age = UNSET
        else:
            age = self.age

        anonymized: None | str | Unset
        if isinstance(self.anonymized, Unset):
            anonymized = UNSET
        else:
            anonymized = self.anonymized

        assigned_to: None | str | Unset
        if isinstance(self.assigned_to, Unset):
            assigned_to = UNSET
        else:
            assigned_to = self.assigned_to

        care_requirements: None | str | Unset
        if isinstance(self.care_requirements, Unset):
            care_requirements = UNSET
        else:
            care_requirements = self.care_requirements

        closing_notes: None | str | Unset
        if isinstance(self.closing_notes, Unset):
            closing_notes = UNSET
        else:
            closing_notes = self.closing_notes

        created = self.created

        dementia: bool | None | Unset
        if isinstance(self.dementia, Unset):
            dementia = UNSET
        else:
            dementia = self.dementia

        dementia_challenging_behaviour = self.dementia_challenging_behaviour

        dementia_prone_to_wander = self.dementia_prone_to_wander

        dob: None | str | Unset
        if isinstance(self.dob, Unset):
            dob = UNSET
        elif isinstance(self.dob, datetime.date):
            dob = self.dob.isoformat()
        else:
            dob = self.dob

        email: None | str | Unset
        if isinstance(self.email, Unset):
            email = UNSET
        else:
            email = self.email

        enquiring_for_self = self.enquiring_for_self

        first_name = self.first_name

        funding_type: str | Unset = UNSET
        if not isinstance(self.funding_type, Unset):
            funding_type = self.funding_type

        genders: list[str] | Unset = UNSET
        if not isinstance(self.genders, Unset):
            genders = []
            for genders_item_data in self.genders:
                genders_item: str = genders_item_data
                genders.append(genders_item)

        genders_other: None | str | Unset
        if isinstance(self.genders_other, Unset):
            genders_other = UNSET
        else:
            genders_other = self.genders_other

        last_interaction: None | str | Unset
        if isinstance(self.last_interaction, Unset):
            last_interaction = UNSET
        else:
            last_interaction = self.last_interaction

        last_name = self.last_name

        latitude: float | None | Unset
        if isinstance(self.latitude, Unset):
            latitude = UNSET
        else:
            latitude = self.latitude

        literature_downloaded: list[str] | Unset = UNSET
        if not isinstance(self.literature_downloaded, Unset):
            literature_downloaded = self.literature_downloaded

        literature_sent: list[str] | Unset = UNSET
        if not isinstance(self.literature_sent, Unset):
            literature_sent = self.literature_sent

        location: None | str | Unset
        if isinstance(self.location, Unset):
            location = UNSET
        else:
            location = self.location

        longitude: float | None | Unset
        if isinstance(self.longitude, Unset):
            longitude = UNSET
        else:
            longitude = self.longitude

        mobile: None | str | Unset
        if isinstance(self.mobile, Unset):
            mobile = UNSET
        else:
            mobile = self.mobile

        modified = self.modified

        phone: None | str | Unset
        if isinstance(self.phone, Unset):
            phone = UNSET
        else:
            phone = self.phone

        sales_channel = self.sales_channel

        service: str | Unset = UNSET
        if not isinstance(self.service, Unset):
            service = self.service

        used_service_before = self.used_service_before

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "_id": document_id,
            }
        )
        if age is not UNSET:
            field_dict["age"] = age
        if anonymized is not UNSET:
            field_dict["anonymized"] = anonymized
        if assigned_to is not UNSET:
            field_dict["assigned_to"] = assigned_to
        if care_requirements is not UNSET:
            field_dict["care_requirements"] = care_requirements
        if closing_notes is not UNSET:
            field_dict["closing_notes"] = closing_notes
        if created is not UNSET:
            field_dict["created"] = created
        if dementia is not UNSET:
            field_dict["dementia"] = dementia
        if dementia_challenging_behaviour is not UNSET:
            field_dict["dementia_challenging_behaviour"] = dementia_challenging_behaviour
        if dementia_prone_to_wander is not UNSET:
            field_dict["dementia_prone_to_wander"] = dementia_prone_to_wander
        if dob is not UNSET:
            field_dict["dob"] = dob
        if email is not UNSET:
            field_dict["email"] = email
        if enquiring_for_self is not UNSET:
            field_dict["enquiring_for_self"] = enquiring_for_self
        if first_name is not UNSET:
            field_dict["first_name"] = first_name
        if funding_type is not UNSET:
            field_dict["funding_type"] = funding_type
        if genders is not UNSET:
            field_dict["genders"] = genders
        if genders_other is not UNSET:
            field_dict["genders_other"] = genders_other
        if last_interaction is not UNSET:
            field_dict["last_interaction"] = last_interaction
        if last_name is not UNSET:
            field_dict["last_name"] = last_name
        if latitude is not UNSET:
            field_dict["latitude"] = latitude
        if literature_downloaded is not UNSET:
            field_dict["literature_downloaded"] = literature_downloaded
        if literature_sent is not UNSET:
            field_dict["literature_sent"] = literature_sent
        if location is not UNSET:
            field_dict["location"] = location
        if longitude is not UNSET:
            field_dict["longitude"] = longitude
        if mobile is not UNSET:
            field_dict["mobile"] = mobile
        if modified is not UNSET:
            field_dict["modified"] = modified
        if phone is not UNSET:
            field_dict["phone"] = phone
        if sales_channel is not UNSET:
            field_dict["sales_channel"] = sales_channel
        if service is not UNSET:
            field_dict["service"] = service
        if used_service_before is not UNSET:
            field_dict["used_service_before"] = used_service_before

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        document_id = d.pop("_id")

        def _parse_age(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        age = _parse_age(d.pop("age", UNSET))

        def _parse_anonymized(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        anonymized = _parse_anonymized(d.pop("anonymized", UNSET))

        def _parse_assigned_to(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        assigned_to = _parse_assigned_to(d.pop("assigned_to", UNSET))

        def _parse_care_requirements(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        care_requirements = _parse_care_requirements(d.pop("care_requirements", UNSET))

        def _parse_closing_notes(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        closing_notes = _parse_closing_notes(d.pop("closing_notes", UNSET))

        created = d.pop("created", UNSET)

        def _parse_dementia(data: object) -> bool | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(bool | None | Unset, data)

        dementia = _parse_dementia(d.pop("dementia", UNSET))

        dementia_challenging_behaviour = d.pop("dementia_challenging_behaviour", UNSET)

        dementia_prone_to_wander = d.pop("dementia_prone_to_wander", UNSET)

        def _parse_dob(data: object) -> datetime.date | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                dob_type_0 = datetime.date.fromisoformat(data)

                return dob_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.date | None | Unset, data)

        dob = _parse_dob(d.pop("dob", UNSET))

        def _parse_email(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        email = _parse_email(d.pop("email", UNSET))

        enquiring_for_self = d.pop("enquiring_for_self", UNSET)

        first_name = d.pop("first_name", UNSET)

        _funding_type = d.pop("funding_type", UNSET)
        funding_type: CareFundingType | Unset
        if isinstance(_funding_type, Unset):
            funding_type = UNSET
        else:
            funding_type = check_care_funding_type(_funding_type)

        _genders = d.pop("genders", UNSET)
        genders: list[CareGenders] | Unset = UNSET
        if _genders is not UNSET:
            genders = []
            for genders_item_data in _genders:
                genders_item = check_care_genders(genders_item_data)

                genders.append(genders_item)

        def _parse_genders_other(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        genders_other = _parse_genders_other(d.pop("genders_other", UNSET))

        def _parse_last_interaction(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        last_interaction = _parse_last_interaction(d.pop("last_interaction", UNSET))

        last_name = d.pop("last_name", UNSET)

        def _parse_latitude(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        latitude = _parse_latitude(d.pop("latitude", UNSET))

        literature_downloaded = cast(list[str], d.pop("literature_downloaded", UNSET))

        literature_sent = cast(list[str], d.pop("literature_sent", UNSET))

        def _parse_location(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        location = _parse_location(d.pop("location", UNSET))

        def _parse_longitude(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        longitude = _parse_longitude(d.pop("longitude", UNSET))

        def _parse_mobile(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        mobile = _parse_mobile(d.pop("mobile", UNSET))

        modified = d.pop("modified", UNSET)

        def _parse_phone(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        phone = _parse_phone(d.pop("phone", UNSET))

        sales_channel = d.pop("sales_channel", UNSET)

        _service = d.pop("service", UNSET)
        service: CareService | Unset
        if isinstance(_service, Unset):
            service = UNSET
        else:
            service = check_care_service(_service)

        used_service_before = d.pop("used_service_before", UNSET)

        care_enquiry = cls(
            document_id=document_id,
            age=age,
            anonymized=anonymized,
            assigned_to=assigned_to,
            care_requirements=care_requirements,
            closing_notes=closing_notes,
            created=created,
            dementia=dementia,
            dementia_challenging_behaviour=dementia_challenging_behaviour,
            dementia_prone_to_wander=dementia_prone_to_wander,
            dob=dob,
            email=email,
            enquiring_for_self=enquiring_for_self,
            first_name=first_name,
            funding_type=funding_type,
            genders=genders,
            genders_other=genders_other,
            last_interaction=last_interaction,
            last_name=last_name,
            latitude=latitude,
            literature_downloaded=literature_downloaded,
            literature_sent=literature_sent,
            location=location,
            longitude=longitude,
            mobile=mobile,
            modified=modified,
            phone=phone,
            sales_channel=sales_channel,
            service=service,
            used_service_before=used_service_before,
        )

        care_enquiry.additional_properties = d
        return care_enquiry

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties
