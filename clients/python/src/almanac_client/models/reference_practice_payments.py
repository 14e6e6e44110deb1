from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.reference_missing import ReferenceMissing
    from ..models.reference_payment import ReferencePayment


T = TypeVar("T", bound="ReferencePracticePayments")


@_attrs_define
class ReferencePracticePayments:
    """What a provider of general practice was paid in a financial year. Amounts
    are pounds, as text: numbers would not keep every penny.

    """

    period: str
    """ The source's own label of the period. """
    period_end: datetime.date
    """ Its last day. """
    period_start: datetime.date
    """ Its first day. """
    release: str
    """ The release: see `/api/v1/reference/releases/{release}/`. """
    revised: bool
    """ Whether it replaced an earlier release of the same period. """
    atypical_characteristics: list[str]
    """ Why its figures differ from those of others, such as `Part year of data`. """
    lines_sum_matches_total: bool
    """ Whether `payments` add up to `total_payments`. """
    missing: list[ReferenceMissing]
    """ The figures and facts above that are null, and why. """
    payments: list[ReferencePayment]
    """ What the total is made of, in the order of the file. """
    payments_outside_total: list[ReferencePayment]
    """ What was paid beyond the total, for networks and COVID. """
    practice_code: str
    """ An ODS code: of a practice, PCN, sub-ICB, ICB or region. Upper case, 3 to
    10 letters and digits, for ODS issues new shapes. """
    practice_name: str
    """ Its name, as published with the payments. """
    total_payments: str
    """ Total NHS Payments to General Practice. """
    year: str
    """ April to March. """
    icb_code: None | str | Unset = UNSET
    icb_name: None | str | Unset = UNSET
    """ The board's name. """
    pcn_code: None | str | Unset = UNSET
    pcn_name: None | str | Unset = UNSET
    """ The network's name. """
    region_code: None | str | Unset = UNSET
    region_name: None | str | Unset = UNSET
    """ The region's name. """
    sub_icb_code: None | str | Unset = UNSET
    sub_icb_name: None | str | Unset = UNSET
    """ The sub-ICB location's name. """
    published_on: datetime.date | None | Unset = UNSET
    """ When that was published, where it is known. """
    average_registered_patients: float | None | Unset = UNSET
    """ The mean of its registered patients in the quarters of the year. """
    average_weighted_patients: float | None | Unset = UNSET
    """ The same, weighted by the needs of the patients. """
    closed_on: datetime.date | None | Unset = UNSET
    """ When it closed; null while it is open. """
    contract_type: None | str | Unset = UNSET
    """ `GMS`, `PMS` or `APMS`; null where none is known, as of providers that
    are paid outside the systems for GP payments. """
    deductions: None | str | Unset = UNSET
    """ For pensions, levies and prescription charges; below 0, as published. """
    dispensing: bool | None | Unset = UNSET
    """ Whether it dispenses. """
    global_sum: None | str | Unset = UNSET
    """ The line of this name among `payments`; null where the year has none. """
    opened_on: datetime.date | None | Unset = UNSET
    """ When it opened. """
    pcn_participation: None | str | Unset = UNSET
    """ The line of this name, likewise. """
    per_registered_patient: None | str | Unset = UNSET
    """ The total to each registered patient, as published. """
    per_weighted_patient: None | str | Unset = UNSET
    """ The total to each weighted patient, as published. """
    postcode: None | str | Unset = UNSET
    """ Null where none is published. """
    practice_address: None | str | Unset = UNSET
    """ Its address in one line. """
    practice_type: None | str | Unset = UNSET
    """ Such as `GP practice` or `Walk in centre`. """
    premises_payments: None | str | Unset = UNSET
    """ The line of this name, likewise. """
    rurality: None | str | Unset = UNSET
    """ `Urban` or `Rural`. """
    total_payments_including_covid: None | str | Unset = UNSET
    """ The total with COVID money, without that of networks; null in years that
    have no such column. """
    total_payments_less_deductions: None | str | Unset = UNSET
    """ The total with the deductions taken off. """
    total_qof_payments: None | str | Unset = UNSET
    """ The line of this name, likewise. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        period = self.period

        period_end = self.period_end.isoformat()

        period_start = self.period_start.isoformat()

        release = self.release

        revised = self.revised

        atypical_characteristics = self.atypical_characteristics

        lines_sum_matches_total = self.lines_sum_matches_total

        missing = []
        for missing_item_data in self.missing:
            missing_item = missing_item_data.to_dict()
            missing.append(missing_item)

        payments = []
        for payments_item_data in self.payments:
            payments_item = payments_item_data.to_dict()
            payments.append(payments_item)

        payments_outside_total = []
        for payments_outside_total_item_data in self.payments_outside_total:
            payments_outside_total_item = payments_outside_total_item_data.to_dict()
            payments_outside_total.append(payments_outside_total_item)

        practice_code = self.practice_code

        practice_name = self.practice_name

        total_payments = self.total_payments

        year = self.year

        icb_code: None | str | Unset
        if isinstance(self.icb_code, Unset):
            icb_code = UNSET
        else:
            icb_code = self.icb_code

        icb_name: None | str | Unset
        if isinstance(self.icb_name, Unset):
            icb_name = UNSET
        else:
            icb_name = self.icb_name

        pcn_code: None | str | Unset
        if isinstance(self.pcn_code, Unset):
            pcn_code = UNSET
        else:
            pcn_code = self.pcn_code

        pcn_name: None | str | Unset
        if isinstance(self.pcn_name, Unset):
            pcn_name = UNSET
        else:
            pcn_name = self.pcn_name

        region_code: None | str | Unset
        if isinstance(self.region_code, Unset):
            region_code = UNSET
        else:
            region_code = self.region_code

        region_name: None | str | Unset
        if isinstance(self.region_name, Unset):
            region_name = UNSET
        else:
            region_name = self.region_name

        sub_icb_code: None | str | Unset
        if isinstance(self.sub_icb_code, Unset):
            sub_icb_code = UNSET
        else:
            sub_icb_code = self.sub_icb_code

        sub_icb_name: None | str | Unset
        if isinstance(self.sub_icb_name, Unset):
            sub_icb_name = UNSET
        else:
            sub_icb_name = self.sub_icb_name

        published_on: None | str | Unset
        if isinstance(self.published_on, Unset):
            published_on = UNSET
        elif isinstance(self.published_on, datetime.date):
            published_on = self.published_on.isoformat()
        else:
            published_on = self.published_on

        average_registered_patients: float | None | Unset
        if isinstance(self.average_registered_patients, Unset):
            average_registered_patients = UNSET
        else:
            average_registered_patients = self.average_registered_patients

        average_weighted_patients: float | None | Unset
        if isinstance(self.average_weighted_patients, Unset):
            average_weighted_patients = UNSET
        else:
            average_weighted_patients = self.average_weighted_patients

        closed_on: None | str | Unset
        if isinstance(self.closed_on, Unset):
            closed_on = UNSET
        elif isinstance(self.closed_on, datetime.date):
            closed_on = self.closed_on.isoformat()
        else:
            closed_on = self.closed_on

        contract_type: None | str | Unset
        if isinstance(self.contract_type, Unset):
            contract_type = UNSET
        else:
            contract_type = self.contract_type

        deductions: None | str | Unset
        if isinstance(self.deductions, Unset):
            deductions = UNSET
        else:
            deductions = self.deductions

        dispensing: bool | None | Unset
        if isinstance(self.dispensing, Unset):
            dispensing = UNSET
        else:
            dispensing = self.dispensing

        global_sum: None | str | Unset
        if isinstance(self.global_sum, Unset):
            global_sum = UNSET
        else:
            global_sum = self.global_sum

        opened_on: None | str | Unset
        if isinstance(self.opened_on, Unset):
            opened_on = UNSET
        elif isinstance(self.opened_on, datetime.date):
            opened_on = self.opened_on.isoformat()
        else:
            opened_on = self.opened_on

        pcn_participation: None | str | Unset
        if isinstance(self.pcn_participation, Unset):
            pcn_participation = UNSET
        else:
            pcn_participation = self.pcn_participation

        per_registered_patient: None | str | Unset
        if isinstance(self.per_registered_patient, Unset):
            per_registered_patient = UNSET
        else:
            per_registered_patient = self.per_registered_patient

        per_weighted_patient: None | str | Unset
        if isinstance(self.per_weighted_patient, Unset):
            per_weighted_patient = UNSET
        else:
            per_weighted_patient = self.per_weighted_patient

        postcode: None | str | Unset
        if isinstance(self.postcode, Unset):
            postcode = UNSET
        else:
            postcode = self.postcode

        practice_address: None | str | Unset
        if isinstance(self.practice_address, Unset):
            practice_address = UNSET
        else:
            practice_address = self.practice_address

        practice_type: None | str | Unset
        if isinstance(self.practice_type, Unset):
            practice_type = UNSET
        else:
            practice_type = self.practice_type

        premises_payments: None | str | Unset
        if isinstance(self.premises_payments, Unset):
            premises_payments = UNSET
        else:
            premises_payments = self.premises_payments

        rurality: None | str | Unset
        if isinstance(self.rurality, Unset):
            rurality = UNSET
        else:
            rurality = self.rurality

        total_payments_including_covid: None | str | Unset
        if isinstance(self.total_payments_including_covid, Unset):
            total_payments_including_covid = UNSET
        else:
            total_payments_including_covid = self.total_payments_including_covid

        total_payments_less_deductions: None | str | Unset
        if isinstance(self.total_payments_less_deductions, Unset):
            total_payments_less_deductions = UNSET
        else:
            total_payments_less_deductions = self.total_payments_less_deductions

        total_qof_payments: None | str | Unset
        if isinstance(self.total_qof_payments, Unset):
            total_qof_payments = UNSET
        else:
            total_qof_payments = self.total_qof_payments

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "period": period,
                "period_end": period_end,
                "period_start": period_start,
                "release": release,
                "revised": revised,
                "atypical_characteristics": atypical_characteristics,
                "lines_sum_matches_total": lines_sum_matches_total,
                "missing": missing,
                "payments": payments,
                "payments_outside_total": payments_outside_total,
                "practice_code": practice_code,
                "practice_name": practice_name,
                "total_payments": total_payments,
                "year": year,
            }
        )
        if icb_code is not UNSET:
            field_dict["icb_code"] = icb_code
        if icb_name is not UNSET:
            field_dict["icb_name"] = icb_name
        if pcn_code is not UNSET:
            field_dict["pcn_code"] = pcn_code
        if pcn_name is not UNSET:
            field_dict["pcn_name"] = pcn_name
        if region_code is not UNSET:
            field_dict["region_code"] = region_code
        if region_name is not UNSET:
            field_dict["region_name"] = region_name
        if sub_icb_code is not UNSET:
            field_dict["sub_icb_code"] = sub_icb_code
        if sub_icb_name is not UNSET:
            field_dict["sub_icb_name"] = sub_icb_name
        if published_on is not UNSET:
            field_dict["published_on"] = published_on
        if average_registered_patients is not UNSET:
            field_dict["average_registered_patients"] = average_registered_patients
        if average_weighted_patients is not UNSET:
            field_dict["average_weighted_patients"] = average_weighted_patients
        if closed_on is not UNSET:
            field_dict["closed_on"] = closed_on
        if contract_type is not UNSET:
            field_dict["contract_type"] = contract_type
        if deductions is not UNSET:
            field_dict["deductions"] = deductions
        if dispensing is not UNSET:
            field_dict["dispensing"] = dispensing
        if global_sum is not UNSET:
            field_dict["global_sum"] = global_sum
        if opened_on is not UNSET:
            field_dict["opened_on"] = opened_on
        if pcn_participation is not UNSET:
            field_dict["pcn_participation"] = pcn_participation
        if per_registered_patient is not UNSET:
            field_dict["per_registered_patient"] = per_registered_patient
        if per_weighted_patient is not UNSET:
            field_dict["per_weighted_patient"] = per_weighted_patient
        if postcode is not UNSET:
            field_dict["postcode"] = postcode
        if practice_address is not UNSET:
            field_dict["practice_address"] = practice_address
        if practice_type is not UNSET:
            field_dict["practice_type"] = practice_type
        if premises_payments is not UNSET:
            field_dict["premises_payments"] = premises_payments
        if rurality is not UNSET:
            field_dict["rurality"] = rurality
        if total_payments_including_covid is not UNSET:
            field_dict["total_payments_including_covid"] = total_payments_including_covid
        if total_payments_less_deductions is not UNSET:
            field_dict["total_payments_less_deductions"] = total_payments_less_deductions
        if total_qof_payments is not UNSET:
            field_dict["total_qof_payments"] = total_qof_payments

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.reference_missing import ReferenceMissing
        from ..models.reference_payment import ReferencePayment

        d = dict(src_dict)
        period = d.pop("period")

        period_end = datetime.date.fromisoformat(d.pop("period_end"))

        period_start = datetime.date.fromisoformat(d.pop("period_start"))

        release = d.pop("release")

        revised = d.pop("revised")

        atypical_characteristics = cast(list[str], d.pop("atypical_characteristics"))

        lines_sum_matches_total = d.pop("lines_sum_matches_total")

        missing = []
        _missing = d.pop("missing")
        for missing_item_data in _missing:
            missing_item = ReferenceMissing.from_dict(missing_item_data)

            missing.append(missing_item)

        payments = []
        _payments = d.pop("payments")
        for payments_item_data in _payments:
            payments_item = ReferencePayment.from_dict(payments_item_data)

            payments.append(payments_item)

        payments_outside_total = []
        _payments_outside_total = d.pop("payments_outside_total")
        for payments_outside_total_item_data in _payments_outside_total:
            payments_outside_total_item = ReferencePayment.from_dict(
                payments_outside_total_item_data
            )

            payments_outside_total.append(payments_outside_total_item)

        practice_code = d.pop("practice_code")

        practice_name = d.pop("practice_name")

        total_payments = d.pop("total_payments")

        year = d.pop("year")

        def _parse_icb_code(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        icb_code = _parse_icb_code(d.pop("icb_code", UNSET))

        def _parse_icb_name(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        icb_name = _parse_icb_name(d.pop("icb_name", UNSET))

        def _parse_pcn_code(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        pcn_code = _parse_pcn_code(d.pop("pcn_code", UNSET))

        def _parse_pcn_name(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        pcn_name = _parse_pcn_name(d.pop("pcn_name", UNSET))

        def _parse_region_code(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        region_code = _parse_region_code(d.pop("region_code", UNSET))

        def _parse_region_name(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        region_name = _parse_region_name(d.pop("region_name", UNSET))

        def _parse_sub_icb_code(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        sub_icb_code = _parse_sub_icb_code(d.pop("sub_icb_code", UNSET))

        def _parse_sub_icb_name(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        sub_icb_name = _parse_sub_icb_name(d.pop("sub_icb_name", UNSET))

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

        def _parse_average_registered_patients(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        average_registered_patients = _parse_average_registered_patients(
            d.pop("average_registered_patients", UNSET)
        )

        def _parse_average_weighted_patients(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        average_weighted_patients = _parse_average_weighted_patients(
            d.pop("average_weighted_patients", UNSET)
        )

        def _parse_closed_on(data: object) -> datetime.date | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                closed_on_type_0 = datetime.date.fromisoformat(data)

                return closed_on_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.date | None | Unset, data)

        closed_on = _parse_closed_on(d.pop("closed_on", UNSET))

        def _parse_contract_type(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        contract_type = _parse_contract_type(d.pop("contract_type", UNSET))

        def _parse_deductions(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        deductions = _parse_deductions(d.pop("deductions", UNSET))

        def _parse_dispensing(data: object) -> bool | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(bool | None | Unset, data)

        dispensing = _parse_dispensing(d.pop("dispensing", UNSET))

        def _parse_global_sum(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        global_sum = _parse_global_sum(d.pop("global_sum", UNSET))

        def _parse_opened_on(data: object) -> datetime.date | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                opened_on_type_0 = datetime.date.fromisoformat(data)

                return opened_on_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.date | None | Unset, data)

        opened_on = _parse_opened_on(d.pop("opened_on", UNSET))

        def _parse_pcn_participation(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        pcn_participation = _parse_pcn_participation(d.pop("pcn_participation", UNSET))

        def _parse_per_registered_patient(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        per_registered_patient = _parse_per_registered_patient(
            d.pop("per_registered_patient", UNSET)
        )

        def _parse_per_weighted_patient(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        per_weighted_patient = _parse_per_weighted_patient(d.pop("per_weighted_patient", UNSET))

        def _parse_postcode(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        postcode = _parse_postcode(d.pop("postcode", UNSET))

        def _parse_practice_address(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        practice_address = _parse_practice_address(d.pop("practice_address", UNSET))

        def _parse_practice_type(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        practice_type = _parse_practice_type(d.pop("practice_type", UNSET))

        def _parse_premises_payments(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        premises_payments = _parse_premises_payments(d.pop("premises_payments", UNSET))

        def _parse_rurality(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        rurality = _parse_rurality(d.pop("rurality", UNSET))

        def _parse_total_payments_including_covid(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        total_payments_including_covid = _parse_total_payments_including_covid(
            d.pop("total_payments_including_covid", UNSET)
        )

        def _parse_total_payments_less_deductions(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        total_payments_less_deductions = _parse_total_payments_less_deductions(
            d.pop("total_payments_less_deductions", UNSET)
        )

        def _parse_total_qof_payments(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        total_qof_payments = _parse_total_qof_payments(d.pop("total_qof_payments", UNSET))

        reference_practice_payments = cls(
            period=period,
            period_end=period_end,
            period_start=period_start,
            release=release,
            revised=revised,
            atypical_characteristics=atypical_characteristics,
            lines_sum_matches_total=lines_sum_matches_total,
            missing=missing,
            payments=payments,
            payments_outside_total=payments_outside_total,
            practice_code=practice_code,
            practice_name=practice_name,
            total_payments=total_payments,
            year=year,
            icb_code=icb_code,
            icb_name=icb_name,
            pcn_code=pcn_code,
            pcn_name=pcn_name,
            region_code=region_code,
            region_name=region_name,
            sub_icb_code=sub_icb_code,
            sub_icb_name=sub_icb_name,
            published_on=published_on,
            average_registered_patients=average_registered_patients,
            average_weighted_patients=average_weighted_patients,
            closed_on=closed_on,
            contract_type=contract_type,
            deductions=deductions,
            dispensing=dispensing,
            global_sum=global_sum,
            opened_on=opened_on,
            pcn_participation=pcn_participation,
            per_registered_patient=per_registered_patient,
            per_weighted_patient=per_weighted_patient,
            postcode=postcode,
            practice_address=practice_address,
            practice_type=practice_type,
            premises_payments=premises_payments,
            rurality=rurality,
            total_payments_including_covid=total_payments_including_covid,
            total_payments_less_deductions=total_payments_less_deductions,
            total_qof_payments=total_qof_payments,
        )

        reference_practice_payments.additional_properties = d
        return reference_practice_payments

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
