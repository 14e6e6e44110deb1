from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.reference_staff_group import (
    ReferenceStaffGroup,
    check_reference_staff_group,
)
from ..types import UNSET, Unset

T = TypeVar("T", bound="ReferenceStaffRole")


@_attrs_define
class ReferenceStaffRole:
    """Those of a group who do the same work."""

    role: str
    """ The words of the published heading. """
    staff_group: ReferenceStaffGroup
    """ The groups into which the NHS divides the staff of a practice. """
    fte: float | None | Unset = UNSET
    """ Full-time equivalents, to six decimal places. """
    headcount: int | None | Unset = UNSET
    """ People. One with two roles is in both. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        role = self.role

        staff_group: str = self.staff_group

        fte: float | None | Unset
        if isinstance(self.fte, Unset):
            fte = UNSET
        else:
            fte = self.fte

        headcount: int | None | Unset
        if isinstance(self.headcount, Unset):
            headcount = UNSET
        else:
            headcount = self.headcount

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "role": role,
                "staff_group": staff_group,
            }
        )
        if fte is not UNSET:
            field_dict["fte"] = fte
        if headcount is not UNSET:
            field_dict["headcount"] = headcount

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        role = d.pop("role")

        staff_group = check_reference_staff_group(d.pop("staff_group"))

        def _parse_fte(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        fte = _parse_fte(d.pop("fte", UNSET))

        def _parse_headcount(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        headcount = _parse_headcount(d.pop("headcount", UNSET))

        reference_staff_role = cls(
            role=role,
            staff_group=staff_group,
            fte=fte,
            headcount=headcount,
        )

        reference_staff_role.additional_properties = d
        return reference_staff_role

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
