from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.releases_item import ReleasesItem


T = TypeVar("T", bound="ReleasesItems")


@_attrs_define
class ReleasesItems:
    """Every item."""

    api_version: str
    """ The version of the API. """
    http_status: int
    """ The status of the answer. """
    items: list[ReleasesItem]
    """ By name. """
    message: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        api_version = self.api_version

        http_status = self.http_status

        items = []
        for items_item_data in self.items:
            items_item = items_item_data.to_dict()
            items.append(items_item)

        message = self.message

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "apiVersion": api_version,
                "httpStatus": http_status,
                "items": items,
                "message": message,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.releases_item import ReleasesItem

        d = dict(src_dict)
        api_version = d.pop("apiVersion")

        http_status = d.pop("httpStatus")

        items = []
        _items = d.pop("items")
        for items_item_data in _items:
            items_item = ReleasesItem.from_dict(items_item_data)

            items.append(items_item)

        message = d.pop("message")

        releases_items = cls(
            api_version=api_version,
            http_status=http_status,
            items=items,
            message=message,
        )

        releases_items.additional_properties = d
        return releases_items

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
