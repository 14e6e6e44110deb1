from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.datasets_added import DatasetsAdded


T = TypeVar("T", bound="DatasetsInput")


@_attrs_define
class DatasetsInput:
    """What is said of a dataset."""

    name: str
    """ What people call it. """
    description: str | Unset = UNSET
    """ What it is. """
    format_pattern: str | Unset = UNSET
    """ How to show an option, as advice to whoever does. """
    key: None | str | Unset = UNSET
    """ What callers name it by, for ever: `a` to `z`, digits, `_` and `-`. Made of
    the name unless told; only `create` reads it. """
    options: DatasetsAdded | Unset = UNSET
    organization: int | None | Unset = UNSET
    """ Whose it is: the number of an organisation in which you may change
    things. Unless told the oldest of yours, or you; only `create` reads it. """
    reference_url: str | Unset = UNSET
    """ Where to read more: http or https. """
    tags: list[str] | Unset = UNSET
    """ Words to find it by. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        name = self.name

        description = self.description

        format_pattern = self.format_pattern

        key: None | str | Unset
        if isinstance(self.key, Unset):
            key = UNSET
        else:
            key = self.key

        options: dict[str, Any] | Unset = UNSET
        if not isinstance(self.options, Unset):
            options = self.options.to_dict()

        organization: int | None | Unset
        if isinstance(self.organization, Unset):
            organization = UNSET
        else:
            organization = self.organization

        reference_url = self.reference_url

        tags: list[str] | Unset = UNSET
        if not isinstance(self.tags, Unset):
            tags = self.tags

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "name": name,
            }
        )
        if description is not UNSET:
            field_dict["description"] = description
        if format_pattern is not UNSET:
            field_dict["format_pattern"] = format_pattern
        if key is not UNSET:
            field_dict["key"] = key
        if options is not UNSET:
            field_dict["options"] = options
        if organization is not UNSET:
            field_dict["organization"] = organization
        if reference_url is not UNSET:
            field_dict["reference_url"] = reference_url
        if tags is not UNSET:
            field_dict["tags"] = tags

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.datasets_added import DatasetsAdded

        d = dict(src_dict)
        name = d.pop("name")

        description = d.pop("description", UNSET)

        format_pattern = d.pop("format_pattern", UNSET)

        def _parse_key(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        key = _parse_key(d.pop("key", UNSET))

        _options = d.pop("options", UNSET)
        options: DatasetsAdded | Unset
        if isinstance(_options, Unset):
            options = UNSET
        else:
            options = DatasetsAdded.from_dict(_options)

        def _parse_organization(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        organization = _parse_organization(d.pop("organization", UNSET))

        reference_url = d.pop("reference_url", UNSET)

        tags = cast(list[str], d.pop("tags", UNSET))

        datasets_input = cls(
            name=name,
            description=description,
            format_pattern=format_pattern,
            key=key,
            options=options,
            organization=organization,
            reference_url=reference_url,
            tags=tags,
        )

        datasets_input.additional_properties = d
        return datasets_input

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
