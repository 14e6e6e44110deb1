from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.releases_change_kind import ReleasesChangeKind, check_releases_change_kind

if TYPE_CHECKING:
    from ..models.releases_changed_release import ReleasesChangedRelease


T = TypeVar("T", bound="ReleasesChange")


@_attrs_define
class ReleasesChange:
    """Something that happened to a release."""

    at: str
    """ When, to the microsecond; no two changes have one time. """
    change: ReleasesChangeKind
    """ What happened to a release. """
    item_id: int
    """ The item's number. """
    item_name: str
    release: ReleasesChangedRelease
    """ The release that it happened to. """
    releases_url: str
    """ The list of the item's releases. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        at = self.at

        change: str = self.change

        item_id = self.item_id

        item_name = self.item_name

        release = self.release.to_dict()

        releases_url = self.releases_url

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "at": at,
                "change": change,
                "itemId": item_id,
                "itemName": item_name,
                "release": release,
                "releasesUrl": releases_url,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.releases_changed_release import ReleasesChangedRelease

        d = dict(src_dict)
        at = d.pop("at")

        change = check_releases_change_kind(d.pop("change"))

        item_id = d.pop("itemId")

        item_name = d.pop("itemName")

        release = ReleasesChangedRelease.from_dict(d.pop("release"))

        releases_url = d.pop("releasesUrl")

        releases_change = cls(
            at=at,
            change=change,
            item_id=item_id,
            item_name=item_name,
            release=release,
            releases_url=releases_url,
        )

        releases_change.additional_properties = d
        return releases_change

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
