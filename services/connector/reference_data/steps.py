"""What is to be written to Scoro so that a list there equals Xero's; pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Why(StrEnum):
    """The reason of a step."""

    NEW = "new"
    CHANGED = "changed"  # in Xero, since it was last read
    DRIFT = "drift"  # in Scoro, by somebody: Xero's values are put back (R41, R49)
    GONE = "gone"  # from Xero's list (R42)
    UNMATCHED = "unmatched"  # by anything in Xero, where that was chosen (R44)


@dataclass(frozen=True, slots=True)
class Step:
    """One write."""

    why: Why
    natural_key: str
    """Code of the account or tax type: never two in Scoro."""
    fields: Mapping[str, Any]
    """Only what differs; everything where it is new."""
    scoro_id: str | None = None
    """None where it is to be created."""


def differing(wanted: Mapping[str, Any], there: Mapping[str, Any]) -> dict[str, Any]:
    """The wanted values that are not there yet."""
    return {name: value for name, value in wanted.items() if there.get(name) != value}
