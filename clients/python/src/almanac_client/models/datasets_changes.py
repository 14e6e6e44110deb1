from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.datasets_added import DatasetsAdded
    from ..models.datasets_changed import DatasetsChanged


T = TypeVar("T", bound="DatasetsChanges")


@_attrs_define
class DatasetsChanges:
    """What became of the options of a dataset between two versions."""

    added: DatasetsAdded
    changed: DatasetsChanged
    key: str
    """ The dataset's key. """
    removed: DatasetsAdded
    reordered: bool
    """ Whether those in both come in another order. """
    since: int
    """ The version before; 0: nothing at all. """
    unchanged: int
    """ How many have the same text. """
    version: int
    """ The version after. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        added = self.added.to_dict()

        changed = self.changed.to_dict()

        key = self.key

        removed = self.removed.to_dict()

        reordered = self.reordered

        since = self.since

        unchanged = self.unchanged

        version = self.version

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "added": added,
                "changed": changed,
                "key": key,
                "removed": removed,
                "reordered": reordered,
                "since": since,
                "unchanged": unchanged,
                "version": version,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.datasets_added import DatasetsAdded
        from ..models.datasets_changed import DatasetsChanged

        d = dict(src_dict)
        added = DatasetsAdded.from_dict(d.pop("added"))

        changed = DatasetsChanged.from_dict(d.pop("changed"))

        key = d.pop("key")

        removed = DatasetsAdded.from_dict(d.pop("removed"))

        reordered = d.pop("reordered")

        since = d.pop("since")

        unchanged = d.pop("unchanged")

        version = d.pop("version")

        datasets_changes = cls(
            added=added,
            changed=changed,
            key=key,
            removed=removed,
            reordered=reordered,
            since=since,
            unchanged=unchanged,
            version=version,
        )

        datasets_changes.additional_properties = d
        return datasets_changes

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
