from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.reference_missing import ReferenceMissing


T = TypeVar("T", bound="ReferenceQofAchievement")


@_attrs_define
class ReferenceQofAchievement:
    """What a practice achieved of a QOF indicator in a year."""

    practice_code: str
    """ An ODS code: of a practice, PCN, sub-ICB, ICB or region. Upper case, 3 to
    10 letters and digits, for ODS issues new shapes. """
    year: str
    """ The financial year. """
    indicator_code: str
    """ The code of a QOF indicator or of a group of them, such as `DM019` or `DM`.
    Upper case, 2 to 10 letters and digits. """
    missing: list[ReferenceMissing]
    """ Which of the figures are null, and why. """
    practice_name: None | str | Unset = UNSET
    """ Its name then, or now where the year has no table of geographies. """
    domain_code: None | str | Unset = UNSET
    """ Its domain; null where the year has no table of indicators. """
    group_code: None | str | Unset = UNSET
    """ The group it belongs to; null where the year has no table of indicators. """
    indicator_description: None | str | Unset = UNSET
    """ What it measures; null where the year's table of indicators does not tell. """
    achieved_points: float | None | Unset = UNSET
    """ Points the practice was given. """
    achievement_percent: float | None | Unset = UNSET
    """ `numerator` of `denominator`. """
    denominator: int | None | Unset = UNSET
    """ Patients for whom it could be met, those with a personalised care
    adjustment left out already. """
    numerator: int | None | Unset = UNSET
    """ Patients for whom the indicator was met. """
    patients_receiving_percent: float | None | Unset = UNSET
    """ `numerator` of `denominator` and `personalised_care_adjustments`
    together: of all patients, those who received the care. """
    pca_percent: float | None | Unset = UNSET
    """ `personalised_care_adjustments` of the same. """
    personalised_care_adjustments: int | None | Unset = UNSET
    """ Patients left out with a personalised care adjustment; before 2019/20
    it was called an exception. """
    points_available: float | None | Unset = UNSET
    """ Points the indicator is worth; null where the year has no table of indicators. """
    register: int | None | Unset = UNSET
    """ Patients on the register. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        practice_code = self.practice_code

        year = self.year

        indicator_code = self.indicator_code

        missing = []
        for missing_item_data in self.missing:
            missing_item = missing_item_data.to_dict()
            missing.append(missing_item)

        practice_name: None | str | Unset
        if isinstance(self.practice_name, Unset):
            practice_name = UNSET
        else:
            practice_name = self.practice_name

        domain_code: None | str | Unset
        if isinstance(self.domain_code, Unset):
            domain_code = UNSET
        else:
            domain_code = self.domain_code

        group_code: None | str | Unset
        if isinstance(self.group_code, Unset):
            group_code = UNSET
        else:
            group_code = self.group_code

        indicator_description: None | str | Unset
        if isinstance(self.indicator_description, Unset):
            indicator_description = UNSET
        else:
            indicator_description = self.indicator_description

        achieved_points: float | None | Unset
        if isinstance(self.achieved_points, Unset):
            achieved_points = UNSET
        else:
            achieved_points = self.achieved_points

        achievement_percent: float | None | Unset
        if isinstance(self.achievement_percent, Unset):
            achievement_percent = UNSET
        else:
            achievement_percent = self.achievement_percent

        denominator: int | None | Unset
        if isinstance(self.denominator, Unset):
            denominator = UNSET
        else:
            denominator = self.denominator

        numerator: int | None | Unset
        if isinstance(self.numerator, Unset):
            numerator = UNSET
        else:
            numerator = self.numerator

        patients_receiving_percent: float | None | Unset
        if isinstance(self.patients_receiving_percent, Unset):
            patients_receiving_percent = UNSET
        else:
            patients_receiving_percent = self.patients_receiving_percent

        pca_percent: float | None | Unset
        if isinstance(self.pca_percent, Unset):
            pca_percent = UNSET
        else:
            pca_percent = self.pca_percent

        personalised_care_adjustments: int | None | Unset
        if isinstance(self.personalised_care_adjustments, Unset):
            personalised_care_adjustments = UNSET
        else:
            personalised_care_adjustments = self.personalised_care_adjustments

        points_available: float | None | Unset
        if isinstance(self.points_available, Unset):
            points_available = UNSET
        else:
            points_available = self.points_available

        register: int | None | Unset
        if isinstance(self.register, Unset):
            register = UNSET
        else:
            register = self.register

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "practice_code": practice_code,
                "year": year,
                "indicator_code": indicator_code,
                "missing": missing,
            }
        )
        if practice_name is not UNSET:
            field_dict["practice_name"] = practice_name
        if domain_code is not UNSET:
            field_dict["domain_code"] = domain_code
        if group_code is not UNSET:
            field_dict["group_code"] = group_code
        if indicator_description is not UNSET:
            field_dict["indicator_description"] = indicator_description
        if achieved_points is not UNSET:
            field_dict["achieved_points"] = achieved_points
        if achievement_percent is not UNSET:
            field_dict["achievement_percent"] = achievement_percent
        if denominator is not UNSET:
            field_dict["denominator"] = denominator
        if numerator is not UNSET:
            field_dict["numerator"] = numerator
        if patients_receiving_percent is not UNSET:
            field_dict["patients_receiving_percent"] = patients_receiving_percent
        if pca_percent is not UNSET:
            field_dict["pca_percent"] = pca_percent
        if personalised_care_adjustments is not UNSET:
            field_dict["personalised_care_adjustments"] = personalised_care_adjustments
        if points_available is not UNSET:
            field_dict["points_available"] = points_available
        if register is not UNSET:
            field_dict["register"] = register

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.reference_missing import ReferenceMissing

        d = dict(src_dict)
        practice_code = d.pop("practice_code")

        year = d.pop("year")

        indicator_code = d.pop("indicator_code")

        missing = []
        _missing = d.pop("missing")
        for missing_item_data in _missing:
            missing_item = ReferenceMissing.from_dict(missing_item_data)

            missing.append(missing_item)

        def _parse_practice_name(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        practice_name = _parse_practice_name(d.pop("practice_name", UNSET))

        def _parse_domain_code(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        domain_code = _parse_domain_code(d.pop("domain_code", UNSET))

        def _parse_group_code(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        group_code = _parse_group_code(d.pop("group_code", UNSET))

        def _parse_indicator_description(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        indicator_description = _parse_indicator_description(d.pop("indicator_description", UNSET))

        def _parse_achieved_points(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        achieved_points = _parse_achieved_points(d.pop("achieved_points", UNSET))

        def _parse_achievement_percent(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        achievement_percent = _parse_achievement_percent(d.pop("achievement_percent", UNSET))

        def _parse_denominator(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        denominator = _parse_denominator(d.pop("denominator", UNSET))

        def _parse_numerator(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        numerator = _parse_numerator(d.pop("numerator", UNSET))

        def _parse_patients_receiving_percent(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        patients_receiving_percent = _parse_patients_receiving_percent(
            d.pop("patients_receiving_percent", UNSET)
        )

        def _parse_pca_percent(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        pca_percent = _parse_pca_percent(d.pop("pca_percent", UNSET))

        def _parse_personalised_care_adjustments(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        personalised_care_adjustments = _parse_personalised_care_adjustments(
            d.pop("personalised_care_adjustments", UNSET)
        )

        def _parse_points_available(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        points_available = _parse_points_available(d.pop("points_available", UNSET))

        def _parse_register(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        register = _parse_register(d.pop("register", UNSET))

        reference_qof_achievement = cls(
            practice_code=practice_code,
            year=year,
            indicator_code=indicator_code,
            missing=missing,
            practice_name=practice_name,
            domain_code=domain_code,
            group_code=group_code,
            indicator_description=indicator_description,
            achieved_points=achieved_points,
            achievement_percent=achievement_percent,
            denominator=denominator,
            numerator=numerator,
            patients_receiving_percent=patients_receiving_percent,
            pca_percent=pca_percent,
            personalised_care_adjustments=personalised_care_adjustments,
            points_available=points_available,
            register=register,
        )

        reference_qof_achievement.additional_properties = d
        return reference_qof_achievement

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
