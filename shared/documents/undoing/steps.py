"""The steps by which a document is taken back, in their order; pure."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Verb(StrEnum):
    """One step, the first ones first."""

    UNALLOCATE = "unallocate"  # take a credit note off an invoice
    UNPAY = "delete_payment"
    VOID = "void"  # what is approved
    DELETE = "delete"  # what is a draft
    UNLINK = "unlink"  # here alone: the two documents no longer belong together


@dataclass(frozen=True, slots=True)
class Step:
    """One write, or the end of the link."""

    verb: Verb
    what: str
    """For people: what exactly is taken away."""
    resource: str = ""
    element: dict[str, Any] | None = None
    serial: str | None = None
    """No two calls with the same one at a time."""
    day: dt.date | None = None
    """On which it stands in the books."""


@dataclass(frozen=True, slots=True)
class Undo:
    """All that it takes, in this order; `notes` are worth knowing before."""

    steps: tuple[Step, ...]
    notes: tuple[str, ...] = ()
