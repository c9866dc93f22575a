"""Sales documents of Scoro on their whole way to Xero, as long as it takes them (R76–R81, R143)."""

from decimal import Decimal

from shared.contracts.envelope import Category
from shared.store.records import State
from tests.integration.whole.sending import begin, gross, in_scoro, in_xero, problems, statuses, xero_id
from tests.integration.whole.world import Whole

MORE = [{"comment": "Two hours", "price": "200", "amount": "1"}]
TOO_MUCH = [{"comment": "Three hours", "price": "300", "amount": "1"}]


async def test_r76_r77_the_sent_mark_says_whether_it_is_a_draft_or_awaits_payment(whole: Whole) -> None:
    client = await begin(whole)
    await whole.desk.make_invoice(client, no="1001")
    await whole.desk.make_invoice(client, no="1002", is_sent=1)

    await whole.sync()

    assert await statuses(whole) == {"1001": "DRAFT", "1002": "AUTHORISED"}
    totals = {number: one["Total"] for number, one in (await in_xero(whole)).items()}
    assert totals == {number: gross(row) for number, row in (await in_scoro(whole)).items()}


async def test_r78_a_draft_is_lifted_once_it_was_sent_and_never_lowered(whole: Whole) -> None:
    made = await whole.desk.make_invoice(await begin(whole), no="1001")
    await whole.sync()
    [draft] = (await in_xero(whole)).values()

    await whole.desk.edit("invoices", made, is_sent=1)
    await whole.sync()
    [lifted] = (await in_xero(whole)).values()
    await whole.desk.edit("invoices", made, is_sent=0, reference_no="PO-9")
    await whole.sync()
    [kept] = (await in_xero(whole)).values()

    assert [one["Status"] for one in (draft, lifted, kept)] == ["DRAFT", "AUTHORISED", "AUTHORISED"]
    assert {one["InvoiceID"] for one in (draft, lifted, kept)} == {draft["InvoiceID"]}
    assert kept["Reference"] == "PO-9"


async def test_r80_changes_follow_until_something_is_paid_and_are_a_problem_from_then_on(whole: Whole) -> None:
    made = await whole.desk.make_invoice(await begin(whole), no="1001", is_sent=1)
    await whole.sync()
    await whole.desk.edit("invoices", made, lines=MORE)
    await whole.sync()
    assert (await in_xero(whole))["1001"]["SubTotal"] == 200

    await whole.person("pay", invoice="1001", amount="10.00", date="2026-11-20")
    before = await in_xero(whole)
    await whole.desk.edit("invoices", made, lines=TOO_MUCH)
    await whole.sync()

    assert await in_xero(whole) == before
    problem = (await problems(whole))["1001"]
    assert (problem.key.object_id, Decimal(problem.amount or 0)) == (made, gross((await in_scoro(whole))["1001"]))
    assert problem.code == "payment_attached"

    await whole.desk.forget_calls()
    for _ in range(3):
        await whole.sync("tick")
    await whole.desk.edit("invoices", made, lines=MORE)
    await whole.sync()
    assert await whole.writes() == {"xero": 0, "scoro": 0}
    assert await problems(whole) == {}  # what was changed in Scoro is changed back


async def test_r80_what_is_credited_takes_no_change_either(whole: Whole) -> None:
    client = await begin(whole)
    made = await whole.desk.make_invoice(client, no="1001", is_sent=1)
    await whole.desk.scoro.post(f"ui/acme_uk/invoices/{made}/credit", {"share": "0.5"})
    await whole.sync()
    [note] = (await in_xero(whole, "CreditNotes")).values()
    await whole.person("allocate", credit_note=note["CreditNoteNumber"], invoice="1001")
    before = await in_xero(whole)

    await whole.desk.edit("invoices", made, lines=MORE)
    await whole.sync()

    assert await in_xero(whole) == before
    assert list(await problems(whole)) == ["1001"]


async def test_r81_a_document_that_was_voided_in_xero_crosses_anew_under_another_number(whole: Whole) -> None:
    made = await whole.desk.make_invoice(await begin(whole), no="1001", is_sent=1)
    await whole.sync()
    voided = await xero_id(whole, made)
    await whole.person("void", invoice="1001")

    await whole.desk.edit("invoices", made, lines=MORE)
    await whole.sync()

    assert await statuses(whole) == {"1001": "VOIDED"}
    assert (await problems(whole))["1001"].code == "voided_in_xero"

    await whole.desk.edit("invoices", made, no="01001")
    await whole.sync()

    assert await statuses(whole) == {"1001": "VOIDED", "01001": "AUTHORISED"}
    assert (await in_xero(whole))["01001"]["SubTotal"] == 200
    assert await xero_id(whole, made) != voided
    assert await problems(whole) == {}


async def test_r81_a_number_that_a_voided_document_of_xero_bears_cannot_be_used(whole: Whole) -> None:
    client = await begin(whole)
    contact = await whole.put_in_xero("Contacts", Name="Harbour Ltd")
    row = {"Description": "x", "Quantity": 1, "UnitAmount": 95, "AccountCode": "200", "TaxType": "OUTPUT2"}
    await whole.put_in_xero(
        "Invoices", Type="ACCREC", Contact={"ContactID": contact["ContactID"]}, InvoiceNumber="1001",
        Date="2026-11-01", DueDate="2026-11-15", Status="AUTHORISED", LineItems=[row],
    )  # fmt: skip
    await whole.person("void", invoice="1001")
    made = await whole.desk.make_invoice(client, no="1001", is_sent=1)

    await whole.sync()

    assert await statuses(whole) == {"1001": "VOIDED"}
    assert (await problems(whole))["1001"].code == "number_taken"

    await whole.desk.edit("invoices", made, no="01001")
    await whole.sync()

    assert await statuses(whole) == {"1001": "VOIDED", "01001": "AUTHORISED"}
    assert await problems(whole) == {}


async def test_r77_r82_a_draft_that_somebody_entered_in_xero_is_linked_and_approved(whole: Whole) -> None:
    client = await begin(whole)
    contact = await whole.put_in_xero("Contacts", Name="Harbour Ltd")
    row = {"Description": "x", "Quantity": 1, "UnitAmount": 95, "AccountCode": "200", "TaxType": "OUTPUT2"}
    draft = await whole.put_in_xero(
        "Invoices", Type="ACCREC", Contact={"ContactID": contact["ContactID"]}, InvoiceNumber="1001",
        Date="2026-10-01", DueDate="2026-10-15", Status="DRAFT", LineItems=[row],
    )  # fmt: skip
    made = await whole.desk.make_invoice(client, no="1001", date="2026-11-01", is_sent=1)

    await whole.sync()

    [there] = (await whole.xero_books())["Invoices"]
    assert (there["InvoiceID"], there["Status"]) == (draft["InvoiceID"], "AUTHORISED")
    assert there["DateString"][:10] == "2026-11-01"
    links = await whole.desk.store.links.by_scoro("acme", Category.INVOICES, [made])
    assert (links[made].evidence, await problems(whole)) == ("number", {})


async def test_r143_a_deletion_in_scoro_takes_the_draft_along_and_leaves_what_is_approved(whole: Whole) -> None:
    client = await begin(whole)
    draft = await whole.desk.make_invoice(client, no="1001")
    approved = await whole.desk.make_invoice(client, no="1002", is_sent=1)
    await whole.sync()

    for made in (draft, approved):
        await whole.desk.delete("invoices", made)
    await whole.sync()

    assert await statuses(whole) == {"1001": "DELETED", "1002": "AUTHORISED"}
    assert {number: one.code for number, one in (await problems(whole)).items()} == {"1002": "approved_twin_stays"}
    assert await in_scoro(whole) == {}
    assert (await whole.newest(Category.INVOICES, "scoro", draft)).state is State.SYNCED


async def test_r80_what_was_paid_is_changed_once_the_payment_is_taken_back(whole: Whole) -> None:
    made = await whole.desk.make_invoice(await begin(whole), no="1001", is_sent=1)
    await whole.sync()
    await whole.person("pay", invoice="1001", amount="10.00", date="2026-11-20")
    await whole.desk.edit("invoices", made, lines=MORE)
    await whole.sync()
    assert [one.code for one in (await problems(whole)).values()] == ["payment_attached"]

    [paid] = (await in_xero(whole))["1001"]["Payments"]
    await whole.person("unpay", payment=paid["PaymentID"])
    await whole.want(Category.INVOICES, "xero", await id_in_xero(whole), why="webhook")

    assert (await in_xero(whole))["1001"]["SubTotal"] == 200
    assert await problems(whole) == {}


async def id_in_xero(whole: Whole) -> str:
    return str((await in_xero(whole))["1001"]["InvoiceID"])
