"""Receipts that somebody pulls from their document, until it is fully received (R139)."""

from decimal import Decimal
from typing import Any

import pytest

from services.connector.actions.acting import Acting
from services.connector.actions.asked import Asked, Verb
from services.connector.actions.errors import ActionOverError, ObjectNotFoundError, OtherDirectionError
from services.connector.actions.kinds import PAID
from services.connector.actions.standing import Standings
from services.connector.actions.words import sentence
from shared.contracts.envelope import Category
from shared.store.actions import Action
from shared.sync.settings import Mode
from tests.integration.connector.reading.by_hand import MARI
from tests.integration.connector.reading.connection import CONNECTION
from tests.integration.whole.paying import TO_SCORO, allocate, begin, paid_ahead, pay, put, put_note, sums
from tests.integration.whole.world import Whole


async def pull(whole: Whole, name: str = "INV-1", **fields: Any) -> Action:
    desk = whole.desk
    acting = Acting(desk.store, desk.clients, desk.publisher, desk.clock)
    asked = Asked(PAID, Verb.PULL, name=name, receipts=True, **fields)
    action = await acting.ask(await desk.store.connections.get(CONNECTION), asked, MARI)
    await whole.settle()
    return action


async def told(whole: Whole, action: Action) -> list[str]:
    """How it ended, and those that were begun with it, in the words of people."""
    actions, standings = whole.desk.store.actions, Standings(whole.desk.store)
    ids = [action.id, *await actions.begun_with(action)]
    found = [await actions.get(CONNECTION, one) for one in ids]
    return sorted([sentence(await standings.of(one)) for one in found if one is not None])


@pytest.mark.parametrize(("kind", "category"), [("ACCREC", Category.INVOICES), ("ACCPAY", Category.BILLS)])
async def test_all_that_was_paid_on_a_document_is_pulled(whole: Whole, kind: str, category: Category) -> None:  # R139
    invoice = await put(whole, await begin(whole, category), kind)
    await whole.sync()
    await whole.choose(category, direction=TO_SCORO, mode=Mode.MANUAL)  # R141: receipts are off
    for amount in ("50", "30"):
        await pay(whole, invoice, amount)

    action = await pull(whole)

    assert sums(await whole.scoro_rows("receipts")) == [Decimal(30), Decimal(50)]
    assert await told(whole, action) == [
        "Receipt on INV-1 over 30.00 GBP was created in Scoro.",
        "Receipt on INV-1 over 50.00 GBP was created in Scoro.",
    ]


async def test_pulling_twice_books_nothing_twice(whole: Whole) -> None:  # R139
    invoice = await put(whole, await begin(whole, Category.INVOICES))
    await pay(whole, invoice, "50")
    await whole.sync()

    action = await pull(whole, invoice["InvoiceID"])

    assert sums(await whole.scoro_rows("receipts")) == [Decimal(50)]
    assert await told(whole, action) == ["Receipt on INV-1 over 50.00 GBP is in sync already."]


async def test_it_can_be_pulled_until_the_document_is_fully_received(whole: Whole) -> None:  # R139
    await pay(whole, await put(whole, await begin(whole, Category.INVOICES)), "120")
    await whole.sync()
    await whole.desk.forget_calls()

    with pytest.raises(ActionOverError, match=r"Invoice INV-1 is fully received: 120\.00 GBP in Scoro"):
        await pull(whole)

    assert await whole.writes() == {"xero": 0, "scoro": 0}


async def test_where_nothing_was_paid_that_is_said(whole: Whole) -> None:  # R139
    await put(whole, await begin(whole, Category.INVOICES))
    await whole.sync()

    with pytest.raises(ObjectNotFoundError, match="nothing was paid on Invoice INV-1 in Xero yet"):
        await pull(whole)


async def test_credits_and_what_was_paid_ahead_are_pulled_too(whole: Whole) -> None:  # R139
    contact = await begin(whole, Category.INVOICES)
    invoice, note, ahead = (
        await put(whole, contact),
        await put_note(whole, contact),
        await paid_ahead(whole, contact, "20"),
    )
    await whole.sync()
    await whole.choose(Category.INVOICES, direction=TO_SCORO)
    await allocate(whole, "CreditNotes", note["CreditNoteID"], invoice, "48")
    await allocate(whole, "Prepayments", ahead, invoice, "20")

    action = await pull(whole)

    assert sums(await whole.scoro_rows("receipts")) == [Decimal(-48), Decimal(20), Decimal(48)]
    assert len(await told(whole, action)) == 3


async def test_a_payment_of_a_document_that_did_not_cross_says_what_is_missing(whole: Whole) -> None:  # R139
    invoice = await put(whole, await begin(whole))
    await pay(whole, invoice, "50")

    action = await pull(whole)

    [said] = await told(whole, action)
    assert said.startswith("Receipt on INV-1 over 50.00 GBP was left out: ")
    assert await whole.scoro_rows("receipts") == []


async def test_receipts_are_never_sent(whole: Whole) -> None:  # R139, R141
    await put(whole, await begin(whole, Category.INVOICES))
    desk = whole.desk
    acting = Acting(desk.store, desk.clients, desk.publisher, desk.clock)

    with pytest.raises(OtherDirectionError):
        await acting.ask(
            await desk.store.connections.get(CONNECTION),
            Asked(PAID, Verb.SEND, name="INV-1", receipts=True),
            MARI,
        )
