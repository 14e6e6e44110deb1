from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="ReferencePracticesReporting")


@_attrs_define
class ReferencePracticesReporting:
    """Practices that told of their staff, group by group: a practice tells of a
    group where both its headcount and its full-time equivalents are there.

    """

    admin: int
    """ Those that told of their administrative staff. """
    all_: int
    """ Those that told of all four. """
    direct_patient_care: int
    """ Those that told of their staff in direct patient care. """
    gp: int
    """ Those that told of their GPs. """
    nurse: int
    """ Those that told of their nurses. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        admin = self.admin

        all_ = self.all_

        direct_patient_care = self.direct_patient_care

        gp = self.gp

        nurse = self.nurse

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "admin": admin,
                "all": all_,
                "direct_patient_care": direct_patient_care,
                "gp": gp,
                "nurse": nurse,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        admin = d.pop("admin")

        all_ = d.pop("all")

        direct_patient_care = d.pop("direct_patient_care")

        gp = d.pop("gp")

        nurse = d.pop("nurse")

        reference_practices_reporting = cls(
            admin=admin,
            all_=all_,
            direct_patient_care=direct_patient_care,
            gp=gp,
            nurse=nurse,
        )

        reference_practices_reporting.additional_properties = d
        return reference_practices_reporting

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
