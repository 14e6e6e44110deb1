from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.care_dementia import CareDementia, check_care_dementia
from ..models.care_funding_type import CareFundingType, check_care_funding_type
from ..models.care_genders import CareGenders, check_care_genders
from ..models.care_service import CareService, check_care_service
from ..types import UNSET, Unset

T = TypeVar("T", bound="CareEnquiryInput")


@_attrs_define
class CareEnquiryInput:
    first_name: str
    """ The enquirer's first name. """
    funding_type: CareFundingType
    last_name: str
    """ The enquirer's last name. """
    sales_channel: str
    """ How the enquirer came to you. An id of `groups` of the type `sales_channel`. """
    service: CareService
    age: int | None | Unset = UNSET
    """ The age given where the date of birth is not known. """
    assigned_to: None | str | Unset = UNSET
    """ Who looks after the enquiry. An id of `users`. """
    care_requirements: None | str | Unset = UNSET
    """ What care is needed. """
    closing_notes: None | str | Unset = UNSET
    """ Why the enquiry ended. """
    dementia: bool | CareDementia | Unset = UNSET
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
    genders: list[CareGenders] | Unset = UNSET
    """ The person's genders. """
    genders_other: None | str | Unset = UNSET
    """ A gender that has no word here. """
    last_interaction: None | str | Unset = UNSET
    """ When somebody last spoke with the enquirer. In UTC. """
    latitude: float | None | Unset = UNSET
    """ Where care is looked for, in degrees north. """
    location: None | str | Unset = UNSET
    """ The location that is enquired about. An id of `locations`. """
    longitude: float | None | Unset = UNSET
    """ Where care is looked for, in degrees east. """
    mobile: None | str | Unset = UNSET
    """ The enquirer's mobile number. """
    phone: None | str | Unset = UNSET
    """ The enquirer's telephone number. """
    used_service_before: bool | Unset = UNSET
    """ Whether the person has been cared for by you before. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        first_name = self.first_name

        funding_type: str = self.funding_type

        last_name = self.last_name

        sales_channel = self.sales_channel

        service: str = self.service

        age: int | None | Unset
        if isinstance(self.age, Unset):
            age = UNSET
        else:
            age = self.age

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

        dementia: bool | str | Unset
        if isinstance(self.dementia, Unset):
            dementia = UNSET
        elif isinstance(self.dementia, str):
            dementia = self.dementia
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

        latitude: float | None | Unset
        if isinstance(self.latitude, Unset):
            latitude = UNSET
        else:
            latitude = self.latitude

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

        phone: None | str | Unset
        if isinstance(self.phone, Unset):
            phone = UNSET
        else:
            phone = self.phone

        used_service_before = self.used_service_before

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "first_name": first_name,
                "funding_type": funding_type,
                "last_name": last_name,
                "sales_channel": sales_channel,
                "service": service,
            }
        )
        if age is not UNSET:
            field_dict["age"] = age
        if assigned_to is not UNSET:
            field_dict["assigned_to"] = assigned_to
        if care_requirements is not UNSET:
            field_dict["care_requirements"] = care_requirements
        if closing_notes is not UNSET:
            field_dict["closing_notes"] = closing_notes
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
        if genders is not UNSET:
            field_dict["genders"] = genders
        if genders_other is not UNSET:
            field_dict["genders_other"] = genders_other
        if last_interaction is not UNSET:
            field_dict["last_interaction"] = last_interaction
        if latitude is not UNSET:
            field_dict["latitude"] = latitude
        if location is not UNSET:
            field_dict["location"] = location
        if longitude is not UNSET:
            field_dict["longitude"] = longitude
        if mobile is not UNSET:
            field_dict["mobile"] = mobile
        if phone is not UNSET:
            field_dict["phone"] = phone
        if used_service_before is not UNSET:
            field_dict["used_service_before"] = used_service_before

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        first_name = d.pop("first_name")

        funding_type = check_care_funding_type(d.pop("funding_type"))

        last_name = d.pop("last_name")

        sales_channel = d.pop("sales_channel")

        service = check_care_service(d.pop("service"))

        def _parse_age(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        age = _parse_age(d.pop("age", UNSET))

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

        def _parse_dementia(data: object) -> bool | CareDementia | Unset:
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                dementia_type_1 = check_care_dementia(data)

                return dementia_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(bool | CareDementia | Unset, data)

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

        def _parse_latitude(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        latitude = _parse_latitude(d.pop("latitude", UNSET))

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

        def _parse_phone(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        phone = _parse_phone(d.pop("phone", UNSET))

        used_service_before = d.pop("used_service_before", UNSET)

        care_enquiry_input = cls(
            first_name=first_name,
            funding_type=funding_type,
            last_name=last_name,
            sales_channel=sales_channel,
            service=service,
            age=age,
            assigned_to=assigned_to,
            care_requirements=care_requirements,
            closing_notes=closing_notes,
            dementia=dementia,
            dementia_challenging_behaviour=dementia_challenging_behaviour,
            dementia_prone_to_wander=dementia_prone_to_wander,
            dob=dob,
            email=email,
            enquiring_for_self=enquiring_for_self,
            genders=genders,
            genders_other=genders_other,
            last_interaction=last_interaction,
            latitude=latitude,
            location=location,
            longitude=longitude,
            mobile=mobile,
            phone=phone,
            used_service_before=used_service_before,
        )

        care_enquiry_input.additional_properties = d
        return care_enquiry_input

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
