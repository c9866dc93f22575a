"""Undoing what a run wrote: planned by how things stand, carried out as every write is, never sent again by itself."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from services.scheduler.undo_sweep import UndoSweep
from shared.contracts.envelope import Category, System
from shared.contracts.sync import PageWanted
from shared.errors import InvalidChoiceError
from shared.store.agreement import SOURCE
from shared.store.records import LinkState, State
from shared.store.undoings import UndoPhase
from shared.sync.settings import Direction
from tests.integration.connector.reading.connection import CONNECTION
from tests.integration.whole import sending, undoing
from tests.integration.whole.choosing import travelling
from tests.integration.whole.historic import load
from tests.integration.whole.mending import from_scoro, invoice
from tests.integration.whole.paying import after_an_age
from tests.integration.whole.test_credit_notes_allocated import credited
from tests.integration.whole.world import Whole

INVOICES = Category.INVOICES


async def three(whole: Whole) -> list[str]:
    """Invoices I-1 to I-3 crossed in one run."""
    client = await from_scoro(whole)
    made = [await invoice(whole, client, no=f"I-{number}") for number in (1, 2, 3)]
    await whole.sync()
    await whole.desk.scoro_time()
    return made


async def pay(whole: Whole, number: str, *, reconciled: bool = False) -> dict[str, Any]:
    there = await sending.in_xero(whole)
    return await whole.put_in_xero(
        "Payments", Invoice={"InvoiceID": there[number]["InvoiceID"]}, Account={"Code": "090"}, Date="2026-11-10",
        Amount=Decimal("10.00"), IsReconciled=reconciled,
    )  # fmt: skip


async def ticks(whole: Whole, count: int = 3) -> dict[System, int]:
    """So many runs by the clock; what they wrote."""
    await whole.desk.forget_calls()
    for _ in range(count):
        await whole.sync("tick")
    return await whole.writes()


async def test_a_run_is_undone_but_for_what_is_reconciled(whole: Whole) -> None:  # R80, R143
    made = await three(whole)
    await pay(whole, "I-2", reconciled=True)

    shown = await undoing.plan(whole, await undoing.last_run(whole))

    assert undoing.verbs(shown) == {
        "I-1": ["void", "unlink"], "I-2": ["undo_reconciled"], "I-3": ["void", "unlink"],
    }  # fmt: skip
    assert await sending.statuses(whole) == {"I-1": "AUTHORISED", "I-2": "AUTHORISED", "I-3": "AUTHORISED"}

    after = await undoing.confirm(whole, shown)

    assert (after.is_over, after.progress.done, after.progress.refused) == (True, 2, 0)
    assert await sending.statuses(whole) == {"I-1": "VOIDED", "I-2": "AUTHORISED", "I-3": "VOIDED"}
    links = await whole.desk.store.links.by_scoro(CONNECTION, INVOICES, made)
    assert [links[one].state for one in made] == [LinkState.CLOSED, LinkState.ACTIVE, LinkState.CLOSED]
    entry = await whole.newest(INVOICES, "scoro", made[0])
    assert (entry.state, entry.reason) == (State.LEFT_OUT, "undone")
    assert await ticks(whole) == {"xero": 0, "scoro": 0}
    assert await whole.desk.store.problems.causes(CONNECTION) == []


async def test_it_says_who_and_why_in_the_trail(whole: Whole) -> None:
    made = await three(whole)
    shown = await undoing.plan(whole, None, "I-1", category=INVOICES)

    await undoing.confirm(whole, shown)

    lines = await whole.desk.store.trail.about(CONNECTION, [f"invoices:scoro:{made[0]}"])
    assert [line.kind for line in lines[-3:]] == ["act", "call_begun", "call_settled"]
    assert (lines[-3].what["by"], lines[-3].what["why"]) == ("mari", "sent by mistake")
    assert "undone:mari: sent by mistake" in lines[-2].what["caused_by"]


async def test_it_stays_undone_until_the_source_says_something_else(whole: Whole) -> None:  # R31, R82
    [made, *_] = await three(whole)
    await undoing.confirm(whole, await undoing.plan(whole, None, "I-1", category=INVOICES))
    await whole.desk.scoro_time()
    await whole.desk.edit("invoices", made, comment="Nothing that crosses")

    assert await ticks(whole, 1) == {"xero": 0, "scoro": 0}
    assert (await whole.newest(INVOICES, "scoro", made)).reason == "undone"

    await whole.desk.scoro_time()
    await whole.desk.edit("invoices", made, no="I-1b", description="Another text")
    await whole.sync("tick")

    assert (await sending.statuses(whole))["I-1b"] == "AUTHORISED"
    assert (await whole.newest(INVOICES, "scoro", made)).state is State.SYNCED


async def test_a_draft_is_deleted_and_may_be_sent_again_by_hand(whole: Whole) -> None:  # R76, R141
    client = await from_scoro(whole)
    made = await invoice(whole, client, no="I-1", is_sent=0)
    await whole.sync()
    shown = await undoing.plan(whole, None, made, category=INVOICES)
    assert undoing.verbs(shown) == {"I-1": ["delete", "unlink"]}

    await undoing.confirm(whole, shown)
    assert await sending.statuses(whole) == {"I-1": "DELETED"}
    await whole.want(INVOICES, "scoro", made, why="person")

    assert await sending.statuses(whole) == {"I-1": "DRAFT"}


async def test_a_payment_goes_first_where_somebody_says_so(whole: Whole) -> None:
    await three(whole)
    await pay(whole, "I-1")
    await pay(whole, "I-1")
    kept = await undoing.plan(whole, None, "I-1", category=INVOICES)
    assert undoing.verbs(kept) == {"I-1": ["undo_paid"]}
    with pytest.raises(InvalidChoiceError, match="nothing of it can be undone"):
        await undoing.confirm(whole, kept)

    shown = await undoing.plan(whole, None, "I-1", category=INVOICES, payments=True)
    assert undoing.verbs(shown) == {"I-1": ["delete_payment", "delete_payment", "void", "unlink"]}
    await undoing.confirm(whole, shown)

    assert (await sending.statuses(whole))["I-1"] == "VOIDED"
    assert {one["Status"] for one in (await whole.xero_books())["Payments"]} == {"DELETED"}


async def test_a_note_and_its_invoice_go_together(whole: Whole) -> None:  # R94
    made = await invoice(whole, await from_scoro(whole, allocate_credit_notes=True), no="I-1")
    await whole.sync()
    await whole.desk.scoro_time()
    note = await credited(whole, made)
    await whole.sync()
    [number] = await sending.in_xero(whole, "CreditNotes")
    alone = await undoing.plan(whole, None, "I-1", category=INVOICES)
    assert undoing.verbs(alone) == {"I-1": ["undo_credited"]}

    shown = await undoing.plan(whole, None, made, note, category=INVOICES)
    assert undoing.verbs(shown) == {
        "I-1": ["unallocate", "void", "unlink"], number: ["unallocate", "void", "unlink"],
    }  # fmt: skip
    after = await undoing.confirm(whole, shown)
    await after_an_age(whole, INVOICES)

    assert (after.progress.refused, await sending.statuses(whole)) == (0, {"I-1": "VOIDED", number: "VOIDED"})
    assert await ticks(whole) == {"xero": 0, "scoro": 0}


async def test_what_somebody_changed_in_xero_is_left_alone(whole: Whole) -> None:
    await three(whole)
    there = (await sending.in_xero(whole))["I-1"]
    [line] = there["LineItems"]
    body = {"LineItems": [{"LineItemID": line["LineItemID"], "AccountCode": "260"}]}
    await whole.in_xero("POST", f"/Invoices/{there['InvoiceID']}", body)

    shown = await undoing.plan(whole, None, "I-1", category=INVOICES)

    assert undoing.verbs(shown) == {"I-1": ["undo_changed_since"]}
    assert shown.lines[0].said == "I-1 was changed in Xero since: lines"


async def test_what_happens_between_plan_and_yes_is_judged_again(whole: Whole) -> None:
    [made, *_] = await three(whole)
    shown = await undoing.plan(whole, None, "I-1", "I-2", category=INVOICES)
    await pay(whole, "I-1", reconciled=True)

    after = await undoing.confirm(whole, shown)

    [cause] = await whole.desk.store.problems.causes(CONNECTION)
    assert (cause.code, after.progress.done, after.progress.refused) == ("undo_reconciled", 1, 1)
    links = await whole.desk.store.links.by_scoro(CONNECTION, INVOICES, [made])
    assert links[made].state is LinkState.ACTIVE
    assert await sending.statuses(whole) == {"I-1": "AUTHORISED", "I-2": "VOIDED", "I-3": "AUTHORISED"}


@pytest.mark.parametrize("carried_out", [True, False])
async def test_an_unclear_answer_undoes_nothing_twice(whole: Whole, carried_out: bool) -> None:  # noqa: FBT001
    await three(whole)
    shown = await undoing.plan(whole, None, "I-1", category=INVOICES)
    fault = {"kind": "reset", "path": "/api.xro/2.0/Invoices", "method": "POST", "carried_out": carried_out, "count": 1}
    await whole.desk.xero.post("faults", fault)

    after = await undoing.confirm(whole, shown)
    assert not after.is_over
    for _ in range(2):
        await after_an_age(whole, INVOICES)

    connection = await whole.desk.store.connections.get(CONNECTION)
    assert (await undoing.undone(whole).shown(connection, shown.of.id)).progress.done == 1
    assert (await sending.statuses(whole))["I-1"] == "VOIDED"
    assert await ticks(whole) == {"xero": 0, "scoro": 0}


async def test_afterwards_both_books_are_compared_once(whole: Whole) -> None:
    await three(whole)
    shown = await undoing.plan(whole, None, "I-1", category=INVOICES)
    await undoing.confirm(whole, shown)
    sweep = UndoSweep(whole.desk.store, whole.desk.publisher, whole.desk.clock)

    await sweep.prove()
    await sweep.prove()

    asked = [one for one in whole.desk.publisher.published if isinstance(one, PageWanted) and one.source == SOURCE]
    of = await whole.desk.store.undoings.get(shown.of.id)
    assert (len(asked), of.phase if of else None) == (1, UndoPhase.DONE)
    await whole.settle()
    proof = await whole.desk.store.agreement.newest(CONNECTION)
    assert proof is not None
    assert await whole.desk.store.agreement.lines(proof) == []


async def test_a_later_run_wrote_it_once_more(whole: Whole) -> None:
    [made, *_] = await three(whole)
    first = await undoing.last_run(whole)
    await whole.desk.edit("invoices", made, description="Another text")
    await whole.sync()

    before = await undoing.plan(whole, first)
    after = await undoing.plan(whole, await undoing.last_run(whole))

    assert undoing.verbs(before)["I-1"] == ["undo_written_since"]
    assert undoing.verbs(after) == {"I-1": ["undo_only_updated"]}


async def test_neither_a_historic_load_nor_another_documents_need_sends_it_again(whole: Whole) -> None:  # R34
    [made, *_] = await three(whole)
    await undoing.confirm(whole, await undoing.plan(whole, None, "I-1", category=INVOICES))
    await whole.desk.forget_calls()

    await load(whole, INVOICES, begins=dt.date(2026, 10, 1))
    await whole.want(INVOICES, "scoro", made, why="dependency")

    assert await whole.writes() == {"xero": 0, "scoro": 0}
    assert (await whole.newest(INVOICES, "scoro", made)).reason == "undone"


async def test_a_bill_is_not_made_again_although_its_number_is_free(whole: Whole) -> None:  # R102, R104
    await travelling(whole, bills=Direction.FROM_SCORO)
    [supplier] = await whole.desk.make_contacts(1, name="Paper Ltd", is_supplier=1)
    bill = await whole.desk.make(
        "bills", no="B-1", company_id=supplier, date="2026-11-01", deadline="2026-11-30", currency="GBP",
        lines=[{"comment": "Paper", "price": "50", "amount": "1"}],
    )  # fmt: skip
    await whole.sync()
    await undoing.confirm(whole, await undoing.plan(whole, await undoing.last_run(whole)))
    await whole.desk.scoro_time()
    await whole.desk.edit("bills", bill["id"], comment="Nothing that crosses")

    assert await ticks(whole) == {"xero": 0, "scoro": 0}
    assert [one["Status"] for one in (await whole.xero_books())["Invoices"]] == ["VOIDED"]


async def test_allocation_payment_and_document_go_in_their_order(whole: Whole) -> None:  # R80, R94, R143
    made = await invoice(whole, await from_scoro(whole, allocate_credit_notes=True), no="I-1")
    await whole.sync()
    await whole.desk.scoro_time()
    note = await credited(whole, made)
    await whole.desk.edit("invoices", note, lines=[{"comment": "Half", "price": "-47.5", "amount": "1"}])
    await whole.sync()
    await pay(whole, "I-1")
    await whole.desk.forget_calls()

    shown = await undoing.plan(whole, None, made, note, category=INVOICES, payments=True)
    assert undoing.verbs(shown)["I-1"] == ["unallocate", "delete_payment", "void", "unlink"]
    await undoing.confirm(whole, shown)
    for _ in range(2):
        await after_an_age(whole, INVOICES)

    assert set((await sending.statuses(whole)).values()) == {"VOIDED"}
    rows = await whole.desk.xero.get("requests", limit=5000)
    paths = [
        one["path"] for one in reversed(rows) if one["method"] in {"POST", "DELETE"} and "/api.xro/" in one["path"]
    ]
    order = [next(at for at, path in enumerate(paths) if part in path) for part in ("Allocations", "Payments")]
    document = next(at for at, path in enumerate(paths) if path.endswith("/Invoices"))
    assert order == sorted(order)
    assert max(order) < document
