from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.releases_subscription_state import (
    ReleasesSubscriptionState,
    check_releases_subscription_state,
)
from ..types import UNSET, Unset

T = TypeVar("T", bound="ReleasesItem")


@_attrs_define
class ReleasesItem:
    """An item, and where you are with it."""

    categories: list[str]
    id: int
    """ Its number. """
    name: str
    releases_url: str
    """ The list of its releases. """
    latest_release_date: datetime.date | None | Unset = UNSET
    """ The date of the latest release; null where there is none. """
    subscription: None | ReleasesSubscriptionState | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        categories = self.categories

        id = self.id

        name = self.name

        releases_url = self.releases_url

        latest_release_date: None | str | Unset
        if isinstance(self.latest_release_date, Unset):
            latest_release_date = UNSET
        elif isinstance(self.latest_release_date, datetime.date):
            latest_release_date = self.latest_release_date.isoformat()
        else:
            latest_release_date = self.latest_release_date

        subscription: None | str | Unset
        if isinstance(self.subscription, Unset):
            subscription = UNSET
        elif isinstance(self.subscription, str):
            subscription = self.subscription
        else:
            subscription = self.subscription

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "categories": categories,
                "id": id,
                "name": name,
                "releasesUrl": releases_url,
            }
        )
        if latest_release_date is not UNSET:
            field_dict["latestReleaseDate"] = latest_release_date
        if subscription is not UNSET:
            field_dict["subscription"] = subscription

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        categories = cast(list[str], d.pop("categories"))

        id = d.pop("id")

        name = d.pop("name")

        releases_url = d.pop("releasesUrl")

        def _parse_latest_release_date(data: object) -> datetime.date | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                latest_release_date_type_0 = datetime.date.fromisoformat(data)

                return latest_release_date_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.date | None | Unset, data)

        latest_release_date = _parse_latest_release_date(d.pop("latestReleaseDate", UNSET))

        def _parse_subscription(data: object) -> None | ReleasesSubscriptionState | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                subscription_type_0 = check_releases_subscription_state(data)

                return subscription_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | ReleasesSubscriptionState | Unset, data)

        subscription = _parse_subscription(d.pop("subscription", UNSET))

        releases_item = cls(
            categories=categories,
            id=id,
            name=name,
            releases_url=releases_url,
            latest_release_date=latest_release_date,
            subscription=subscription,
        )

        releases_item.additional_properties = d
        return releases_item

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
