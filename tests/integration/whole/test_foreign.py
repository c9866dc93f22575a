"""The first foreign documents wait for a person who looks at one of them (R57)."""

from decimal import Decimal

from shared.contracts.envelope import Category
from shared.store.decisions import Act
from shared.store.rates import Sample
from shared.store.records import Brake, Rates, State
from shared.sync.settings import Brakes, Direction
from tests.integration.connector.reading.connection import CONNECTION
from tests.integration.whole.foreign import confirm, desk, held, refuse
from tests.integration.whole.mending import from_scoro, invoice, put_invoice, to_scoro
from tests.integration.whole.test_bills import make_bill
from tests.integration.whole.world import Whole

INVOICES, BILLS = Category.INVOICES, Category.BILLS
EURO = {"currency": "EUR", "currency_rate": "0.8"}


async def in_xero(whole: Whole) -> dict[str, str]:
    """Number → currency."""
    return {str(one["InvoiceNumber"]): str(one["CurrencyCode"]) for one in (await whole.xero_books())["Invoices"]}


async def test_the_first_foreign_document_is_held_shown_confirmed_and_crosses(whole: Whole) -> None:  # R57
    client = await from_scoro(whole)
    made = await invoice(whole, client, no="E-1", **EURO)
    await whole.sync()

    [hold] = await held(whole)
    before = await in_xero(whole)
    [cause] = await whole.desk.store.problems.causes(CONNECTION)
    count = await confirm(whole)

    entry = await whole.newest(INVOICES, "scoro", made)
    assert before == {}
    assert hold.sample == Sample(INVOICES, "scoro", "E-1", "114.00", "EUR", Rates("GBP", scoro="0.8", xero="1.25"))
    assert (cause.code, cause.objects, cause.held_back) == ("held_rates", 1, {"EUR": "114.00"})
    assert (count, entry.state, entry.cleared) == (1, State.SYNCED, None)
    [there] = (await whole.xero_books())["Invoices"]
    assert (there["CurrencyCode"], Decimal(str(there["CurrencyRate"]))) == ("EUR", Decimal("1.25"))
    assert await whole.desk.store.problems.causes(CONNECTION) == []


async def test_the_answer_is_kept_with_who_why_and_what_was_looked_at(whole: Whole) -> None:  # R57
    await invoice(whole, await from_scoro(whole), no="E-1", **EURO)
    await whole.sync()

    await confirm(whole)

    answer = await whole.desk.store.rates.given(CONNECTION)
    [decision, *_] = await whole.desk.store.decisions.newest(CONNECTION)
    assert answer is not None
    assert answer.sample is not None
    assert (answer.is_confirmed, answer.by, answer.why) == (True, "mari", "compared with the bank")
    assert (answer.sample.number, answer.sample.rates) == ("E-1", Rates("GBP", scoro="0.8", xero="1.25"))
    assert (decision.act, decision.by, decision.categories, decision.count) == (Act.RELEASED, "mari", (), 1)


async def test_once_confirmed_foreign_documents_go_in_every_category_and_direction(whole: Whole) -> None:  # R57
    client = await from_scoro(whole, default_expense_account="429")
    await invoice(whole, client, no="E-1", **EURO)
    await whole.sync()
    await confirm(whole)

    await whole.desk.scoro_time()
    await invoice(whole, client, no="E-2", currency="USD", currency_rate="0.5")
    await whole.choose(INVOICES, BILLS, direction=Direction.FROM_SCORO)
    [supplier] = await whole.desk.make_contacts(1, name="Printers Ltd", is_supplier=1, is_client=0)
    await make_bill(whole, int(supplier), no="B-1", **EURO)
    await whole.sync()
    forth = await in_xero(whole)
    await whole.choose(INVOICES, direction=Direction.TO_SCORO)
    contact = await whole.put_in_xero("Contacts", Name="Dock GmbH")
    back = await put_invoice(whole, contact, CurrencyCode="EUR", CurrencyRate=1.25)
    await whole.sync()

    assert forth == {"E-1": "EUR", "E-2": "USD", "B-1": "EUR"}
    assert (await whole.newest(INVOICES, "xero", back)).state is State.SYNCED
    assert await held(whole) == []


async def test_one_hold_keeps_foreign_documents_of_all_categories(whole: Whole) -> None:  # R57
    client = await from_scoro(whole, default_expense_account="429")
    await whole.choose(INVOICES, BILLS, direction=Direction.FROM_SCORO)
    [supplier] = await whole.desk.make_contacts(1, name="Printers Ltd", is_supplier=1, is_client=0)
    await invoice(whole, client, no="E-1", **EURO)
    await make_bill(whole, int(supplier), no="B-1", **EURO)

    await whole.sync()

    [hold] = await held(whole)
    assert hold.hold.category is None
    assert {entry.key.category for entry in hold.entries} == {INVOICES, BILLS}
    assert await desk(whole).held(CONNECTION, INVOICES) == []


async def test_a_foreign_document_of_xero_is_held_too(whole: Whole) -> None:  # R57
    contact = await to_scoro(whole)
    made = await put_invoice(whole, contact, CurrencyCode="EUR", CurrencyRate=1.25)
    await whole.sync()

    [hold] = await held(whole)
    before = await whole.scoro_rows("invoices")
    await confirm(whole)

    [row] = await whole.scoro_rows("invoices")
    assert before == []
    assert hold.sample == Sample(INVOICES, "xero", "INV-1", "120", "EUR", Rates("GBP", scoro="0.8", xero="1.25"))
    assert (row["currency"], round(Decimal(str(row["currency_rate"])), 6)) == ("EUR", Decimal("0.8"))
    assert (await whole.newest(INVOICES, "xero", made)).state is State.SYNCED


async def test_refused_ones_and_later_ones_are_left_out_until_it_is_confirmed_after_all(whole: Whole) -> None:  # R57
    client = await from_scoro(whole)
    first = await invoice(whole, client, no="E-1", **EURO)
    await whole.sync()
    count = await refuse(whole)

    await whole.desk.scoro_time()
    later = await invoice(whole, client, no="E-2", **EURO)
    await whole.sync()

    entries = [await whole.newest(INVOICES, "scoro", one) for one in (first, later)]
    answer = await whole.desk.store.rates.given(CONNECTION)
    assert (count, [(entry.state, entry.reason) for entry in entries]) == (
        1, [(State.LEFT_OUT, "rates_refused")] * 2,
    )  # fmt: skip
    assert (entries[0].decided_by, entries[0].decided_why) == ("mari", "upside down")
    assert answer is not None
    assert not answer.is_confirmed
    assert (await held(whole), await in_xero(whole)) == ([], {})
    assert await whole.desk.store.problems.causes(CONNECTION) == []

    opened = await desk(whole).confirm_rates(
        await whole.desk.store.connections.get(CONNECTION), by="ada", why="Xero was right"
    )
    await whole.settle()

    assert (opened, await in_xero(whole)) == (2, {"E-1": "EUR", "E-2": "EUR"})


async def test_documents_in_the_base_currency_are_never_held(whole: Whole) -> None:  # R57
    client = await from_scoro(whole)
    await invoice(whole, client, no="E-1", **EURO)
    await invoice(whole, client, no="P-1", currency="GBP")
    await whole.sync()
    waiting = await in_xero(whole)
    await refuse(whole)
    await whole.desk.scoro_time()
    await invoice(whole, client, no="P-2", currency="GBP")
    await whole.sync()

    assert (waiting, await in_xero(whole)) == ({"P-1": "GBP"}, {"P-1": "GBP", "P-2": "GBP"})


async def test_a_confirmation_releases_no_other_brake(whole: Whole) -> None:
    client = await from_scoro(whole)
    await whole.desk.choose(brakes=Brakes(approved_updates=0))
    made = await invoice(whole, client, no="P-1", currency="GBP")
    await whole.sync()
    await whole.desk.scoro_time()
    await whole.desk.edit("invoices", made, **EURO)
    await whole.sync()
    first = [one.hold.brake for one in await desk(whole).held(CONNECTION)]

    await confirm(whole)

    assert first == [Brake.RATES]
    assert [one.hold.brake for one in await desk(whole).held(CONNECTION)] == [Brake.APPROVED_UPDATES]


async def test_what_was_planned_while_it_was_refused_is_not_left_behind(whole: Whole) -> None:
    made = await invoice(whole, await from_scoro(whole), no="E-1", **EURO)
    await whole.sync()
    await refuse(whole)
    connection = await whole.desk.store.connections.get(CONNECTION)
    nobody = await whole.desk.store.rates.left_behind(CONNECTION)

    await desk(whole).confirm_rates(connection, by="ada", why="right")
    again = await desk(whole).confirm_rates(connection, by="jaan", why="twice")
    await whole.settle()

    answer = await whole.desk.store.rates.given(CONNECTION)
    assert (nobody, again) == ([], 0)
    assert answer is not None
    assert (answer.is_confirmed, answer.by) == (True, "ada")
    assert (await whole.newest(INVOICES, "scoro", made)).state is State.SYNCED
