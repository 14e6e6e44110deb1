from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="ReleasesChangedRelease")


@_attrs_define
class ReleasesChangedRelease:
    """The release that it happened to."""

    archive_file_sha_256: str
    """ 64 upper-case hexadecimal digits. """
    archive_file_size_bytes: int
    id: str
    """ The name of its archive. """
    name: str
    release_date: datetime.date
    reason: None | str | Unset = UNSET
    """ Why it was withdrawn; null where that is not what happened. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        archive_file_sha_256 = self.archive_file_sha_256

        archive_file_size_bytes = self.archive_file_size_bytes

        id = self.id

        name = self.name

        release_date = self.release_date.isoformat()

        reason: None | str | Unset
        if isinstance(self.reason, Unset):
            reason = UNSET
        else:
            reason = self.reason

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "archiveFileSha256": archive_file_sha_256,
                "archiveFileSizeBytes": archive_file_size_bytes,
                "id": id,
                "name": name,
                "releaseDate": release_date,
            }
        )
        if reason is not UNSET:
            field_dict["reason"] = reason

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        archive_file_sha_256 = d.pop("archiveFileSha256")

        archive_file_size_bytes = d.pop("archiveFileSizeBytes")

        id = d.pop("id")

        name = d.pop("name")

        release_date = datetime.date.fromisoformat(d.pop("releaseDate"))

        def _parse_reason(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        reason = _parse_reason(d.pop("reason", UNSET))

        releases_changed_release = cls(
            archive_file_sha_256=archive_file_sha_256,
            archive_file_size_bytes=archive_file_size_bytes,
            id=id,
            name=name,
            release_date=release_date,
            reason=reason,
        )

        releases_changed_release.additional_properties = d
        return releases_changed_release

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
