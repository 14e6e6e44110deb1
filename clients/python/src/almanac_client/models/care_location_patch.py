from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.care_service import CareService, check_care_service
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.care_invoice_address import CareInvoiceAddress


T = TypeVar("T", bound="CareLocationPatch")


@_attrs_define
class CareLocationPatch:
    accepts_dementia: bool | Unset = UNSET
    """ Whether people who live with dementia are cared for here. """
    app_number: None | str | Unset = UNSET
    """ The virtual mobile number for messages. """
    company_name: None | str | Unset = UNSET
    """ The company that runs it. """
    company_reg_no: None | str | Unset = UNSET
    """ That company's registration number. """
    email: None | str | Unset = UNSET
    """ Where it is written to. """
    groups: list[str] | Unset = UNSET
    """ The groups it belongs to. Ids of `groups` of the type `location_group`. """
    invoice_address: CareInvoiceAddress | None | Unset = UNSET
    """ The address on invoices. Members that are not told stay as they are. """
    invoice_email: None | str | Unset = UNSET
    """ The e-mail address on invoices. """
    invoice_payment_instructions: None | str | Unset = UNSET
    """ How invoices are paid, where nothing is said of the way chosen. """
    invoice_payment_instructions_bac: None | str | Unset = UNSET
    """ How invoices are paid by BACS. """
    invoice_payment_instructions_card: None | str | Unset = UNSET
    """ How invoices are paid by card. """
    invoice_payment_instructions_cash: None | str | Unset = UNSET
    """ How invoices are paid in cash. """
    invoice_payment_instructions_cheque: None | str | Unset = UNSET
    """ How invoices are paid by cheque. """
    invoice_payment_instructions_direct_debit: None | str | Unset = UNSET
    """ How invoices are paid by direct debit. """
    invoice_payment_instructions_standing_order: None | str | Unset = UNSET
    """ How invoices are paid by standing order. """
    mobile: None | str | Unset = UNSET
    """ Its mobile number. """
    name: str | Unset = UNSET
    """ What it is called. """
    phone: None | str | Unset = UNSET
    """ Its telephone number. """
    postal_address: CareInvoiceAddress | None | Unset = UNSET
    """ Where its post goes. Members that are not told stay as they are. """
    services: list[CareService] | Unset = UNSET
    """ The care that is given. """
    street_address: CareInvoiceAddress | None | Unset = UNSET
    """ Where it is. Members that are not told stay as they are. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.care_invoice_address import CareInvoiceAddress

        accepts_dementia = self.accepts_dementia

        app_number: None | str | Unset
        if isinstance(self.app_number, Unset):
            app_number = UNSET
        else:
            app_number = self.app_number

        company_name: None | str | Unset
        if isinstance(self.company_name, Unset):
            company_name = UNSET
        else:
            company_name = self.company_name

        company_reg_no: None | str | Unset
        if isinstance(self.company_reg_no, Unset):
            company_reg_no = UNSET
        else:
            company_reg_no = self.company_reg_no

        email: None | str | Unset
        if isinstance(self.email, Unset):
            email = UNSET
        else:
            email = self.email

        groups: list[str] | Unset = UNSET
        if not isinstance(self.groups, Unset):
            groups = self.groups

        invoice_address: dict[str, Any] | None | Unset
        if isinstance(self.invoice_address, Unset):
            invoice_address = UNSET
        elif isinstance(self.invoice_address, CareInvoiceAddress):
            invoice_address = self.invoice_address.to_dict()
        else:
            invoice_address = self.invoice_address

        invoice_email: None | str | Unset
        if isinstance(self.invoice_email, Unset):
            invoice_email = UNSET
        else:
            invoice_email = self.invoice_email

        invoice_payment_instructions: None | str | Unset
        if isinstance(self.invoice_payment_instructions, Unset):
            invoice_payment_instructions = UNSET
        else:
            invoice_payment_instructions = self.invoice_payment_instructions

        invoice_payment_instructions_bac: None | str | Unset
        if isinstance(self.invoice_payment_instructions_bac, Unset):
            invoice_payment_instructions_bac = UNSET
        else:
            invoice_payment_instructions_bac = self.invoice_payment_instructions_bac

        invoice_payment_instructions_card: None | str | Unset
        if isinstance(self.invoice_payment_instructions_card, Unset):
            invoice_payment_instructions_card = UNSET
        else:
            invoice_payment_instructions_card = self.invoice_payment_instructions_card

        invoice_payment_instructions_cash: None | str | Unset
        if isinstance(self.invoice_payment_instructions_cash, Unset):
            invoice_payment_instructions_cash = UNSET
        else:
            invoice_payment_instructions_cash = self.invoice_payment_instructions_cash

        invoice_payment_instructions_cheque: None | str | Unset
        if isinstance(self.invoice_payment_instructions_cheque, Unset):
            invoice_payment_instructions_cheque = UNSET
        else:
            invoice_payment_instructions_cheque = self.invoice_payment_instructions_cheque

        invoice_payment_instructions_direct_debit: None | str | Unset
        if isinstance(self.invoice_payment_instructions_direct_debit, Unset):
            invoice_payment_instructions_direct_debit = UNSET
        else:
            invoice_payment_instructions_direct_debit = (
                self.invoice_payment_instructions_direct_debit
            )

        invoice_payment_instructions_standing_order: None | str | Unset
        if isinstance(self.invoice_payment_instructions_standing_order, Unset):
            invoice_payment_instructions_standing_order = UNSET
        else:
            invoice_payment_instructions_standing_order = (
                self.invoice_payment_instructions_standing_order
            )

        mobile: None | str | Unset
        if isinstance(self.mobile, Unset):
            mobile = UNSET
        else:
            mobile = self.mobile

        name = self.name

        phone: None | str | Unset
        if isinstance(self.phone, Unset):
            phone = UNSET
        else:
            phone = self.phone

        postal_address: dict[str, Any] | None | Unset
        if isinstance(self.postal_address, Unset):
            postal_address = UNSET
        elif isinstance(self.postal_address, CareInvoiceAddress):
            postal_address = self.postal_address.to_dict()
        else:
            postal_address = self.postal_address

        services: list[str] | Unset = UNSET
        if not isinstance(self.services, Unset):
            services = []
            for services_item_data in self.services:
                services_item: str = services_item_data
                services.append(services_item)

        street_address: dict[str, Any] | None | Unset
        if isinstance(self.street_address, Unset):
            street_address = UNSET
        elif isinstance(self.street_address, CareInvoiceAddress):
            street_address = self.street_address.to_dict()
        else:
            street_address = self.street_address

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if accepts_dementia is not UNSET:
            field_dict["accepts_dementia"] = accepts_dementia
        if app_number is not UNSET:
            field_dict["app_number"] = app_number
        if company_name is not UNSET:
            field_dict["company_name"] = company_name
        if company_reg_no is not UNSET:
            field_dict["company_reg_no"] = company_reg_no
        if email is not UNSET:
            field_dict["email"] = email
        if groups is not UNSET:
            field_dict["groups"] = groups
        if invoice_address is not UNSET:
            field_dict["invoice_address"] = invoice_address
        if invoice_email is not UNSET:
            field_dict["invoice_email"] = invoice_email
        if invoice_payment_instructions is not UNSET:
            field_dict["invoice_payment_instructions"] = invoice_payment_instructions
        if invoice_payment_instructions_bac is not UNSET:
            field_dict["invoice_payment_instructions_bac"] = invoice_payment_instructions_bac
        if invoice_payment_instructions_card is not UNSET:
            field_dict["invoice_payment_instructions_card"] = invoice_payment_instructions_card
        if invoice_payment_instructions_cash is not UNSET:
            field_dict["invoice_payment_instructions_cash"] = invoice_payment_instructions_cash
        if invoice_payment_instructions_cheque is not UNSET:
            field_dict["invoice_payment_instructions_cheque"] = invoice_payment_instructions_cheque
        if invoice_payment_instructions_direct_debit is not UNSET:
            field_dict["invoice_payment_instructions_direct_debit"] = (
                invoice_payment_instructions_direct_debit
            )
        if invoice_payment_instructions_standing_order is not UNSET:
            field_dict["invoice_payment_instructions_standing_order"] = (
                invoice_payment_instructions_standing_order
            )
        if mobile is not UNSET:
            field_dict["mobile"] = mobile
        if name is not UNSET:
            field_dict["name"] = name
        if phone is not UNSET:
            field_dict["phone"] = phone
        if postal_address is not UNSET:
            field_dict["postal_address"] = postal_address
        if services is not UNSET:
            field_dict["services"] = services
        if street_address is not UNSET:
            field_dict["street_address"] = street_address

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.care_invoice_address import CareInvoiceAddress

        d = dict(src_dict)
        accepts_dementia = d.pop("accepts_dementia", UNSET)

        def _parse_app_number(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        app_number = _parse_app_number(d.pop("app_number", UNSET))

        def _parse_company_name(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        company_name = _parse_company_name(d.pop("company_name", UNSET))

        def _parse_company_reg_no(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        company_reg_no = _parse_company_reg_no(d.pop("company_reg_no", UNSET))

        def _parse_email(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        email = _parse_email(d.pop("email", UNSET))

        groups = cast(list[str], d.pop("groups", UNSET))

        def _parse_invoice_address(data: object) -> CareInvoiceAddress | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                invoice_address_type_0 = CareInvoiceAddress.from_dict(data)

                return invoice_address_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(CareInvoiceAddress | None | Unset, data)

        invoice_address = _parse_invoice_address(d.pop("invoice_address", UNSET))

        def _parse_invoice_email(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        invoice_email = _parse_invoice_email(d.pop("invoice_email", UNSET))

        def _parse_invoice_payment_instructions(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        invoice_payment_instructions = _parse_invoice_payment_instructions(
            d.pop("invoice_payment_instructions", UNSET)
        )

        def _parse_invoice_payment_instructions_bac(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        invoice_payment_instructions_bac = _parse_invoice_payment_instructions_bac(
            d.pop("invoice_payment_instructions_bac", UNSET)
        )

        def _parse_invoice_payment_instructions_card(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        invoice_payment_instructions_card = _parse_invoice_payment_instructions_card(
            d.pop("invoice_payment_instructions_card", UNSET)
        )

        def _parse_invoice_payment_instructions_cash(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        invoice_payment_instructions_cash = _parse_invoice_payment_instructions_cash(
            d.pop("invoice_payment_instructions_cash", UNSET)
        )

        def _parse_invoice_payment_instructions_cheque(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        invoice_payment_instructions_cheque = _parse_invoice_payment_instructions_cheque(
            d.pop("invoice_payment_instructions_cheque", UNSET)
        )

        def _parse_invoice_payment_instructions_direct_debit(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        invoice_payment_instructions_direct_debit = (
            _parse_invoice_payment_instructions_direct_debit(
                d.pop("invoice_payment_instructions_direct_debit", UNSET)
            )
        )

        def _parse_invoice_payment_instructions_standing_order(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        invoice_payment_instructions_standing_order = (
            _parse_invoice_payment_instructions_standing_order(
                d.pop("invoice_payment_instructions_standing_order", UNSET)
            )
        )

        def _parse_mobile(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        mobile = _parse_mobile(d.pop("mobile", UNSET))

        name = d.pop("name", UNSET)

        def _parse_phone(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        phone = _parse_phone(d.pop("phone", UNSET))

        def _parse_postal_address(data: object) -> CareInvoiceAddress | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                postal_address_type_0 = CareInvoiceAddress.from_dict(data)

                return postal_address_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(CareInvoiceAddress | None | Unset, data)

        postal_address = _parse_postal_address(d.pop("postal_address", UNSET))

        _services = d.pop("services", UNSET)
        services: list[CareService] | Unset = UNSET
        if _services is not UNSET:
            services = []
            for services_item_data in _services:
                services_item = check_care_service(services_item_data)

                services.append(services_item)

        def _parse_street_address(data: object) -> CareInvoiceAddress | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                street_address_type_0 = CareInvoiceAddress.from_dict(data)

                return street_address_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(CareInvoiceAddress | None | Unset, data)

        street_address = _parse_street_address(d.pop("street_address", UNSET))

        care_location_patch = cls(
            accepts_dementia=accepts_dementia,
            app_number=app_number,
            company_name=company_name,
            company_reg_no=company_reg_no,
            email=email,
            groups=groups,
            invoice_address=invoice_address,
            invoice_email=invoice_email,
            invoice_payment_instructions=invoice_payment_instructions,
            invoice_payment_instructions_bac=invoice_payment_instructions_bac,
            invoice_payment_instructions_card=invoice_payment_instructions_card,
            invoice_payment_instructions_cash=invoice_payment_instructions_cash,
            invoice_payment_instructions_cheque=invoice_payment_instructions_cheque,
            invoice_payment_instructions_direct_debit=invoice_payment_instructions_direct_debit,
            invoice_payment_instructions_standing_order=invoice_payment_instructions_standing_order,
            mobile=mobile,
            name=name,
            phone=phone,
            postal_address=postal_address,
            services=services,
            street_address=street_address,
        )

        care_location_patch.additional_properties = d
        return care_location_patch

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
