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


T = TypeVar("T", bound="ReferencePcnPayments")


@_attrs_define
class ReferencePcnPayments:
    """What a primary care network was paid in a financial year. Amounts are
    pounds, as text: numbers would not keep every penny. What the file does not
    tell of a network's place is where it is now, by the newest map.

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
    missing: list[ReferenceMissing]
    """ The figures above that are null, and why. """
    payments: list[ReferencePayment]
    """ What it was paid, in the order of the file. """
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
    per_registered_patient: None | str | Unset = UNSET
    """ The total to each registered patient: as published or, where that is not,
    worked out to the penny. """
    per_weighted_patient: None | str | Unset = UNSET
    """ The total to each weighted patient, likewise. """
    registered_patients: float | None | Unset = UNSET
    """ Patients registered at its practices, as published. """
    total_payments: None | str | Unset = UNSET
    """ All of it, as published. """
    weighted_patients: float | None | Unset = UNSET
    """ The same, weighted by the needs of the patients. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        period = self.period

        period_end = self.period_end.isoformat()

        period_start = self.period_start.isoformat()

        release = self.release

        revised = self.revised

        missing = []
        for missing_item_data in self.missing:
            missing_item = missing_item_data.to_dict()
            missing.append(missing_item)

        payments = []
        for payments_item_data in self.payments:
            payments_item = payments_item_data.to_dict()
            payments.append(payments_item)

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

        registered_patients: float | None | Unset
        if isinstance(self.registered_patients, Unset):
            registered_patients = UNSET
        else:
            registered_patients = self.registered_patients

        total_payments: None | str | Unset
        if isinstance(self.total_payments, Unset):
            total_payments = UNSET
        else:
            total_payments = self.total_payments

        weighted_patients: float | None | Unset
        if isinstance(self.weighted_patients, Unset):
            weighted_patients = UNSET
        else:
            weighted_patients = self.weighted_patients

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "period": period,
                "period_end": period_end,
                "period_start": period_start,
                "release": release,
                "revised": revised,
                "missing": missing,
                "payments": payments,
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
        if per_registered_patient is not UNSET:
            field_dict["per_registered_patient"] = per_registered_patient
        if per_weighted_patient is not UNSET:
            field_dict["per_weighted_patient"] = per_weighted_patient
        if registered_patients is not UNSET:
            field_dict["registered_patients"] = registered_patients
        if total_payments is not UNSET:
            field_dict["total_payments"] = total_payments
        if weighted_patients is not UNSET:
            field_dict["weighted_patients"] = weighted_patients

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

        def _parse_registered_patients(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        registered_patients = _parse_registered_patients(d.pop("registered_patients", UNSET))

        def _parse_total_payments(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        total_payments = _parse_total_payments(d.pop("total_payments", UNSET))

        def _parse_weighted_patients(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        weighted_patients = _parse_weighted_patients(d.pop("weighted_patients", UNSET))

        reference_pcn_payments = cls(
            period=period,
            period_end=period_end,
            period_start=period_start,
            release=release,
            revised=revised,
            missing=missing,
            payments=payments,
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
            per_registered_patient=per_registered_patient,
            per_weighted_patient=per_weighted_patient,
            registered_patients=registered_patients,
            total_payments=total_payments,
            weighted_patients=weighted_patients,
        )

        reference_pcn_payments.additional_properties = d
        return reference_pcn_payments

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
