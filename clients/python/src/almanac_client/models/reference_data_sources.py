from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.reference_data_source import (
    ReferenceDataSource,
    check_reference_data_source,
)

T = TypeVar("T", bound="ReferenceDataSources")


@_attrs_define
class ReferenceDataSources:
    """Whether a practice told of each group of its staff."""

    admin: ReferenceDataSource
    """ Whether a practice told of a staff group. """
    direct_patient_care: ReferenceDataSource
    """ Whether a practice told of a staff group. """
    gp: ReferenceDataSource
    """ Whether a practice told of a staff group. """
    nurse: ReferenceDataSource
    """ Whether a practice told of a staff group. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        admin: str = self.admin

        direct_patient_care: str = self.direct_patient_care

        gp: str = self.gp

        nurse: str = self.nurse

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "admin": admin,
                "direct_patient_care": direct_patient_care,
                "gp": gp,
                "nurse": nurse,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        admin = check_reference_data_source(d.pop("admin"))

        direct_patient_care = check_reference_data_source(d.pop("direct_patient_care"))

        gp = check_reference_data_source(d.pop("gp"))

        nurse = check_reference_data_source(d.pop("nurse"))

        reference_data_sources = cls(
            admin=admin,
            direct_patient_care=direct_patient_care,
            gp=gp,
            nurse=nurse,
        )

        reference_data_sources.additional_properties = d
        return reference_data_sources

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
