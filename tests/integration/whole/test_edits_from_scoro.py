"""What people change of a sales document in Scoro arrives in Xero as one change, whatever it is (R80)."""

from typing import Any

import pytest

from shared.contracts.envelope import Category
from shared.store.records import State
from tests.integration.whole.sending import begin, gross, in_scoro, in_xero, problems, statuses, xero_id
from tests.integration.whole.world import Whole
from tests.sandboxes import ENTITY

HOUR = {"comment": "An hour", "price": "95", "amount": "1"}
EDITS: dict[str, dict[str, Any]] = {
    "another number": {"no": "2001"},
    "another day": {"date": "2026-11-10", "deadline": "2026-12-24"},
    "a line more": {"lines": [HOUR, HOUR | {"comment": "Travel", "price": "12.5"}]},
    "a heading more": {"lines": [{"product_id": -1, "comment": "Phase 1"}, HOUR]},
    "a discount of the line": {"lines": [HOUR | {"discount": "7.5"}]},
    "a discount of the document": {"discount": "33.3"},
    "other quantity and unit price": {"lines": [HOUR | {"price": "33.333", "amount": "1.75"}]},
}


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
async def test_r80_an_edit_in_scoro_is_one_change_in_xero(whole: Whole, edit: dict[str, Any]) -> None:
    made = await whole.desk.make_invoice(await begin(whole), no="1001", is_sent=1)
    await whole.sync()
    twin = await xero_id(whole, made)
    await whole.desk.forget_calls()

    await whole.desk.edit("invoices", made, **edit)
    for _ in range(3):
        await whole.sync("tick")

    [(number, there)] = (await in_xero(whole)).items()
    here = (await in_scoro(whole))[number]
    assert (there["InvoiceID"], there["Status"], there["Total"]) == (twin, "AUTHORISED", gross(here))
    assert (there["DateString"][:10], there["DueDateString"][:10]) == (here["date"], here["deadline"])
    assert len(there["LineItems"]) == len(here["lines"])
    assert await problems(whole) == {}
    assert await whole.writes() == {"xero": 1, "scoro": 0}


async def test_r80_another_client_of_the_invoice_is_another_contact_in_xero(whole: Whole) -> None:
    made = await whole.desk.make_invoice(await begin(whole), no="1001", is_sent=1)
    await whole.sync()
    [other] = await whole.desk.make_contacts(1, name="Quay Ltd")

    await whole.desk.edit("invoices", made, company_id=int(other))
    await whole.sync()

    [there] = (await whole.xero_books())["Invoices"]
    assert (there["InvoiceNumber"], there["Contact"]["Name"]) == ("1001", "Quay Ltd")
    assert await problems(whole) == {}


async def test_r80_a_credit_note_follows_until_it_is_allocated(whole: Whole) -> None:
    made = await whole.desk.make_invoice(await begin(whole), no="1001", is_sent=1)
    credit = await whole.desk.scoro.post(f"ui/{ENTITY}/invoices/{made}/credit", {"share": "0.5"})
    await whole.sync()
    back = [HOUR | {"price": "30", "amount": "-1"}]
    await whole.desk.edit("invoices", credit["id"], lines=back)
    await whole.sync()
    [note] = (await in_xero(whole, "CreditNotes")).values()
    assert (note["Status"], note["SubTotal"]) == ("AUTHORISED", 30)

    await whole.person("allocate", credit_note=credit["no"], invoice="1001", amount="5.00")
    await whole.desk.edit("invoices", credit["id"], lines=[HOUR | {"price": "50", "amount": "-1"}])
    await whole.sync()

    [note] = (await in_xero(whole, "CreditNotes")).values()
    assert note["SubTotal"] == 30
    assert list(await problems(whole)) == [credit["no"]]


async def test_an_invoice_that_becomes_a_credit_needs_a_person_and_changes_nothing(whole: Whole) -> None:
    made = await whole.desk.make_invoice(await begin(whole), no="1001", is_sent=1)
    await whole.sync()
    before = await in_xero(whole)

    await whole.desk.edit("invoices", made, lines=[HOUR | {"amount": "-1"}])
    await whole.sync()

    assert await in_xero(whole) == before
    assert await in_xero(whole, "CreditNotes") == {}
    assert (await problems(whole))["1001"].code == "kind_changed"


async def test_the_number_of_a_deleted_draft_is_free_again(whole: Whole) -> None:
    client = await begin(whole)
    first = await whole.desk.make_invoice(client, no="1001")
    await whole.sync()
    await whole.desk.delete("invoices", first)
    await whole.sync()
    assert await statuses(whole) == {"1001": "DELETED"}

    second = await whole.desk.make_invoice(client, no="1001", is_sent=1)
    await whole.sync()

    found = {one["Status"] for one in (await whole.xero_books())["Invoices"] if one["InvoiceNumber"] == "1001"}
    entry = await whole.newest(Category.INVOICES, "scoro", second)
    assert (entry.state, found) == (State.SYNCED, {"DELETED", "AUTHORISED"})


async def test_two_numbers_that_were_exchanged_in_scoro_need_a_person_and_change_nothing(whole: Whole) -> None:
    client = await begin(whole)
    one = await whole.desk.make_invoice(client, no="1001", lines=[HOUR | {"price": "10"}], is_sent=1)
    two = await whole.desk.make_invoice(client, no="1002", lines=[HOUR | {"price": "20"}], is_sent=1)
    await whole.sync()

    await whole.desk.edit("invoices", one, no="tmp")
    await whole.desk.edit("invoices", two, no="1001")
    await whole.desk.edit("invoices", one, no="1002")
    for _ in range(3):
        await whole.sync()

    nets = {number: there["SubTotal"] for number, there in (await in_xero(whole)).items()}
    assert nets == {"1001": 10, "1002": 20}
    assert {number: one.code for number, one in (await problems(whole)).items()} == dict.fromkeys(nets, "number_taken")
