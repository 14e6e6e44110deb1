from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.reference_payment_category import (
    ReferencePaymentCategory,
    check_reference_payment_category,
)
from ..types import UNSET, Unset

T = TypeVar("T", bound="ReferencePayment")


@_attrs_define
class ReferencePayment:
    """What was paid under one heading."""

    category: ReferencePaymentCategory
    """ What a payment is for. The files do not say; this is our grouping. """
    code: str
    """ The heading as a code, the same in every year that has the heading. """
    label: str
    """ The heading, as published. """
    amount: None | str | Unset = UNSET
    """ Pounds; null where the file has nothing, which is not 0. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        category: str = self.category

        code = self.code

        label = self.label

        amount: None | str | Unset
        if isinstance(self.amount, Unset):
            amount = UNSET
        else:
            amount = self.amount

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "category": category,
                "code": code,
                "label": label,
            }
        )
        if amount is not UNSET:
            field_dict["amount"] = amount

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        category = check_reference_payment_category(d.pop("category"))

        code = d.pop("code")

        label = d.pop("label")

        def _parse_amount(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        amount = _parse_amount(d.pop("amount", UNSET))

        reference_payment = cls(
            category=category,
            code=code,
            label=label,
            amount=amount,
        )

        reference_payment.additional_properties = d
        return reference_payment

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
