from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="CareCommentInput")


@_attrs_define
class CareCommentInput:
    comment: str
    """ What it says. """
    care_enquiry: None | str | Unset = UNSET
    """ The care enquiry it is about. An id of `care-enquiries`. """
    location: None | str | Unset = UNSET
    """ The location of what it is about. An id of `locations`. Unless told, as in what it is part of. """
    pinned: bool | Unset = UNSET
    """ Whether it is kept at the top. """
    service_user: None | str | Unset = UNSET
    """ The service user it is about. An id of `service-users`. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        comment = self.comment

        care_enquiry: None | str | Unset
        if isinstance(self.care_enquiry, Unset):
            care_enquiry = UNSET
        else:
            care_enquiry = self.care_enquiry

        location: None | str | Unset
        if isinstance(self.location, Unset):
            location = UNSET
        else:
            location = self.location

        pinned = self.pinned

        service_user: None | str | Unset
        if isinstance(self.service_user, Unset):
            service_user = UNSET
        else:
            service_user = self.service_user

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "comment": comment,
            }
        )
        if care_enquiry is not UNSET:
            field_dict["care_enquiry"] = care_enquiry
        if location is not UNSET:
            field_dict["location"] = location
        if pinned is not UNSET:
            field_dict["pinned"] = pinned
        if service_user is not UNSET:
            field_dict["service_user"] = service_user

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        comment = d.pop("comment")

        def _parse_care_enquiry(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        care_enquiry = _parse_care_enquiry(d.pop("care_enquiry", UNSET))

        def _parse_location(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        location = _parse_location(d.pop("location", UNSET))

        pinned = d.pop("pinned", UNSET)

        def _parse_service_user(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        service_user = _parse_service_user(d.pop("service_user", UNSET))

        care_comment_input = cls(
            comment=comment,
            care_enquiry=care_enquiry,
            location=location,
            pinned=pinned,
            service_user=service_user,
        )

        care_comment_input.additional_properties = d
        return care_comment_input

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
