"""Credit invoices and prepayment invoices of Scoro: what becomes a credit note, and what stays (R90–R93, R96)."""

import pytest

from services.connector.actions.errors import ObjectNotFoundError
from services.console.histories import Histories
from shared.contracts.envelope import Category
from tests.integration.connector.reading.by_hand import act
from tests.integration.connector.reading.connection import CONNECTION
from tests.integration.whole.sending import begin, gross, in_scoro, in_xero, problems, statuses
from tests.integration.whole.world import Whole
from tests.sandboxes import ENTITY


async def test_r90_r91_a_credit_invoice_is_an_approved_credit_note_although_it_was_not_sent(whole: Whole) -> None:
    made = await whole.desk.make_invoice(await begin(whole), no="1001")
    credit = await whole.desk.scoro.post(f"ui/{ENTITY}/invoices/{made}/credit", {"share": "0.5"})
    assert str(credit["is_sent"]) in {"0", "False"}

    await whole.sync()

    assert await statuses(whole) == {"1001": "DRAFT", credit["no"]: "AUTHORISED"}
    [note] = (await in_xero(whole, "CreditNotes")).values()
    assert (note["Type"], note["Contact"]["Name"]) == ("ACCRECCREDIT", "Harbour Ltd")
    assert note["Total"] == -gross((await in_scoro(whole))[credit["no"]]) > 0
    assert await problems(whole) == {}


async def test_r93_what_names_a_credited_invoice_or_is_negative_as_a_whole_is_a_credit_note(whole: Whole) -> None:
    client = await begin(whole)
    made = await whole.desk.make_invoice(client, no="1001", is_sent=1)
    back = {"comment": "Back", "price": "40", "amount": "-1"}
    more = {"comment": "And again", "price": "15", "amount": "1"}
    await whole.desk.make_invoice(client, no="C-1", lines=[back], credited_invoices=[int(made)])
    await whole.desk.make_invoice(client, no="C-2", lines=[back, more])
    await whole.desk.make_invoice(client, no="1002", lines=[more | {"price": "100"}, back])

    await whole.sync()

    here = await in_scoro(whole)
    notes, invoices = await in_xero(whole, "CreditNotes"), await in_xero(whole)
    assert {number: one["Total"] for number, one in notes.items()} == {
        number: -gross(here[number]) for number in ("C-1", "C-2")
    }
    assert {number: one["Total"] for number, one in invoices.items()} == {
        number: gross(here[number]) for number in ("1001", "1002")
    }
    assert await told(whole, "C-1") == ()
    assert await told(whole, "C-2") == ("credited_invoices: negative, but names no invoice that it credits",)


async def told(whole: Whole, number: str) -> tuple[str, ...]:
    """What the history of a document says of how it crossed."""
    [found] = await Histories(whole.desk.store).find(CONNECTION, Category.INVOICES, number, limit=1)
    return found.versions[0].notices


async def test_r96_a_prepayment_invoice_stays_in_scoro_and_the_invoice_after_it_crosses(whole: Whole) -> None:
    client = int(await begin(whole))
    row = {"comment": "A project", "price": "500", "amount": "1"}
    asked = {"company_id": client, "lines": [row], "is_sent": 1}
    ahead = await whole.desk.make("prepayments", no="P-1", prepayment_percent=30, **asked)
    await whole.sync()
    await whole.want(Category.INVOICES, "scoro", ahead["id"], why="webhook")
    with pytest.raises(ObjectNotFoundError):
        await act(whole.desk, "invoice", "P-1")
    await whole.settle()
    assert await statuses(whole) == {}

    await whole.desk.scoro.post(f"ui/{ENTITY}/prepayments/{ahead['id']}/pay", {})
    await whole.desk.make("invoices", no="1001", prepayment_id=[ahead["id"]], **asked)
    await whole.sync()

    invoices = await in_xero(whole)
    assert {number: one["SubTotal"] for number, one in invoices.items()} == {"1001": 500}  # R97, R98
    assert (await whole.xero_books())["Prepayments"] == []
    assert [row["no"] for row in await whole.scoro_rows("prepayments")] == ["P-1"]
