from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.reference_level import ReferenceLevel, check_reference_level
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.reference_age_band import ReferenceAgeBand


T = TypeVar("T", bound="ReferenceListSize")


@_attrs_define
class ReferenceListSize:
    """Patients registered at GP practices on a day, of one organisation."""

    period: str
    """ The source's own label of the period. """
    period_end: datetime.date
    """ Its last day. """
    period_start: datetime.date
    """ Its first day. """
    release: str
    """ The release: see `/api/v1/reference/releases/{release}/`. """
    revised: bool
    """ Whether it replaced an earlier release of the same period. """
    month: datetime.date
    """ The day: the first of a month. """
    org_code: str
    """ An ODS code: of a practice, PCN, sub-ICB, ICB or region. Upper case, 3 to
    10 letters and digits, for ODS issues new shapes. """
    org_type: ReferenceLevel
    """ How far figures are added up. """
    practices_included: int
    """ Practices whose lists are in the figures. """
    registered_patients: int
    """ All patients. """
    icb_code: None | str | Unset = UNSET
    icb_name: None | str | Unset = UNSET
    """ The board's name. """
    pcn_code: None | str | Unset = UNSET
    pcn_name: None | str | Unset = UNSET
    """ The network's name. """
    region_code: None | str | Unset = UNSET
    region_name: None | str | Unset = UNSET
    """ The region's name. """
    sub_icb_code: None | str | Unset = UNSET
    sub_icb_name: None | str | Unset = UNSET
    """ The sub-ICB location's name. """
    published_on: datetime.date | None | Unset = UNSET
    """ When that was published, where it is known. """
    age_bands: list[ReferenceAgeBand] | None | Unset = UNSET
    """ By five-year age band, youngest first; null where only totals were published. """
    female: int | None | Unset = UNSET
    """ Female patients; null where only totals were published. """
    male: int | None | Unset = UNSET
    """ Male patients; null where only totals were published. """
    org_name: None | str | Unset = UNSET
    """ Its name, where one was published. """
    practices_expected: int | None | Unset = UNSET
    """ Practices the organisation had; null where no map tells. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        period = self.period

        period_end = self.period_end.isoformat()

        period_start = self.period_start.isoformat()

        release = self.release

        revised = self.revised

        month = self.month.isoformat()

        org_code = self.org_code

        org_type: str = self.org_type

        practices_included = self.practices_included

        registered_patients = self.registered_patients

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

        pcn_code: None | str | Unset
        if isinstance(self.pcn_code, Unset):
            pcn_code = UNSET
        else:
            pcn_code = self.pcn_code

        pcn_name: None | str | Unset
        if isinstance(self.pcn_name, Unset):
            pcn_name = UNSET
        else:
            pcn_name = self.pcn_name

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

        published_on: None | str | Unset
        if isinstance(self.published_on, Unset):
            published_on = UNSET
        elif isinstance(self.published_on, datetime.date):
            published_on = self.published_on.isoformat()
        else:
            published_on = self.published_on

        age_bands: list[dict[str, Any]] | None | Unset
        if isinstance(self.age_bands, Unset):
            age_bands = UNSET
        elif isinstance(self.age_bands, list):
            age_bands = []
            for age_bands_type_0_item_data in self.age_bands:
                age_bands_type_0_item = age_bands_type_0_item_data.to_dict()
                age_bands.append(age_bands_type_0_item)

        else:
            age_bands = self.age_bands

        female: int | None | Unset
        if isinstance(self.female, Unset):
            female = UNSET
        else:
            female = self.female

        male: int | None | Unset
        if isinstance(self.male, Unset):
            male = UNSET
        else:
            male = self.male

        org_name: None | str | Unset
        if isinstance(self.org_name, Unset):
            org_name = UNSET
        else:
            org_name = self.org_name

        practices_expected: int | None | Unset
        if isinstance(self.practices_expected, Unset):
            practices_expected = UNSET
        else:
            practices_expected = self.practices_expected

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "period": period,
                "period_end": period_end,
                "period_start": period_start,
                "release": release,
                "revised": revised,
                "month": month,
                "org_code": org_code,
                "org_type": org_type,
                "practices_included": practices_included,
                "registered_patients": registered_patients,
            }
        )
        if icb_code is not UNSET:
            field_dict["icb_code"] = icb_code
        if icb_name is not UNSET:
            field_dict["icb_name"] = icb_name
        if pcn_code is not UNSET:
            field_dict["pcn_code"] = pcn_code
        if pcn_name is not UNSET:
            field_dict["pcn_name"] = pcn_name
        if region_code is not UNSET:
            field_dict["region_code"] = region_code
        if region_name is not UNSET:
            field_dict["region_name"] = region_name
        if sub_icb_code is not UNSET:
            field_dict["sub_icb_code"] = sub_icb_code
        if sub_icb_name is not UNSET:
            field_dict["sub_icb_name"] = sub_icb_name
        if published_on is not UNSET:
            field_dict["published_on"] = published_on
        if age_bands is not UNSET:
            field_dict["age_bands"] = age_bands
        if female is not UNSET:
            field_dict["female"] = female
        if male is not UNSET:
            field_dict["male"] = male
        if org_name is not UNSET:
            field_dict["org_name"] = org_name
        if practices_expected is not UNSET:
            field_dict["practices_expected"] = practices_expected

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.reference_age_band import ReferenceAgeBand

        d = dict(src_dict)
        period = d.pop("period")

        period_end = datetime.date.fromisoformat(d.pop("period_end"))

        period_start = datetime.date.fromisoformat(d.pop("period_start"))

        release = d.pop("release")

        revised = d.pop("revised")

        month = datetime.date.fromisoformat(d.pop("month"))

        org_code = d.pop("org_code")

        org_type = check_reference_level(d.pop("org_type"))

        practices_included = d.pop("practices_included")

        registered_patients = d.pop("registered_patients")

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

        def _parse_pcn_code(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        pcn_code = _parse_pcn_code(d.pop("pcn_code", UNSET))

        def _parse_pcn_name(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        pcn_name = _parse_pcn_name(d.pop("pcn_name", UNSET))

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

        def _parse_age_bands(data: object) -> list[ReferenceAgeBand] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                age_bands_type_0 = []
                _age_bands_type_0 = data
                for age_bands_type_0_item_data in _age_bands_type_0:
                    age_bands_type_0_item = ReferenceAgeBand.from_dict(age_bands_type_0_item_data)

                    age_bands_type_0.append(age_bands_type_0_item)

                return age_bands_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[ReferenceAgeBand] | None | Unset, data)

        age_bands = _parse_age_bands(d.pop("age_bands", UNSET))

        def _parse_female(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        female = _parse_female(d.pop("female", UNSET))

        def _parse_male(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        male = _parse_male(d.pop("male", UNSET))

        def _parse_org_name(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        org_name = _parse_org_name(d.pop("org_name", UNSET))

        def _parse_practices_expected(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        practices_expected = _parse_practices_expected(d.pop("practices_expected", UNSET))

        reference_list_size = cls(
            period=period,
            period_end=period_end,
            period_start=period_start,
            release=release,
            revised=revised,
            month=month,
            org_code=org_code,
            org_type=org_type,
            practices_included=practices_included,
            registered_patients=registered_patients,
            icb_code=icb_code,
            icb_name=icb_name,
            pcn_code=pcn_code,
            pcn_name=pcn_name,
            region_code=region_code,
            region_name=region_name,
            sub_icb_code=sub_icb_code,
            sub_icb_name=sub_icb_name,
            published_on=published_on,
            age_bands=age_bands,
            female=female,
            male=male,
            org_name=org_name,
            practices_expected=practices_expected,
        )

        reference_list_size.additional_properties = d
        return reference_list_size

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
