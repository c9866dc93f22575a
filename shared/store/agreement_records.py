"""What a proof of agreement keeps: the objects of both systems as one night saw them, and where they do not agree."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any, Self

from shared.contracts.envelope import Category, System
from shared.money import ZERO, plain

SUMS = ("net", "tax", "gross", "due")


@dataclass(frozen=True, slots=True)
class Sums:
    """What one side says a document is worth, in its own currency; credit notes are negative."""

    net: Decimal = ZERO
    tax: Decimal = ZERO
    gross: Decimal = ZERO
    due: Decimal = ZERO

    def __sub__(self, other: "Sums") -> "Sums":
        return Sums(*(getattr(self, name) - getattr(other, name) for name in SUMS))

    def __add__(self, other: "Sums") -> "Sums":
        return Sums(*(getattr(self, name) + getattr(other, name) for name in SUMS))

    def __neg__(self) -> "Sums":
        return Sums() - self

    def written(self) -> dict[str, str]:
        """As decimal text."""
        return {name: plain(getattr(self, name)) for name in SUMS}

    @classmethod
    def of(cls, written: Mapping[str, Any]) -> Self:
        """The reverse."""
        return cls(**{name: Decimal(str(written.get(name) or 0)) for name in SUMS})


@dataclass(frozen=True, slots=True)
class Part:
    """How much of a receipt pays which document, named `invoices:4101`."""

    of: str
    sum: Decimal


@dataclass(frozen=True, slots=True)
class Fact:
    """One object as its system listed it."""

    system: System
    category: Category
    object_id: str
    number: str = ""
    day: dt.date | None = None
    currency: str = ""
    status: str = ""
    """`draft`, `awaiting_payment`, `paid`, `booked`."""
    sums: Sums = Sums()
    contact: str = ""
    rate: Decimal | None = None
    changed_at: dt.datetime | None = None
    is_gone: bool = False
    """Voided or deleted there."""
    is_approved: bool = True
    """Xero's drafts do not come to Scoro."""
    is_due_known: bool = True
    """Scoro does not say what is open on bills: it is worked out from their receipts."""
    is_prepaid: bool = False
    """Scoro counts a prepayment on it, which Xero may not have allocated (R98, R99): what is open is not compared."""
    parts: tuple[Part, ...] = ()

    @property
    def name(self) -> str:
        """As receipts name it."""
        return f"{self.category}:{self.object_id}"

    @property
    def month(self) -> str:
        """Of the document's own date."""
        return f"{self.day:%Y-%m}" if self.day else ""


class Kind(StrEnum):
    """In which way two books do not agree about an object."""

    DIFFERS = "differs"
    GONE_IN_SCORO = "gone_in_scoro"
    GONE_IN_XERO = "gone_in_xero"
    ONLY_IN_SCORO = "only_in_scoro"
    ONLY_IN_XERO = "only_in_xero"
    LEFT_OUT = "left_out"  # no difference: a rule keeps it on its side


class Why(StrEnum):
    """What the log knows of it."""

    DRIFT = "drift"  # changed behind the sync's back
    UNDER_WAY = "under_way"  # read while it was crossing
    PROBLEM = "problem"  # a person knows, or is to know, from the problems
    RULE = "rule"  # left out


@dataclass(frozen=True, slots=True)
class Line:
    """One object about which the books do not agree, or that a rule keeps on its side."""

    category: Category
    kind: Kind
    why: Why
    source: System
    """From where the category travels: by rule that side wins."""
    scoro_id: str | None
    xero_id: str | None
    number: str
    month: str
    currency: str
    status: str
    code: str = ""
    """Of the problem or rule."""
    differs: tuple[str, ...] = ()
    """`net`, `tax`, `gross`, `due`, `currency`, `rate`, `date`, `number`, `contact`."""
    scoro: Mapping[str, str] | None = None
    """What this side says, by the names of `differs`; None where there is nothing."""
    xero: Mapping[str, str] | None = None
    agreed: Mapping[str, str] | None = None
    """What both said when they last agreed."""
    changed_in: tuple[System, ...] = ()
    """Who said something else then."""

    @property
    def is_difference(self) -> bool:
        return self.kind is not Kind.LEFT_OUT

    @property
    def is_about_money(self) -> bool:
        """Then people decide; never the newest version."""
        return self.kind is not Kind.DIFFERS or bool({*SUMS, "currency", "rate"} & set(self.differs))

    @property
    def difference(self) -> Sums:
        """Scoro less Xero."""
        return Sums.of(self.scoro or {}) - Sums.of(self.xero or {})

    def written(self) -> dict[str, Any]:
        """For the store and for JSON."""
        row = {name: getattr(self, name) for name in self.__slots__}
        row |= {"category": self.category.value, "kind": self.kind.value, "why": self.why.value}
        sides = {name: dict(side) if (side := row[name]) is not None else None for name in ("scoro", "xero", "agreed")}
        return row | sides | {"differs": list(self.differs), "changed_in": list(self.changed_in)}

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> Self:
        """The reverse."""
        known = {name: row.get(name) for name in cls.__slots__}
        known |= {"category": Category(row["category"]), "kind": Kind(row["kind"]), "why": Why(row["why"])}
        return cls(**known | {name: tuple(row.get(name) or ()) for name in ("differs", "changed_in")})


@dataclass(frozen=True, slots=True, order=True)
class CellKey:
    """What totals are kept by."""

    category: Category
    month: str
    currency: str
    status: str


@dataclass(frozen=True, slots=True)
class Side:
    """Of a cell: how many objects, and what they are worth."""

    count: int = 0
    sums: Sums = Sums()

    def __add__(self, other: "Side") -> "Side":
        return Side(self.count + other.count, self.sums + other.sums)


@dataclass(frozen=True, slots=True)
class Cell:
    """The totals of one category, month, currency and status on both sides."""

    key: CellKey
    scoro: Side = Side()
    xero: Side = Side()

    @property
    def difference(self) -> Sums:
        """Scoro less Xero."""
        return self.scoro.sums - self.xero.sums

    def __add__(self, other: "Cell") -> "Cell":
        return Cell(self.key, self.scoro + other.scoro, self.xero + other.xero)


@dataclass(frozen=True, slots=True)
class Pass:
    """One reading of both systems in full."""

    connection_id: str
    number: int
    started_at: dt.datetime
    finished_at: dt.datetime | None = None
    calls: Mapping[str, int] = field(default_factory=dict)
    """By system."""
    objects: Mapping[str, int] = field(default_factory=dict)
    """By system: all that was read."""
    lines: int = 0
    """Differences, also those that were too many to be kept."""
    left_out: Mapping[str, int] = field(default_factory=dict)
    """Code of the rule → how many objects."""

    def written(self) -> dict[str, Any]:
        """For JSON."""
        moments = {"started_at": self.started_at, "finished_at": self.finished_at}
        shown = {name: moment.isoformat() if moment else None for name, moment in moments.items()}
        return {name: value for name, value in asdict(self).items() if name != "number"} | shown


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the log says of the newest version of an object."""

    state: str
    reason: str | None
    at: dt.datetime
    """When it was recorded, or came to its outcome."""
