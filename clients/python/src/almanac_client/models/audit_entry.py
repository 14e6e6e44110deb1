from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.audit_action import AuditAction, check_audit_action
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.audit_entry_new_state_type_0 import AuditEntryNewStateType0
    from ..models.audit_entry_previous_state_type_0 import AuditEntryPreviousStateType0
    from ..models.audit_person import AuditPerson


T = TypeVar("T", bound="AuditEntry")


@_attrs_define
class AuditEntry:
    """A change."""

    action: AuditAction
    """ What happened to a record. """
    entity_id: str
    """ Its number, or the key of a configuration. """
    entity_type: str
    """ What was changed. """
    id: int
    """ Grows with time. """
    reason: str
    """ Why, where somebody said so. """
    timestamp: str
    """ When, in UTC. """
    new_state: AuditEntryNewStateType0 | None | Unset = UNSET
    """ How it is since; null for what is gone. """
    previous_state: AuditEntryPreviousStateType0 | None | Unset = UNSET
    """ How it was before; null for what is new. """
    user: AuditPerson | None | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.audit_entry_new_state_type_0 import AuditEntryNewStateType0
        from ..models.audit_entry_previous_state_type_0 import (
            AuditEntryPreviousStateType0,
        )
        from ..models.audit_person import AuditPerson

        action: str = self.action

        entity_id = self.entity_id

        entity_type = self.entity_type

        id = self.id

        reason = self.reason

        timestamp = self.timestamp

        new_state: dict[str, Any] | None | Unset
        if isinstance(self.new_state, Unset):
            new_state = UNSET
        elif isinstance(self.new_state, AuditEntryNewStateType0):
            new_state = self.new_state.to_dict()
        else:
            new_state = self.new_state

        previous_state: dict[str, Any] | None | Unset
        if isinstance(self.previous_state, Unset):
            previous_state = UNSET
        elif isinstance(self.previous_state, AuditEntryPreviousStateType0):
            previous_state = self.previous_state.to_dict()
        else:
            previous_state = self.previous_state

        user: dict[str, Any] | None | Unset
        if isinstance(self.user, Unset):
            user = UNSET
        elif isinstance(self.user, AuditPerson):
            user = self.user.to_dict()
        else:
            user = self.user

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "action": action,
                "entity_id": entity_id,
                "entity_type": entity_type,
                "id": id,
                "reason": reason,
                "timestamp": timestamp,
            }
        )
        if new_state is not UNSET:
            field_dict["new_state"] = new_state
        if previous_state is not UNSET:
            field_dict["previous_state"] = previous_state
        if user is not UNSET:
            field_dict["user"] = user

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.audit_entry_new_state_type_0 import AuditEntryNewStateType0
        from ..models.audit_entry_previous_state_type_0 import (
            AuditEntryPreviousStateType0,
        )
        from ..models.audit_person import AuditPerson

        d = dict(src_dict)
        action = check_audit_action(d.pop("action"))

        entity_id = d.pop("entity_id")

        entity_type = d.pop("entity_type")

        id = d.pop("id")

        reason = d.pop("reason")

        timestamp = d.pop("timestamp")

        def _parse_new_state(data: object) -> AuditEntryNewStateType0 | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                new_state_type_0 = AuditEntryNewStateType0.from_dict(data)

                return new_state_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(AuditEntryNewStateType0 | None | Unset, data)

        new_state = _parse_new_state(d.pop("new_state", UNSET))

        def _parse_previous_state(data: object) -> AuditEntryPreviousStateType0 | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                previous_state_type_0 = AuditEntryPreviousStateType0.from_dict(data)

                return previous_state_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(AuditEntryPreviousStateType0 | None | Unset, data)

        previous_state = _parse_previous_state(d.pop("previous_state", UNSET))

        def _parse_user(data: object) -> AuditPerson | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                user_type_0 = AuditPerson.from_dict(data)

                return user_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(AuditPerson | None | Unset, data)

        user = _parse_user(d.pop("user", UNSET))

        audit_entry = cls(
            action=action,
            entity_id=entity_id,
            entity_type=entity_type,
            id=id,
            reason=reason,
            timestamp=timestamp,
            new_state=new_state,
            previous_state=previous_state,
            user=user,
        )

        audit_entry.additional_properties = d
        return audit_entry

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
