"""What needed a person crosses by itself once its cause is gone; nobody clicks (design §4, R151)."""

from datetime import timedelta
from typing import Any

import pytest

from services.connector.sources.table import SOON, SOURCES
from services.console.actions import Actions
from shared.contracts.envelope import Category, Lane, System
from shared.store.cursors import CURSORS
from shared.store.records import State
from shared.sync.settings import Direction
from tests.integration.connector.reading.world import CONNECTION
from tests.integration.whole.world import Whole, line
from tests.sandboxes import ENTITY

SPARING = [source.name for source in SOURCES if source.mends]


async def from_scoro(whole: Whole, **fields: Any) -> str:
    """Base data is there, invoices come from Scoro; hands out a client."""
    await whole.sync("first")
    await whole.choose(Category.INVOICES, direction=Direction.FROM_SCORO, **{"default_sales_account": "200", **fields})
    [client] = await whole.desk.make_contacts(1, name="Harbour Ltd")
    return client


async def invoice(whole: Whole, client: str, **fields: Any) -> str:
    """An invoice of Scoro that was sent; its id."""
    code = await vat_code(whole, "OUTPUT2")
    row = {"comment": "An hour", "price": "95", "amount": "1", "vat_code_id": code}
    return await whole.desk.make_invoice(client, **{"lines": [row], "is_sent": 1, **fields})


async def vat_code(whole: Whole, tax_type: str) -> int:
    return next(int(row["vat_code_id"]) for row in await whole.scoro_rows("vatCodes") if row["vat_code"] == tax_type)


async def to_scoro(whole: Whole) -> dict[str, Any]:
    """Base data is there, invoices come to Scoro; hands out a contact in Xero."""
    await whole.sync("first")
    await whole.choose(Category.INVOICES, direction=Direction.TO_SCORO)
    return await whole.put_in_xero("Contacts", Name="Harbour Ltd")


async def put_invoice(whole: Whole, contact: dict[str, Any], *lines: dict[str, Any], **fields: Any) -> str:
    """An approved invoice of Xero; its id."""
    made = await whole.put_in_xero(
        "Invoices", Type="ACCREC", Contact={"ContactID": contact["ContactID"]}, InvoiceNumber="INV-1",
        Date="2026-11-01", DueDate="2026-11-15", Status="AUTHORISED", LineItems=list(lines) or [line()], **fields,
    )  # fmt: skip
    return str(made["InvoiceID"])


async def fails(whole: Whole, object_id: str, cause: str, system: System = "scoro") -> None:
    """A synchronization leaves it with this one problem, which holds back its money."""
    await whole.sync()
    entry = await whole.newest(Category.INVOICES, system, object_id)
    found = {one.cause: one for one in await whole.desk.store.problems.causes(CONNECTION)}
    assert (entry.state, list(found)) == (State.FAILED, [cause])
    assert found[cause].held_back


async def crosses_at_a_later_tick(whole: Whole, object_id: str, system: System = "scoro") -> None:
    """A quarter of an hour later nobody has clicked; it is in step and nothing needs attention any more."""
    await a_quarter_later(whole)
    await whole.sync("tick")
    entry = await whole.newest(Category.INVOICES, system, object_id)
    assert entry.state is State.SYNCED, entry.reason
    assert await whole.desk.store.problems.causes(CONNECTION) == []


async def a_quarter_later(whole: Whole) -> None:
    """What is read seldom was read a while ago."""
    cursors = whole.desk.store.database.collection(CURSORS)
    async for row in cursors.find({"source": {"$in": SPARING}, "position": {"$ne": None}}):
        past = row["position"] - SOON - timedelta(seconds=1)
        await cursors.update_one({"_id": row["_id"]}, {"$set": {"position": past}})


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


async def test_a_tax_rate_is_active_again(whole: Whole) -> None:
    client = await from_scoro(whole)
    made = await invoice(whole, client)
    await whole.person("archive", tax_rate="OUTPUT2")
    await fails(whole, made, "unknown_tax_rate:OUTPUT2")

    await whole.person("restore", tax_rate="OUTPUT2")

    await crosses_at_a_later_tick(whole, made)


async def test_a_contact_is_brought_back_from_the_archive(whole: Whole) -> None:
    client = await from_scoro(whole)
    await invoice(whole, client)
    await whole.sync()
    [contact] = [one for one in (await whole.xero_books())["Contacts"] if one["Name"] == "Harbour Ltd"]
    await whole.person("archive", contact=contact["ContactID"])
    await whole.desk.scoro_time()
    made = await invoice(whole, client)
    await fails(whole, made, f"contact_archived:{contact['ContactID']}")

    await whole.person("restore", contact=contact["ContactID"])

    await crosses_at_a_later_tick(whole, made)


async def test_a_webhook_tells_that_a_contact_is_back(whole: Whole) -> None:
    client = await from_scoro(whole)
    await invoice(whole, client)
    await whole.sync()
    [contact] = [one for one in (await whole.xero_books())["Contacts"] if one["Name"] == "Harbour Ltd"]
    await whole.person("archive", contact=contact["ContactID"])
    await whole.desk.scoro_time()
    made = await invoice(whole, client)
    await fails(whole, made, f"contact_archived:{contact['ContactID']}")
    await whole.person("restore", contact=contact["ContactID"])

    await whole.want(Category.CONTACTS, "xero", contact["ContactID"], lane=Lane.CHANGED, why="webhook")

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

    await whole.desk.xero.post(organisation, {"currencies": ["USD", "EUR"]}, method="PATCH")

    await crosses_at_a_later_tick(whole, made)


async def alike(whole: Whole) -> tuple[str, list[str]]:
    """An invoice whose client may be either of two contacts in Xero; their ids."""
    await from_scoro(whole)
    two = [await whole.put_in_xero("Contacts", Name=name, CompanyNumber="12345678") for name in ("Odd One", "Odd Two")]
    [client] = await whole.desk.make_contacts(1, name="Odd Ltd", id_code="12345678")
    made = await invoice(whole, client)
    await whole.sync()
    [contact, document] = sorted(await whole.desk.store.problems.causes(CONNECTION), key=lambda one: one.category)
    assert contact.cause == document.cause == f"ambiguous_contact:{client}"
    assert all(one["ContactID"] in contact.text for one in two)
    assert document.held_back
    return made, [client, *(str(one["ContactID"]) for one in two)]


async def test_the_contact_of_a_document_is_mended_in_scoro(whole: Whole) -> None:
    made, [client, *_] = await alike(whole)
    await whole.desk.scoro_time()

    await whole.desk.edit("contacts", client, id_code="87654321")
    await whole.want(Category.CONTACTS, "scoro", client, lane=Lane.CHANGED, why="webhook")

    assert (await whole.newest(Category.INVOICES, "scoro", made)).state is State.SYNCED
    assert await whole.desk.store.problems.causes(CONNECTION) == []


async def test_two_contacts_in_xero_that_were_alike_are_merged(whole: Whole) -> None:
    made, [_, loser, winner] = await alike(whole)

    await whole.person("merge", contact=loser, into=winner)

    await crosses_at_a_later_tick(whole, made)
    [sent] = [one for one in (await whole.xero_books())["Invoices"] if one["Type"] == "ACCREC"]
    assert sent["Contact"]["ContactID"] == winner


async def test_the_product_of_a_document_is_mended(whole: Whole) -> None:
    client = await from_scoro(whole)
    product = await whole.desk.make("products", code="X" * 31, name="An hour", price="95")
    code = await vat_code(whole, "OUTPUT2")
    row = {"product_id": product["product_id"], "price": "95", "amount": "1", "vat_code_id": code}
    made = await invoice(whole, client, lines=[row])
    await whole.sync()
    assert {one.code for one in await whole.desk.store.problems.causes(CONNECTION)} == {"product_code_too_long"}
    await whole.desk.scoro_time()

    await whole.desk.edit("products", product["product_id"], code="HOUR")
    await whole.want(Category.PRODUCTS, "scoro", product["product_id"], lane=Lane.CHANGED, why="dependency")

    assert (await whole.newest(Category.INVOICES, "scoro", made)).state is State.SYNCED
    assert await whole.desk.store.problems.causes(CONNECTION) == []


async def test_a_currency_becomes_active_in_scoro(whole: Whole) -> None:
    contact = await to_scoro(whole)
    await whole.desk.scoro.post(f"entities/{ENTITY}", {"active_currencies": ["GBP"]}, method="PATCH")
    made = await put_invoice(whole, contact, CurrencyCode="USD", CurrencyRate=1.25)
    await fails(whole, made, "currency_not_active:USD", "xero")

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
    """Nothing here asks for bookmarks."""

    async def bookmarks(self, connection_id: str, category: Category) -> dict[str, str]:
        raise AssertionError((connection_id, category))
