from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="ReferenceGps")


@_attrs_define
class ReferenceGps:
    """General practitioners."""

    fully_qualified_derived: bool
    """ Whether the fully qualified were not published, as in early editions, but
    worked out: all GPs less those in training. """
    fte: float | None | Unset = UNSET
    """ Full-time equivalents of all: weeks of 37.5 hours. Practices have them as
    published, to nine decimal places; sums have six. """
    fully_qualified_fte: float | None | Unset = UNSET
    """ Full-time equivalents of those who are not in training. """
    fully_qualified_headcount: int | None | Unset = UNSET
    """ Those who are not in training. """
    headcount: int | None | Unset = UNSET
    """ All of them, those in training and locums included. """
    locum_fte: float | None | Unset = UNSET
    """ Full-time equivalents of locums. """
    trainee_fte: float | None | Unset = UNSET
    """ Full-time equivalents of those in training. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        fully_qualified_derived = self.fully_qualified_derived

        fte: float | None | Unset
        if isinstance(self.fte, Unset):
            fte = UNSET
        else:
            fte = self.fte

        fully_qualified_fte: float | None | Unset
        if isinstance(self.fully_qualified_fte, Unset):
            fully_qualified_fte = UNSET
        else:
            fully_qualified_fte = self.fully_qualified_fte

        fully_qualified_headcount: int | None | Unset
        if isinstance(self.fully_qualified_headcount, Unset):
            fully_qualified_headcount = UNSET
        else:
            fully_qualified_headcount = self.fully_qualified_headcount

        headcount: int | None | Unset
        if isinstance(self.headcount, Unset):
            headcount = UNSET
        else:
            headcount = self.headcount

        locum_fte: float | None | Unset
        if isinstance(self.locum_fte, Unset):
            locum_fte = UNSET
        else:
            locum_fte = self.locum_fte

        trainee_fte: float | None | Unset
        if isinstance(self.trainee_fte, Unset):
            trainee_fte = UNSET
        else:
            trainee_fte = self.trainee_fte

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "fully_qualified_derived": fully_qualified_derived,
            }
        )
        if fte is not UNSET:
            field_dict["fte"] = fte
        if fully_qualified_fte is not UNSET:
            field_dict["fully_qualified_fte"] = fully_qualified_fte
        if fully_qualified_headcount is not UNSET:
            field_dict["fully_qualified_headcount"] = fully_qualified_headcount
        if headcount is not UNSET:
            field_dict["headcount"] = headcount
        if locum_fte is not UNSET:
            field_dict["locum_fte"] = locum_fte
        if trainee_fte is not UNSET:
            field_dict["trainee_fte"] = trainee_fte

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        fully_qualified_derived = d.pop("fully_qualified_derived")

        def _parse_fte(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        fte = _parse_fte(d.pop("fte", UNSET))

        def _parse_fully_qualified_fte(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        fully_qualified_fte = _parse_fully_qualified_fte(d.pop("fully_qualified_fte", UNSET))

        def _parse_fully_qualified_headcount(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        fully_qualified_headcount = _parse_fully_qualified_headcount(
            d.pop("fully_qualified_headcount", UNSET)
        )

        def _parse_headcount(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        headcount = _parse_headcount(d.pop("headcount", UNSET))

        def _parse_locum_fte(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        locum_fte = _parse_locum_fte(d.pop("locum_fte", UNSET))

        def _parse_trainee_fte(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        trainee_fte = _parse_trainee_fte(d.pop("trainee_fte", UNSET))

        reference_gps = cls(
            fully_qualified_derived=fully_qualified_derived,
            fte=fte,
            fully_qualified_fte=fully_qualified_fte,
            fully_qualified_headcount=fully_qualified_headcount,
            headcount=headcount,
            locum_fte=locum_fte,
            trainee_fte=trainee_fte,
        )

        reference_gps.additional_properties = d
        return reference_gps

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
