from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.care_billing_comms_preference import (
    CareBillingCommsPreference,
    check_care_billing_comms_preference,
)
from ..models.care_day_care_status import CareDayCareStatus, check_care_day_care_status
from ..models.care_day_care_use import CareDayCareUse, check_care_day_care_use
from ..types import UNSET, Unset

T = TypeVar("T", bound="CareServiceUserPatch")


@_attrs_define
class CareServiceUserPatch:
    account_code: None | str | Unset = UNSET
    """ Their code in the accounts package. """
    assistance_with_dressing: bool | Unset = UNSET
    """ Whether they need help with getting dressed. """
    assistance_with_eating: bool | Unset = UNSET
    """ Whether they need help with eating. """
    assistance_with_medication: bool | Unset = UNSET
    """ Whether they need help with their medication. """
    assistance_with_personal_care: bool | Unset = UNSET
    """ Whether they need help with personal care. """
    bill_self_for_expenses: bool | Unset = UNSET
    """ Whether they are billed for expenses themselves. """
    billing_comms_preference: list[CareBillingCommsPreference] | Unset = UNSET
    """ How they are sent what concerns billing. """
    billing_enabled: bool | Unset = UNSET
    """ Whether they are billed. """
    broadcare_number: None | str | Unset = UNSET
    """ Their number in Broadcare. """
    day_care_deactivated: bool | None | str | Unset = UNSET
    """ When they left day care; null where they did not. In UTC. `true` is for now, `false` for null. """
    day_care_leaving_notes: None | str | Unset = UNSET
    """ Notes on leaving day care. """
    day_care_reason_for_leaving: None | str | Unset = UNSET
    """ Why they left day care. """
    day_care_status: CareDayCareStatus | None | Unset = UNSET
    """ Whether they come to day care. """
    day_care_use: CareDayCareUse | None | Unset = UNSET
    """ Whether they come to day care alone, among other care, or not. """
    deactivated: bool | None | str | Unset = UNSET
    """ When they left the location; null where they did not. In UTC. `true` is for now, `false` for null. """
    dementia: bool | Unset = UNSET
    """ Whether they live with dementia. """
    dementia_challenging_behaviour: bool | Unset = UNSET
    """ Whether they behave in ways that challenge. """
    dementia_prone_to_wander: bool | Unset = UNSET
    """ Whether they are prone to wander. """
    dob: datetime.date | None | Unset = UNSET
    """ Their date of birth. """
    email_invoices_to: list[str] | Unset = UNSET
    """ Where their invoices are sent. """
    end_of_life: bool | Unset = UNSET
    """ Whether they receive end of life care. """
    first_name: str | Unset = UNSET
    """ Their first name. """
    fnc_applied: datetime.date | None | Unset = UNSET
    """ When NHS-funded nursing care was applied for. """
    fnc_status: None | str | Unset = UNSET
    """ What came of that application. """
    last_name: str | Unset = UNSET
    """ Their last name. """
    location: None | str | Unset = UNSET
    """ The location that cares for them. An id of `locations`. """
    nhs_number: None | str | Unset = UNSET
    """ Their NHS number. """
    patient_id: None | str | Unset = UNSET
    """ What a practice knows them by. """
    ref: None | str | Unset = UNSET
    """ What you know them by. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        account_code: None | str | Unset
        if isinstance(self.account_code, Unset):
            account_code = UNSET
        else:
            account_code = self.account_code

        assistance_with_dressing = self.assistance_with_dressing

        assistance_with_eating = self.assistance_with_eating

        assistance_with_medication = self.assistance_with_medication

        assistance_with_personal_care = self.assistance_with_personal_care

        bill_self_for_expenses = self.bill_self_for_expenses

        billing_comms_preference: list[str] | Unset = UNSET
        if not isinstance(self.billing_comms_preference, Unset):
            billing_comms_preference = []
            for billing_comms_preference_item_data in self.billing_comms_preference:
                billing_comms_preference_item: str = billing_comms_preference_item_data
                billing_comms_preference.append(billing_comms_preference_item)

        billing_enabled = self.billing_enabled

        broadcare_number: None | str | Unset
        if isinstance(self.broadcare_number, Unset):
            broadcare_number = UNSET
        else:
            broadcare_number = self.broadcare_number

        day_care_deactivated: bool | None | str | Unset
        if isinstance(self.day_care_deactivated, Unset):
            day_care_deactivated = UNSET
        else:
            day_care_deactivated = self.day_care_deactivated

        day_care_leaving_notes: None | str | Unset
        if isinstance(self.day_care_leaving_notes, Unset):
            day_care_leaving_notes = UNSET
        else:
            day_care_leaving_notes = self.day_care_leaving_notes

        day_care_reason_for_leaving: None | str | Unset
        if isinstance(self.day_care_reason_for_leaving, Unset):
            day_care_reason_for_leaving = UNSET
        else:
            day_care_reason_for_leaving = self.day_care_reason_for_leaving

        day_care_status: None | str | Unset
        if isinstance(self.day_care_status, Unset):
            day_care_status = UNSET
        elif isinstance(self.day_care_status, str):
            day_care_status = self.day_care_status
        else:
            day_care_status = self.day_care_status

        day_care_use: None | str | Unset
        if isinstance(self.day_care_use, Unset):
            day_care_use = UNSET
        elif isinstance(self.day_care_use, str):
            day_care_use = self.day_care_use
        else:
            day_care_use = self.day_care_use

        deactivated: bool | None | str | Unset
        if isinstance(self.deactivated, Unset):
            deactivated = UNSET
        else:
            deactivated = self.deactivated

        dementia = self.dementia

        dementia_challenging_behaviour = self.dementia_challenging_behaviour

        dementia_prone_to_wander = self.dementia_prone_to_wander

        dob: None | str | Unset
        if isinstance(self.dob, Unset):
            dob = UNSET
        elif isinstance(self.dob, datetime.date):
            dob = self.dob.isoformat()
        else:
            dob = self.dob

        email_invoices_to: list[str] | Unset = UNSET
        if not isinstance(self.email_invoices_to, Unset):
            email_invoices_to = self.email_invoices_to

        end_of_life = self.end_of_life

        first_name = self.first_name

        fnc_applied: None | str | Unset
        if isinstance(self.fnc_applied, Unset):
            fnc_applied = UNSET
        elif isinstance(self.fnc_applied, datetime.date):
            fnc_applied = self.fnc_applied.isoformat()
        else:
            fnc_applied = self.fnc_applied

        fnc_status: None | str | Unset
        if isinstance(self.fnc_status, Unset):
            fnc_status = UNSET
        else:
            fnc_status = self.fnc_status

        last_name = self.last_name

        location: None | str | Unset
        if isinstance(self.location, Unset):
            location = UNSET
        else:
            location = self.location

        nhs_number: None | str | Unset
        if isinstance(self.nhs_number, Unset):
            nhs_number = UNSET
        else:
            nhs_number = self.nhs_number

        patient_id: None | str | Unset
        if isinstance(self.patient_id, Unset):
            patient_id = UNSET
        else:
            patient_id = self.patient_id

        ref: None | str | Unset
        if isinstance(self.ref, Unset):
            ref = UNSET
        else:
            ref = self.ref

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if account_code is not UNSET:
            field_dict["account_code"] = account_code
        if assistance_with_dressing is not UNSET:
            field_dict["assistance_with_dressing"] = assistance_with_dressing
        if assistance_with_eating is not UNSET:
            field_dict["assistance_with_eating"] = assistance_with_eating
        if assistance_with_medication is not UNSET:
            field_dict["assistance_with_medication"] = assistance_with_medication
        if assistance_with_personal_care is not UNSET:
            field_dict["assistance_with_personal_care"] = assistance_with_personal_care
        if bill_self_for_expenses is not UNSET:
            field_dict["bill_self_for_expenses"] = bill_self_for_expenses
        if billing_comms_preference is not UNSET:
            field_dict["billing_comms_preference"] = billing_comms_preference
        if billing_enabled is not UNSET:
            field_dict["billing_enabled"] = billing_enabled
        if broadcare_number is not UNSET:
            field_dict["broadcare_number"] = broadcare_number
        if day_care_deactivated is not UNSET:
            field_dict["day_care_deactivated"] = day_care_deactivated
        if day_care_leaving_notes is not UNSET:
            field_dict["day_care_leaving_notes"] = day_care_leaving_notes
        if day_care_reason_for_leaving is not UNSET:
            field_dict["day_care_reason_for_leaving"] = day_care_reason_for_leaving
        if day_care_status is not UNSET:
            field_dict["day_care_status"] = day_care_status
        if day_care_use is not UNSET:
            field_dict["day_care_use"] = day_care_use
        if deactivated is not UNSET:
            field_dict["deactivated"] = deactivated
        if dementia is not UNSET:
            field_dict["dementia"] = dementia
        if dementia_challenging_behaviour is not UNSET:
            field_dict["dementia_challenging_behaviour"] = dementia_challenging_behaviour
        if dementia_prone_to_wander is not UNSET:
            field_dict["dementia_prone_to_wander"] = dementia_prone_to_wander
        if dob is not UNSET:
            field_dict["dob"] = dob
        if email_invoices_to is not UNSET:
            field_dict["email_invoices_to"] = email_invoices_to
        if end_of_life is not UNSET:
            field_dict["end_of_life"] = end_of_life
        if first_name is not UNSET:
            field_dict["first_name"] = first_name
        if fnc_applied is not UNSET:
            field_dict["fnc_applied"] = fnc_applied
        if fnc_status is not UNSET:
            field_dict["fnc_status"] = fnc_status
        if last_name is not UNSET:
            field_dict["last_name"] = last_name
        if location is not UNSET:
            field_dict["location"] = location
        if nhs_number is not UNSET:
            field_dict["nhs_number"] = nhs_number
        if patient_id is not UNSET:
            field_dict["patient_id"] = patient_id
        if ref is not UNSET:
            field_dict["ref"] = ref

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)

        def _parse_account_code(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        account_code = _parse_account_code(d.pop("account_code", UNSET))

        assistance_with_dressing = d.pop("assistance_with_dressing", UNSET)

        assistance_with_eating = d.pop("assistance_with_eating", UNSET)

        assistance_with_medication = d.pop("assistance_with_medication", UNSET)

        assistance_with_personal_care = d.pop("assistance_with_personal_care", UNSET)

        bill_self_for_expenses = d.pop("bill_self_for_expenses", UNSET)

        _billing_comms_preference = d.pop("billing_comms_preference", UNSET)
        billing_comms_preference: list[CareBillingCommsPreference] | Unset = UNSET
        if _billing_comms_preference is not UNSET:
            billing_comms_preference = []
            for billing_comms_preference_item_data in _billing_comms_preference:
                billing_comms_preference_item = check_care_billing_comms_preference(
                    billing_comms_preference_item_data
                )

                billing_comms_preference.append(billing_comms_preference_item)

        billing_enabled = d.pop("billing_enabled", UNSET)

        def _parse_broadcare_number(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        broadcare_number = _parse_broadcare_number(d.pop("broadcare_number", UNSET))

        def _parse_day_care_deactivated(data: object) -> bool | None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(bool | None | str | Unset, data)

        day_care_deactivated = _parse_day_care_deactivated(d.pop("day_care_deactivated", UNSET))

        def _parse_day_care_leaving_notes(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        day_care_leaving_notes = _parse_day_care_leaving_notes(
            d.pop("day_care_leaving_notes", UNSET)
        )

        def _parse_day_care_reason_for_leaving(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        day_care_reason_for_leaving = _parse_day_care_reason_for_leaving(
            d.pop("day_care_reason_for_leaving", UNSET)
        )

        def _parse_day_care_status(data: object) -> CareDayCareStatus | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                day_care_status_type_0 = check_care_day_care_status(data)

                return day_care_status_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(CareDayCareStatus | None | Unset, data)

        day_care_status = _parse_day_care_status(d.pop("day_care_status", UNSET))

        def _parse_day_care_use(data: object) -> CareDayCareUse | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                day_care_use_type_0 = check_care_day_care_use(data)

                return day_care_use_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(CareDayCareUse | None | Unset, data)

        day_care_use = _parse_day_care_use(d.pop("day_care_use", UNSET))

        def _parse_deactivated(data: object) -> bool | None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(bool | None | str | Unset, data)

        deactivated = _parse_deactivated(d.pop("deactivated", UNSET))

        dementia = d.pop("dementia", UNSET)

        dementia_challenging_behaviour = d.pop("dementia_challenging_behaviour", UNSET)

        dementia_prone_to_wander = d.pop("dementia_prone_to_wander", UNSET)

        def _parse_dob(data: object) -> datetime.date | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                dob_type_0 = datetime.date.fromisoformat(data)

                return dob_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.date | None | Unset, data)

        dob = _parse_dob(d.pop("dob", UNSET))

        email_invoices_to = cast(list[str], d.pop("email_invoices_to", UNSET))

        end_of_life = d.pop("end_of_life", UNSET)

        first_name = d.pop("first_name", UNSET)

        def _parse_fnc_applied(data: object) -> datetime.date | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                fnc_applied_type_0 = datetime.date.fromisoformat(data)

                return fnc_applied_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.date | None | Unset, data)

        fnc_applied = _parse_fnc_applied(d.pop("fnc_applied", UNSET))

        def _parse_fnc_status(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        fnc_status = _parse_fnc_status(d.pop("fnc_status", UNSET))

        last_name = d.pop("last_name", UNSET)

        def _parse_location(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        location = _parse_location(d.pop("location", UNSET))

        def _parse_nhs_number(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        nhs_number = _parse_nhs_number(d.pop("nhs_number", UNSET))

        def _parse_patient_id(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        patient_id = _parse_patient_id(d.pop("patient_id", UNSET))

        def _parse_ref(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        ref = _parse_ref(d.pop("ref", UNSET))

        care_service_user_patch = cls(
            account_code=account_code,
            assistance_with_dressing=assistance_with_dressing,
            assistance_with_eating=assistance_with_eating,
            assistance_with_medication=assistance_with_medication,
            assistance_with_personal_care=assistance_with_personal_care,
            bill_self_for_expenses=bill_self_for_expenses,
            billing_comms_preference=billing_comms_preference,
            billing_enabled=billing_enabled,
            broadcare_number=broadcare_number,
            day_care_deactivated=day_care_deactivated,
            day_care_leaving_notes=day_care_leaving_notes,
            day_care_reason_for_leaving=day_care_reason_for_leaving,
            day_care_status=day_care_status,
            day_care_use=day_care_use,
            deactivated=deactivated,
            dementia=dementia,
            dementia_challenging_behaviour=dementia_challenging_behaviour,
            dementia_prone_to_wander=dementia_prone_to_wander,
            dob=dob,
            email_invoices_to=email_invoices_to,
            end_of_life=end_of_life,
            first_name=first_name,
            fnc_applied=fnc_applied,
            fnc_status=fnc_status,
            last_name=last_name,
            location=location,
            nhs_number=nhs_number,
            patient_id=patient_id,
            ref=ref,
        )

        care_service_user_patch.additional_properties = d
        return care_service_user_patch

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
