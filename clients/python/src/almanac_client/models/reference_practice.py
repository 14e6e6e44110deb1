from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.reference_status import ReferenceStatus, check_reference_status
from ..types import UNSET, Unset

T = TypeVar("T", bound="ReferencePractice")


@_attrs_define
class ReferencePractice:
    """A practice, or another prescribing cost centre, with its PCN and ICB."""

    address: list[str]
    """ The lines that are filled. """
    name: str
    """ As published, in upper case. """
    ods_code: str
    """ An ODS code: of a practice, PCN, sub-ICB, ICB or region. Upper case, 3 to
    10 letters and digits, for ODS issues new shapes. """
    release: str
    """ The release this row comes from. """
    status: ReferenceStatus
    """ Whether an organisation works. """
    closed_on: datetime.date | None | Unset = UNSET
    """ When it closed. """
    opened_on: datetime.date | None | Unset = UNSET
    """ When it opened. """
    pcn_joined_on: datetime.date | None | Unset = UNSET
    """ When it joined its network. """
    phone: None | str | Unset = UNSET
    """ Null where none is published. """
    postcode: None | str | Unset = UNSET
    """ Null where none is published. """
    published_on: datetime.date | None | Unset = UNSET
    """ When that was published, where it is known. """
    registered_patients: int | None | Unset = UNSET
    """ Patients on its list, by the newest list that has it. """
    registered_patients_on: datetime.date | None | Unset = UNSET
    """ The day of that list. """
    system_supplier: None | str | Unset = UNSET
    """ Who supplies its clinical system. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        address = self.address

        name = self.name

        ods_code = self.ods_code

        release = self.release

        status: str = self.status

        closed_on: None | str | Unset
        if isinstance(self.closed_on, Unset):
            closed_on = UNSET
        elif isinstance(self.closed_on, datetime.date):
            closed_on = self.closed_on.isoformat()
        else:
            closed_on = self.closed_on

        opened_on: None | str | Unset
        if isinstance(self.opened_on, Unset):
            opened_on = UNSET
        elif isinstance(self.opened_on, datetime.date):
            opened_on = self.opened_on.isoformat()
        else:
            opened_on = self.opened_on

        pcn_joined_on: None | str | Unset
        if isinstance(self.pcn_joined_on, Unset):
            pcn_joined_on = UNSET
        elif isinstance(self.pcn_joined_on, datetime.date):
            pcn_joined_on = self.pcn_joined_on.isoformat()
        else:
            pcn_joined_on = self.pcn_joined_on

        phone: None | str | Unset
        if isinstance(self.phone, Unset):
            phone = UNSET
        else:
            phone = self.phone

        postcode: None | str | Unset
        if isinstance(self.postcode, Unset):
            postcode = UNSET
        else:
            postcode = self.postcode

        published_on: None | str | Unset
        if isinstance(self.published_on, Unset):
            published_on = UNSET
        elif isinstance(self.published_on, datetime.date):
            published_on = self.published_on.isoformat()
        else:
            published_on = self.published_on

        registered_patients: int | None | Unset
        if isinstance(self.registered_patients, Unset):
            registered_patients = UNSET
        else:
            registered_patients = self.registered_patients

        registered_patients_on: None | str | Unset
        if isinstance(self.registered_patients_on, Unset):
            registered_patients_on = UNSET
        elif isinstance(self.registered_patients_on, datetime.date):
            registered_patients_on = self.registered_patients_on.isoformat()
        else:
            registered_patients_on = self.registered_patients_on

        system_supplier: None | str | Unset
        if isinstance(self.system_supplier, Unset):
            system_supplier = UNSET
        else:
            system_supplier = self.system_supplier

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "address": address,
                "name": name,
                "ods_code": ods_code,
                "release": release,
                "status": status,
            }
        )
        if closed_on is not UNSET:
            field_dict["closed_on"] = closed_on
        if opened_on is not UNSET:
            field_dict["opened_on"] = opened_on
        if pcn_joined_on is not UNSET:
            field_dict["pcn_joined_on"] = pcn_joined_on
        if phone is not UNSET:
            field_dict["phone"] = phone
        if postcode is not UNSET:
            field_dict["postcode"] = postcode
        if published_on is not UNSET:
            field_dict["published_on"] = published_on
        if registered_patients is not UNSET:
            field_dict["registered_patients"] = registered_patients
        if registered_patients_on is not UNSET:
            field_dict["registered_patients_on"] = registered_patients_on
        if system_supplier is not UNSET:
            field_dict["system_supplier"] = system_supplier

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        address = cast(list[str], d.pop("address"))

        name = d.pop("name")

        ods_code = d.pop("ods_code")

        release = d.pop("release")

        status = check_reference_status(d.pop("status"))

        def _parse_closed_on(data: object) -> datetime.date | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                closed_on_type_0 = datetime.date.fromisoformat(data)

                return closed_on_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.date | None | Unset, data)

        closed_on = _parse_closed_on(d.pop("closed_on", UNSET))

        def _parse_opened_on(data: object) -> datetime.date | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                opened_on_type_0 = datetime.date.fromisoformat(data)

                return opened_on_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.date | None | Unset, data)

        opened_on = _parse_opened_on(d.pop("opened_on", UNSET))

        def _parse_pcn_joined_on(data: object) -> datetime.date | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                pcn_joined_on_type_0 = datetime.date.fromisoformat(data)

                return pcn_joined_on_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.date | None | Unset, data)

        pcn_joined_on = _parse_pcn_joined_on(d.pop("pcn_joined_on", UNSET))

        def _parse_phone(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        phone = _parse_phone(d.pop("phone", UNSET))

        def _parse_postcode(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        postcode = _parse_postcode(d.pop("postcode", UNSET))

        def _parse_published_on(data: object) -> datetime.date | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                published_on_type_0 = datetime.date.fromisoformat(data)

                return published_on_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.date | None | Unset, data)

        published_on = _parse_published_on(d.pop("published_on", UNSET))

        def _parse_registered_patients(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        registered_patients = _parse_registered_patients(d.pop("registered_patients", UNSET))

        def _parse_registered_patients_on(data: object) -> datetime.date | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                registered_patients_on_type_0 = datetime.date.fromisoformat(data)

                return registered_patients_on_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.date | None | Unset, data)

        registered_patients_on = _parse_registered_patients_on(
            d.pop("registered_patients_on", UNSET)
        )

        def _parse_system_supplier(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        system_supplier = _parse_system_supplier(d.pop("system_supplier", UNSET))

        reference_practice = cls(
            address=address,
            name=name,
            ods_code=ods_code,
            release=release,
            status=status,
            closed_on=closed_on,
            opened_on=opened_on,
            pcn_joined_on=pcn_joined_on,
            phone=phone,
            postcode=postcode,
            published_on=published_on,
            registered_patients=registered_patients,
            registered_patients_on=registered_patients_on,
            system_supplier=system_supplier,
        )

        reference_practice.additional_properties = d
        return reference_practice

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
