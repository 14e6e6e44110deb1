from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.care_group_type import CareGroupType, check_care_group_type
from ..types import UNSET, Unset

T = TypeVar("T", bound="CareGroupInput")


@_attrs_define
class CareGroupInput:
    group_type: CareGroupType
    name: str
    """ What it is called. """
    archived: bool | None | str | Unset = UNSET
    """ When it was put away; null while it is in use. In UTC. `true` is for now, `false` for null. """
    description: None | str | Unset = UNSET
    """ What it means. """
    parent_group: None | str | Unset = UNSET
    """ The group it is within. An id of `groups`. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        group_type: str = self.group_type

        name = self.name

        archived: bool | None | str | Unset
        if isinstance(self.archived, Unset):
            archived = UNSET
        else:
            archived = self.archived

        description: None | str | Unset
        if isinstance(self.description, Unset):
            description = UNSET
        else:
            description = self.description

        parent_group: None | str | Unset
        if isinstance(self.parent_group, Unset):
            parent_group = UNSET
        else:
            parent_group = self.parent_group

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "group_type": group_type,
                "name": name,
            }
        )
        if archived is not UNSET:
            field_dict["archived"] = archived
        if description is not UNSET:
            field_dict["description"] = description
        if parent_group is not UNSET:
            field_dict["parent_group"] = parent_group

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        group_type = check_care_group_type(d.pop("group_type"))

        name = d.pop("name")

        def _parse_archived(data: object) -> bool | None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(bool | None | str | Unset, data)

        archived = _parse_archived(d.pop("archived", UNSET))

        def _parse_description(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        description = _parse_description(d.pop("description", UNSET))

        def _parse_parent_group(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        parent_group = _parse_parent_group(d.pop("parent_group", UNSET))

        care_group_input = cls(
            group_type=group_type,
            name=name,
            archived=archived,
            description=description,
            parent_group=parent_group,
        )

        care_group_input.additional_properties = d
        return care_group_input

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
