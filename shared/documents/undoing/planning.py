"""Whether a document in Xero that we wrote can be taken back, and by which steps; pure.

The same rules are applied twice: when a person looks at the plan, and again with what Xero says right before each step.
What others did to the document meanwhile is never taken for ours.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from shared.documents.fields import ID_FIELDS, RESOURCES, XeroStatus
from shared.documents.periods import CLOSED, Books
from shared.documents.status import GONE
from shared.documents.twins import Twin
from shared.documents.undoing.errors import UndoImpossibleError
from shared.documents.undoing.present import Applied, Paid, Present
from shared.documents.undoing.steps import Step, Undo, Verb
from shared.money import cents

DRAFTS = frozenset({XeroStatus.DRAFT, XeroStatus.SUBMITTED})
UNLINK = Step(Verb.UNLINK, "the link between the two documents")


@dataclass(frozen=True, slots=True)
class Ours:
    """What we know of the document from our own records."""

    number: str
    is_made: bool
    """We made it; else it was there, and we only linked it."""
    lost: str | None = None
    """The address that went with a creation whose answer got lost: only a document that carries it is ours."""
    total: Decimal | None = None
    """As we wrote it last; None where no record of that is left."""
    currency: str = ""
    twin: Twin | None = None
    """What Xero answered to that; None where its answer got lost."""
    lines: tuple[tuple[str, ...], ...] = ()
    is_updated_only: bool = False
    """The run in question changed it; another one had made it."""
    is_written_since: bool = False
    """A later run wrote it once more."""
    has_allocated: bool = False
    """We allocated the credit note ourselves (R94)."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What else is taken back, and what may be touched."""

    among: frozenset[str] = frozenset()
    """Ids in Xero of all documents that are taken back together."""
    payments: bool = False
    """Payments that others entered may be deleted, as far as they are not reconciled."""


def undo(ours: Ours, there: Present | None, books: Books, choice: Choice) -> Undo:
    """The steps, or UndoImpossibleError with the reason."""
    if ours.is_updated_only:
        raise UndoImpossibleError(
            "undo_only_updated", f"{ours.number} was made before and only changed here; its earlier version is not kept"
        )
    if ours.is_written_since:
        raise UndoImpossibleError("undo_written_since", f"{ours.number} was written again since, by a later run")
    if not ours.is_made and ours.lost is None:
        return Undo((UNLINK,), ("it was in Xero already and only linked; nothing is changed there",))
    if there is None:
        return Undo((UNLINK,), ("Xero does not have it any more",))
    if there.twin.status in GONE:
        return Undo((UNLINK,), (f"it is {there.twin.status.lower()} in Xero already",))
    _must_be_made(ours, there)
    _must_be_ours(ours, there)
    _must_be_open(there, books)
    freeing = (*_allocations(ours, there, books, choice), *_payments(there, books, choice))
    return Undo((*freeing, _end(there), UNLINK), tuple(_notes(ours, there)))


def _must_be_made(ours: Ours, there: Present) -> None:
    """After a lost answer an equal document may be somebody else's: number and total alone prove nothing."""
    if not ours.is_made and not (ours.lost and there.twin.url == ours.lost):
        raise UndoImpossibleError(
            "undo_answer_lost",
            f"the answer to making {ours.number} got lost, and what Xero has does not carry its address",
        )


def _must_be_ours(ours: Ours, there: Present) -> None:
    """Nobody changed it since we wrote it; that it was approved, sent or paid meanwhile is judged elsewhere."""
    twin = there.twin
    if ours.total is None:
        raise UndoImpossibleError("undo_no_record", f"no record is left of what was written of {ours.number}")
    changed = [
        name
        for name, before, now in (
            ("number", ours.number.casefold(), twin.number.casefold()),
            ("total", cents(abs(ours.total)), cents(twin.total)),
            ("currency", ours.currency, twin.currency_code),
        )
        if before != now
    ]
    if (was := ours.twin) is not None:
        pairs = (
            ("date", was.date, twin.date),
            ("net", was.sub_total, twin.sub_total),
            ("tax", was.total_tax, twin.total_tax),
        )
        changed += [name for name, before, now in pairs if before != now]
        if ours.lines != there.lines:
            changed.append("lines")
    if changed:
        raise UndoImpossibleError(
            "undo_changed_since", f"{twin.number} was changed in Xero since: {', '.join(changed)}"
        )


def _must_be_open(there: Present, books: Books) -> None:
    if books.is_closed(there.twin.date):
        raise UndoImpossibleError(
            CLOSED, f"{there.twin.number} is dated {there.twin.date}, and Xero is closed {books.said}"
        )


def _allocations(ours: Ours, there: Present, books: Books, choice: Choice) -> Iterator[Step]:
    """What is taken back together, and what we allocated ourselves; anything else was somebody's decision."""
    for one in there.applied:
        other = one.invoice_id if there.twin.kind == "credit_note" else one.credit_id
        mine = other in choice.among or (there.twin.kind == "credit_note" and ours.has_allocated)
        if not mine or not one.id:
            raise UndoImpossibleError("undo_credited", _credited(there, one))
        if books.is_closed(one.day):
            raise UndoImpossibleError(CLOSED, f"an allocation of {one.day}, and Xero is closed {books.said}")
        what = f"the allocation of {_sum(one.amount, there.twin)} {_to(there, one)}"
        yield Step(Verb.UNALLOCATE, what, one.path, serial=f"allocations:{one.invoice_id}", day=one.day)


def _to(there: Present, one: Applied) -> str:
    if there.twin.kind == "credit_note":
        return f"to {one.other}"
    return f"of {one.other}" if one.other else f"of {_noun(one)}"


def _credited(there: Present, one: Applied) -> str:
    amount = _sum(one.amount, there.twin)
    if there.twin.kind == "credit_note":
        return f"{amount} of {there.twin.number} is allocated to {one.other or 'another document'}"
    return f"{amount} of {there.twin.number} is credited by {one.other or _noun(one)}"


def _noun(one: Applied) -> str:
    return {"Prepayments": "a prepayment", "Overpayments": "an overpayment"}.get(one.resource, "a credit note")


def _payments(there: Present, books: Books, choice: Choice) -> Iterator[Step]:
    for one in there.payments:
        said = f"a payment of {_sum(one.amount, there.twin)} on {one.day}"
        if (code := _stuck(one, books)) is not None:
            raise UndoImpossibleError(code, f"{there.twin.number} has {said}{_why(code, books)}")
        if not choice.payments:
            raise UndoImpossibleError("undo_paid", f"{there.twin.number} has {said}, which was entered in Xero")
        yield Step(Verb.UNPAY, said, f"Payments/{one.id}", {"Status": "DELETED"}, day=one.day)


def _stuck(one: Paid, books: Books) -> str | None:
    if one.is_reconciled:
        return "undo_reconciled"
    if one.batch:
        return "undo_batch_payment"
    return CLOSED if books.is_closed(one.day) else None


def _why(code: str, books: Books) -> str:
    return {
        "undo_reconciled": ", reconciled with the bank",
        "undo_batch_payment": ", part of a batch payment",
    }.get(code, f", and Xero is closed {books.said}")


def _end(there: Present) -> Step:
    twin = there.twin
    verb, status = (Verb.DELETE, "DELETED") if twin.status in DRAFTS else (Verb.VOID, "VOIDED")
    said = f"{twin.number}, {_sum(twin.total, twin)}"
    element = {ID_FIELDS[twin.kind]: twin.xero_id, "Status": status}
    return Step(verb, said, RESOURCES[twin.kind], element, day=twin.date)


def _notes(ours: Ours, there: Present) -> Iterator[str]:
    twin = there.twin
    if ours.twin is not None and ours.twin.status in DRAFTS and twin.status not in DRAFTS:
        yield "it was approved in Xero since"
    if there.is_sent:
        yield "it is marked as sent to its recipient"
    if twin.status not in DRAFTS and twin.kind != "bill":
        yield "Xero does not take its number a second time"


def _sum(amount: Decimal, twin: Twin) -> str:
    return f"{cents(amount):,} {twin.currency_code}".strip()
