from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.datasets_category import DatasetsCategory, check_datasets_category
from ..models.datasets_source_type import DatasetsSourceType, check_datasets_source_type
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.datasets_added import DatasetsAdded


T = TypeVar("T", bound="DatasetsDetail")


@_attrs_define
class DatasetsDetail:
    """A dataset with its options."""

    can_publish: bool
    """ Whether the caller may publish it. """
    category: DatasetsCategory
    """ Where a dataset comes from. """
    created_at: datetime.datetime
    description: str
    format_pattern: str
    """ Advice on how to show an option; may be empty. """
    is_active: bool
    """ Whether it is not deleted. """
    is_custom: bool
    """ Whether it is anything but one of the platform's own. """
    is_editable: bool
    """ Whether the caller may change it. """
    is_global: bool
    """ Whether everybody sees it. """
    key: str
    """ What it is named by, for ever. """
    name: str
    options: DatasetsAdded
    reference_url: str
    """ Where to read more; may be empty. """
    source_type: DatasetsSourceType
    """ How the options of a dataset got here. """
    tags: list[str]
    updated_at: datetime.datetime
    """ When it last became another than it was. """
    version: int
    """ Counts its changes, from 1. """
    created_by: int | None | Unset = UNSET
    """ The user who made it; null: the platform. """
    created_by_username: None | str | Unset = UNSET
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
    published_at: datetime.datetime | None | Unset = UNSET
    """ When everybody came to see it, if somebody published it. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        can_publish = self.can_publish

        category: str = self.category

        created_at = self.created_at.isoformat()

        description = self.description

        format_pattern = self.format_pattern

        is_active = self.is_active

        is_custom = self.is_custom

        is_editable = self.is_editable

        is_global = self.is_global

        key = self.key

        name = self.name

        options = self.options.to_dict()

        reference_url = self.reference_url

        source_type: str = self.source_type

        tags = self.tags

        updated_at = self.updated_at.isoformat()

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

        published_at: None | str | Unset
        if isinstance(self.published_at, Unset):
            published_at = UNSET
        elif isinstance(self.published_at, datetime.datetime):
            published_at = self.published_at.isoformat()
        else:
            published_at = self.published_at

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "can_publish": can_publish,
                "category": category,
                "created_at": created_at,
                "description": description,
                "format_pattern": format_pattern,
                "is_active": is_active,
                "is_custom": is_custom,
                "is_editable": is_editable,
                "is_global": is_global,
                "key": key,
                "name": name,
                "options": options,
                "reference_url": reference_url,
                "source_type": source_type,
                "tags": tags,
                "updated_at": updated_at,
                "version": version,
            }
        )
        if created_by is not UNSET:
            field_dict["created_by"] = created_by
        if created_by_username is not UNSET:
            field_dict["created_by_username"] = created_by_username
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
        if published_at is not UNSET:
            field_dict["published_at"] = published_at

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.datasets_added import DatasetsAdded

        d = dict(src_dict)
        can_publish = d.pop("can_publish")

        category = check_datasets_category(d.pop("category"))

        created_at = datetime.datetime.fromisoformat(d.pop("created_at"))

        description = d.pop("description")

        format_pattern = d.pop("format_pattern")

        is_active = d.pop("is_active")

        is_custom = d.pop("is_custom")

        is_editable = d.pop("is_editable")

        is_global = d.pop("is_global")

        key = d.pop("key")

        name = d.pop("name")

        options = DatasetsAdded.from_dict(d.pop("options"))

        reference_url = d.pop("reference_url")

        source_type = check_datasets_source_type(d.pop("source_type"))

        tags = cast(list[str], d.pop("tags"))

        updated_at = datetime.datetime.fromisoformat(d.pop("updated_at"))

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

        def _parse_published_at(data: object) -> datetime.datetime | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                published_at_type_0 = datetime.datetime.fromisoformat(data)

                return published_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None | Unset, data)

        published_at = _parse_published_at(d.pop("published_at", UNSET))

        datasets_detail = cls(
            can_publish=can_publish,
            category=category,
            created_at=created_at,
            description=description,
            format_pattern=format_pattern,
            is_active=is_active,
            is_custom=is_custom,
            is_editable=is_editable,
            is_global=is_global,
            key=key,
            name=name,
            options=options,
            reference_url=reference_url,
            source_type=source_type,
            tags=tags,
            updated_at=updated_at,
            version=version,
            created_by=created_by,
            created_by_username=created_by_username,
            last_scraped=last_scraped,
            last_synced_at=last_synced_at,
            organization=organization,
            organization_name=organization_name,
            parent=parent,
            parent_name=parent_name,
            published_at=published_at,
        )

        datasets_detail.additional_properties = d
        return datasets_detail

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
