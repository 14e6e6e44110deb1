from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="CareAbsencePatch")


@_attrs_define
class CareAbsencePatch:
    ends: None | str | Unset = UNSET
    """ When it ends; null where that is not known. In UTC. """
    location: None | str | Unset = UNSET
    """ The location they are away from. An id of `locations`. """
    notes: None | str | Unset = UNSET
    """ Notes about it. """
    reason_for_absence: None | str | Unset = UNSET
    """ Why they are away. An id of `groups` of the type `absence_reason`. """
    starts: str | Unset = UNSET
    """ When it starts. In UTC. """
    with_family_or_friend: bool | Unset = UNSET
    """ Whether family or a friend is along. """
    with_other: bool | Unset = UNSET
    """ Whether somebody else is along. """
    with_staff: bool | Unset = UNSET
    """ Whether staff are along. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        ends: None | str | Unset
        if isinstance(self.ends, Unset):
            ends = UNSET
        else:
            ends = self.ends

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

        reason_for_absence: None | str | Unset
        if isinstance(self.reason_for_absence, Unset):
            reason_for_absence = UNSET
        else:
            reason_for_absence = self.reason_for_absence

        starts = self.starts

        with_family_or_friend = self.with_family_or_friend

        with_other = self.with_other

        with_staff = self.with_staff

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if ends is not UNSET:
            field_dict["ends"] = ends
        if location is not UNSET:
            field_dict["location"] = location
        if notes is not UNSET:
            field_dict["notes"] = notes
        if reason_for_absence is not UNSET:
            field_dict["reason_for_absence"] = reason_for_absence
        if starts is not UNSET:
            field_dict["starts"] = starts
        if with_family_or_friend is not UNSET:
            field_dict["with_family_or_friend"] = with_family_or_friend
        if with_other is not UNSET:
            field_dict["with_other"] = with_other
        if with_staff is not UNSET:
            field_dict["with_staff"] = with_staff

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)

        def _parse_ends(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        ends = _parse_ends(d.pop("ends", UNSET))

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

        def _parse_reason_for_absence(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        reason_for_absence = _parse_reason_for_absence(d.pop("reason_for_absence", UNSET))

        starts = d.pop("starts", UNSET)

        with_family_or_friend = d.pop("with_family_or_friend", UNSET)

        with_other = d.pop("with_other", UNSET)

        with_staff = d.pop("with_staff", UNSET)

        care_absence_patch = cls(
            ends=ends,
            location=location,
            notes=notes,
            reason_for_absence=reason_for_absence,
            starts=starts,
            with_family_or_friend=with_family_or_friend,
            with_other=with_other,
            with_staff=with_staff,
        )

        care_absence_patch.additional_properties = d
        return care_absence_patch

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
