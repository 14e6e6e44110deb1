from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.reference_level import ReferenceLevel, check_reference_level
from ..models.reference_staff_group import (
    ReferenceStaffGroup,
    check_reference_staff_group,
)
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.reference_data_sources import ReferenceDataSources
    from ..models.reference_gps import ReferenceGps
    from ..models.reference_missing import ReferenceMissing
    from ..models.reference_practices_reporting import ReferencePracticesReporting
    from ..models.reference_staff_counts import ReferenceStaffCounts
    from ..models.reference_staff_role import ReferenceStaffRole


T = TypeVar("T", bound="ReferenceWorkforce")


@_attrs_define
class ReferenceWorkforce:
    """Who works in general practice, of one organisation on one day."""

    org_code: str
    """ An ODS code: of a practice, PCN, sub-ICB, ICB or region. Upper case, 3 to
    10 letters and digits, for ODS issues new shapes. """
    org_type: ReferenceLevel
    """ How far figures are added up. """
    practices_included: int
    """ Practices whose figures are added up. """
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
    admin: ReferenceStaffCounts
    """ All staff of a group. """
    direct_patient_care: ReferenceStaffCounts
    """ All staff of a group. """
    gp: ReferenceGps
    """ General practitioners. """
    groups_missing: list[ReferenceStaffGroup]
    """ The groups that a practice did not tell of; above the practice those
    that not every practice told of. """
    missing: list[ReferenceMissing]
    """ The figures above that are null, and why. """
    nurse: ReferenceStaffCounts
    """ All staff of a group. """
    practices_reporting: ReferencePracticesReporting
    """ Practices that told of their staff, group by group: a practice tells of a
    group where both its headcount and its full-time equivalents are there. """
    snapshot: datetime.date
    """ The day: the last of a month. """
    org_name: None | str | Unset = UNSET
    """ Its name, where one was published. """
    practice_code: None | str | Unset = UNSET
    practice_name: None | str | Unset = UNSET
    """ The name again, of a practice alone. """
    practices_expected: int | None | Unset = UNSET
    """ Practices the organisation had; null where no map tells. """
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
    data_source: None | ReferenceDataSources | Unset = UNSET
    fte_per_1000_patients: float | None | Unset = UNSET
    """ `total_fte` for every 1,000 of `patients_of_total`, to two decimal places. """
    patients_of_total: int | None | Unset = UNSET
    """ Registered patients of the practices that `total_fte` is of, as far as
    they are known. """
    patients_per_fully_qualified_gp_fte: float | None | Unset = UNSET
    """ Patients for each full-time equivalent of a fully qualified GP, to two
    decimal places. Above the practice both are of the practices that told
    of their GPs and have patients. """
    roles: list[ReferenceStaffRole] | None | Unset = UNSET
    """ The roles that somebody has, by group; null unless `roles=true` asks for them. """
    total_fte: float | None | Unset = UNSET
    """ Full-time equivalents of all people, likewise. """
    total_headcount: int | None | Unset = UNSET
    """ All people; null where a practice did not tell of a group. Above the
    practice of the practices that told of all four. """
    total_patients: int | None | Unset = UNSET
    """ Registered patients; above the practice those of all practices that have them. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.reference_data_sources import ReferenceDataSources

        org_code = self.org_code

        org_type: str = self.org_type

        practices_included = self.practices_included

        period = self.period

        period_end = self.period_end.isoformat()

        period_start = self.period_start.isoformat()

        release = self.release

        revised = self.revised

        admin = self.admin.to_dict()

        direct_patient_care = self.direct_patient_care.to_dict()

        gp = self.gp.to_dict()

        groups_missing = []
        for groups_missing_item_data in self.groups_missing:
            groups_missing_item: str = groups_missing_item_data
            groups_missing.append(groups_missing_item)

        missing = []
        for missing_item_data in self.missing:
            missing_item = missing_item_data.to_dict()
            missing.append(missing_item)

        nurse = self.nurse.to_dict()

        practices_reporting = self.practices_reporting.to_dict()

        snapshot = self.snapshot.isoformat()

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

        data_source: dict[str, Any] | None | Unset
        if isinstance(self.data_source, Unset):
            data_source = UNSET
        elif isinstance(self.data_source, ReferenceDataSources):
            data_source = self.data_source.to_dict()
        else:
            data_source = self.data_source

        fte_per_1000_patients: float | None | Unset
        if isinstance(self.fte_per_1000_patients, Unset):
            fte_per_1000_patients = UNSET
        else:
            fte_per_1000_patients = self.fte_per_1000_patients

        patients_of_total: int | None | Unset
        if isinstance(self.patients_of_total, Unset):
            patients_of_total = UNSET
        else:
            patients_of_total = self.patients_of_total

        patients_per_fully_qualified_gp_fte: float | None | Unset
        if isinstance(self.patients_per_fully_qualified_gp_fte, Unset):
            patients_per_fully_qualified_gp_fte = UNSET
        else:
            patients_per_fully_qualified_gp_fte = self.patients_per_fully_qualified_gp_fte

        roles: list[dict[str, Any]] | None | Unset
        if isinstance(self.roles, Unset):
            roles = UNSET
        elif isinstance(self.roles, list):
            roles = []
            for roles_type_0_item_data in self.roles:
                roles_type_0_item = roles_type_0_item_data.to_dict()
                roles.append(roles_type_0_item)

        else:
            roles = self.roles

        total_fte: float | None | Unset
        if isinstance(self.total_fte, Unset):
            total_fte = UNSET
        else:
            total_fte = self.total_fte

        total_headcount: int | None | Unset
        if isinstance(self.total_headcount, Unset):
            total_headcount = UNSET
        else:
            total_headcount = self.total_headcount

        total_patients: int | None | Unset
        if isinstance(self.total_patients, Unset):
            total_patients = UNSET
        else:
            total_patients = self.total_patients

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "org_code": org_code,
                "org_type": org_type,
                "practices_included": practices_included,
                "period": period,
                "period_end": period_end,
                "period_start": period_start,
                "release": release,
                "revised": revised,
                "admin": admin,
                "direct_patient_care": direct_patient_care,
                "gp": gp,
                "groups_missing": groups_missing,
                "missing": missing,
                "nurse": nurse,
                "practices_reporting": practices_reporting,
                "snapshot": snapshot,
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
        if data_source is not UNSET:
            field_dict["data_source"] = data_source
        if fte_per_1000_patients is not UNSET:
            field_dict["fte_per_1000_patients"] = fte_per_1000_patients
        if patients_of_total is not UNSET:
            field_dict["patients_of_total"] = patients_of_total
        if patients_per_fully_qualified_gp_fte is not UNSET:
            field_dict["patients_per_fully_qualified_gp_fte"] = patients_per_fully_qualified_gp_fte
        if roles is not UNSET:
            field_dict["roles"] = roles
        if total_fte is not UNSET:
            field_dict["total_fte"] = total_fte
        if total_headcount is not UNSET:
            field_dict["total_headcount"] = total_headcount
        if total_patients is not UNSET:
            field_dict["total_patients"] = total_patients

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.reference_data_sources import ReferenceDataSources
        from ..models.reference_gps import ReferenceGps
        from ..models.reference_missing import ReferenceMissing
        from ..models.reference_practices_reporting import ReferencePracticesReporting
        from ..models.reference_staff_counts import ReferenceStaffCounts
        from ..models.reference_staff_role import ReferenceStaffRole

        d = dict(src_dict)
        org_code = d.pop("org_code")

        org_type = check_reference_level(d.pop("org_type"))

        practices_included = d.pop("practices_included")

        period = d.pop("period")

        period_end = datetime.date.fromisoformat(d.pop("period_end"))

        period_start = datetime.date.fromisoformat(d.pop("period_start"))

        release = d.pop("release")

        revised = d.pop("revised")

        admin = ReferenceStaffCounts.from_dict(d.pop("admin"))

        direct_patient_care = ReferenceStaffCounts.from_dict(d.pop("direct_patient_care"))

        gp = ReferenceGps.from_dict(d.pop("gp"))

        groups_missing = []
        _groups_missing = d.pop("groups_missing")
        for groups_missing_item_data in _groups_missing:
            groups_missing_item = check_reference_staff_group(groups_missing_item_data)

            groups_missing.append(groups_missing_item)

        missing = []
        _missing = d.pop("missing")
        for missing_item_data in _missing:
            missing_item = ReferenceMissing.from_dict(missing_item_data)

            missing.append(missing_item)

        nurse = ReferenceStaffCounts.from_dict(d.pop("nurse"))

        practices_reporting = ReferencePracticesReporting.from_dict(d.pop("practices_reporting"))

        snapshot = datetime.date.fromisoformat(d.pop("snapshot"))

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

        def _parse_data_source(data: object) -> None | ReferenceDataSources | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                data_source_type_0 = ReferenceDataSources.from_dict(data)

                return data_source_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | ReferenceDataSources | Unset, data)

        data_source = _parse_data_source(d.pop("data_source", UNSET))

        def _parse_fte_per_1000_patients(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        fte_per_1000_patients = _parse_fte_per_1000_patients(d.pop("fte_per_1000_patients", UNSET))

        def _parse_patients_of_total(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        patients_of_total = _parse_patients_of_total(d.pop("patients_of_total", UNSET))

        def _parse_patients_per_fully_qualified_gp_fte(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        patients_per_fully_qualified_gp_fte = _parse_patients_per_fully_qualified_gp_fte(
            d.pop("patients_per_fully_qualified_gp_fte", UNSET)
        )

        def _parse_roles(data: object) -> list[ReferenceStaffRole] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                roles_type_0 = []
                _roles_type_0 = data
                for roles_type_0_item_data in _roles_type_0:
                    roles_type_0_item = ReferenceStaffRole.from_dict(roles_type_0_item_data)

                    roles_type_0.append(roles_type_0_item)

                return roles_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[ReferenceStaffRole] | None | Unset, data)

        roles = _parse_roles(d.pop("roles", UNSET))

        def _parse_total_fte(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        total_fte = _parse_total_fte(d.pop("total_fte", UNSET))

        def _parse_total_headcount(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        total_headcount = _parse_total_headcount(d.pop("total_headcount", UNSET))

        def _parse_total_patients(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        total_patients = _parse_total_patients(d.pop("total_patients", UNSET))

        reference_workforce = cls(
            org_code=org_code,
            org_type=org_type,
            practices_included=practices_included,
            period=period,
            period_end=period_end,
            period_start=period_start,
            release=release,
            revised=revised,
            admin=admin,
            direct_patient_care=direct_patient_care,
            gp=gp,
            groups_missing=groups_missing,
            missing=missing,
            nurse=nurse,
            practices_reporting=practices_reporting,
            snapshot=snapshot,
            org_name=org_name,
            practice_code=practice_code,
            practice_name=practice_name,
            practices_expected=practices_expected,
            icb_code=icb_code,
            icb_name=icb_name,
            pcn_code=pcn_code,
            pcn_name=pcn_name,
            region_code=region_code,
            region_name=region_name,
            sub_icb_code=sub_icb_code,
            sub_icb_name=sub_icb_name,
            published_on=published_on,
            data_source=data_source,
            fte_per_1000_patients=fte_per_1000_patients,
            patients_of_total=patients_of_total,
            patients_per_fully_qualified_gp_fte=patients_per_fully_qualified_gp_fte,
            roles=roles,
            total_fte=total_fte,
            total_headcount=total_headcount,
            total_patients=total_patients,
        )

        reference_workforce.additional_properties = d
        return reference_workforce

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
