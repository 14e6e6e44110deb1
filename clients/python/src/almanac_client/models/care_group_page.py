from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.care_group import CareGroup


T = TypeVar("T", bound="CareGroupPage")


@_attrs_define
class CareGroupPage:
    """A page of a list."""

    item_count: int
    """ Documents in the whole list. """
    items: list[CareGroup]
    page: int
    """ Which page it is. """
    page_count: int
    """ Pages in the whole list; none where it is empty. """
    per_page: int
    """ Documents on a full page. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        item_count = self.item_count

        items = []
        for items_item_data in self.items:
            items_item = items_item_data.to_dict()
            items.append(items_item)

        page = self.page

        page_count = self.page_count

        per_page = self.per_page

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "item_count": item_count,
                "items": items,
                "page": page,
                "page_count": page_count,
                "per_page": per_page,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.care_group import CareGroup

        d = dict(src_dict)
        item_count = d.pop("item_count")

        items = []
        _items = d.pop("items")
        for items_item_data in _items:
            items_item = CareGroup.from_dict(items_item_data)

            items.append(items_item)

        page = d.pop("page")

        page_count = d.pop("page_count")

        per_page = d.pop("per_page")

        care_group_page = cls(
            item_count=item_count,
            items=items,
            page=page,
            page_count=page_count,
            per_page=per_page,
        )

        care_group_page.additional_properties = d
        return care_group_page

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
