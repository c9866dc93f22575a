"""Contacts and invoices cross to the Xero sandbox, once, equal, and with everything that may go wrong on the way."""

import random
from dataclasses import replace
from decimal import Decimal

from shared.contracts.envelope import Category
from shared.contracts.sync import ObjectWanted
from shared.store.records import LinkState, ObjectKey, State
from tests.integration.sync.conftest import CONNECTION, World, worker
from tests.integration.sync.documents import A_CONTACT, A_LINE, AN_INVOICE, contact, invoice

INVOICE = ObjectKey(CONNECTION, Category.INVOICES, "scoro", "4101")


async def states(world: World, *keys: ObjectKey) -> list[State]:
    newest = [await world.store.changes.newest(key) for key in keys]
    return [entry.state for entry in newest if entry]


async def test_a_contact_and_its_invoice_cross_and_are_linked(world: World) -> None:
    await world.change(Category.CONTACTS, A_CONTACT)
    await world.change(Category.INVOICES, AN_INVOICE)
    await world.settle()

    books = await world.books()
    [document] = books["Invoices"]
    [contact_there] = [one for one in books["Contacts"] if one.get("ContactNumber") == "312"]
    assert (document["InvoiceNumber"], document["Status"], document["Total"]) == ("2026031", "AUTHORISED", Decimal(120))
    assert document["Contact"]["ContactID"] == contact_there["ContactID"]
    assert contact_there["Name"] == "Harbour & Sons Ltd"
    assert document["Url"] == "https://acme.example/invoices/view/4101"


async def test_running_twice_writes_nothing(world: World) -> None:
    await world.change(Category.CONTACTS, A_CONTACT)
    await world.change(Category.INVOICES, AN_INVOICE)
    await world.settle()
    before = await world.writes()

    await world.change(Category.CONTACTS, A_CONTACT, asked="person")
    await world.change(Category.INVOICES, AN_INVOICE, asked="person")
    await world.settle()

    assert await world.writes() == before
    assert await states(world, INVOICE) == [State.SYNCED]


async def test_fifty_new_invoices_of_one_new_contact_make_one_contact_and_one_call(world: World) -> None:
    await world.change(Category.INVOICES, *(invoice(number) for number in range(5001, 5051)))
    await world.settle_without_parents()
    wanted = {one.object_id for one in world.wanted}

    await world.change(Category.CONTACTS, A_CONTACT, asked="dependency")
    await world.settle()

    books = await world.books()
    assert wanted == {"312"}
    assert len(books["Invoices"]) == 50
    assert len([one for one in books["Contacts"] if one["Name"] == "Harbour & Sons Ltd"]) == 1
    assert await world.writes() == 2


async def test_the_same_bell_a_hundred_times_in_any_order_writes_once(world: World) -> None:
    await world.change(Category.CONTACTS, A_CONTACT)
    await world.settle()
    before = await world.writes()
    await world.change(Category.INVOICES, AN_INVOICE)
    await world.change(Category.INVOICES, AN_INVOICE | {"modified_date": "2026-11-02T09:06:00+00:00"})
    bells = world.publisher.taken() * 50
    random.Random(7).shuffle(bells)
    world.publisher.published = bells

    await world.settle()

    assert await world.writes() == before + 1
    assert len((await world.books())["Invoices"]) == 1


async def test_one_refused_invoice_is_a_problem_and_the_other_forty_nine_cross(world: World) -> None:  # R150, R151
    await world.change(Category.CONTACTS, A_CONTACT)
    await world.settle()
    good = [invoice(number) for number in range(5001, 5050)]
    bad = invoice(5050, lines=[A_LINE | {"finance_account_symbol": "999"}])

    await world.change(Category.INVOICES, *good, bad)
    await world.settle()

    [cause] = await world.store.problems.causes(CONNECTION)
    assert (cause.code, cause.objects, cause.held_back) == ("unknown_account", 1, {"GBP": "120.00"})
    assert "999" in cause.text
    assert len((await world.books())["Invoices"]) == 49

    await world.change(Category.INVOICES, invoice(5050))
    await world.settle()

    assert await world.store.problems.causes(CONNECTION) == []
    assert len((await world.books())["Invoices"]) == 50


async def test_two_workers_at_once_make_no_duplicate_and_fill_their_calls(world: World) -> None:
    world.workers.append(worker(world, "two"))
    await world.change(Category.CONTACTS, *(contact(number) for number in range(1, 41)))
    await world.settle()
    contacts_calls = await world.writes()

    rows = [invoice(number, company_id=1 + number % 40) for number in range(5001, 5201)]
    await world.change(Category.INVOICES, *rows)
    await world.settle()

    books = await world.books()
    numbers = [document["InvoiceNumber"] for document in books["Invoices"]]
    counters = await world.xero.get("counters")
    assert sorted(numbers) == sorted({row["no"] for row in rows})
    assert await world.writes() - contacts_calls <= 5  # four full ones; who comes last may find less than fifty
    assert not any("429" in name for name in map(str, counters.get("by_status", {})))


async def test_two_contacts_that_differ_only_by_case_and_spaces_become_two_contacts(world: World) -> None:
    await world.change(Category.CONTACTS, contact(1, name="Nordic Light"), contact(2, name="NORDIC  light "))
    await world.settle()

    names = {one["Name"] for one in (await world.books())["Contacts"]}
    assert {"Nordic Light", "NORDIC light (2)"} <= names


async def test_a_contact_that_exists_in_xero_is_linked_and_not_created_again(world: World) -> None:
    await world.person("call", method="PUT", path="/Contacts", body={"Contacts": [{"Name": "harbour & sons ltd"}]})

    await world.change(Category.CONTACTS, A_CONTACT)
    await world.settle()

    found = [one for one in (await world.books())["Contacts"] if one["Name"].lower() == "harbour & sons ltd"]
    assert len(found) == 1
    [link] = (await world.store.links.by_scoro(CONNECTION, Category.CONTACTS, ["312"])).values()
    assert link.xero_id == found[0]["ContactID"]


async def test_a_number_that_exists_with_the_same_contact_and_total_is_linked(world: World) -> None:
    await world.change(Category.CONTACTS, A_CONTACT)
    await world.settle()
    [twin] = [one for one in (await world.books())["Contacts"] if one.get("ContactNumber") == "312"]
    await world.make_invoice("2026031", twin["ContactID"], "100.00")

    await world.change(Category.INVOICES, AN_INVOICE)
    await world.settle()

    [link] = (await world.store.links.by_scoro(CONNECTION, Category.INVOICES, ["4101"])).values()
    assert link.evidence == "number"
    assert len((await world.books())["Invoices"]) == 1


async def test_a_number_that_belongs_to_another_document_is_never_overwritten(world: World) -> None:
    await world.change(Category.CONTACTS, A_CONTACT)
    await world.settle()
    [twin] = [one for one in (await world.books())["Contacts"] if one.get("ContactNumber") == "312"]
    await world.make_invoice("2026031", twin["ContactID"], "55.00")

    await world.change(Category.INVOICES, AN_INVOICE)
    await world.settle()

    [cause] = await world.store.problems.causes(CONNECTION)
    [document] = (await world.books())["Invoices"]
    assert cause.code == "number_taken"
    assert document["Total"] == Decimal("66.00")


async def test_a_draft_is_lifted_when_it_was_sent_and_never_lowered(world: World) -> None:  # R76, R77, R78
    await world.change(Category.CONTACTS, A_CONTACT)
    found = []
    for is_sent in (0, 1, 0):
        await world.change(Category.INVOICES, AN_INVOICE | {"is_sent": is_sent})
        await world.settle()
        found.append((await world.books())["Invoices"][0]["Status"])

    assert found == ["DRAFT", "AUTHORISED", "AUTHORISED"]
    assert len((await world.books())["Invoices"]) == 1


async def test_a_credit_invoice_becomes_an_approved_credit_note(world: World) -> None:  # R89, R90, R91
    line = A_LINE | {"amount": "-1.000000", "sum": "-100.00"}
    credit = AN_INVOICE | {"sum": "-100.00", "vat_sum": "-20.00", "lines": [line], "credited_invoices": [4000]}

    await world.change(Category.CONTACTS, A_CONTACT)
    await world.change(Category.INVOICES, credit | {"is_sent": 0})
    await world.settle()

    [note] = (await world.books())["CreditNotes"]
    assert (note["CreditNoteNumber"], note["Status"], note["Total"]) == ("2026031", "AUTHORISED", Decimal(120))


async def test_a_deleted_draft_is_deleted_in_xero_too(world: World) -> None:
    await world.change(Category.CONTACTS, A_CONTACT)
    await world.change(Category.INVOICES, AN_INVOICE | {"is_sent": 0})
    await world.settle()

    await world.change(Category.INVOICES, AN_INVOICE | {"is_sent": 0, "is_deleted": 1, "lines": []})
    await world.settle()

    [link] = (await world.store.links.by_scoro(CONNECTION, Category.INVOICES, ["4101"])).values()
    assert (await world.books())["Invoices"][0]["Status"] == "DELETED"
    assert link.state is LinkState.CLOSED


async def test_an_approved_document_deleted_in_scoro_stays_and_a_person_is_told(world: World) -> None:  # R143, R145
    await world.change(Category.CONTACTS, A_CONTACT)
    await world.change(Category.INVOICES, AN_INVOICE)
    await world.settle()
    before = await world.writes()

    await world.change(Category.INVOICES, AN_INVOICE | {"is_deleted": 1, "lines": []})
    await world.settle()

    [cause] = await world.store.problems.causes(CONNECTION)
    assert cause.code == "approved_twin_stays"
    assert await world.writes() == before


async def test_a_paid_invoice_refuses_changes_and_says_so(world: World) -> None:
    await world.change(Category.CONTACTS, A_CONTACT)
    await world.change(Category.INVOICES, AN_INVOICE)
    await world.settle()
    await world.person("pay", invoice="2026031")

    line = A_LINE | {"price": "200.000000", "sum": "200.00"}
    await world.change(Category.INVOICES, AN_INVOICE | {"sum": "200.00", "vat_sum": "40.00", "lines": [line]})
    await world.settle()

    [cause] = await world.store.problems.causes(CONNECTION)
    assert (cause.code, cause.text.split(" on ")[0]) == (
        "payment_attached", "2026031 can no longer be changed in Xero: payment of 120.00 GBP",
    )  # fmt: skip
    assert (await world.books())["Invoices"][0]["Total"] == Decimal(120)


async def test_an_answer_that_got_lost_makes_no_duplicate(world: World) -> None:
    await world.change(Category.CONTACTS, A_CONTACT)
    await world.settle()
    await world.xero.post(
        "faults",
        {"kind": "reset", "method": "PUT", "path": "/api.xro/2.0/Invoices", "carried_out": True, "count": 1},
    )

    await world.change(Category.INVOICES, AN_INVOICE)
    await world.settle()
    assert await states(world, INVOICE) == [State.UNCLEAR]
    await world.pass_time()
    await world.settle()

    assert await states(world, INVOICE) == [State.SYNCED]
    assert len((await world.books())["Invoices"]) == 1


async def test_a_whole_call_refused_for_one_element_is_halved_until_the_culprit_is_alone(world: World) -> None:
    await world.change(Category.CONTACTS, *(contact(number) for number in range(1, 9)))
    await world.settle()
    [link] = (await world.store.links.by_scoro(CONNECTION, Category.CONTACTS, ["5"])).values()

    async def spoil(session: object) -> None:
        spoilt = replace(link, xero_id="00000000-0000-4000-8000-000000000000")
        await world.store.links.save([(spoilt, "scoro")], session)  # type: ignore[arg-type]

    await world.store.database.transaction(spoil)

    await world.change(Category.CONTACTS, *(contact(number, vatno=f"GB{number}00000000") for number in range(1, 9)))
    await world.settle()

    [cause] = await world.store.problems.causes(CONNECTION)
    assert (cause.code, cause.objects) == ("xero_not_found", 1)
    assert sum(1 for one in (await world.books())["Contacts"] if one.get("TaxNumber")) == 7


async def test_a_missing_contact_is_asked_for_once(world: World) -> None:  # R37, R68
    await world.change(Category.INVOICES, AN_INVOICE, invoice(5001))
    await world.settle_without_parents()

    assert {(one.category, one.object_id) for one in world.wanted} == {(Category.CONTACTS, "312")}
    assert await states(world, INVOICE) == [State.WAITING]
    assert isinstance(world.wanted[0], ObjectWanted)
