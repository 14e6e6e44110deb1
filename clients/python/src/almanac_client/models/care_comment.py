from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="CareComment")


@_attrs_define
class CareComment:
    """Notes on care enquiries and service users. Only what is asked for is there."""

    document_id: str
    """ What the document is known by. """
    anonymized: None | str | Unset = UNSET
    """ When everything about a person was removed from it; null while it is there. In UTC. """
    care_enquiry: None | str | Unset = UNSET
    """ The care enquiry it is about. An id of `care-enquiries`. """
    comment: str | Unset = UNSET
    """ What it says. """
    created: str | Unset = UNSET
    """ When it was made. In UTC. """
    location: None | str | Unset = UNSET
    """ The location of what it is about. An id of `locations`. """
    modified: str | Unset = UNSET
    """ When it was last changed. In UTC. """
    pinned: bool | Unset = UNSET
    """ Whether it is kept at the top. """
    service_user: None | str | Unset = UNSET
    """ The service user it is about. An id of `service-users`. """
    user: None | str | Unset = UNSET
    """ Who wrote it; null where that was no user. An id of `users`. """
    user_sticky_label: None | str | Unset = UNSET
    """ What they were called then. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        document_id = self.document_id

        anonymized: None | str | Unset
        if isinstance(self.anonymized, Unset):
            anonymized = UNSET
        else:
            anonymized = self.anonymized

        care_enquiry: None | str | Unset
        if isinstance(self.care_enquiry, Unset):
            care_enquiry = UNSET
        else:
            care_enquiry = self.care_enquiry

        comment = self.comment

        created = self.created

        location: None | str | Unset
        if isinstance(self.location, Unset):
            location = UNSET
        else:
            location = self.location

        modified = self.modified

        pinned = self.pinned

        service_user: None | str | Unset
        if isinstance(self.service_user, Unset):
            service_user = UNSET
        else:
            service_user = self.service_user

        user: None | str | Unset
        if isinstance(self.user, Unset):
            user = UNSET
        else:
            user = self.user

        user_sticky_label: None | str | Unset
        if isinstance(self.user_sticky_label, Unset):
            user_sticky_label = UNSET
        else:
            user_sticky_label = self.user_sticky_label

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "_id": document_id,
            }
        )
        if anonymized is not UNSET:
            field_dict["anonymized"] = anonymized
        if care_enquiry is not UNSET:
            field_dict["care_enquiry"] = care_enquiry
        if comment is not UNSET:
            field_dict["comment"] = comment
        if created is not UNSET:
            field_dict["created"] = created
        if location is not UNSET:
            field_dict["location"] = location
        if modified is not UNSET:
            field_dict["modified"] = modified
        if pinned is not UNSET:
            field_dict["pinned"] = pinned
        if service_user is not UNSET:
            field_dict["service_user"] = service_user
        if user is not UNSET:
            field_dict["user"] = user
        if user_sticky_label is not UNSET:
            field_dict["user_sticky_label"] = user_sticky_label

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        document_id = d.pop("_id")

        def _parse_anonymized(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        anonymized = _parse_anonymized(d.pop("anonymized", UNSET))

        def _parse_care_enquiry(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        care_enquiry = _parse_care_enquiry(d.pop("care_enquiry", UNSET))

        comment = d.pop("comment", UNSET)

        created = d.pop("created", UNSET)

        def _parse_location(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        location = _parse_location(d.pop("location", UNSET))

        modified = d.pop("modified", UNSET)

        pinned = d.pop("pinned", UNSET)

        def _parse_service_user(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        service_user = _parse_service_user(d.pop("service_user", UNSET))

        def _parse_user(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        user = _parse_user(d.pop("user", UNSET))

        def _parse_user_sticky_label(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        user_sticky_label = _parse_user_sticky_label(d.pop("user_sticky_label", UNSET))

        care_comment = cls(
            document_id=document_id,
            anonymized=anonymized,
            care_enquiry=care_enquiry,
            comment=comment,
            created=created,
            location=location,
            modified=modified,
            pinned=pinned,
            service_user=service_user,
            user=user,
            user_sticky_label=user_sticky_label,
        )

        care_comment.additional_properties = d
        return care_comment

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
