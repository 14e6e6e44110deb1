from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.reference_level import ReferenceLevel, check_reference_level
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.reference_category_count import ReferenceCategoryCount
    from ..models.reference_missing import ReferenceMissing


T = TypeVar("T", bound="ReferenceGpAppointments")


@_attrs_define
class ReferenceGpAppointments:
    """The appointments of an organisation in a month. Each of the five breakdowns
    adds up to all of them.

    """

    org_code: str
    """ An ODS code: of a practice, PCN, sub-ICB, ICB or region. Upper case, 3 to
    10 letters and digits, for ODS issues new shapes. """
    org_type: ReferenceLevel
    """ How far figures are added up. """
    practices_included: int
    """ Practices whose figures are added up. """
    attended: int
    """ The patient attended. """
    days_15_to_21: int
    """ Booked 15 to 21 days before. """
    days_22_to_28: int
    """ Booked 22 to 28 days before. """
    days_2_to_7: int
    """ Booked 2 to 7 days before. """
    days_8_to_14: int
    """ Booked 8 to 14 days before. """
    did_not_attend: int
    """ The patient did not attend (DNA). """
    face_to_face: int
    """ Face to face. """
    gp: int
    """ With a GP. """
    hcp_unknown: int
    """ With whom is unknown. """
    home_visit: int
    """ At the patient's home. """
    mode_unknown: int
    """ In which way is unknown. """
    one_day: int
    """ Booked the day before. """
    other_practice_staff: int
    """ With other practice staff. """
    over_28_days: int
    """ Booked more than 28 days before. """
    same_day: int
    """ Booked on the day itself. """
    status_unknown: int
    """ Whether the patient attended is unknown. """
    telephone: int
    """ By telephone. """
    total_appointments: int
    """ All appointments. """
    video_online: int
    """ By video conference or online. """
    wait_unknown: int
    """ When it was booked is unknown. """
    missing: list[ReferenceMissing]
    """ The figures above that are null, and why. """
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
    month: datetime.date
    """ The first day of the month. """
    national_categories: list[ReferenceCategoryCount]
    """ By national category, those without appointments left out. """
    org_name: None | str | Unset = UNSET
    """ Its name, where one was published. """
    practice_code: None | str | Unset = UNSET
    practice_name: None | str | Unset = UNSET
    """ The name again, of a practice alone. """
    practices_expected: int | None | Unset = UNSET
    """ Practices the organisation had; null where no map tells. """
    dna_percent: float | None | Unset = UNSET
    """ `did_not_attend` in percent of all appointments. """
    dna_percent_of_known: float | None | Unset = UNSET
    """ `did_not_attend` in percent of those whose status is known. """
    per_1000_patients: float | None | Unset = UNSET
    """ Appointments for every 1,000 registered patients, of practices that have a list. """
    registered_patients: int | None | Unset = UNSET
    """ Patients registered on the first of the month or, where a practice has no
    list of that day, on the newest of the 12 months before. Above the
    practice those of the practices that have a list. """
    registered_patients_on: datetime.date | None | Unset = UNSET
    """ The day of the list; null where the lists of practices are not of one day. """
    same_day_percent: float | None | Unset = UNSET
    """ `same_day` in percent of all appointments, unknown waits included. """
    within_14_days_percent: float | None | Unset = UNSET
    """ Booked at most 14 days before, in percent of all appointments, unknown waits included. """
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
    supplier: None | str | Unset = UNSET
    """ The supplier of a practice's clinical system; several in one month are
    joined by `/`. Null above the practice. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        org_code = self.org_code

        org_type: str = self.org_type

        practices_included = self.practices_included

        attended = self.attended

        days_15_to_21 = self.days_15_to_21

        days_22_to_28 = self.days_22_to_28

        days_2_to_7 = self.days_2_to_7

        days_8_to_14 = self.days_8_to_14

        did_not_attend = self.did_not_attend

        face_to_face = self.face_to_face

        gp = self.gp

        hcp_unknown = self.hcp_unknown

        home_visit = self.home_visit

        mode_unknown = self.mode_unknown

        one_day = self.one_day

        other_practice_staff = self.other_practice_staff

        over_28_days = self.over_28_days

        same_day = self.same_day

        status_unknown = self.status_unknown

        telephone = self.telephone

        total_appointments = self.total_appointments

        video_online = self.video_online

        wait_unknown = self.wait_unknown

        missing = []
        for missing_item_data in self.missing:
            missing_item = missing_item_data.to_dict()
            missing.append(missing_item)

        period = self.period

        period_end = self.period_end.isoformat()

        period_start = self.period_start.isoformat()

        release = self.release

        revised = self.revised

        month = self.month.isoformat()

        national_categories = []
        for national_categories_item_data in self.national_categories:
            national_categories_item = national_categories_item_data.to_dict()
            national_categories.append(national_categories_item)

        org_name: None | str | Unset
        if isinstance(self.org_name, Unset):
            org_name = UNSET
        else:
            org_name = self.org_name

        practice_code: None | str | Unset
        if isinstance(self.practice_code, Unset):
            practice_code = UNSET
        else:
            practice_code = self.practice_code

        practice_name: None | str | Unset
        if isinstance(self.practice_name, Unset):
            practice_name = UNSET
        else:
            practice_name = self.practice_name

        practices_expected: int | None | Unset
        if isinstance(self.practices_expected, Unset):
            practices_expected = UNSET
        else:
            practices_expected = self.practices_expected

        dna_percent: float | None | Unset
        if isinstance(self.dna_percent, Unset):
            dna_percent = UNSET
        else:
            dna_percent = self.dna_percent

        dna_percent_of_known: float | None | Unset
        if isinstance(self.dna_percent_of_known, Unset):
            dna_percent_of_known = UNSET
        else:
            dna_percent_of_known = self.dna_percent_of_known

        per_1000_patients: float | None | Unset
        if isinstance(self.per_1000_patients, Unset):
            per_1000_patients = UNSET
        else:
            per_1000_patients = self.per_1000_patients

        registered_patients: int | None | Unset
        if isinstance(self.registered_patients, Unset):
            registered_patients = UNSET
        else:
            registered_patients = self.registered_patients

        registered_patients_on: None | str | Unset
        if isinstance(self.registered_patients_on, Unset):
            registered_patients_on = UNSET
        elif isinstance(self.registered_patients_on, datetime.date):
            registered_patients_on = self.registered_patients_on.isoformat()
        else:
            registered_patients_on = self.registered_patients_on

        same_day_percent: float | None | Unset
        if isinstance(self.same_day_percent, Unset):
            same_day_percent = UNSET
        else:
            same_day_percent = self.same_day_percent

        within_14_days_percent: float | None | Unset
        if isinstance(self.within_14_days_percent, Unset):
            within_14_days_percent = UNSET
        else:
            within_14_days_percent = self.within_14_days_percent

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

        supplier: None | str | Unset
        if isinstance(self.supplier, Unset):
            supplier = UNSET
        else:
            supplier = self.supplier

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "org_code": org_code,
                "org_type": org_type,
                "practices_included": practices_included,
                "attended": attended,
                "days_15_to_21": days_15_to_21,
                "days_22_to_28": days_22_to_28,
                "days_2_to_7": days_2_to_7,
                "days_8_to_14": days_8_to_14,
                "did_not_attend": did_not_attend,
                "face_to_face": face_to_face,
                "gp": gp,
                "hcp_unknown": hcp_unknown,
                "home_visit": home_visit,
                "mode_unknown": mode_unknown,
                "one_day": one_day,
                "other_practice_staff": other_practice_staff,
                "over_28_days": over_28_days,
                "same_day": same_day,
                "status_unknown": status_unknown,
                "telephone": telephone,
                "total_appointments": total_appointments,
                "video_online": video_online,
                "wait_unknown": wait_unknown,
                "missing": missing,
                "period": period,
                "period_end": period_end,
                "period_start": period_start,
                "release": release,
                "revised": revised,
                "month": month,
                "national_categories": national_categories,
            }
        )
        if org_name is not UNSET:
            field_dict["org_name"] = org_name
        if practice_code is not UNSET:
            field_dict["practice_code"] = practice_code
        if practice_name is not UNSET:
            field_dict["practice_name"] = practice_name
        if practices_expected is not UNSET:
            field_dict["practices_expected"] = practices_expected
        if dna_percent is not UNSET:
            field_dict["dna_percent"] = dna_percent
        if dna_percent_of_known is not UNSET:
            field_dict["dna_percent_of_known"] = dna_percent_of_known
        if per_1000_patients is not UNSET:
            field_dict["per_1000_patients"] = per_1000_patients
        if registered_patients is not UNSET:
            field_dict["registered_patients"] = registered_patients
        if registered_patients_on is not UNSET:
            field_dict["registered_patients_on"] = registered_patients_on
        if same_day_percent is not UNSET:
            field_dict["same_day_percent"] = same_day_percent
        if within_14_days_percent is not UNSET:
            field_dict["within_14_days_percent"] = within_14_days_percent
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
        if supplier is not UNSET:
            field_dict["supplier"] = supplier

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.reference_category_count import ReferenceCategoryCount
        from ..models.reference_missing import ReferenceMissing

        d = dict(src_dict)
        org_code = d.pop("org_code")

        org_type = check_reference_level(d.pop("org_type"))

        practices_included = d.pop("practices_included")

        attended = d.pop("attended")

        days_15_to_21 = d.pop("days_15_to_21")

        days_22_to_28 = d.pop("days_22_to_28")

        days_2_to_7 = d.pop("days_2_to_7")

        days_8_to_14 = d.pop("days_8_to_14")

        did_not_attend = d.pop("did_not_attend")

        face_to_face = d.pop("face_to_face")

        gp = d.pop("gp")

        hcp_unknown = d.pop("hcp_unknown")

        home_visit = d.pop("home_visit")

        mode_unknown = d.pop("mode_unknown")

        one_day = d.pop("one_day")

        other_practice_staff = d.pop("other_practice_staff")

        over_28_days = d.pop("over_28_days")

        same_day = d.pop("same_day")

        status_unknown = d.pop("status_unknown")

        telephone = d.pop("telephone")

        total_appointments = d.pop("total_appointments")

        video_online = d.pop("video_online")

        wait_unknown = d.pop("wait_unknown")

        missing = []
        _missing = d.pop("missing")
        for missing_item_data in _missing:
            missing_item = ReferenceMissing.from_dict(missing_item_data)

            missing.append(missing_item)

        period = d.pop("period")

        period_end = datetime.date.fromisoformat(d.pop("period_end"))

        period_start = datetime.date.fromisoformat(d.pop("period_start"))

        release = d.pop("release")

        revised = d.pop("revised")

        month = datetime.date.fromisoformat(d.pop("month"))

        national_categories = []
        _national_categories = d.pop("national_categories")
        for national_categories_item_data in _national_categories:
            national_categories_item = ReferenceCategoryCount.from_dict(
                national_categories_item_data
            )

            national_categories.append(national_categories_item)

        def _parse_org_name(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        org_name = _parse_org_name(d.pop("org_name", UNSET))

        def _parse_practice_code(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        practice_code = _parse_practice_code(d.pop("practice_code", UNSET))

        def _parse_practice_name(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        practice_name = _parse_practice_name(d.pop("practice_name", UNSET))

        def _parse_practices_expected(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        practices_expected = _parse_practices_expected(d.pop("practices_expected", UNSET))

        def _parse_dna_percent(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        dna_percent = _parse_dna_percent(d.pop("dna_percent", UNSET))

        def _parse_dna_percent_of_known(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        dna_percent_of_known = _parse_dna_percent_of_known(d.pop("dna_percent_of_known", UNSET))

        def _parse_per_1000_patients(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        per_1000_patients = _parse_per_1000_patients(d.pop("per_1000_patients", UNSET))

        def _parse_registered_patients(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        registered_patients = _parse_registered_patients(d.pop("registered_patients", UNSET))

        def _parse_registered_patients_on(data: object) -> datetime.date | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                registered_patients_on_type_0 = datetime.date.fromisoformat(data)

                return registered_patients_on_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.date | None | Unset, data)

        registered_patients_on = _parse_registered_patients_on(
            d.pop("registered_patients_on", UNSET)
        )

        def _parse_same_day_percent(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        same_day_percent = _parse_same_day_percent(d.pop("same_day_percent", UNSET))

        def _parse_within_14_days_percent(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        within_14_days_percent = _parse_within_14_days_percent(
            d.pop("within_14_days_percent", UNSET)
        )

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

        def _parse_supplier(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        supplier = _parse_supplier(d.pop("supplier", UNSET))

        reference_gp_appointments = cls(
            org_code=org_code,
            org_type=org_type,
            practices_included=practices_included,
            attended=attended,
            days_15_to_21=days_15_to_21,
            days_22_to_28=days_22_to_28,
            days_2_to_7=days_2_to_7,
            days_8_to_14=days_8_to_14,
            did_not_attend=did_not_attend,
            face_to_face=face_to_face,
            gp=gp,
            hcp_unknown=hcp_unknown,
            home_visit=home_visit,
            mode_unknown=mode_unknown,
            one_day=one_day,
            other_practice_staff=other_practice_staff,
            over_28_days=over_28_days,
            same_day=same_day,
            status_unknown=status_unknown,
            telephone=telephone,
            total_appointments=total_appointments,
            video_online=video_online,
            wait_unknown=wait_unknown,
            missing=missing,
            period=period,
            period_end=period_end,
            period_start=period_start,
            release=release,
            revised=revised,
            month=month,
            national_categories=national_categories,
            org_name=org_name,
            practice_code=practice_code,
            practice_name=practice_name,
            practices_expected=practices_expected,
            dna_percent=dna_percent,
            dna_percent_of_known=dna_percent_of_known,
            per_1000_patients=per_1000_patients,
            registered_patients=registered_patients,
            registered_patients_on=registered_patients_on,
            same_day_percent=same_day_percent,
            within_14_days_percent=within_14_days_percent,
            icb_code=icb_code,
            icb_name=icb_name,
            pcn_code=pcn_code,
            pcn_name=pcn_name,
            region_code=region_code,
            region_name=region_name,
            sub_icb_code=sub_icb_code,
            sub_icb_name=sub_icb_name,
            published_on=published_on,
            supplier=supplier,
        )

        reference_gp_appointments.additional_properties = d
        return reference_gp_appointments

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
