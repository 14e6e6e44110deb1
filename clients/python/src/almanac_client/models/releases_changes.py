from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.releases_change import ReleasesChange


T = TypeVar("T", bound="ReleasesChanges")


@_attrs_define
class ReleasesChanges:
    """What happened."""

    api_version: str
    """ The version of the API. """
    changes: list[ReleasesChange]
    """ The oldest first, at most 500. """
    http_status: int
    """ The status of the answer. """
    message: str
    next_: str
    """ Where to ask for what comes after these: now, or some time later. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        api_version = self.api_version

        changes = []
        for changes_item_data in self.changes:
            changes_item = changes_item_data.to_dict()
            changes.append(changes_item)

        http_status = self.http_status

        message = self.message

        next_ = self.next_

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "apiVersion": api_version,
                "changes": changes,
                "httpStatus": http_status,
                "message": message,
                "next": next_,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.releases_change import ReleasesChange

        d = dict(src_dict)
        api_version = d.pop("apiVersion")

        changes = []
        _changes = d.pop("changes")
        for changes_item_data in _changes:
            changes_item = ReleasesChange.from_dict(changes_item_data)

            changes.append(changes_item)

        http_status = d.pop("httpStatus")

        message = d.pop("message")

        next_ = d.pop("next")

        releases_changes = cls(
            api_version=api_version,
            changes=changes,
            http_status=http_status,
            message=message,
            next_=next_,
        )

        releases_changes.additional_properties = d
        return releases_changes

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
