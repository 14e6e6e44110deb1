from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.datasets_category import DatasetsCategory, check_datasets_category
from ..models.datasets_source_type import DatasetsSourceType, check_datasets_source_type
from ..types import UNSET, Unset

T = TypeVar("T", bound="DatasetsItem")


@_attrs_define
class DatasetsItem:
    """A dataset in a list."""

    category: DatasetsCategory
    """ Where a dataset comes from. """
    created_at: datetime.datetime
    description: str
    is_custom: bool
    """ Whether it is anything but one of the platform's own. """
    is_editable: bool
    """ Whether the caller may change it. """
    is_global: bool
    """ Whether everybody sees it. """
    key: str
    """ What it is named by, for ever. """
    name: str
    options_count: int
    reference_url: str
    """ Where to read more; may be empty. """
    source_type: DatasetsSourceType
    """ How the options of a dataset got here. """
    tags: list[str]
    updated_at: datetime.datetime
    """ When it last became another than it was. """
    last_scraped: datetime.datetime | None | Unset = UNSET
    """ When it was last found to be as its web page has it. """
    last_synced_at: datetime.datetime | None | Unset = UNSET
    """ When it was last found to be as its JSON source has it. """
    organization: int | None | Unset = UNSET
    """ The organisation it belongs to. """
    organization_name: None | str | Unset = UNSET
    parent: None | str | Unset = UNSET
    """ The key of what it is a custom version of. """
    parent_name: None | str | Unset = UNSET
    """ What that is called now. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        category: str = self.category

        created_at = self.created_at.isoformat()

        description = self.description

        is_custom = self.is_custom

        is_editable = self.is_editable

        is_global = self.is_global

        key = self.key

        name = self.name

        options_count = self.options_count

        reference_url = self.reference_url

        source_type: str = self.source_type

        tags = self.tags

        updated_at = self.updated_at.isoformat()

        last_scraped: None | str | Unset
        if isinstance(self.last_scraped, Unset):
            last_scraped = UNSET
        elif isinstance(self.last_scraped, datetime.datetime):
            last_scraped = self.last_scraped.isoformat()
        else:
            last_scraped = self.last_scraped

        last_synced_at: None | str | Unset
        if isinstance(self.last_synced_at, Unset):
            last_synced_at = UNSET
        elif isinstance(self.last_synced_at, datetime.datetime):
            last_synced_at = self.last_synced_at.isoformat()
        else:
            last_synced_at = self.last_synced_at

        organization: int | None | Unset
        if isinstance(self.organization, Unset):
            organization = UNSET
        else:
            organization = self.organization

        organization_name: None | str | Unset
        if isinstance(self.organization_name, Unset):
            organization_name = UNSET
        else:
            organization_name = self.organization_name

        parent: None | str | Unset
        if isinstance(self.parent, Unset):
            parent = UNSET
        else:
            parent = self.parent

        parent_name: None | str | Unset
        if isinstance(self.parent_name, Unset):
            parent_name = UNSET
        else:
            parent_name = self.parent_name

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "category": category,
                "created_at": created_at,
                "description": description,
                "is_custom": is_custom,
                "is_editable": is_editable,
                "is_global": is_global,
                "key": key,
                "name": name,
                "options_count": options_count,
                "reference_url": reference_url,
                "source_type": source_type,
                "tags": tags,
                "updated_at": updated_at,
            }
        )
        if last_scraped is not UNSET:
            field_dict["last_scraped"] = last_scraped
        if last_synced_at is not UNSET:
            field_dict["last_synced_at"] = last_synced_at
        if organization is not UNSET:
            field_dict["organization"] = organization
        if organization_name is not UNSET:
            field_dict["organization_name"] = organization_name
        if parent is not UNSET:
            field_dict["parent"] = parent
        if parent_name is not UNSET:
            field_dict["parent_name"] = parent_name

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        category = check_datasets_category(d.pop("category"))

        created_at = datetime.datetime.fromisoformat(d.pop("created_at"))

        description = d.pop("description")

        is_custom = d.pop("is_custom")

        is_editable = d.pop("is_editable")

        is_global = d.pop("is_global")

        key = d.pop("key")

        name = d.pop("name")

        options_count = d.pop("options_count")

        reference_url = d.pop("reference_url")

        source_type = check_datasets_source_type(d.pop("source_type"))

        tags = cast(list[str], d.pop("tags"))

        updated_at = datetime.datetime.fromisoformat(d.pop("updated_at"))

        def _parse_last_scraped(data: object) -> datetime.datetime | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                last_scraped_type_0 = datetime.datetime.fromisoformat(data)

                return last_scraped_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None | Unset, data)

        last_scraped = _parse_last_scraped(d.pop("last_scraped", UNSET))

        def _parse_last_synced_at(data: object) -> datetime.datetime | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                last_synced_at_type_0 = datetime.datetime.fromisoformat(data)

                return last_synced_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None | Unset, data)

        last_synced_at = _parse_last_synced_at(d.pop("last_synced_at", UNSET))

        def _parse_organization(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        organization = _parse_organization(d.pop("organization", UNSET))

        def _parse_organization_name(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        organization_name = _parse_organization_name(d.pop("organization_name", UNSET))

        def _parse_parent(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        parent = _parse_parent(d.pop("parent", UNSET))

        def _parse_parent_name(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        parent_name = _parse_parent_name(d.pop("parent_name", UNSET))

        datasets_item = cls(
            category=category,
            created_at=created_at,
            description=description,
            is_custom=is_custom,
            is_editable=is_editable,
            is_global=is_global,
            key=key,
            name=name,
            options_count=options_count,
            reference_url=reference_url,
            source_type=source_type,
            tags=tags,
            updated_at=updated_at,
            last_scraped=last_scraped,
            last_synced_at=last_synced_at,
            organization=organization,
            organization_name=organization_name,
            parent=parent,
            parent_name=parent_name,
        )

        datasets_item.additional_properties = d
        return datasets_item

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
