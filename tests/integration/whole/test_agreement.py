"""Both books are read in full and compared by the links; every difference is named, and nothing else (R122)."""

from decimal import Decimal

from shared.contracts.envelope import Category
from shared.money import total
from shared.store.agreement_records import Kind, Why
from tests.integration.whole.agreeing import books_differ_by, cells, crossed, lines, proved
from tests.integration.whole.foreign import rates_are_confirmed
from tests.integration.whole.mending import from_scoro, invoice
from tests.integration.whole.paying import allocate, begin, pay, put, put_note
from tests.integration.whole.sending import xero_id
from tests.integration.whole.world import Whole, line


async def test_r122_books_that_were_synchronized_and_left_alone_agree(whole: Whole) -> None:
    first, *_ = await crossed(whole, 3)
    await pay(whole, {"InvoiceID": await xero_id(whole, first)}, "10")
    await whole.sync()

    of = await proved(whole)

    found = await cells(whole, of)
    assert await lines(whole, of) == []
    assert {one.key.category: one.scoro.count for one in found if one.key.status != "paid"} == {
        Category.INVOICES: 3,
        Category.RECEIPTS: 1,
    }
    assert all(one.scoro == one.xero for one in found)
    assert of.calls == {"scoro": 2, "xero": 5}


async def test_r122_what_was_changed_behind_the_syncs_back_is_named_one_by_one(whole: Whole) -> None:
    edited, voided, deleted, paid = await crossed(whole, 4)
    await pay(whole, {"InvoiceID": await xero_id(whole, paid)}, "10")
    await whole.sync()
    await proved(whole)
    changed = {"InvoiceID": await xero_id(whole, edited), "LineItems": [line("77")]}
    await whole.in_xero("POST", "/Invoices", {"Invoices": [changed]})
    gone = {"InvoiceID": await xero_id(whole, voided), "Status": "VOIDED"}
    await whole.in_xero("POST", "/Invoices", {"Invoices": [gone]})
    await whole.desk.delete("invoices", deleted)
    [booked] = await whole.scoro_rows("receipts")
    await whole.desk.delete("receipts", booked["id"])

    of = await proved(whole)

    named = {(one.scoro_id, one.kind, one.why) for one in await lines(whole, of)}
    assert named == {
        (edited, Kind.DIFFERS, Why.DRIFT),
        (voided, Kind.GONE_IN_XERO, Why.DRIFT),
        (deleted, Kind.GONE_IN_SCORO, Why.DRIFT),
        (str(booked["id"]), Kind.GONE_IN_SCORO, Why.DRIFT),
    }
    documents = [one for one in await lines(whole, of) if one.category is Category.INVOICES]
    assert total(one.difference.gross for one in documents) == await books_differ_by(whole)
    [other] = [one for one in documents if one.scoro_id == edited]
    assert (other.changed_in, other.is_about_money) == (("xero",), True)
    assert other.agreed is not None
    assert other.agreed["gross"] == (other.scoro or {})["gross"] != (other.xero or {})["gross"]
    assert Decimal((other.xero or {})["net"]) == Decimal(77)


async def test_r141_what_a_rule_keeps_on_its_side_is_named_with_the_rule_and_is_no_difference(whole: Whole) -> None:
    await crossed(whole, 1)
    contact = await whole.put_in_xero("Contacts", Name="Pier Ltd")
    await whole.put_in_xero(
        "Invoices",
        Type="ACCREC",
        Contact={"ContactID": contact["ContactID"]},
        Date="2026-11-01",
        DueDate="2026-11-30",
        Status="AUTHORISED",
        LineItems=[line()],
    )

    of = await proved(whole)

    assert await lines(whole, of) == []
    [kept] = await whole.desk.store.agreement.lines(of, left_out=True)
    assert (kept.kind, kept.code) == (Kind.LEFT_OUT, "wrong_direction")
    assert of.left_out == {"wrong_direction": 1}


async def test_every_night_a_proof_follows_what_the_night_reads(whole: Whole) -> None:
    await crossed(whole, 1)

    await whole.sync("nightly")

    of = await whole.desk.store.agreement.newest("acme")
    assert of is not None
    assert of.lines == 0


async def test_r122_books_that_came_from_xero_agree_with_their_credits_bills_and_payments(whole: Whole) -> None:
    contact = await begin(whole, Category.INVOICES, Category.BILLS)
    invoice = await put(whole, contact)
    bill = await put(whole, contact, "ACCPAY", InvoiceNumber="B-1")
    note = await put_note(whole, contact)
    await allocate(whole, "CreditNotes", note["CreditNoteID"], invoice, "20")
    await pay(whole, invoice, "50")
    await pay(whole, bill, "30")
    for _ in range(2):
        await whole.sync()

    of = await proved(whole)

    assert await lines(whole, of) == []
    counts = {one.key.category: 0 for one in await cells(whole, of)}
    for one in await cells(whole, of):
        assert one.scoro == one.xero
        counts[one.key.category] += one.scoro.count
    assert counts == {Category.INVOICES: 2, Category.BILLS: 1, Category.RECEIPTS: 4}


async def test_r57_a_rate_that_somebody_changed_in_either_system_is_named_with_who_did(whole: Whole) -> None:
    await rates_are_confirmed(whole)
    client = await from_scoro(whole)
    foreign = {"currency": "EUR", "currency_rate": "0.8"}
    one, other, _ = [await invoice(whole, client, no=f"E-{at}", **foreign) for at in (1, 2, 3)]
    await whole.sync()
    assert await lines(whole, await proved(whole)) == []
    await whole.in_xero("POST", f"/Invoices/{await xero_id(whole, one)}", {"CurrencyRate": Decimal("1.3")})
    await whole.desk.edit("invoices", other, currency_rate="0.9")

    found = await lines(whole, await proved(whole))

    assert {line.scoro_id: (line.differs, line.changed_in, line.is_about_money) for line in found} == {
        one: (("rate",), ("xero",), True),
        other: (("rate",), ("scoro",), True),
    }


async def test_r73_documents_of_a_contact_that_was_merged_in_xero_are_named(whole: Whole) -> None:
    """Two contacts of Scoro are one in Xero: each night says so until they are one in Scoro, or somebody left it so."""
    client = await from_scoro(whole)
    [stays] = await whole.desk.make_contacts(1, name="Harbour Group")
    one = await invoice(whole, client, no="I-1")
    await invoice(whole, stays, no="I-2")
    await whole.sync()
    assert await lines(whole, await proved(whole)) == []
    links = await whole.desk.store.links.by_scoro("acme", Category.CONTACTS, [client, stays])
    await whole.person("merge", contact=links[client].xero_id, into=links[stays].xero_id)

    [line] = await lines(whole, await proved(whole))
    await whole.sync("nightly")
    of = await whole.desk.store.agreement.newest("acme")
    assert of is not None
    [read] = await lines(whole, of)

    assert (line.scoro_id, line.differs, line.changed_in, line.is_about_money) == (one, ("contact",), ("xero",), False)
    assert (read.scoro_id, read.differs, read.code) == (one, ("contact",), "contacts_merged")


async def test_r73_where_the_contact_that_stayed_is_nobody_elses_the_books_agree(whole: Whole) -> None:
    client = await from_scoro(whole)
    await invoice(whole, client, no="I-1")
    await whole.sync()
    await proved(whole)
    links = await whole.desk.store.links.by_scoro("acme", Category.CONTACTS, [client])
    stays = await whole.put_in_xero("Contacts", Name="Harbour Group")
    await whole.person("merge", contact=links[client].xero_id, into=stays["ContactID"])

    await whole.sync("nightly")

    of = await whole.desk.store.agreement.newest("acme")
    assert of is not None
    assert await lines(whole, of) == []


async def test_r113_a_payment_that_nobody_read_and_a_receipt_that_somebody_edited_are_named(whole: Whole) -> None:
    read, unread = await crossed(whole, 2)
    await pay(whole, {"InvoiceID": await xero_id(whole, read)}, "10")
    await whole.sync()
    await proved(whole)
    payment = await pay(whole, {"InvoiceID": await xero_id(whole, unread)}, "7")
    [booked] = await whole.scoro_rows("receipts")
    part = {"invoice_id": booked["receipts"][0]["invoice_id"], "date": booked["date"], "sum": "9"}
    await whole.desk.edit("receipts", booked["id"], receipts=[part])

    found = await lines(whole, await proved(whole))

    assert {(line.category, line.kind, line.changed_in) for line in found} == {
        (Category.RECEIPTS, Kind.DIFFERS, ("scoro",)),
        (Category.RECEIPTS, Kind.ONLY_IN_XERO, ()),
    }
    assert payment["PaymentID"] in {line.xero_id for line in found}
