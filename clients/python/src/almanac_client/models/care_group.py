from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.care_group_type import CareGroupType, check_care_group_type
from ..types import UNSET, Unset

T = TypeVar("T", bound="CareGroup")


@_attrs_define
class CareGroup:
    """The words an organisation sorts things by: sales channels, reasons for absence. Only what is asked for is there."""

    document_id: str
    """ What the document is known by. """
    archived: None | str | Unset = UNSET
    """ When it was put away; null while it is in use. In UTC. """
    created: str | Unset = UNSET
    """ When it was made. In UTC. """
    description: None | str | Unset = UNSET
    """ What it means. """
    group_type: CareGroupType | Unset = UNSET
    modified: str | Unset = UNSET
    """ When it was last changed. In UTC. """
    name: str | Unset = UNSET
    """ What it is called. """
    nominal_code: None | str | Unset = UNSET
    """ The nominal code it is booked under. """
    parent_group: None | str | Unset = UNSET
    """ The group it is within. An id of `groups`. """
    protected: bool | Unset = UNSET
    """ Whether it can be neither changed nor deleted. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        document_id = self.document_id

        archived: None | str | Unset
        if isinstance(self.archived, Unset):
            archived = UNSET
        else:
            archived = self.archived

        created = self.created

        description: None | str | Unset
        if isinstance(self.description, Unset):
            description = UNSET
        else:
            description = self.description

        group_type: str | Unset = UNSET
        if not isinstance(self.group_type, Unset):
            group_type = self.group_type

        modified = self.modified

        name = self.name

        nominal_code: None | str | Unset
        if isinstance(self.nominal_code, Unset):
            nominal_code = UNSET
        else:
            nominal_code = self.nominal_code

        parent_group: None | str | Unset
        if isinstance(self.parent_group, Unset):
            parent_group = UNSET
        else:
            parent_group = self.parent_group

        protected = self.protected

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "_id": document_id,
            }
        )
        if archived is not UNSET:
            field_dict["archived"] = archived
        if created is not UNSET:
            field_dict["created"] = created
        if description is not UNSET:
            field_dict["description"] = description
        if group_type is not UNSET:
            field_dict["group_type"] = group_type
        if modified is not UNSET:
            field_dict["modified"] = modified
        if name is not UNSET:
            field_dict["name"] = name
        if nominal_code is not UNSET:
            field_dict["nominal_code"] = nominal_code
        if parent_group is not UNSET:
            field_dict["parent_group"] = parent_group
        if protected is not UNSET:
            field_dict["protected"] = protected

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        document_id = d.pop("_id")

        def _parse_archived(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        archived = _parse_archived(d.pop("archived", UNSET))

        created = d.pop("created", UNSET)

        def _parse_description(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        description = _parse_description(d.pop("description", UNSET))

        _group_type = d.pop("group_type", UNSET)
        group_type: CareGroupType | Unset
        if isinstance(_group_type, Unset):
            group_type = UNSET
        else:
            group_type = check_care_group_type(_group_type)

        modified = d.pop("modified", UNSET)

        name = d.pop("name", UNSET)

        def _parse_nominal_code(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        nominal_code = _parse_nominal_code(d.pop("nominal_code", UNSET))

        def _parse_parent_group(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        parent_group = _parse_parent_group(d.pop("parent_group", UNSET))

        protected = d.pop("protected", UNSET)

        care_group = cls(
            document_id=document_id,
            archived=archived,
            created=created,
            description=description,
            group_type=group_type,
            modified=modified,
            name=name,
            nominal_code=nominal_code,
            parent_group=parent_group,
            protected=protected,
        )

        care_group.additional_properties = d
        return care_group

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
