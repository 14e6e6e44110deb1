from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.reference_qof_year_status import (
    ReferenceQofYearStatus,
    check_reference_qof_year_status,
)
from ..types import UNSET, Unset

T = TypeVar("T", bound="ReferenceQofYear")


@_attrs_define
class ReferenceQofYear:
    """A year of the Quality and Outcomes Framework (QOF), and what is held of it."""

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
    end_date: datetime.date
    """ 31 March. """
    has_achievement: bool
    """ Whether achievement is held. """
    has_prevalence: bool
    """ Whether prevalence is held. """
    start_date: datetime.date
    """ 1 April. """
    status: ReferenceQofYearStatus
    """ Whether a year of QOF is over. """
    year: str
    """ The financial year. """
    published_on: datetime.date | None | Unset = UNSET
    """ When that was published, where it is known. """
    indicator_count: int | None | Unset = UNSET
    """ Indicators; null where the year has no table of them. """
    national_average_list_size: int | None | Unset = UNSET
    """ The mean list of a practice with patients of every age, to the nearest
    whole number: computed of the prevalence, not published. """
    point_value_gbp: None | str | Unset = UNSET
    """ Pounds for a point at a practice of average size and prevalence; null
    where that is not known. No file of QOF has it: it is that of the
    Statement of Financial Entitlements of the year. """
    total_points: float | None | Unset = UNSET
    """ The points of all indicators; null where the year has no table of them. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        period = self.period

        period_end = self.period_end.isoformat()

        period_start = self.period_start.isoformat()

        release = self.release

        revised = self.revised

        end_date = self.end_date.isoformat()

        has_achievement = self.has_achievement

        has_prevalence = self.has_prevalence

        start_date = self.start_date.isoformat()

        status: str = self.status

        year = self.year

        published_on: None | str | Unset
        if isinstance(self.published_on, Unset):
            published_on = UNSET
        elif isinstance(self.published_on, datetime.date):
            published_on = self.published_on.isoformat()
        else:
            published_on = self.published_on

        indicator_count: int | None | Unset
        if isinstance(self.indicator_count, Unset):
            indicator_count = UNSET
        else:
            indicator_count = self.indicator_count

        national_average_list_size: int | None | Unset
        if isinstance(self.national_average_list_size, Unset):
            national_average_list_size = UNSET
        else:
            national_average_list_size = self.national_average_list_size

        point_value_gbp: None | str | Unset
        if isinstance(self.point_value_gbp, Unset):
            point_value_gbp = UNSET
        else:
            point_value_gbp = self.point_value_gbp

        total_points: float | None | Unset
        if isinstance(self.total_points, Unset):
            total_points = UNSET
        else:
            total_points = self.total_points

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "period": period,
                "period_end": period_end,
                "period_start": period_start,
                "release": release,
                "revised": revised,
                "end_date": end_date,
                "has_achievement": has_achievement,
                "has_prevalence": has_prevalence,
                "start_date": start_date,
                "status": status,
                "year": year,
            }
        )
        if published_on is not UNSET:
            field_dict["published_on"] = published_on
        if indicator_count is not UNSET:
            field_dict["indicator_count"] = indicator_count
        if national_average_list_size is not UNSET:
            field_dict["national_average_list_size"] = national_average_list_size
        if point_value_gbp is not UNSET:
            field_dict["point_value_gbp"] = point_value_gbp
        if total_points is not UNSET:
            field_dict["total_points"] = total_points

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        period = d.pop("period")

        period_end = datetime.date.fromisoformat(d.pop("period_end"))

        period_start = datetime.date.fromisoformat(d.pop("period_start"))

        release = d.pop("release")

        revised = d.pop("revised")

        end_date = datetime.date.fromisoformat(d.pop("end_date"))

        has_achievement = d.pop("has_achievement")

        has_prevalence = d.pop("has_prevalence")

        start_date = datetime.date.fromisoformat(d.pop("start_date"))

        status = check_reference_qof_year_status(d.pop("status"))

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

        def _parse_indicator_count(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        indicator_count = _parse_indicator_count(d.pop("indicator_count", UNSET))

        def _parse_national_average_list_size(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        national_average_list_size = _parse_national_average_list_size(
            d.pop("national_average_list_size", UNSET)
        )

        def _parse_point_value_gbp(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        point_value_gbp = _parse_point_value_gbp(d.pop("point_value_gbp", UNSET))

        def _parse_total_points(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        total_points = _parse_total_points(d.pop("total_points", UNSET))

        reference_qof_year = cls(
            period=period,
            period_end=period_end,
            period_start=period_start,
            release=release,
            revised=revised,
            end_date=end_date,
            has_achievement=has_achievement,
            has_prevalence=has_prevalence,
            start_date=start_date,
            status=status,
            year=year,
            published_on=published_on,
            indicator_count=indicator_count,
            national_average_list_size=national_average_list_size,
            point_value_gbp=point_value_gbp,
            total_points=total_points,
        )

        reference_qof_year.additional_properties = d
        return reference_qof_year

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
