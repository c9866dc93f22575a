"""Tracking options of Xero and the accounting objects of Scoro that stand for them (R125–R129); pure.

An option is told from others by its id, so that a new name changes nothing. Scoro's API only lists accounting objects:
a new option takes the object that has its name.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from html import unescape
from typing import Any

ACTIVE = "ACTIVE"
OPTIONS = "tracking_options"
"""The list of reference data that keeps them."""
REFUSED = "refused_financeObjects"
"""The list that says so where Scoro does not let us list accounting objects."""


@dataclass(frozen=True, slots=True)
class TrackingOption:
    """An option, and the accounting object that stands for it."""

    category_id: str
    category: str
    option_id: str
    option: str
    active: bool
    """Whether Xero takes it on documents: neither it nor its category is archived."""
    object_id: str = ""
    """Scoro's; empty where it has none of that name."""


@dataclass(frozen=True, slots=True)
class TrackingCategoryThere:
    """One of Xero's tracking categories as it stands, with options or without."""

    id: str
    name: str
    active: bool
    has_options: bool
    """Whether any of its options is active."""


def kept(option: TrackingOption) -> dict[str, Any]:
    """As it is kept for others."""
    return asdict(option)


def read(rows: Sequence[Mapping[str, Any]]) -> list[TrackingOption]:
    """As it was kept."""
    return [TrackingOption(**row) for row in rows]


def from_xero(categories: Sequence[Mapping[str, Any]]) -> list[TrackingOption]:
    """All options of Xero's categories, archived ones too."""
    return [option_of(category, option) for category in categories for option in category.get("Options") or ()]


def categories_from_xero(categories: Sequence[Mapping[str, Any]]) -> list[TrackingCategoryThere]:
    """All of Xero's categories, archived ones too."""
    return [
        TrackingCategoryThere(
            id=str(category["TrackingCategoryID"]),
            name=str(category.get("Name", "")),
            active=category.get("Status", ACTIVE) == ACTIVE,
            has_options=any(option_of(category, option).active for option in category.get("Options") or ()),
        )
        for category in categories
    ]


def option_of(category: Mapping[str, Any], option: Mapping[str, Any]) -> TrackingOption:
    """One of Xero's options of a category."""
    return TrackingOption(
        category_id=str(category["TrackingCategoryID"]),
        category=str(category.get("Name", "")),
        option_id=str(option["TrackingOptionID"]),
        option=str(option.get("Name", "")),
        active=category.get("Status", ACTIVE) == ACTIVE and option.get("Status", ACTIVE) == ACTIVE,
    )


def name_key(name: str) -> str:
    """Equal for names that people do not tell apart; Scoro tells them HTML-escaped."""
    return unescape(name).strip().casefold()


def with_former_objects(options: Sequence[TrackingOption], before: Sequence[TrackingOption]) -> list[TrackingOption]:
    """Each with the object it had: where Scoro does not tell its objects, none is taken to be gone."""
    had = {one.option_id: one.object_id for one in before}
    return [replace(one, object_id=had.get(one.option_id, "")) for one in options]


def with_objects(
    options: Sequence[TrackingOption], objects: Sequence[Mapping[str, Any]], before: Sequence[TrackingOption]
) -> list[TrackingOption]:
    """Each with its object: the one it had as long as that exists, else the only one of its name that is free."""
    there = {str(row["object_id"]): name_key(str(row.get("name") or "")) for row in objects}
    had = {one.option_id: one.object_id for one in before if one.object_id in there}
    taken = {(one.category_id, had[one.option_id]) for one in options if one.option_id in had}
    named: dict[str, list[str]] = {}
    for object_id, name in there.items():
        named.setdefault(name, []).append(object_id)
    found: list[TrackingOption] = []
    for one in options:
        free = [each for each in named.get(name_key(one.option), ()) if (one.category_id, each) not in taken]
        own = had.get(one.option_id) or (free[0] if len(free) == 1 else "")
        taken.add((one.category_id, own))
        found.append(replace(one, object_id=own))
    return found
