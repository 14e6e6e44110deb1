from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="ReferenceQofNationalPrevalence")


@_attrs_define
class ReferenceQofNationalPrevalence:
    """How many patients in England are on a disease register in a year."""

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
    practices_included: int
    """ Practices with a register and a list, which are added up. """
    year: str
    """ The financial year. """
    published_on: datetime.date | None | Unset = UNSET
    """ When that was published, where it is known. """
    indicator_name: None | str | Unset = UNSET
    """ The group's name; null where the year has no table of indicators. """
    list_size: int | None | Unset = UNSET
    """ Patients who could be on them: those of the ages that `patient_list_type` tells. """
    patient_list_type: None | str | Unset = UNSET
    """ `TOTAL`, or certain ages, such as `17OV`; null where none is published,
    or practices differ. """
    practices_expected: int | None | Unset = UNSET
    """ Practices in England; null where the year has no table of geographies. """
    prevalence_percent: float | None | Unset = UNSET
    """ `register` of `list_size`: a percentage of sums, not a mean of percentages. """
    register: int | None | Unset = UNSET
    """ Patients on the registers of all practices; null where none has one. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        period = self.period

        period_end = self.period_end.isoformat()

        period_start = self.period_start.isoformat()

        release = self.release

        revised = self.revised

        indicator_code = self.indicator_code

        practices_included = self.practices_included

        year = self.year

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

        patient_list_type: None | str | Unset
        if isinstance(self.patient_list_type, Unset):
            patient_list_type = UNSET
        else:
            patient_list_type = self.patient_list_type

        practices_expected: int | None | Unset
        if isinstance(self.practices_expected, Unset):
            practices_expected = UNSET
        else:
            practices_expected = self.practices_expected

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
                "period": period,
                "period_end": period_end,
                "period_start": period_start,
                "release": release,
                "revised": revised,
                "indicator_code": indicator_code,
                "practices_included": practices_included,
                "year": year,
            }
        )
        if published_on is not UNSET:
            field_dict["published_on"] = published_on
        if indicator_name is not UNSET:
            field_dict["indicator_name"] = indicator_name
        if list_size is not UNSET:
            field_dict["list_size"] = list_size
        if patient_list_type is not UNSET:
            field_dict["patient_list_type"] = patient_list_type
        if practices_expected is not UNSET:
            field_dict["practices_expected"] = practices_expected
        if prevalence_percent is not UNSET:
            field_dict["prevalence_percent"] = prevalence_percent
        if register is not UNSET:
            field_dict["register"] = register

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        period = d.pop("period")

        period_end = datetime.date.fromisoformat(d.pop("period_end"))

        period_start = datetime.date.fromisoformat(d.pop("period_start"))

        release = d.pop("release")

        revised = d.pop("revised")

        indicator_code = d.pop("indicator_code")

        practices_included = d.pop("practices_included")

        year = d.pop("year")

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

        def _parse_patient_list_type(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        patient_list_type = _parse_patient_list_type(d.pop("patient_list_type", UNSET))

        def _parse_practices_expected(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        practices_expected = _parse_practices_expected(d.pop("practices_expected", UNSET))

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

        reference_qof_national_prevalence = cls(
            period=period,
            period_end=period_end,
            period_start=period_start,
            release=release,
            revised=revised,
            indicator_code=indicator_code,
            practices_included=practices_included,
            year=year,
            published_on=published_on,
            indicator_name=indicator_name,
            list_size=list_size,
            patient_list_type=patient_list_type,
            practices_expected=practices_expected,
            prevalence_percent=prevalence_percent,
            register=register,
        )

        reference_qof_national_prevalence.additional_properties = d
        return reference_qof_national_prevalence

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
