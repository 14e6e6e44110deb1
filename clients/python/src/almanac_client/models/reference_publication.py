from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.reference_cadence import ReferenceCadence, check_reference_cadence
from ..types import UNSET, Unset

T = TypeVar("T", bound="ReferencePublication")


@_attrs_define
class ReferencePublication:
    """An NHS series, and how fresh what is served of it is."""

    cadence: ReferenceCadence
    """ How often a series is published. """
    incomplete_periods: list[str]
    """ Periods whose newest files are not served yet: those of some regions are
    missing. """
    name: str
    """ Its name in release ids and commands. """
    periods: int
    """ Periods that are served. """
    source_url: str
    """ The page where the NHS publishes it. """
    stale: bool
    """ Whether it is overdue, by more than the time between two editions. A
    series that was never imported is neither. """
    title: str
    """ What the NHS calls it. """
    imported_at: datetime.datetime | None | Unset = UNSET
    """ When that was imported. """
    newest_period: None | str | Unset = UNSET
    """ The newest of them; null while none is held. """
    newest_release: None | str | Unset = UNSET
    """ Its release. """
    next_expected: datetime.date | None | Unset = UNSET
    """ When the next edition should be there. """
    published_on: datetime.date | None | Unset = UNSET
    """ When that was published, where it is known. """
    rows: int | None | Unset = UNSET
    """ Rows of that release. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        cadence: str = self.cadence

        incomplete_periods = self.incomplete_periods

        name = self.name

        periods = self.periods

        source_url = self.source_url

        stale = self.stale

        title = self.title

        imported_at: None | str | Unset
        if isinstance(self.imported_at, Unset):
            imported_at = UNSET
        elif isinstance(self.imported_at, datetime.datetime):
            imported_at = self.imported_at.isoformat()
        else:
            imported_at = self.imported_at

        newest_period: None | str | Unset
        if isinstance(self.newest_period, Unset):
            newest_period = UNSET
        else:
            newest_period = self.newest_period

        newest_release: None | str | Unset
        if isinstance(self.newest_release, Unset):
            newest_release = UNSET
        else:
            newest_release = self.newest_release

        next_expected: None | str | Unset
        if isinstance(self.next_expected, Unset):
            next_expected = UNSET
        elif isinstance(self.next_expected, datetime.date):
            next_expected = self.next_expected.isoformat()
        else:
            next_expected = self.next_expected

        published_on: None | str | Unset
        if isinstance(self.published_on, Unset):
            published_on = UNSET
        elif isinstance(self.published_on, datetime.date):
            published_on = self.published_on.isoformat()
        else:
            published_on = self.published_on

        rows: int | None | Unset
        if isinstance(self.rows, Unset):
            rows = UNSET
        else:
            rows = self.rows

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "cadence": cadence,
                "incomplete_periods": incomplete_periods,
                "name": name,
                "periods": periods,
                "source_url": source_url,
                "stale": stale,
                "title": title,
            }
        )
        if imported_at is not UNSET:
            field_dict["imported_at"] = imported_at
        if newest_period is not UNSET:
            field_dict["newest_period"] = newest_period
        if newest_release is not UNSET:
            field_dict["newest_release"] = newest_release
        if next_expected is not UNSET:
            field_dict["next_expected"] = next_expected
        if published_on is not UNSET:
            field_dict["published_on"] = published_on
        if rows is not UNSET:
            field_dict["rows"] = rows

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        cadence = check_reference_cadence(d.pop("cadence"))

        incomplete_periods = cast(list[str], d.pop("incomplete_periods"))

        name = d.pop("name")

        periods = d.pop("periods")

        source_url = d.pop("source_url")

        stale = d.pop("stale")

        title = d.pop("title")

        def _parse_imported_at(data: object) -> datetime.datetime | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                imported_at_type_0 = datetime.datetime.fromisoformat(data)

                return imported_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None | Unset, data)

        imported_at = _parse_imported_at(d.pop("imported_at", UNSET))

        def _parse_newest_period(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        newest_period = _parse_newest_period(d.pop("newest_period", UNSET))

        def _parse_newest_release(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        newest_release = _parse_newest_release(d.pop("newest_release", UNSET))

        def _parse_next_expected(data: object) -> datetime.date | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                next_expected_type_0 = datetime.date.fromisoformat(data)

                return next_expected_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.date | None | Unset, data)

        next_expected = _parse_next_expected(d.pop("next_expected", UNSET))

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

        def _parse_rows(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        rows = _parse_rows(d.pop("rows", UNSET))

        reference_publication = cls(
            cadence=cadence,
            incomplete_periods=incomplete_periods,
            name=name,
            periods=periods,
            source_url=source_url,
            stale=stale,
            title=title,
            imported_at=imported_at,
            newest_period=newest_period,
            newest_release=newest_release,
            next_expected=next_expected,
            published_on=published_on,
            rows=rows,
        )

        reference_publication.additional_properties = d
        return reference_publication

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
