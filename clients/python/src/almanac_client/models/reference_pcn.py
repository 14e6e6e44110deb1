from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.reference_pcn_status import ReferencePcnStatus, check_reference_pcn_status
from ..types import UNSET, Unset

T = TypeVar("T", bound="ReferencePcn")


@_attrs_define
class ReferencePcn:
    """A primary care network."""

    member_practices: int
    """ Practices in it. """
    pcn_code: str
    """ An ODS code: of a practice, PCN, sub-ICB, ICB or region. Upper case, 3 to
    10 letters and digits, for ODS issues new shapes. """
    pcn_name: str
    """ As the newest source has it. """
    release: str
    """ The release this row comes from. """
    status: ReferencePcnStatus
    """ Whether a network works. """
    closed_on: datetime.date | None | Unset = UNSET
    """ When it closed. """
    icb_code: None | str | Unset = UNSET
    icb_name: None | str | Unset = UNSET
    """ The board's name. """
    opened_on: datetime.date | None | Unset = UNSET
    """ When it opened. """
    postcode: None | str | Unset = UNSET
    """ Null where none is published. """
    published_on: datetime.date | None | Unset = UNSET
    """ When that was published, where it is known. """
    region_code: None | str | Unset = UNSET
    region_name: None | str | Unset = UNSET
    """ The region's name. """
    registered_patients: int | None | Unset = UNSET
    """ Patients on their lists, by the newest list. """
    registered_patients_on: datetime.date | None | Unset = UNSET
    """ The day of that list. """
    sub_icb_code: None | str | Unset = UNSET
    sub_icb_name: None | str | Unset = UNSET
    """ The sub-ICB location's name. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        member_practices = self.member_practices

        pcn_code = self.pcn_code

        pcn_name = self.pcn_name

        release = self.release

        status: str = self.status

        closed_on: None | str | Unset
        if isinstance(self.closed_on, Unset):
            closed_on = UNSET
        elif isinstance(self.closed_on, datetime.date):
            closed_on = self.closed_on.isoformat()
        else:
            closed_on = self.closed_on

        icb_code: None | str | Unset
        if isinstance(self.icb_code, Unset):
            icb_code = UNSET
        else:
            icb_code = self.icb_code

        icb_name: None | str | Unset
        if isinstance(self.icb_name, Unset):
            icb_name = UNSET
        else:
            icb_name = self.icb_name

        opened_on: None | str | Unset
        if isinstance(self.opened_on, Unset):
            opened_on = UNSET
        elif isinstance(self.opened_on, datetime.date):
            opened_on = self.opened_on.isoformat()
        else:
            opened_on = self.opened_on

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

        region_code: None | str | Unset
        if isinstance(self.region_code, Unset):
            region_code = UNSET
        else:
            region_code = self.region_code

        region_name: None | str | Unset
        if isinstance(self.region_name, Unset):
            region_name = UNSET
        else:
            region_name = self.region_name

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

        sub_icb_code: None | str | Unset
        if isinstance(self.sub_icb_code, Unset):
            sub_icb_code = UNSET
        else:
            sub_icb_code = self.sub_icb_code

        sub_icb_name: None | str | Unset
        if isinstance(self.sub_icb_name, Unset):
            sub_icb_name = UNSET
        else:
            sub_icb_name = self.sub_icb_name

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "member_practices": member_practices,
                "pcn_code": pcn_code,
                "pcn_name": pcn_name,
                "release": release,
                "status": status,
            }
        )
        if closed_on is not UNSET:
            field_dict["closed_on"] = closed_on
        if icb_code is not UNSET:
            field_dict["icb_code"] = icb_code
        if icb_name is not UNSET:
            field_dict["icb_name"] = icb_name
        if opened_on is not UNSET:
            field_dict["opened_on"] = opened_on
        if postcode is not UNSET:
            field_dict["postcode"] = postcode
        if published_on is not UNSET:
            field_dict["published_on"] = published_on
        if region_code is not UNSET:
            field_dict["region_code"] = region_code
        if region_name is not UNSET:
            field_dict["region_name"] = region_name
        if registered_patients is not UNSET:
            field_dict["registered_patients"] = registered_patients
        if registered_patients_on is not UNSET:
            field_dict["registered_patients_on"] = registered_patients_on
        if sub_icb_code is not UNSET:
            field_dict["sub_icb_code"] = sub_icb_code
        if sub_icb_name is not UNSET:
            field_dict["sub_icb_name"] = sub_icb_name

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        member_practices = d.pop("member_practices")

        pcn_code = d.pop("pcn_code")

        pcn_name = d.pop("pcn_name")

        release = d.pop("release")

        status = check_reference_pcn_status(d.pop("status"))

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

        def _parse_icb_code(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        icb_code = _parse_icb_code(d.pop("icb_code", UNSET))

        def _parse_icb_name(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        icb_name = _parse_icb_name(d.pop("icb_name", UNSET))

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

        def _parse_region_code(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        region_code = _parse_region_code(d.pop("region_code", UNSET))

        def _parse_region_name(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        region_name = _parse_region_name(d.pop("region_name", UNSET))

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

        def _parse_sub_icb_code(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        sub_icb_code = _parse_sub_icb_code(d.pop("sub_icb_code", UNSET))

        def _parse_sub_icb_name(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        sub_icb_name = _parse_sub_icb_name(d.pop("sub_icb_name", UNSET))

        reference_pcn = cls(
            member_practices=member_practices,
            pcn_code=pcn_code,
            pcn_name=pcn_name,
            release=release,
            status=status,
            closed_on=closed_on,
            icb_code=icb_code,
            icb_name=icb_name,
            opened_on=opened_on,
            postcode=postcode,
            published_on=published_on,
            region_code=region_code,
            region_name=region_name,
            registered_patients=registered_patients,
            registered_patients_on=registered_patients_on,
            sub_icb_code=sub_icb_code,
            sub_icb_name=sub_icb_name,
        )

        reference_pcn.additional_properties = d
        return reference_pcn

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
