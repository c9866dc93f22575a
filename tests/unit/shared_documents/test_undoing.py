"""Whether a document can be taken back, by which steps, and why not."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from shared.contracts.envelope import Category
from shared.documents.fields import XeroStatus
from shared.documents.periods import Books
from shared.documents.twins import Twin
from shared.documents.undoing.errors import UndoImpossibleError
from shared.documents.undoing.ours import last_fingerprint, ours
from shared.documents.undoing.planning import Choice, Ours, undo
from shared.documents.undoing.present import Applied, Paid, Present, present
from shared.store.records import Link
from shared.store.written import Written

DAY = dt.date(2026, 11, 1)
TWIN = Twin(
    kind="invoice", xero_id="x-1", number="I-1", status=XeroStatus.AUTHORISED, date=DAY, currency_code="GBP",
    sub_total=Decimal(100), total_tax=Decimal(20), total=Decimal(120),
)  # fmt: skip
LINES = (("Work", "200", "OUTPUT2", "100.00"),)
OURS = Ours("I-1", is_made=True, total=Decimal(120), currency="GBP", twin=TWIN, lines=LINES)
THERE = Present(TWIN, lines=LINES)
NOTE = replace(THERE, twin=TWIN.model_copy(update={"kind": "credit_note", "xero_id": "n-1", "number": "CN-1"}))
OPEN, CLOSED = Books(), Books(dt.date(2026, 10, 31), "period lock date")
PAID = Paid("p-1", Decimal(10), DAY)
APPLIED = Applied("CreditNotes", "n-1", "x-1", "a-1", Decimal(30), DAY, "CN-1")


def verbs(known: Ours = OURS, there: Present | None = THERE, books: Books = OPEN, **choice: Any) -> list[str]:
    return [step.verb.value for step in undo(known, there, books, Choice(**choice)).steps]


def why(known: Ours = OURS, there: Present | None = THERE, books: Books = OPEN, **choice: Any) -> tuple[str, str]:
    with pytest.raises(UndoImpossibleError) as raised:
        undo(known, there, books, Choice(**choice))
    return raised.value.code, str(raised.value)


def with_status(status: XeroStatus) -> Present:
    return replace(THERE, twin=TWIN.model_copy(update={"status": status}))


@pytest.mark.parametrize(
    ("status", "expected"),
    [("DRAFT", ["delete", "unlink"]), ("SUBMITTED", ["delete", "unlink"]), ("AUTHORISED", ["void", "unlink"]),
     ("VOIDED", ["unlink"]), ("DELETED", ["unlink"])],
)  # fmt: skip
def test_drafts_are_deleted_what_is_approved_is_voided(status: str, expected: list[str]) -> None:
    assert verbs(there=with_status(XeroStatus(status))) == expected


def test_what_xero_lost_and_what_we_only_linked_is_unlinked() -> None:
    assert verbs(there=None) == ["unlink"]
    assert verbs(replace(OURS, is_made=False), replace(THERE, payments=(PAID,))) == ["unlink"]


def test_first_allocations_then_payments_then_the_document() -> None:
    there = replace(THERE, payments=(PAID,), applied=(APPLIED,))

    done = undo(OURS, there, OPEN, Choice(frozenset({"n-1"}), payments=True))

    assert [(step.verb.value, step.resource) for step in done.steps] == [
        ("unallocate", "CreditNotes/n-1/Allocations/a-1"), ("delete_payment", "Payments/p-1"), ("void", "Invoices"),
        ("unlink", ""),
    ]  # fmt: skip
    assert done.steps[2].element == {"InvoiceID": "x-1", "Status": "VOIDED"}


def test_a_note_of_ours_gives_back_what_we_allocated() -> None:
    there = replace(NOTE, applied=(replace(APPLIED, other="I-1"),))
    known = replace(OURS, number="CN-1", twin=NOTE.twin)

    assert verbs(replace(known, has_allocated=True), there) == ["unallocate", "void", "unlink"]
    assert why(known, there) == ("undo_credited", "30.00 GBP of CN-1 is allocated to I-1")


@pytest.mark.parametrize(
    ("payment", "code"),
    [(replace(PAID, is_reconciled=True), "undo_reconciled"), (replace(PAID, batch="b"), "undo_batch_payment"),
     (replace(PAID, day=dt.date(2026, 10, 1)), "locked_period")],
)  # fmt: skip
def test_some_payments_stay_whatever_somebody_says(payment: Paid, code: str) -> None:
    assert why(there=replace(THERE, payments=(payment,)), books=CLOSED, payments=True)[0] == code


def test_payments_of_others_stay_unless_somebody_says_so() -> None:
    there = replace(THERE, payments=(PAID,))

    assert why(there=there) == (
        "undo_paid", "I-1 has a payment of 10.00 GBP on 2026-11-01, which was entered in Xero"
    )  # fmt: skip
    assert verbs(there=there, payments=True) == ["delete_payment", "void", "unlink"]


@pytest.mark.parametrize("resource", ["CreditNotes", "Prepayments", "Overpayments"])
def test_credit_from_elsewhere_stays(resource: str) -> None:
    there = replace(THERE, applied=(replace(APPLIED, resource=resource, credit_id="other", id=""),))

    assert why(there=there, payments=True)[0] == "undo_credited"


def test_a_closed_period_stays_closed() -> None:
    assert why(books=Books(DAY, "period lock date"))[0] == "locked_period"
    allocated = replace(THERE, applied=(replace(APPLIED, day=dt.date(2026, 10, 1)),))
    assert why(there=allocated, books=CLOSED, among=frozenset({"n-1"}))[0] == "locked_period"


@pytest.mark.parametrize(
    ("changes", "said"),
    [({"total": Decimal(121)}, "total"), ({"number": "I-9"}, "number"), ({"date": dt.date(2026, 11, 2)}, "date"),
     ({"total_tax": Decimal(19), "sub_total": Decimal(101)}, "net, tax"), ({"currency_code": "EUR"}, "currency")],
)  # fmt: skip
def test_what_somebody_changed_is_not_ours_any_more(changes: dict[str, Any], said: str) -> None:
    code, text = why(there=replace(THERE, twin=TWIN.model_copy(update=changes)))

    assert (code, text.rpartition("since: ")[2]) == ("undo_changed_since", said)


def test_another_account_on_a_line_is_a_change_too() -> None:
    there = replace(THERE, lines=(("Work", "260", "OUTPUT2", "100.00"),))

    assert why(there=there)[1] == "I-1 was changed in Xero since: lines"


def test_without_an_answer_the_sums_that_were_sent_are_compared() -> None:
    assert verbs(replace(OURS, twin=None, lines=())) == ["void", "unlink"]
    assert why(replace(OURS, total=None, twin=None))[0] == "undo_no_record"


def test_a_run_takes_back_only_what_it_made_and_nobody_wrote_since() -> None:
    assert why(replace(OURS, is_updated_only=True))[0] == "undo_only_updated"
    assert why(replace(OURS, is_written_since=True))[0] == "undo_written_since"


def test_what_is_worth_knowing_before() -> None:
    known = replace(OURS, twin=TWIN.model_copy(update={"status": XeroStatus.DRAFT}))

    notes = undo(known, replace(THERE, is_sent=True), OPEN, Choice()).notes

    assert notes == (
        "it was approved in Xero since", "it is marked as sent to its recipient",
        "Xero does not take its number a second time",
    )  # fmt: skip


def test_deleted_payments_and_allocations_count_no_more() -> None:
    row = {
        "Type": "ACCREC", "InvoiceID": "x-1", "InvoiceNumber": "I-1", "Status": "AUTHORISED", "Total": Decimal(120),
        "Payments": [{"PaymentID": "p-1"}, {"PaymentID": "p-2"}],
        "CreditNotes": [{"CreditNoteID": "n-1", "AppliedAmount": Decimal(30)}],
    }  # fmt: skip
    payments = [
        {"PaymentID": "p-1", "Amount": 10, "Status": "DELETED"},
        {"PaymentID": "p-2", "Amount": 5, "Status": "AUTHORISED", "IsReconciled": True},
        {"PaymentID": "of another", "Amount": 5, "Status": "AUTHORISED"},
    ]
    gone = {"AllocationID": "a-0", "Amount": 1, "Invoice": {"InvoiceID": "x-1"}, "IsDeleted": True}
    live = {"AllocationID": "a-1", "Amount": 30, "Invoice": {"InvoiceID": "x-1"}}
    note = {"CreditNoteID": "n-1", "CreditNoteNumber": "CN-1", "Allocations": [gone, live]}

    read = present(row, payments, [note])

    assert [(one.id, one.is_reconciled) for one in read.payments] == [("p-2", True)]
    assert [(one.id, one.amount, one.other) for one in read.applied] == [("a-1", Decimal(30), "CN-1")]


LINK = Link("acme", Category.INVOICES, "1", "x-1", twin={"kind": "invoice", "status": "AUTHORISED"})


def written(run: str | None, *, creates: bool = False, xero_id: str = "x-1", **fields: Any) -> Written:
    element = {"Type": "ACCREC", "InvoiceID": xero_id, "InvoiceNumber": "I-1", "Status": "AUTHORISED", "Total": 120}
    said: dict[str, Any] = {
        "resource": "Invoices", "creates": creates, "fingerprint": f"by {run}", "element": element,
        "memo": {"number": "I-1", "gross": "120.00", "currency": "GBP"},
        "sent_at": dt.datetime(2026, 11, 1, tzinfo=dt.UTC),
    }  # fmt: skip
    return Written("1", run, **(said | fields))


def test_what_calls_say_of_a_run() -> None:
    made, changed = written("a", creates=True), written("b")

    first, later = ours(LINK, [made, changed], "a"), ours(LINK, [made, changed], "b")

    assert first is not None
    assert later is not None
    assert (first.is_made, first.is_updated_only, first.is_written_since) == (True, False, True)
    assert (later.is_made, later.is_updated_only, later.is_written_since) == (True, True, False)
    assert ours(LINK, [made, changed], "c") is None
    assert last_fingerprint(LINK, [made, changed]) == "by b"


def test_writes_of_a_former_twin_and_of_undoings_say_nothing() -> None:
    undoing = written(None, memo={"undoing": "u", "delete": True, "gross": "120.00"})
    former = written("a", creates=True, xero_id="x-0")
    matched = replace(LINK, evidence="number")

    known = ours(matched, [former, written("b"), undoing])

    assert known is not None
    assert (known.is_made, known.total) == (False, Decimal("120.00"))


def test_after_a_lost_answer_only_what_carries_our_address_is_ours() -> None:
    url = "https://acme.scoro.com/invoices/view/1"
    known = ours(replace(LINK, evidence="number"), [written("a", creates=True, element=None, url=url)], "a")
    mine = replace(THERE, twin=TWIN.model_copy(update={"url": url}))

    assert known is not None
    assert (known.is_made, known.lost, known.twin) == (False, url, None)
    lost = replace(OURS, is_made=False, lost=url, twin=None, lines=())
    assert verbs(lost, mine) == ["void", "unlink"]
    assert why(lost)[0] == "undo_answer_lost"  # equal, but made by hand
    assert why(replace(lost, lost=""), mine)[0] == "undo_answer_lost"
