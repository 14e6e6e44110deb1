from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.accounts_audit_actor import AccountsAuditActor
    from ..models.accounts_audit_entry_details import AccountsAuditEntryDetails
    from ..models.accounts_audit_subject import AccountsAuditSubject


T = TypeVar("T", bound="AccountsAuditEntry")


@_attrs_define
class AccountsAuditEntry:
    """Something that was done."""

    at: datetime.datetime
    """ When. """
    details: AccountsAuditEntryDetails
    """ Whatever else is worth knowing; never a secret. """
    event: str
    """ What was done. """
    id: int
    """ Grows with time. """
    subject: AccountsAuditSubject
    """ What something was done to. """
    actor: AccountsAuditActor | None | Unset = UNSET
    address: None | str | Unset = UNSET
    """ Where the call came from, where that is known. """
    organization: int | None | Unset = UNSET
    """ The organisation it concerns. """
    user_id: int | None | Unset = UNSET
    """ The user it concerns. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.accounts_audit_actor import AccountsAuditActor

        at = self.at.isoformat()

        details = self.details.to_dict()

        event = self.event

        id = self.id

        subject = self.subject.to_dict()

        actor: dict[str, Any] | None | Unset
        if isinstance(self.actor, Unset):
            actor = UNSET
        elif isinstance(self.actor, AccountsAuditActor):
            actor = self.actor.to_dict()
        else:
            actor = self.actor

        address: None | str | Unset
        if isinstance(self.address, Unset):
            address = UNSET
        else:
            address = self.address

        organization: int | None | Unset
        if isinstance(self.organization, Unset):
            organization = UNSET
        else:
            organization = self.organization

        user_id: int | None | Unset
        if isinstance(self.user_id, Unset):
            user_id = UNSET
        else:
            user_id = self.user_id

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "at": at,
                "details": details,
                "event": event,
                "id": id,
                "subject": subject,
            }
        )
        if actor is not UNSET:
            field_dict["actor"] = actor
        if address is not UNSET:
            field_dict["address"] = address
        if organization is not UNSET:
            field_dict["organization"] = organization
        if user_id is not UNSET:
            field_dict["user_id"] = user_id

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.accounts_audit_actor import AccountsAuditActor
        from ..models.accounts_audit_entry_details import AccountsAuditEntryDetails
        from ..models.accounts_audit_subject import AccountsAuditSubject

        d = dict(src_dict)
        at = datetime.datetime.fromisoformat(d.pop("at"))

        details = AccountsAuditEntryDetails.from_dict(d.pop("details"))

        event = d.pop("event")

        id = d.pop("id")

        subject = AccountsAuditSubject.from_dict(d.pop("subject"))

        def _parse_actor(data: object) -> AccountsAuditActor | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                actor_type_0 = AccountsAuditActor.from_dict(data)

                return actor_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(AccountsAuditActor | None | Unset, data)

        actor = _parse_actor(d.pop("actor", UNSET))

        def _parse_address(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        address = _parse_address(d.pop("address", UNSET))

        def _parse_organization(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        organization = _parse_organization(d.pop("organization", UNSET))

        def _parse_user_id(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        user_id = _parse_user_id(d.pop("user_id", UNSET))

        accounts_audit_entry = cls(
            at=at,
            details=details,
            event=event,
            id=id,
            subject=subject,
            actor=actor,
            address=address,
            organization=organization,
            user_id=user_id,
        )

        accounts_audit_entry.additional_properties = d
        return accounts_audit_entry

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
