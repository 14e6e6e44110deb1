from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.reference_origin import ReferenceOrigin, check_reference_origin
from ..models.reference_release_state import (
    ReferenceReleaseState,
    check_reference_release_state,
)
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.reference_change_counts import ReferenceChangeCounts
    from ..models.reference_release_file import ReferenceReleaseFile


T = TypeVar("T", bound="ReferenceRelease")


@_attrs_define
class ReferenceRelease:
    """One published revision of one period of a publication."""

    files: list[ReferenceReleaseFile]
    """ The files it was made from. """
    id: str
    """ What figures name it by. """
    imported_at: datetime.datetime
    """ When it came to us. """
    origin: ReferenceOrigin
    """ Where a release came from. """
    period: str
    """ The source's own label of the period. """
    period_end: datetime.date
    """ The last day it is about. """
    period_start: datetime.date
    """ The first day it is about. """
    publication: str
    """ The NHS series. """
    rejects: int
    """ Rows refused; see `rejects/` below it. """
    revision: int
    """ 1 for what was first published of the period; counts up. """
    rows: int
    """ Rows taken in. """
    segment_sha256: str
    """ SHA-256, in hex, of its rows as a Parquet file. """
    state: ReferenceReleaseState
    """ Whether a release is served. """
    changes: None | ReferenceChangeCounts | Unset = UNSET
    published_on: datetime.date | None | Unset = UNSET
    """ When the NHS published it, where that is known. """
    regions: None | str | Unset = UNSET
    source_url: None | str | Unset = UNSET
    """ The page where the NHS publishes the series. """
    title: None | str | Unset = UNSET
    """ What the NHS calls the series. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.reference_change_counts import ReferenceChangeCounts

        files = []
        for files_item_data in self.files:
            files_item = files_item_data.to_dict()
            files.append(files_item)

        id = self.id

        imported_at = self.imported_at.isoformat()

        origin: str = self.origin

        period = self.period

        period_end = self.period_end.isoformat()

        period_start = self.period_start.isoformat()

        publication = self.publication

        rejects = self.rejects

        revision = self.revision

        rows = self.rows

        segment_sha256 = self.segment_sha256

        state: str = self.state

        changes: dict[str, Any] | None | Unset
        if isinstance(self.changes, Unset):
            changes = UNSET
        elif isinstance(self.changes, ReferenceChangeCounts):
            changes = self.changes.to_dict()
        else:
            changes = self.changes

        published_on: None | str | Unset
        if isinstance(self.published_on, Unset):
            published_on = UNSET
        elif isinstance(self.published_on, datetime.date):
            published_on = self.published_on.isoformat()
        else:
            published_on = self.published_on

        regions: None | str | Unset
        if isinstance(self.regions, Unset):
            regions = UNSET
        else:
            regions = self.regions

        source_url: None | str | Unset
        if isinstance(self.source_url, Unset):
            source_url = UNSET
        else:
            source_url = self.source_url

        title: None | str | Unset
        if isinstance(self.title, Unset):
            title = UNSET
        else:
            title = self.title

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "files": files,
                "id": id,
                "imported_at": imported_at,
                "origin": origin,
                "period": period,
                "period_end": period_end,
                "period_start": period_start,
                "publication": publication,
                "rejects": rejects,
                "revision": revision,
                "rows": rows,
                "segment_sha256": segment_sha256,
                "state": state,
            }
        )
        if changes is not UNSET:
            field_dict["changes"] = changes
        if published_on is not UNSET:
            field_dict["published_on"] = published_on
        if regions is not UNSET:
            field_dict["regions"] = regions
        if source_url is not UNSET:
            field_dict["source_url"] = source_url
        if title is not UNSET:
            field_dict["title"] = title

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.reference_change_counts import ReferenceChangeCounts
        from ..models.reference_release_file import ReferenceReleaseFile

        d = dict(src_dict)
        files = []
        _files = d.pop("files")
        for files_item_data in _files:
            files_item = ReferenceReleaseFile.from_dict(files_item_data)

            files.append(files_item)

        id = d.pop("id")

        imported_at = datetime.datetime.fromisoformat(d.pop("imported_at"))

        origin = check_reference_origin(d.pop("origin"))

        period = d.pop("period")

        period_end = datetime.date.fromisoformat(d.pop("period_end"))

        period_start = datetime.date.fromisoformat(d.pop("period_start"))

        publication = d.pop("publication")

        rejects = d.pop("rejects")

        revision = d.pop("revision")

        rows = d.pop("rows")

        segment_sha256 = d.pop("segment_sha256")

        state = check_reference_release_state(d.pop("state"))

        def _parse_changes(data: object) -> None | ReferenceChangeCounts | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                changes_type_0 = ReferenceChangeCounts.from_dict(data)

                return changes_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | ReferenceChangeCounts | Unset, data)

        changes = _parse_changes(d.pop("changes", UNSET))

        def _parse_published_on(data: object) -> datetime.date | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                published_on_type_0 = datetime.date.fromisoformat(data)

                return published_on_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.date | None | Unset, data)

        published_on = _parse_published_on(d.pop("published_on", UNSET))

        def _parse_regions(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        regions = _parse_regions(d.pop("regions", UNSET))

        def _parse_source_url(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        source_url = _parse_source_url(d.pop("source_url", UNSET))

        def _parse_title(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        title = _parse_title(d.pop("title", UNSET))

        reference_release = cls(
            files=files,
            id=id,
            imported_at=imported_at,
            origin=origin,
            period=period,
            period_end=period_end,
            period_start=period_start,
            publication=publication,
            rejects=rejects,
            revision=revision,
            rows=rows,
            segment_sha256=segment_sha256,
            state=state,
            changes=changes,
            published_on=published_on,
            regions=regions,
            source_url=source_url,
            title=title,
        )

        reference_release.additional_properties = d
        return reference_release

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
