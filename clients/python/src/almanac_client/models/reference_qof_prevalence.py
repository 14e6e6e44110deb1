from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.reference_level import ReferenceLevel, check_reference_level
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.reference_missing import ReferenceMissing


T = TypeVar("T", bound="ReferenceQofPrevalence")


@_attrs_define
class ReferenceQofPrevalence:
    """How many patients of an organisation are on a disease register in a year."""

    org_code: str
    """ An ODS code: of a practice, PCN, sub-ICB, ICB or region. Upper case, 3 to
    10 letters and digits, for ODS issues new shapes. """
    org_type: ReferenceLevel
    """ How far figures are added up. """
    practices_included: int
    """ Practices whose figures are added up. """
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
    indicator_code: str
    """ The code of a QOF indicator or of a group of them, such as `DM019` or `DM`.
    Upper case, 2 to 10 letters and digits. """
    missing: list[ReferenceMissing]
    """ Which of the figures are null, and why. """
    year: str
    """ The financial year. """
    org_name: None | str | Unset = UNSET
    """ Its name, where one was published. """
    practice_code: None | str | Unset = UNSET
    practice_name: None | str | Unset = UNSET
    """ The name again, of a practice alone. """
    practices_expected: int | None | Unset = UNSET
    """ Practices the organisation had; null where no map tells. """
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
    indicator_name: None | str | Unset = UNSET
    """ The group's name; null where the year has no table of indicators. """
    list_size: int | None | Unset = UNSET
    """ Patients who could be on it: those of the ages that `patient_list_type` tells. """
    national_prevalence_percent: float | None | Unset = UNSET
    """ The same of all practices in England together. """
    patient_list_type: None | str | Unset = UNSET
    """ `TOTAL`, or certain ages, such as `17OV`; null where none is published,
    or practices differ. """
    prevalence_percent: float | None | Unset = UNSET
    """ `register` of `list_size`. """
    register: int | None | Unset = UNSET
    """ Patients on the register. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        org_code = self.org_code

        org_type: str = self.org_type

        practices_included = self.practices_included

        period = self.period

        period_end = self.period_end.isoformat()

        period_start = self.period_start.isoformat()

        release = self.release

        revised = self.revised

        indicator_code = self.indicator_code

        missing = []
        for missing_item_data in self.missing:
            missing_item = missing_item_data.to_dict()
            missing.append(missing_item)

        year = self.year

        org_name: None | str | Unset
        if isinstance(self.org_name, Unset):
            org_name = UNSET
        else:
            org_name = self.org_name

        practice_code: None | str | Unset
        if isinstance(self.practice_code, Unset):
            practice_code = UNSET
        else:
            practice_code = self.practice_code

        practice_name: None | str | Unset
        if isinstance(self.practice_name, Unset):
            practice_name = UNSET
        else:
            practice_name = self.practice_name

        practices_expected: int | None | Unset
        if isinstance(self.practices_expected, Unset):
            practices_expected = UNSET
        else:
            practices_expected = self.practices_expected

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

        indicator_name: None | str | Unset
        if isinstance(self.indicator_name, Unset):
            indicator_name = UNSET
        else:
            indicator_name = self.indicator_name

        list_size: int | None | Unset
        if isinstance(self.list_size, Unset):
            list_size = UNSET
        else:
            list_size = self.list_size

        national_prevalence_percent: float | None | Unset
        if isinstance(self.national_prevalence_percent, Unset):
            national_prevalence_percent = UNSET
        else:
            national_prevalence_percent = self.national_prevalence_percent

        patient_list_type: None | str | Unset
        if isinstance(self.patient_list_type, Unset):
            patient_list_type = UNSET
        else:
            patient_list_type = self.patient_list_type

        prevalence_percent: float | None | Unset
        if isinstance(self.prevalence_percent, Unset):
            prevalence_percent = UNSET
        else:
            prevalence_percent = self.prevalence_percent

        register: int | None | Unset
        if isinstance(self.register, Unset):
            register = UNSET
        else:
            register = self.register

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "org_code": org_code,
                "org_type": org_type,
                "practices_included": practices_included,
                "period": period,
                "period_end": period_end,
                "period_start": period_start,
                "release": release,
                "revised": revised,
                "indicator_code": indicator_code,
                "missing": missing,
                "year": year,
            }
        )
        if org_name is not UNSET:
            field_dict["org_name"] = org_name
        if practice_code is not UNSET:
            field_dict["practice_code"] = practice_code
        if practice_name is not UNSET:
            field_dict["practice_name"] = practice_name
        if practices_expected is not UNSET:
            field_dict["practices_expected"] = practices_expected
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
        if indicator_name is not UNSET:
            field_dict["indicator_name"] = indicator_name
        if list_size is not UNSET:
            field_dict["list_size"] = list_size
        if national_prevalence_percent is not UNSET:
            field_dict["national_prevalence_percent"] = national_prevalence_percent
        if patient_list_type is not UNSET:
            field_dict["patient_list_type"] = patient_list_type
        if prevalence_percent is not UNSET:
            field_dict["prevalence_percent"] = prevalence_percent
        if register is not UNSET:
            field_dict["register"] = register

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.reference_missing import ReferenceMissing

        d = dict(src_dict)
        org_code = d.pop("org_code")

        org_type = check_reference_level(d.pop("org_type"))

        practices_included = d.pop("practices_included")

        period = d.pop("period")

        period_end = datetime.date.fromisoformat(d.pop("period_end"))

        period_start = datetime.date.fromisoformat(d.pop("period_start"))

        release = d.pop("release")

        revised = d.pop("revised")

        indicator_code = d.pop("indicator_code")

        missing = []
        _missing = d.pop("missing")
        for missing_item_data in _missing:
            missing_item = ReferenceMissing.from_dict(missing_item_data)

            missing.append(missing_item)

        year = d.pop("year")

        def _parse_org_name(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        org_name = _parse_org_name(d.pop("org_name", UNSET))

        def _parse_practice_code(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        practice_code = _parse_practice_code(d.pop("practice_code", UNSET))

        def _parse_practice_name(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        practice_name = _parse_practice_name(d.pop("practice_name", UNSET))

        def _parse_practices_expected(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        practices_expected = _parse_practices_expected(d.pop("practices_expected", UNSET))

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

        def _parse_indicator_name(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        indicator_name = _parse_indicator_name(d.pop("indicator_name", UNSET))

        def _parse_list_size(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        list_size = _parse_list_size(d.pop("list_size", UNSET))

        def _parse_national_prevalence_percent(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        national_prevalence_percent = _parse_national_prevalence_percent(
            d.pop("national_prevalence_percent", UNSET)
        )

        def _parse_patient_list_type(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        patient_list_type = _parse_patient_list_type(d.pop("patient_list_type", UNSET))

        def _parse_prevalence_percent(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        prevalence_percent = _parse_prevalence_percent(d.pop("prevalence_percent", UNSET))

        def _parse_register(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        register = _parse_register(d.pop("register", UNSET))

        reference_qof_prevalence = cls(
            org_code=org_code,
            org_type=org_type,
            practices_included=practices_included,
            period=period,
            period_end=period_end,
            period_start=period_start,
            release=release,
            revised=revised,
            indicator_code=indicator_code,
            missing=missing,
            year=year,
            org_name=org_name,
            practice_code=practice_code,
            practice_name=practice_name,
            practices_expected=practices_expected,
            icb_code=icb_code,
            icb_name=icb_name,
            pcn_code=pcn_code,
            pcn_name=pcn_name,
            region_code=region_code,
            region_name=region_name,
            sub_icb_code=sub_icb_code,
            sub_icb_name=sub_icb_name,
            published_on=published_on,
            indicator_name=indicator_name,
            list_size=list_size,
            national_prevalence_percent=national_prevalence_percent,
            patient_list_type=patient_list_type,
            prevalence_percent=prevalence_percent,
            register=register,
        )

        reference_qof_prevalence.additional_properties = d
        return reference_qof_prevalence

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
