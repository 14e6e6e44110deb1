from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="ReferenceAgeBand")


@_attrs_define
class ReferenceAgeBand:
    """Patients of one age band."""

    age_band: str
    """ `0_4`, `5_9` and so on to `90_94`, then `95+`. """
    female: int
    """ Female patients. """
    male: int
    """ Male patients. """
    total: int
    """ Both. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        age_band = self.age_band

        female = self.female

        male = self.male

        total = self.total

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "age_band": age_band,
                "female": female,
                "male": male,
                "total": total,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        age_band = d.pop("age_band")

        female = d.pop("female")

        male = d.pop("male")

        total = d.pop("total")

        reference_age_band = cls(
            age_band=age_band,
            female=female,
            male=male,
            total=total,
        )

        reference_age_band.additional_properties = d
        return reference_age_band

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
