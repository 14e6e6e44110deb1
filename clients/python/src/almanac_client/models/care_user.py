from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.care_host import CareHost, check_care_host
from ..types import UNSET, Unset

T = TypeVar("T", bound="CareUser")


@_attrs_define
class CareUser:
    """People who can sign in. They are managed where accounts are managed. Only what is asked for is there."""

    document_id: str
    """ What the document is known by. """
    created: str | Unset = UNSET
    """ When it was made. In UTC. """
    email: None | str | Unset = UNSET
    """ Where they are written to. """
    first_name: None | str | Unset = UNSET
    """ Their first name. """
    invite_accepted: None | str | Unset = UNSET
    """ When they accepted it. In UTC. """
    invited: None | str | Unset = UNSET
    """ When they were invited. In UTC. """
    last_name: None | str | Unset = UNSET
    """ Their last name. """
    location_groups: list[str] | Unset = UNSET
    """ The groups of locations they are limited to; empty where they are not limited. """
    location_role: CareHost | None | Unset = UNSET
    """ What they are at their location. """
    location_role_other: None | str | Unset = UNSET
    """ What they are at their location, where there is no word for it. """
    locations: list[str] | Unset = UNSET
    """ The locations they are limited to; empty where they are not limited. """
    mfa_enabled: bool | Unset = UNSET
    """ Whether they sign in with a second factor. """
    mobile: None | str | Unset = UNSET
    """ Their mobile number. """
    modified: str | Unset = UNSET
    """ When it was last changed. In UTC. """
    notify_on_admission_or_discharge: bool | Unset = UNSET
    """ Whether they are told of admissions and discharges. """
    notify_on_care_fund_depleted: bool | Unset = UNSET
    """ Whether they are told when a fund is about to run out. """
    notify_on_data_export: bool | Unset = UNSET
    """ Whether they are told when data is exported. """
    notify_on_ledger_balance_low: bool | Unset = UNSET
    """ Whether they are told when the balance of a ledger is low. """
    suspended: bool | Unset = UNSET
    """ Whether they are kept from signing in. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        document_id = self.document_id

        created = self.created

        email: None | str | Unset
        if isinstance(self.email, Unset):
            email = UNSET
        else:
            email = self.email

        first_name: None | str | Unset
        if isinstance(self.first_name, Unset):
            first_name = UNSET
        else:
            first_name = self.first_name

        invite_accepted: None | str | Unset
        if isinstance(self.invite_accepted, Unset):
            invite_accepted = UNSET
        else:
            invite_accepted = self.invite_accepted

        invited: None | str | Unset
        if isinstance(self.invited, Unset):
            invited = UNSET
        else:
            invited = self.invited

        last_name: None | str | Unset
        if isinstance(self.last_name, Unset):
            last_name = UNSET
        else:
            last_name = self.last_name

        location_groups: list[str] | Unset = UNSET
        if not isinstance(self.location_groups, Unset):
            location_groups = self.location_groups

        location_role: None | str | Unset
        if isinstance(self.location_role, Unset):
            location_role = UNSET
        elif isinstance(self.location_role, str):
            location_role = self.location_role
        else:
            location_role = self.location_role

        location_role_other: None | str | Unset
        if isinstance(self.location_role_other, Unset):
            location_role_other = UNSET
        else:
            location_role_other = self.location_role_other

        locations: list[str] | Unset = UNSET
        if not isinstance(self.locations, Unset):
            locations = self.locations

        mfa_enabled = self.mfa_enabled

        mobile: None | str | Unset
        if isinstance(self.mobile, Unset):
            mobile = UNSET
        else:
            mobile = self.mobile

        modified = self.modified

        notify_on_admission_or_discharge = self.notify_on_admission_or_discharge

        notify_on_care_fund_depleted = self.notify_on_care_fund_depleted

        notify_on_data_export = self.notify_on_data_export

        notify_on_ledger_balance_low = self.notify_on_ledger_balance_low

        suspended = self.suspended

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "_id": document_id,
            }
        )
        if created is not UNSET:
            field_dict["created"] = created
        if email is not UNSET:
            field_dict["email"] = email
        if first_name is not UNSET:
            field_dict["first_name"] = first_name
        if invite_accepted is not UNSET:
            field_dict["invite_accepted"] = invite_accepted
        if invited is not UNSET:
            field_dict["invited"] = invited
        if last_name is not UNSET:
            field_dict["last_name"] = last_name
        if location_groups is not UNSET:
            field_dict["location_groups"] = location_groups
        if location_role is not UNSET:
            field_dict["location_role"] = location_role
        if location_role_other is not UNSET:
            field_dict["location_role_other"] = location_role_other
        if locations is not UNSET:
            field_dict["locations"] = locations
        if mfa_enabled is not UNSET:
            field_dict["mfa_enabled"] = mfa_enabled
        if mobile is not UNSET:
            field_dict["mobile"] = mobile
        if modified is not UNSET:
            field_dict["modified"] = modified
        if notify_on_admission_or_discharge is not UNSET:
            field_dict["notify_on_admission_or_discharge"] = notify_on_admission_or_discharge
        if notify_on_care_fund_depleted is not UNSET:
            field_dict["notify_on_care_fund_depleted"] = notify_on_care_fund_depleted
        if notify_on_data_export is not UNSET:
            field_dict["notify_on_data_export"] = notify_on_data_export
        if notify_on_ledger_balance_low is not UNSET:
            field_dict["notify_on_ledger_balance_low"] = notify_on_ledger_balance_low
        if suspended is not UNSET:
            field_dict["suspended"] = suspended

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        document_id = d.pop("_id")

        created = d.pop("created", UNSET)

        def _parse_email(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        email = _parse_email(d.pop("email", UNSET))

        def _parse_first_name(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        first_name = _parse_first_name(d.pop("first_name", UNSET))

        def _parse_invite_accepted(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        invite_accepted = _parse_invite_accepted(d.pop("invite_accepted", UNSET))

        def _parse_invited(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        invited = _parse_invited(d.pop("invited", UNSET))

        def _parse_last_name(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        last_name = _parse_last_name(d.pop("last_name", UNSET))

        location_groups = cast(list[str], d.pop("location_groups", UNSET))

        def _parse_location_role(data: object) -> CareHost | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                location_role_type_0 = check_care_host(data)

                return location_role_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(CareHost | None | Unset, data)

        location_role = _parse_location_role(d.pop("location_role", UNSET))

        def _parse_location_role_other(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        location_role_other = _parse_location_role_other(d.pop("location_role_other", UNSET))

        locations = cast(list[str], d.pop("locations", UNSET))

        mfa_enabled = d.pop("mfa_enabled", UNSET)

        def _parse_mobile(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        mobile = _parse_mobile(d.pop("mobile", UNSET))

        modified = d.pop("modified", UNSET)

        notify_on_admission_or_discharge = d.pop("notify_on_admission_or_discharge", UNSET)

        notify_on_care_fund_depleted = d.pop("notify_on_care_fund_depleted", UNSET)

        notify_on_data_export = d.pop("notify_on_data_export", UNSET)

        notify_on_ledger_balance_low = d.pop("notify_on_ledger_balance_low", UNSET)

        suspended = d.pop("suspended", UNSET)

        care_user = cls(
            document_id=document_id,
            created=created,
            email=email,
            first_name=first_name,
            invite_accepted=invite_accepted,
            invited=invited,
            last_name=last_name,
            location_groups=location_groups,
            location_role=location_role,
            location_role_other=location_role_other,
            locations=locations,
            mfa_enabled=mfa_enabled,
            mobile=mobile,
            modified=modified,
            notify_on_admission_or_discharge=notify_on_admission_or_discharge,
            notify_on_care_fund_depleted=notify_on_care_fund_depleted,
            notify_on_data_export=notify_on_data_export,
            notify_on_ledger_balance_low=notify_on_ledger_balance_low,
            suspended=suspended,
        )

        care_user.additional_properties = d
        return care_user

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
