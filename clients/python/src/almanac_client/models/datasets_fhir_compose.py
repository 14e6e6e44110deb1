from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.datasets_fhir_include import DatasetsFhirInclude


T = TypeVar("T", bound="DatasetsFhirCompose")


@_attrs_define
class DatasetsFhirCompose:
    """What is in a value set."""

    include: list[DatasetsFhirInclude]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        include = []
        for include_item_data in self.include:
            include_item = include_item_data.to_dict()
            include.append(include_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "include": include,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.datasets_fhir_include import DatasetsFhirInclude

        d = dict(src_dict)
        include = []
        _include = d.pop("include")
        for include_item_data in _include:
            include_item = DatasetsFhirInclude.from_dict(include_item_data)

            include.append(include_item)

        datasets_fhir_compose = cls(
            include=include,
        )

        datasets_fhir_compose.additional_properties = d
        return datasets_fhir_compose

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
