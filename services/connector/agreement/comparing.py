"""Whether two sides agree about an object, and what it means if they do not; pure.

Only what should be on both sides is judged: what a rule keeps on its side is named with that rule and is no difference.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from services.connector.agreement.accusing import changed, said
from shared.contracts.envelope import Category, System
from shared.money import ZERO, cents
from shared.store.agreement_records import SUMS, Cell, CellKey, Fact, Kind, Line, Side, Verdict, Why
from shared.store.records import UNFINISHED, LinkState, State
from shared.sync.mending import STANDING
from shared.sync.settings import CategorySettings

ONLY = {"scoro": Kind.ONLY_IN_SCORO, "xero": Kind.ONLY_IN_XERO}
GONE = {"scoro": Kind.GONE_IN_SCORO, "xero": Kind.GONE_IN_XERO}
MERGED = "contacts_merged"
"""Of a difference: two contacts of Scoro are one in Xero."""
LAST_PLACE = Decimal("0.000001")
"""Of a rate, what both systems keep of it."""
OPEN = frozenset(state.value for state in UNFINISHED)


@dataclass(frozen=True, slots=True)
class About:
    """What judging needs to know of a category."""

    category: Category
    choices: CategorySettings
    time_zone: str
    base: str
    """The organisation's currency."""
    began_at: dt.datetime
    """When the pass began."""

    @property
    def source(self) -> System:
        return self.choices.direction.source


@dataclass(frozen=True, slots=True)
class Pair:
    """Two objects that belong together by their link; None where the list of a side did not have it."""

    scoro_id: str
    xero_id: str
    scoro: Fact | None
    xero: Fact | None
    xero_contact: str = ""
    """The counterpart of Scoro's contact."""
    merged_into: str = ""
    """What that one was merged into in Xero, where it was (R73)."""
    is_explained: bool = False
    """What is open differs because of a receipt that is named itself."""
    agreed: Mapping[str, str] | None = None
    verdict: Verdict | None = None
    """Of the source's newest version."""
    judges_due: bool = True
    """Receipts cross."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What comparing came to."""

    cells: tuple[Cell, ...] = ()
    line: Line | None = None
    agreed: Mapping[str, str] | None = None
    """What both sides say, where they agree."""
    scoro_id: str | None = None
    """Of the pair that agrees."""
    explains: tuple[tuple[System, str], ...] = ()
    """Documents on which what is open differs because of this."""


def alive(fact: Fact | None) -> Fact | None:
    """None also of what was voided or deleted."""
    return fact if fact is not None and not fact.is_gone else None


def pair(of: About, both: Pair) -> Judged:
    """Compare what a link says belongs together."""
    scoro, xero = alive(both.scoro), alive(both.xero)
    if scoro is None and xero is None:
        return Judged()
    status = (xero or scoro or Fact("scoro", of.category, "")).status
    source = (scoro if of.source == "scoro" else xero) or scoro or xero
    month = source.month if source is not None else ""
    cells = tuple(cell(fact, month, status) for fact in (scoro, xero) if fact is not None)
    differs = differences(of, both) if scoro is not None and xero is not None else ()
    if scoro is not None and xero is not None and not differs:
        return Judged(cells, agreed=said(scoro), scoro_id=both.scoro_id)
    kind = Kind.DIFFERS if scoro and xero else GONE["xero"] if scoro else GONE["scoro"]
    line = Line(
        category=of.category,
        kind=kind,
        why=Why.DRIFT,
        source=of.source,
        scoro_id=both.scoro_id,
        xero_id=both.xero_id,
        number=(source.number if source else "") or (xero or scoro or source).number,  # type: ignore[union-attr]  # one of them is there
        month=month,
        currency=source.currency if source else "",
        status=status,
        code=MERGED if "contact" in differs and xero is not None and xero.contact == both.merged_into else "",
        differs=differs,
        scoro=said(scoro) if scoro else None,
        xero=_said_by_xero(of, both, xero) if xero else None,
        agreed=both.agreed,
        changed_in=changed(both.agreed, differs, scoro, xero),
    )
    return Judged(cells, _known(of, line, both.verdict))


def single(
    of: About, fact: Fact, *, verdict: Verdict | None, link: LinkState | None, pays_linked: bool = False
) -> Judged:
    """Judge what has no counterpart: a rule keeps it here, or it should be on both sides.

    `pays_linked`: it is a receipt on a document that is linked.
    """
    if fact.is_gone:
        return Judged()
    if fact.system != of.source:
        return _strange(of, fact) if of.category is Category.RECEIPTS and pays_linked else _elsewhere(of, fact)
    line = _only(of, fact)
    if (rule := _rule(of, fact, verdict, link)) is not None:
        return Judged(line=_left_out(line, rule))
    return Judged((cell(fact, fact.month, fact.status),), _known(of, line, verdict))


def _elsewhere(of: About, fact: Fact) -> Judged:
    return Judged(line=_left_out(_only(of, fact), "wrong_direction"))


def _strange(of: About, fact: Fact) -> Judged:
    """A receipt that somebody booked in Scoro (R113); what was there before the start date is history (R31)."""
    begins = of.choices.begins_at(of.time_zone)
    line = _only(of, fact, code="receipt_made_in_scoro")
    if begins is not None and fact.changed_at is not None and fact.changed_at < begins:
        return Judged(line=_left_out(line, "before_start_date"))
    return Judged((cell(fact, fact.month, fact.status),), line)


def differences(of: About, both: Pair) -> tuple[str, ...]:
    """Names of what the two sides say otherwise."""
    scoro, xero = both.scoro, both.xero
    if scoro is None or xero is None:
        return ()
    found = [name for name in SUMS if name != "due" and _cents(scoro, name) != _cents(xero, name)]
    if found and of.category is Category.RECEIPTS:
        found = ["gross"]
    if _is_due_other(of, both, scoro, xero):
        found.append("due")
    if scoro.currency and xero.currency and scoro.currency != xero.currency:
        found.append("currency")
    elif scoro.currency != of.base and _are_other_rates(scoro.rate, xero.rate):
        found.append("rate")
    if scoro.day and xero.day and scoro.day != xero.day:
        found.append("date")
    if of.category is Category.RECEIPTS:
        return tuple(found)
    if scoro.number and xero.number and scoro.number.strip() != xero.number.strip():
        found.append("number")
    if both.xero_contact and xero.contact and both.xero_contact != xero.contact:
        found.append("contact")
    return tuple(found)


def _is_due_other(of: About, both: Pair, scoro: Fact, xero: Fact) -> bool:
    if of.category is Category.RECEIPTS or not both.judges_due or both.is_explained:
        return False
    return not scoro.is_prepaid and _cents(scoro, "due") != _cents(xero, "due")


def _cents(fact: Fact, name: str) -> Decimal:
    return cents(getattr(fact.sums, name))


def _are_other_rates(scoro: Decimal | None, xero: Decimal | None) -> bool:
    """Scoro: base units per document unit, Xero the reverse (R57); equal as far as six decimals of each can tell."""
    if not scoro or not xero:
        return False
    return abs(scoro * xero - 1) > 2 * LAST_PLACE / min(scoro, xero)


def _said_by_xero(of: About, both: Pair, xero: Fact) -> dict[str, str]:
    """The contact as Scoro's id where it is the linked one, so that both columns can be compared."""
    told = said(xero)
    if both.scoro is not None and both.xero_contact and xero.contact == both.xero_contact:
        told["contact"] = both.scoro.contact
    if xero.currency == of.base:
        told["rate"] = ""
    return told


def _known(of: About, line: Line, verdict: Verdict | None) -> Line:
    """With what the log knows: it is on its way, a person was told, or nobody knew."""
    if verdict is None:
        return line
    if verdict.state in OPEN or verdict.at >= of.began_at:
        return replace(line, why=Why.UNDER_WAY)
    if verdict.state == State.FAILED:
        return replace(line, why=Why.PROBLEM, code=verdict.reason or "")
    return line


def _rule(of: About, fact: Fact, verdict: Verdict | None, link: LinkState | None) -> str | None:
    """Code of the rule that keeps it on its side; None where it should have crossed."""
    if verdict is not None and verdict.state == State.LEFT_OUT:
        return verdict.reason or "left_out"
    if link is LinkState.CLOSED:
        return "link_closed"
    return _by_choice(of, fact) if verdict is None else None


def _by_choice(of: About, fact: Fact) -> str | None:
    """Of what the log never saw (R31, R79, R103, R120)."""
    begins = of.choices.begins_at(of.time_zone)
    if not of.choices.enabled:
        return "category_switched_off"
    if begins is not None and (fact.changed_at is None or fact.changed_at < begins):
        return "before_start_date"
    if not fact.is_approved and of.source == "xero":
        return "not_approved_in_xero"
    return "outside_bookmark" if of.choices.bookmark and of.source == "scoro" else None


def _only(of: About, fact: Fact, *, code: str = "") -> Line:
    is_scoro = fact.system == "scoro"
    return Line(
        category=of.category,
        kind=ONLY[fact.system],
        why=Why.DRIFT,
        source=of.source,
        scoro_id=fact.object_id if is_scoro else None,
        xero_id=None if is_scoro else fact.object_id,
        number=fact.number,
        month=fact.month,
        currency=fact.currency,
        status=fact.status,
        code=code,
        scoro=said(fact) if is_scoro else None,
        xero=None if is_scoro else said(fact),
    )


def _left_out(line: Line, rule: str) -> Line:
    return replace(line, kind=Kind.LEFT_OUT, why=Why.RULE, code=rule)


def cell(fact: Fact, month: str, status: str) -> Cell:
    """What one object adds to the totals of its side, in its own currency."""
    side = Side(1, fact.sums)
    key = CellKey(fact.category, month, fact.currency, status)
    return Cell(key, scoro=side) if fact.system == "scoro" else Cell(key, xero=side)


def with_due(fact: Fact, paid: Decimal | None) -> Fact:
    """With what is open worked out from receipts, where Scoro does not say it."""
    if fact.is_due_known:
        return fact
    sums = replace(fact.sums, due=fact.sums.gross - (paid or ZERO))
    return replace(fact, sums=sums, status="awaiting_payment" if sums.due else "paid")


def is_free(fact: Fact, stuck: Iterable[tuple[str, Decimal]]) -> bool:
    """Whether receipts on a document of Scoro, with what is open worked out, are in nobody's way by now (R113)."""
    due = fact.sums.due
    return any(
        due == fact.sums.gross if code == STANDING else amount * due > 0 and abs(amount) <= abs(due)
        for code, amount in stuck
    )


def together(cells: list[Cell]) -> list[Cell]:
    """One for each key."""
    summed: dict[CellKey, Cell] = {}
    for one in cells:
        summed[one.key] = summed[one.key] + one if one.key in summed else one
    return list(summed.values())
