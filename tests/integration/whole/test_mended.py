"""What needed a person crosses by itself once its cause is gone; nobody clicks (design §4, R151)."""

import pytest

from services.console.actions import Actions
from shared.contracts.envelope import Category, Lane
from shared.documents.tracking import TrackingCategoryThere
from shared.store.records import State
from tests.integration.connector.reading.connection import CONNECTION
from tests.integration.whole.foreign import rates_are_confirmed
from tests.integration.whole.mending import (
    a_quarter_later,
    crosses_at_a_later_tick,
    fails,
    from_scoro,
    invoice,
    put_invoice,
    to_scoro,
    vat_code,
)
from tests.integration.whole.world import Whole
from tests.sandboxes import ENTITY


async def test_an_account_is_restored_in_xero(whole: Whole) -> None:
    client = await from_scoro(whole)
    await whole.person("archive", account="200")
    made = await invoice(whole, client)
    await fails(whole, made, "archived_account:200")

    await whole.person("restore", account="200")

    await crosses_at_a_later_tick(whole, made)


async def test_an_account_was_archived_and_restored_between_two_readings(whole: Whole) -> None:
    client = await from_scoro(whole)
    await whole.person("archive", account="200")
    made = await invoice(whole, client)
    await whole.sync("tick")
    assert (await whole.newest(Category.INVOICES, "scoro", made)).reason == "archived_account"

    await whole.person("restore", account="200")

    await crosses_at_a_later_tick(whole, made)


async def test_a_tax_rate_is_active_again(whole: Whole) -> None:  # R47
    client = await from_scoro(whole)
    made = await invoice(whole, client)
    await whole.person("archive", tax_rate="OUTPUT2")
    await fails(whole, made, "unknown_tax_rate:OUTPUT2")

    await whole.person("restore", tax_rate="OUTPUT2")

    await crosses_at_a_later_tick(whole, made)


async def of_an_archived_contact(whole: Whole) -> tuple[str, str]:
    """The second invoice of a contact that was archived meanwhile: Xero's id of the contact, Scoro's of the invoice."""
    client = await from_scoro(whole)
    await invoice(whole, client)
    await whole.sync()
    [contact] = [one for one in (await whole.xero_books())["Contacts"] if one["Name"] == "Harbour Ltd"]
    await whole.person("archive", contact=contact["ContactID"])
    await whole.desk.scoro_time()
    made = await invoice(whole, client)
    await fails(whole, made, f"contact_archived:{contact['ContactID']}")
    return contact["ContactID"], made


async def test_a_contact_is_brought_back_from_the_archive(whole: Whole) -> None:
    contact_id, made = await of_an_archived_contact(whole)

    await whole.person("restore", contact=contact_id)

    await crosses_at_a_later_tick(whole, made)


async def test_a_webhook_tells_that_a_contact_is_back(whole: Whole) -> None:
    contact_id, made = await of_an_archived_contact(whole)
    await whole.person("restore", contact=contact_id)

    await whole.want(Category.CONTACTS, "xero", contact_id, lane=Lane.CHANGED, why="webhook")

    assert (await whole.newest(Category.INVOICES, "scoro", made)).state is State.SYNCED
    assert await whole.desk.store.problems.causes(CONNECTION) == []


@pytest.mark.parametrize("lifted", [None, "2026-10-31"], ids=["lifted", "moved back"])
async def test_the_period_is_opened_again(whole: Whole, lifted: str | None) -> None:
    client = await from_scoro(whole)
    organisation = f"organisations/{whole.desk.organisation}"
    await whole.desk.xero.post(organisation, {"period_lock_date": "2026-11-10"}, method="PATCH")
    made = await invoice(whole, client, date="2026-11-05", deadline="2026-11-30")
    await fails(whole, made, "locked_period")

    await whole.desk.xero.post(organisation, {"period_lock_date": lifted}, method="PATCH")

    await crosses_at_a_later_tick(whole, made)


async def test_a_default_account_is_chosen(whole: Whole) -> None:
    client = await from_scoro(whole, default_sales_account=None)
    made = await invoice(whole, client)
    await fails(whole, made, "no_sales_account")
    store = whole.desk.store
    actions = Actions(store, whole.desk.publisher, whole.desk.clock, connector=NoConnector())

    await actions.save(await store.connections.get(CONNECTION), {"default_sales_account": "200"}, author="ada")
    await whole.settle()

    assert (await whole.newest(Category.INVOICES, "scoro", made)).state is State.SYNCED
    assert await store.problems.causes(CONNECTION) == []


async def test_the_product_is_given_an_account(whole: Whole) -> None:
    client = await from_scoro(whole, default_sales_account=None)
    product = await whole.desk.make("products", code="HOUR", name="An hour", price="95")
    code = await vat_code(whole, "OUTPUT2")
    row = {"product_id": product["product_id"], "price": "95", "amount": "1", "vat_code_id": code}
    made = await invoice(whole, client, lines=[row])
    await fails(whole, made, "no_sales_account")
    [account] = [one for one in await whole.scoro_rows("financeAccounts") if str(one["account_symbol"]) == "200"]
    await whole.desk.scoro_time()

    await whole.desk.edit("products", product["product_id"], sales_finance_account_id=account["id"])

    await crosses_at_a_later_tick(whole, made)


async def test_a_currency_is_added_in_xero(whole: Whole) -> None:
    client = await from_scoro(whole)
    organisation = f"organisations/{whole.desk.organisation}"
    await whole.desk.xero.post(organisation, {"currencies": []}, method="PATCH")
    made = await invoice(whole, client, currency="USD", currency_rate="0.8")
    await fails(whole, made, "unknown_currency:USD")
    await rates_are_confirmed(whole)

    await whole.desk.xero.post(organisation, {"currencies": ["USD", "EUR"]}, method="PATCH")

    await crosses_at_a_later_tick(whole, made)


async def test_a_currency_becomes_active_in_scoro(whole: Whole) -> None:
    contact = await to_scoro(whole)
    await whole.desk.scoro.post(f"entities/{ENTITY}", {"active_currencies": ["GBP"]}, method="PATCH")
    made = await put_invoice(whole, contact, CurrencyCode="USD", CurrencyRate=1.25)
    await fails(whole, made, "currency_not_active:USD", "xero")
    await rates_are_confirmed(whole)

    await whole.desk.scoro.post(f"entities/{ENTITY}", {"active_currencies": ["GBP", "USD"]}, method="PATCH")

    await crosses_at_a_later_tick(whole, made, "xero")


async def test_an_account_of_an_invoice_in_xero_is_restored(whole: Whole) -> None:
    contact = await to_scoro(whole)
    made = await put_invoice(whole, contact)
    await whole.person("archive", account="200")
    await fails(whole, made, "account_not_in_scoro:200", "xero")

    await whole.person("restore", account="200")

    await crosses_at_a_later_tick(whole, made, "xero")


async def test_what_is_about_something_else_is_left_alone(whole: Whole) -> None:
    client = await from_scoro(whole)
    await whole.person("archive", account="200")
    made = await invoice(whole, client)
    await fails(whole, made, "archived_account:200")
    before = await whole.newest(Category.INVOICES, "scoro", made)

    await whole.person("archive", account="260")
    await whole.person("restore", account="260")
    await whole.person("archive", tax_rate="ZERORATEDOUTPUT")
    await a_quarter_later(whole)
    await whole.sync("tick")

    after = await whole.newest(Category.INVOICES, "scoro", made)
    assert (after.state, after.finished_at) == (State.FAILED, before.finished_at)


async def test_what_somebody_ignores_stays_ignored(whole: Whole) -> None:
    client = await from_scoro(whole)
    await whole.person("archive", account="200")
    made = await invoice(whole, client)
    await fails(whole, made, "archived_account:200")
    await whole.desk.store.problems.ignore(CONNECTION, "archived_account:200", author="ada", why="entered by hand")

    await whole.person("restore", account="200")
    await a_quarter_later(whole)
    await whole.sync("tick")

    assert (await whole.newest(Category.INVOICES, "scoro", made)).state is State.FAILED


class NoConnector:
    """Nothing here asks for what only Scoro or Xero know."""

    async def bookmarks(self, connection_id: str, category: Category) -> dict[str, str]:
        raise AssertionError((connection_id, category))

    async def tracking(self, connection_id: str) -> list[TrackingCategoryThere]:
        raise AssertionError(connection_id)
