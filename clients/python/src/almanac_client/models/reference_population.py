from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.reference_age_band import ReferenceAgeBand


T = TypeVar("T", bound="ReferencePopulation")


@_attrs_define
class ReferencePopulation:
    """The patients of a practice in one financial year."""

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
    financial_year: str
    """ April to March, such as `2025/26`. """
    months_available: int
    """ How many monthly lists are held, up to 12. """
    practice_code: str
    """ An ODS code: of a practice, PCN, sub-ICB, ICB or region. Upper case, 3 to
    10 letters and digits, for ODS issues new shapes. """
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
    """ The list of `registered_patients` by age; null where only its total was published. """
    average_registered_patients: float | None | Unset = UNSET
    """ The mean of the monthly lists held, to two decimal places. """
    average_weighted_patients: float | None | Unset = UNSET
    """ The average weighted patients that payments of the year were made for, as
    published with them; null where none are held. Another measure than
    registered patients, never to be mixed with it. """
    female: int | None | Unset = UNSET
    """ Female patients on the list of `registered_patients`. """
    latest_registered_patients: int | None | Unset = UNSET
    """ Patients on the last list of the year. """
    latest_registered_patients_on: datetime.date | None | Unset = UNSET
    """ The day of that list. """
    male: int | None | Unset = UNSET
    """ Male patients on the list of `registered_patients`. """
    practice_name: None | str | Unset = UNSET
    """ Its name, as published with the list or, in a year without any, with the payments. """
    registered_patients: int | None | Unset = UNSET
    """ Patients on the list of 1 April or, where that is not held, on the
    earliest of the year; null, as all that is of lists, where there is none. """
    registered_patients_on: datetime.date | None | Unset = UNSET
    """ The day of that list. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        period = self.period

        period_end = self.period_end.isoformat()

        period_start = self.period_start.isoformat()

        release = self.release

        revised = self.revised

        financial_year = self.financial_year

        months_available = self.months_available

        practice_code = self.practice_code

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

        average_registered_patients: float | None | Unset
        if isinstance(self.average_registered_patients, Unset):
            average_registered_patients = UNSET
        else:
            average_registered_patients = self.average_registered_patients

        average_weighted_patients: float | None | Unset
        if isinstance(self.average_weighted_patients, Unset):
            average_weighted_patients = UNSET
        else:
            average_weighted_patients = self.average_weighted_patients

        female: int | None | Unset
        if isinstance(self.female, Unset):
            female = UNSET
        else:
            female = self.female

        latest_registered_patients: int | None | Unset
        if isinstance(self.latest_registered_patients, Unset):
            latest_registered_patients = UNSET
        else:
            latest_registered_patients = self.latest_registered_patients

        latest_registered_patients_on: None | str | Unset
        if isinstance(self.latest_registered_patients_on, Unset):
            latest_registered_patients_on = UNSET
        elif isinstance(self.latest_registered_patients_on, datetime.date):
            latest_registered_patients_on = self.latest_registered_patients_on.isoformat()
        else:
            latest_registered_patients_on = self.latest_registered_patients_on

        male: int | None | Unset
        if isinstance(self.male, Unset):
            male = UNSET
        else:
            male = self.male

        practice_name: None | str | Unset
        if isinstance(self.practice_name, Unset):
            practice_name = UNSET
        else:
            practice_name = self.practice_name

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

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "period": period,
                "period_end": period_end,
                "period_start": period_start,
                "release": release,
                "revised": revised,
                "financial_year": financial_year,
                "months_available": months_available,
                "practice_code": practice_code,
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
        if average_registered_patients is not UNSET:
            field_dict["average_registered_patients"] = average_registered_patients
        if average_weighted_patients is not UNSET:
            field_dict["average_weighted_patients"] = average_weighted_patients
        if female is not UNSET:
            field_dict["female"] = female
        if latest_registered_patients is not UNSET:
            field_dict["latest_registered_patients"] = latest_registered_patients
        if latest_registered_patients_on is not UNSET:
            field_dict["latest_registered_patients_on"] = latest_registered_patients_on
        if male is not UNSET:
            field_dict["male"] = male
        if practice_name is not UNSET:
            field_dict["practice_name"] = practice_name
        if registered_patients is not UNSET:
            field_dict["registered_patients"] = registered_patients
        if registered_patients_on is not UNSET:
            field_dict["registered_patients_on"] = registered_patients_on

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

        financial_year = d.pop("financial_year")

        months_available = d.pop("months_available")

        practice_code = d.pop("practice_code")

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

        def _parse_average_registered_patients(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        average_registered_patients = _parse_average_registered_patients(
            d.pop("average_registered_patients", UNSET)
        )

        def _parse_average_weighted_patients(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        average_weighted_patients = _parse_average_weighted_patients(
            d.pop("average_weighted_patients", UNSET)
        )

        def _parse_female(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        female = _parse_female(d.pop("female", UNSET))

        def _parse_latest_registered_patients(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        latest_registered_patients = _parse_latest_registered_patients(
            d.pop("latest_registered_patients", UNSET)
        )

        def _parse_latest_registered_patients_on(data: object) -> datetime.date | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                latest_registered_patients_on_type_0 = datetime.date.fromisoformat(data)

                return latest_registered_patients_on_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.date | None | Unset, data)

        latest_registered_patients_on = _parse_latest_registered_patients_on(
            d.pop("latest_registered_patients_on", UNSET)
        )

        def _parse_male(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        male = _parse_male(d.pop("male", UNSET))

        def _parse_practice_name(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        practice_name = _parse_practice_name(d.pop("practice_name", UNSET))

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

        reference_population = cls(
            period=period,
            period_end=period_end,
            period_start=period_start,
            release=release,
            revised=revised,
            financial_year=financial_year,
            months_available=months_available,
            practice_code=practice_code,
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
            average_registered_patients=average_registered_patients,
            average_weighted_patients=average_weighted_patients,
            female=female,
            latest_registered_patients=latest_registered_patients,
            latest_registered_patients_on=latest_registered_patients_on,
            male=male,
            practice_name=practice_name,
            registered_patients=registered_patients,
            registered_patients_on=registered_patients_on,
        )

        reference_population.additional_properties = d
        return reference_population

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
