from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.datasets_fhir_concept import DatasetsFhirConcept


T = TypeVar("T", bound="DatasetsFhirInclude")


@_attrs_define
class DatasetsFhirInclude:
    """Codes of a code system."""

    system: str
    version: str
    concept: list[DatasetsFhirConcept] | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        system = self.system

        version = self.version

        concept: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.concept, Unset):
            concept = []
            for concept_item_data in self.concept:
                concept_item = concept_item_data.to_dict()
                concept.append(concept_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "system": system,
                "version": version,
            }
        )
        if concept is not UNSET:
            field_dict["concept"] = concept

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.datasets_fhir_concept import DatasetsFhirConcept

        d = dict(src_dict)
        system = d.pop("system")

        version = d.pop("version")

        _concept = d.pop("concept", UNSET)
        concept: list[DatasetsFhirConcept] | Unset = UNSET
        if _concept is not UNSET:
            concept = []
            for concept_item_data in _concept:
                concept_item = DatasetsFhirConcept.from_dict(concept_item_data)

                concept.append(concept_item)

        datasets_fhir_include = cls(
            system=system,
            version=version,
            concept=concept,
        )

        datasets_fhir_include.additional_properties = d
        return datasets_fhir_include

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
