from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="DatasetsVersionItem")


@_attrs_define
class DatasetsVersionItem:
    """A version of a dataset in a list."""

    created_at: datetime.datetime
    name: str
    """ What the dataset was called. """
    options_count: int
    version: int
    """ Counts from 1. """
    created_by: int | None | Unset = UNSET
    """ The user who made this version; null: the platform. """
    created_by_username: None | str | Unset = UNSET
    """ What they are called; only the dataset's owners are told. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        created_at = self.created_at.isoformat()

        name = self.name

        options_count = self.options_count

        version = self.version

        created_by: int | None | Unset
        if isinstance(self.created_by, Unset):
            created_by = UNSET
        else:
            created_by = self.created_by

        created_by_username: None | str | Unset
        if isinstance(self.created_by_username, Unset):
            created_by_username = UNSET
        else:
            created_by_username = self.created_by_username

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "created_at": created_at,
                "name": name,
                "options_count": options_count,
                "version": version,
            }
        )
        if created_by is not UNSET:
            field_dict["created_by"] = created_by
        if created_by_username is not UNSET:
            field_dict["created_by_username"] = created_by_username

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        created_at = datetime.datetime.fromisoformat(d.pop("created_at"))

        name = d.pop("name")

        options_count = d.pop("options_count")

        version = d.pop("version")

        def _parse_created_by(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        created_by = _parse_created_by(d.pop("created_by", UNSET))

        def _parse_created_by_username(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        created_by_username = _parse_created_by_username(d.pop("created_by_username", UNSET))

        datasets_version_item = cls(
            created_at=created_at,
            name=name,
            options_count=options_count,
            version=version,
            created_by=created_by,
            created_by_username=created_by_username,
        )

        datasets_version_item.additional_properties = d
        return datasets_version_item

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
