from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.datasets_fhir_compose import DatasetsFhirCompose
    from ..models.datasets_fhir_identifier import DatasetsFhirIdentifier


T = TypeVar("T", bound="DatasetsValueSet")


@_attrs_define
class DatasetsValueSet:
    """All codes of a dataset (FHIR R4 `ValueSet`)."""

    date: datetime.datetime
    experimental: bool
    id: str
    name: str
    status: str
    """ `active` where everybody sees the dataset, else `draft`. """
    title: str
    url: str
    """ The same for all versions. """
    version: str
    compose: DatasetsFhirCompose
    """ What is in a value set. """
    resource_type: str
    copyright_: None | str | Unset = UNSET
    description: None | str | Unset = UNSET
    identifier: list[DatasetsFhirIdentifier] | Unset = UNSET
    publisher: None | str | Unset = UNSET
    """ The organisation that the dataset belongs to. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        date = self.date.isoformat()

        experimental = self.experimental

        id = self.id

        name = self.name

        status = self.status

        title = self.title

        url = self.url

        version = self.version

        compose = self.compose.to_dict()

        resource_type = self.resource_type

        copyright_: None | str | Unset
        if isinstance(self.copyright_, Unset):
            copyright_ = UNSET
        else:
            copyright_ = self.copyright_

        description: None | str | Unset
        if isinstance(self.description, Unset):
            description = UNSET
        else:
            description = self.description

        identifier: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.identifier, Unset):
            identifier = []
            for identifier_item_data in self.identifier:
                identifier_item = identifier_item_data.to_dict()
                identifier.append(identifier_item)

        publisher: None | str | Unset
        if isinstance(self.publisher, Unset):
            publisher = UNSET
        else:
            publisher = self.publisher

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "date": date,
                "experimental": experimental,
                "id": id,
                "name": name,
                "status": status,
                "title": title,
                "url": url,
                "version": version,
                "compose": compose,
                "resourceType": resource_type,
            }
        )
        if copyright_ is not UNSET:
            field_dict["copyright"] = copyright_
        if description is not UNSET:
            field_dict["description"] = description
        if identifier is not UNSET:
            field_dict["identifier"] = identifier
        if publisher is not UNSET:
            field_dict["publisher"] = publisher

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.datasets_fhir_compose import DatasetsFhirCompose
        from ..models.datasets_fhir_identifier import DatasetsFhirIdentifier

        d = dict(src_dict)
        date = datetime.datetime.fromisoformat(d.pop("date"))

        experimental = d.pop("experimental")

        id = d.pop("id")

        name = d.pop("name")

        status = d.pop("status")

        title = d.pop("title")

        url = d.pop("url")

        version = d.pop("version")

        compose = DatasetsFhirCompose.from_dict(d.pop("compose"))

        resource_type = d.pop("resourceType")

        def _parse_copyright_(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        copyright_ = _parse_copyright_(d.pop("copyright", UNSET))

        def _parse_description(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        description = _parse_description(d.pop("description", UNSET))

        _identifier = d.pop("identifier", UNSET)
        identifier: list[DatasetsFhirIdentifier] | Unset = UNSET
        if _identifier is not UNSET:
            identifier = []
            for identifier_item_data in _identifier:
                identifier_item = DatasetsFhirIdentifier.from_dict(identifier_item_data)

                identifier.append(identifier_item)

        def _parse_publisher(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        publisher = _parse_publisher(d.pop("publisher", UNSET))

        datasets_value_set = cls(
            date=date,
            experimental=experimental,
            id=id,
            name=name,
            status=status,
            title=title,
            url=url,
            version=version,
            compose=compose,
            resource_type=resource_type,
            copyright_=copyright_,
            description=description,
            identifier=identifier,
            publisher=publisher,
        )

        datasets_value_set.additional_properties = d
        return datasets_value_set

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
