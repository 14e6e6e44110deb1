from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.reference_change_kind import (
    ReferenceChangeKind,
    check_reference_change_kind,
)

if TYPE_CHECKING:
    from ..models.reference_changed_field import ReferenceChangedField


T = TypeVar("T", bound="ReferenceChange")


@_attrs_define
class ReferenceChange:
    """A row that differs between two releases."""

    fields: list[ReferenceChangedField]
    """ The fields that differ. """
    key: str
    """ What identifies the row in both, such as a practice's code. """
    kind: ReferenceChangeKind
    """ What became of a row. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        fields = []
        for fields_item_data in self.fields:
            fields_item = fields_item_data.to_dict()
            fields.append(fields_item)

        key = self.key

        kind: str = self.kind

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "fields": fields,
                "key": key,
                "kind": kind,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.reference_changed_field import ReferenceChangedField

        d = dict(src_dict)
        fields = []
        _fields = d.pop("fields")
        for fields_item_data in _fields:
            fields_item = ReferenceChangedField.from_dict(fields_item_data)

            fields.append(fields_item)

        key = d.pop("key")

        kind = check_reference_change_kind(d.pop("kind"))

        reference_change = cls(
            fields=fields,
            key=key,
            kind=kind,
        )

        reference_change.additional_properties = d
        return reference_change

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
