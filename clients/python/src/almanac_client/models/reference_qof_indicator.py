from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="ReferenceQofIndicator")


@_attrs_define
class ReferenceQofIndicator:
    """What a QOF indicator of a year is about, and the points it is worth."""

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
    active: bool
    """ Whether the newest year with a table of indicators has it too. """
    domain_code: str
    """ The domain. """
    domain_name: str
    """ The domain's name. """
    group_code: str
    """ The group it belongs to; prevalence is told by group. """
    group_name: str
    """ The group's name. """
    indicator_code: str
    """ The code of a QOF indicator or of a group of them, such as `DM019` or `DM`.
    Upper case, 2 to 10 letters and digits. """
    year: str
    """ The financial year. """
    published_on: datetime.date | None | Unset = UNSET
    """ When that was published, where it is known. """
    description: None | str | Unset = UNSET
    """ What is measured; null where the year's table does not tell. """
    lower_threshold: float | None | Unset = UNSET
    """ The percentage above which there are points; null where none is published. """
    patient_list_type: None | str | Unset = UNSET
    """ Which patients are counted: `TOTAL`, or those of certain ages, such as `17OV`. """
    points: float | None | Unset = UNSET
    """ The points it is worth. """
    sub_domain_code: None | str | Unset = UNSET
    """ The part of the domain; null where the year's table has none. """
    sub_domain_name: None | str | Unset = UNSET
    """ The name of that part. """
    upper_threshold: float | None | Unset = UNSET
    """ The percentage from which there are all points; null where none is published. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        period = self.period

        period_end = self.period_end.isoformat()

        period_start = self.period_start.isoformat()

        release = self.release

        revised = self.revised

        active = self.active

        domain_code = self.domain_code

        domain_name = self.domain_name

        group_code = self.group_code

        group_name = self.group_name

        indicator_code = self.indicator_code

        year = self.year

        published_on: None | str | Unset
        if isinstance(self.published_on, Unset):
            published_on = UNSET
        elif isinstance(self.published_on, datetime.date):
            published_on = self.published_on.isoformat()
        else:
            published_on = self.published_on

        description: None | str | Unset
        if isinstance(self.description, Unset):
            description = UNSET
        else:
            description = self.description

        lower_threshold: float | None | Unset
        if isinstance(self.lower_threshold, Unset):
            lower_threshold = UNSET
        else:
            lower_threshold = self.lower_threshold

        patient_list_type: None | str | Unset
        if isinstance(self.patient_list_type, Unset):
            patient_list_type = UNSET
        else:
            patient_list_type = self.patient_list_type

        points: float | None | Unset
        if isinstance(self.points, Unset):
            points = UNSET
        else:
            points = self.points

        sub_domain_code: None | str | Unset
        if isinstance(self.sub_domain_code, Unset):
            sub_domain_code = UNSET
        else:
            sub_domain_code = self.sub_domain_code

        sub_domain_name: None | str | Unset
        if isinstance(self.sub_domain_name, Unset):
            sub_domain_name = UNSET
        else:
            sub_domain_name = self.sub_domain_name

        upper_threshold: float | None | Unset
        if isinstance(self.upper_threshold, Unset):
            upper_threshold = UNSET
        else:
            upper_threshold = self.upper_threshold

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "period": period,
                "period_end": period_end,
                "period_start": period_start,
                "release": release,
                "revised": revised,
                "active": active,
                "domain_code": domain_code,
                "domain_name": domain_name,
                "group_code": group_code,
                "group_name": group_name,
                "indicator_code": indicator_code,
                "year": year,
            }
        )
        if published_on is not UNSET:
            field_dict["published_on"] = published_on
        if description is not UNSET:
            field_dict["description"] = description
        if lower_threshold is not UNSET:
            field_dict["lower_threshold"] = lower_threshold
        if patient_list_type is not UNSET:
            field_dict["patient_list_type"] = patient_list_type
        if points is not UNSET:
            field_dict["points"] = points
        if sub_domain_code is not UNSET:
            field_dict["sub_domain_code"] = sub_domain_code
        if sub_domain_name is not UNSET:
            field_dict["sub_domain_name"] = sub_domain_name
        if upper_threshold is not UNSET:
            field_dict["upper_threshold"] = upper_threshold

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        period = d.pop("period")

        period_end = datetime.date.fromisoformat(d.pop("period_end"))

        period_start = datetime.date.fromisoformat(d.pop("period_start"))

        release = d.pop("release")

        revised = d.pop("revised")

        active = d.pop("active")

        domain_code = d.pop("domain_code")

        domain_name = d.pop("domain_name")

        group_code = d.pop("group_code")

        group_name = d.pop("group_name")

        indicator_code = d.pop("indicator_code")

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

        def _parse_description(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        description = _parse_description(d.pop("description", UNSET))

        def _parse_lower_threshold(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        lower_threshold = _parse_lower_threshold(d.pop("lower_threshold", UNSET))

        def _parse_patient_list_type(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        patient_list_type = _parse_patient_list_type(d.pop("patient_list_type", UNSET))

        def _parse_points(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        points = _parse_points(d.pop("points", UNSET))

        def _parse_sub_domain_code(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        sub_domain_code = _parse_sub_domain_code(d.pop("sub_domain_code", UNSET))

        def _parse_sub_domain_name(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        sub_domain_name = _parse_sub_domain_name(d.pop("sub_domain_name", UNSET))

        def _parse_upper_threshold(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        upper_threshold = _parse_upper_threshold(d.pop("upper_threshold", UNSET))

        reference_qof_indicator = cls(
            period=period,
            period_end=period_end,
            period_start=period_start,
            release=release,
            revised=revised,
            active=active,
            domain_code=domain_code,
            domain_name=domain_name,
            group_code=group_code,
            group_name=group_name,
            indicator_code=indicator_code,
            year=year,
            published_on=published_on,
            description=description,
            lower_threshold=lower_threshold,
            patient_list_type=patient_list_type,
            points=points,
            sub_domain_code=sub_domain_code,
            sub_domain_name=sub_domain_name,
            upper_threshold=upper_threshold,
        )

        reference_qof_indicator.additional_properties = d
        return reference_qof_indicator

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
