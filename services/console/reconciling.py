"""Whether both books agree: the last proof, by month, currency and status, with the objects behind each difference."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from services.console import prerequisites
from shared.clock import Clock
from shared.contracts.envelope import Category
from shared.errors import InvalidChoiceError
from shared.messaging.publisher import Publishes
from shared.store.accepted import Acceptance, LineKey, key_of
from shared.store.agreement import SOURCE
from shared.store.agreement_records import SUMS, Cell, Kind, Line, Pass, Why
from shared.store.connections import Connection
from shared.store.everything import Store
from shared.store.records import ObjectKey
from shared.sync.proofs import Proofs
from shared.sync.settings import WITH_MONEY
from shared.words import advice, agreement

COLUMNS = (
    "category", "month", "currency", "status", "number", "scoro_id", "xero_id", "kind", "why", "code", "differs",
    *(f"{side}_{name}" for side in ("scoro", "xero", "difference") for name in SUMS), "changed_in", "what_to_do",
    "left_so_by", "left_so_why",
)  # fmt: skip
MOST_LOOKED_UP = 500
"""Lines of which the log is asked for news."""
UNSAFE = ("=", "+", "-", "@", "\t", "\r")
"""A cell that begins so is a formula to spreadsheets."""


@dataclass(frozen=True, slots=True)
class Proof:
    """The last pass, or as much of it as was asked for."""

    of: Pass
    cells: Sequence[Cell]
    lines: Sequence[Line]
    """Differences."""
    left_out: Sequence[Line]
    is_under_way: bool
    moved: frozenset[ObjectKey] = frozenset()
    """What the log says something new of since: the next proof shows how it stands."""
    said: Mapping[LineKey, Acceptance] = field(default_factory=dict)
    """What people said of these lines, whether or not it still holds."""
    left_so: int = 0
    """Of all differences of the pass, how many people left as they are."""

    @property
    def agrees(self) -> bool:
        """Whether what was asked for is the same on both sides, but for what people left as it is."""
        return all(self.accepted(line) for line in self.lines)

    @property
    def open(self) -> int:
        """Differences of the whole pass that nobody left as they are."""
        return self.of.lines - self.left_so

    def accepted(self, line: Line) -> Acceptance | None:
        """Who left it so; None where nobody did, or either side changed since."""
        said = self.said.get(key_of(line))
        return said if said is not None and said.holds(line) else None

    def lapsed(self, line: Line) -> Acceptance | None:
        """What was said of it before either side changed."""
        said = self.said.get(key_of(line))
        return said if said is not None and not said.holds(line) else None


class Reconciling:
    """Looks, and asks for a new proof."""

    def __init__(self, store: Store, publisher: Publishes, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._proofs = Proofs(store, publisher, clock)

    async def proof(
        self,
        connection: Connection,
        categories: Sequence[Category] = (),
        month: str | None = None,
        *,
        skip: int = 0,
        limit: int = 0,
    ) -> Proof | None:
        """What the last finished pass came to; None where there was none."""
        of = await self._store.agreement.newest(connection.id)
        if of is None:
            return None
        cells = [one for one in await self._store.agreement.cells(of) if _is_wanted(one, categories, month)]
        asked: dict[str, Any] = {"categories": categories, "month": month, "skip": skip, "limit": limit}
        lines = await self._store.agreement.lines(of, **asked)
        return Proof(
            of,
            cells,
            lines,
            await self._store.agreement.lines(of, left_out=True, **{**asked, "skip": 0}),
            await self.is_under_way(connection),
            await self._moved(of, lines[:MOST_LOOKED_UP]),
            await self._store.accepted.of(connection.id, lines),
            len(await self._store.accepted.holding(of)),
        )

    async def _moved(self, of: Pass, lines: Sequence[Line]) -> frozenset[ObjectKey]:
        """Between two nights the log is the news."""
        since = of.finished_at or of.started_at
        keys = [key for line in lines if (key := source_key(of.connection_id, line)) is not None]
        moved: set[ObjectKey] = set()
        for category in WITH_MONEY:
            these = [key for key in keys if key.category is category]
            said = await self._store.agreement.verdicts(these) if these else {}
            moved |= {key for key in these if key.object_id in said and said[key.object_id].at > since}
        return frozenset(moved)

    async def is_under_way(self, connection: Connection) -> bool:
        """Whether both books are being read now."""
        chain = await self._store.cursors.current(connection.id, SOURCE)
        return chain is not None and chain.reading

    async def begin(self, connection: Connection) -> bool:
        """Read both books in full now; False where that is being done.

        Raises InvalidChoiceError where nothing can be read, or nothing with money is switched on.
        """
        prerequisites.no_gate(connection, self._clock.now(), reading=True)
        settings = await self._store.settings.get(connection.id)
        if not any(settings.of(one).enabled for one in WITH_MONEY):
            raise InvalidChoiceError("category", "no category with money is switched on; there is nothing to compare")
        return await self._proofs.begin(connection.id)


def source_key(connection_id: str, line: Line) -> ObjectKey | None:
    """The half that can be sent again; None where the source has none any more."""
    known = line.scoro_id if line.source == "scoro" else line.xero_id
    side = line.scoro if line.source == "scoro" else line.xero
    return ObjectKey(connection_id, line.category, line.source, known) if known and side is not None else None


def is_worth_sending(line: Line) -> bool:
    """Whether sending the source's half again does anything: what is equal to what was sent last is not sent."""
    is_new = line.kind in {Kind.ONLY_IN_SCORO, Kind.ONLY_IN_XERO} and line.code != "receipt_made_in_scoro"
    return is_new or line.changed_in == (line.source,) or line.why is Why.PROBLEM


def is_worth_writing_again(line: Line) -> bool:
    """Whether the source's half can be written over what somebody made of the other one.

    What is voided in Xero stays so: Xero takes its number no second time (R81).
    """
    if line.why is Why.UNDER_WAY or is_worth_sending(line) or _is_merge_alone(line):
        return False
    return line.kind is Kind.DIFFERS or (line.kind is Kind.GONE_IN_SCORO and line.source == "xero")


def _is_merge_alone(line: Line) -> bool:
    """Documents of a contact that was merged in Xero are written to the one that stayed."""
    return line.code == agreement.MERGED and line.differs == ("contact",)


def as_document(proof: Proof) -> dict[str, Any]:
    """For programs: money as text."""
    return {
        "proof": proof.of.written(),
        "agrees": proof.agrees,
        "under_way": proof.is_under_way,
        "totals": [_cell(one) for one in proof.cells],
        "left_so": proof.left_so,
        "differences": [_line(one) | {"left_so": _said_of(proof, one)} for one in proof.lines],
        "left_out": [_line(one) for one in proof.left_out],
    }


def _said_of(proof: Proof, line: Line) -> dict[str, Any] | None:
    said = proof.accepted(line)
    return said.written() if said is not None else None


def as_csv(proof: Proof) -> str:
    """One row per difference, for spreadsheets."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for line in proof.lines:
        row = line.written() | {"differs": " ".join(line.differs), "changed_in": " ".join(line.changed_in)}
        sides = {"scoro": line.scoro or {}, "xero": line.xero or {}, "difference": line.difference.written()}
        row |= {f"{side}_{name}": said.get(name, "") for side, said in sides.items() for name in SUMS}
        row["what_to_do"] = agreement.wins(line)
        row |= {f"left_so_{name}": said for name, said in (_said_of(proof, line) or {}).items()}
        writer.writerow([_harmless(name, row.get(name)) for name in COLUMNS])
    return text.getvalue()


def _harmless(name: str, value: object) -> str:
    text = "" if value is None else str(value)
    is_sum = name.rpartition("_")[2] in SUMS
    return f"'{text}" if text.startswith(UNSAFE) and not is_sum else text


def _is_wanted(cell: Cell, categories: Sequence[Category], month: str | None) -> bool:
    return (not categories or cell.key.category in categories) and month in {None, cell.key.month}


def _cell(cell: Cell) -> dict[str, Any]:
    key = cell.key
    shown = {"category": key.category.value, "month": key.month, "currency": key.currency, "status": key.status}
    sides = {
        name: {"count": side.count, **side.sums.written()}
        for name, side in (("scoro", cell.scoro), ("xero", cell.xero))
    }
    return {**shown, **sides, "difference": cell.difference.written()}


def _line(line: Line) -> dict[str, Any]:
    said = {"what": agreement.KINDS[line.kind], "reason": agreement.changed(line), "what_to_do": agreement.wins(line)}
    if not line.is_difference:
        said = {"what": agreement.KINDS[line.kind], "reason": advice.of(line.code).title}
    return {**line.written(), "difference": line.difference.written(), **said}
