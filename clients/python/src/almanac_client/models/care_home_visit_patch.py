from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.care_host import CareHost, check_care_host
from ..models.care_visit_type import CareVisitType, check_care_visit_type
from ..types import UNSET, Unset

T = TypeVar("T", bound="CareHomeVisitPatch")


@_attrs_define
class CareHomeVisitPatch:
    assigned_to: None | str | Unset = UNSET
    """ Who looks after the visit. An id of `users`. """
    cancelled: bool | None | str | Unset = UNSET
    """ When it was cancelled; null where it was not. In UTC. `true` is for now, `false` for null. """
    completed: bool | None | str | Unset = UNSET
    """ When it was over; null before. Set by itself an hour after the visit, unless that was cancelled. In UTC.
    `true` is for now, `false` for null. """
    date_time: str | Unset = UNSET
    """ When the visit is. In UTC. """
    host: CareHost | None | Unset = UNSET
    """ Who receives the visitors, by their role. """
    location: None | str | Unset = UNSET
    """ The location that is visited. An id of `locations`. """
    notes: None | str | Unset = UNSET
    """ Notes about it. """
    visit_type: CareVisitType | None | Unset = UNSET
    """ How the visit is made. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        assigned_to: None | str | Unset
        if isinstance(self.assigned_to, Unset):
            assigned_to = UNSET
        else:
            assigned_to = self.assigned_to

        cancelled: bool | None | str | Unset
        if isinstance(self.cancelled, Unset):
            cancelled = UNSET
        else:
            cancelled = self.cancelled

        completed: bool | None | str | Unset
        if isinstance(self.completed, Unset):
            completed = UNSET
        else:
            completed = self.completed

        date_time = self.date_time

        host: None | str | Unset
        if isinstance(self.host, Unset):
            host = UNSET
        elif isinstance(self.host, str):
            host = self.host
        else:
            host = self.host

        location: None | str | Unset
        if isinstance(self.location, Unset):
            location = UNSET
        else:
            location = self.location

        notes: None | str | Unset
        if isinstance(self.notes, Unset):
            notes = UNSET
        else:
            notes = self.notes

        visit_type: None | str | Unset
        if isinstance(self.visit_type, Unset):
            visit_type = UNSET
        elif isinstance(self.visit_type, str):
            visit_type = self.visit_type
        else:
            visit_type = self.visit_type

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if assigned_to is not UNSET:
            field_dict["assigned_to"] = assigned_to
        if cancelled is not UNSET:
            field_dict["cancelled"] = cancelled
        if completed is not UNSET:
            field_dict["completed"] = completed
        if date_time is not UNSET:
            field_dict["date_time"] = date_time
        if host is not UNSET:
            field_dict["host"] = host
        if location is not UNSET:
            field_dict["location"] = location
        if notes is not UNSET:
            field_dict["notes"] = notes
        if visit_type is not UNSET:
            field_dict["visit_type"] = visit_type

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)

        def _parse_assigned_to(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        assigned_to = _parse_assigned_to(d.pop("assigned_to", UNSET))

        def _parse_cancelled(data: object) -> bool | None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(bool | None | str | Unset, data)

        cancelled = _parse_cancelled(d.pop("cancelled", UNSET))

        def _parse_completed(data: object) -> bool | None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(bool | None | str | Unset, data)

        completed = _parse_completed(d.pop("completed", UNSET))

        date_time = d.pop("date_time", UNSET)

        def _parse_host(data: object) -> CareHost | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                host_type_0 = check_care_host(data)

                return host_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(CareHost | None | Unset, data)

        host = _parse_host(d.pop("host", UNSET))

        def _parse_location(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        location = _parse_location(d.pop("location", UNSET))

        def _parse_notes(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        notes = _parse_notes(d.pop("notes", UNSET))

        def _parse_visit_type(data: object) -> CareVisitType | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                visit_type_type_0 = check_care_visit_type(data)

                return visit_type_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(CareVisitType | None | Unset, data)

        visit_type = _parse_visit_type(d.pop("visit_type", UNSET))

        care_home_visit_patch = cls(
            assigned_to=assigned_to,
            cancelled=cancelled,
            completed=completed,
            date_time=date_time,
            host=host,
            location=location,
            notes=notes,
            visit_type=visit_type,
        )

        care_home_visit_patch.additional_properties = d
        return care_home_visit_patch

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
