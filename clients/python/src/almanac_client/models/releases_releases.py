from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.releases_release import ReleasesRelease


T = TypeVar("T", bound="ReleasesReleases")


@_attrs_define
class ReleasesReleases:
    """Releases of an item."""

    api_version: str
    """ The version of the API. """
    http_status: int
    """ The status of the answer. """
    message: str
    releases: list[ReleasesRelease]
    """ From new to old, as the website has them; the first is the latest. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        api_version = self.api_version

        http_status = self.http_status

        message = self.message

        releases = []
        for releases_item_data in self.releases:
            releases_item = releases_item_data.to_dict()
            releases.append(releases_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "apiVersion": api_version,
                "httpStatus": http_status,
                "message": message,
                "releases": releases,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.releases_release import ReleasesRelease

        d = dict(src_dict)
        api_version = d.pop("apiVersion")

        http_status = d.pop("httpStatus")

        message = d.pop("message")

        releases = []
        _releases = d.pop("releases")
        for releases_item_data in _releases:
            releases_item = ReleasesRelease.from_dict(releases_item_data)

            releases.append(releases_item)

        releases_releases = cls(
            api_version=api_version,
            http_status=http_status,
            message=message,
            releases=releases,
        )

        releases_releases.additional_properties = d
        return releases_releases

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
