from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.datasets_added import DatasetsAdded


T = TypeVar("T", bound="DatasetsPatch")


@_attrs_define
class DatasetsPatch:
    """What is to be different about a dataset."""

    description: str | Unset = UNSET
    """ What it is. """
    format_pattern: str | Unset = UNSET
    """ How to show an option, as advice to whoever does. """
    name: str | Unset = UNSET
    """ What people call it. """
    options: DatasetsAdded | Unset = UNSET
    reference_url: str | Unset = UNSET
    """ Where to read more: http or https. """
    tags: list[str] | Unset = UNSET
    """ Words to find it by, instead of all there are. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        description = self.description

        format_pattern = self.format_pattern

        name = self.name

        options: dict[str, Any] | Unset = UNSET
        if not isinstance(self.options, Unset):
            options = self.options.to_dict()

        reference_url = self.reference_url

        tags: list[str] | Unset = UNSET
        if not isinstance(self.tags, Unset):
            tags = self.tags

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if description is not UNSET:
            field_dict["description"] = description
        if format_pattern is not UNSET:
            field_dict["format_pattern"] = format_pattern
        if name is not UNSET:
            field_dict["name"] = name
        if options is not UNSET:
            field_dict["options"] = options
        if reference_url is not UNSET:
            field_dict["reference_url"] = reference_url
        if tags is not UNSET:
            field_dict["tags"] = tags

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.datasets_added import DatasetsAdded

        d = dict(src_dict)
        description = d.pop("description", UNSET)

        format_pattern = d.pop("format_pattern", UNSET)

        name = d.pop("name", UNSET)

        _options = d.pop("options", UNSET)
        options: DatasetsAdded | Unset
        if isinstance(_options, Unset):
            options = UNSET
        else:
            options = DatasetsAdded.from_dict(_options)

        reference_url = d.pop("reference_url", UNSET)

        tags = cast(list[str], d.pop("tags", UNSET))

        datasets_patch = cls(
            description=description,
            format_pattern=format_pattern,
            name=name,
            options=options,
            reference_url=reference_url,
            tags=tags,
        )

        datasets_patch.additional_properties = d
        return datasets_patch

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
