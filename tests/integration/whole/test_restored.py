"""An older backup of MongoDB comes back: the two systems went on since, and nothing is written a second time."""

from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from shared.contracts.envelope import Category
from shared.sync.settings import Direction
from tests.integration.whole.choosing import travelling
from tests.integration.whole.paying import pay, put
from tests.integration.whole.sending import gross, in_scoro, in_xero, problems
from tests.integration.whole.world import Whole, workers

Backup = Mapping[str, Sequence[dict[str, Any]]]


async def backed_up(whole: Whole) -> Backup:
    """Every document of every collection."""
    database = whole.desk.store.database
    names = await database.collection("changes").database.list_collection_names()
    return {name: [row async for row in database.collection(name).find()] for name in names}


async def restored(whole: Whole, backup: Backup) -> None:
    """What was written since is forgotten, and every process begins anew."""
    database = whole.desk.store.database
    for name in await database.collection("changes").database.list_collection_names():
        await database.collection(name).delete_many({})
        if rows := backup.get(name):
            await database.collection(name).insert_many(rows)
    whole.desk.publisher.taken()
    whole.workers.update(workers(whole.desk))


async def invoice(whole: Whole, client: str, number: str, **fields: Any) -> str:
    return await whole.desk.make_invoice(client, no=number, date="2026-11-03", deadline="2026-12-01", **fields)


async def bill(whole: Whole, supplier: str, number: str) -> None:
    lines = [{"comment": "Print run", "price": "33.335", "amount": "3"}]
    said = {"company_id": int(supplier), "no": number, "date": "2026-11-01", "deadline": "2026-11-30", "lines": lines}
    await whole.desk.make("bills", **said)


async def test_what_crossed_to_xero_since_the_backup_is_found_there_and_linked_again(whole: Whole) -> None:
    await travelling(whole, **dict.fromkeys(("contacts", "products", "invoices", "bills"), Direction.FROM_SCORO))
    client, supplier = await whole.desk.make_contacts(2, is_supplier=1)
    draft = await invoice(whole, client, "1001")
    await bill(whole, supplier, "R-1")
    await whole.sync()
    backup = await backed_up(whole)

    [newcomer] = await whole.desk.make_contacts(1, name="Newcomer Ltd")
    product = await whole.desk.make("products", name="Consulting hour", code="CONS-H", price="95.5")
    line = {"product_id": product["product_id"], "comment": "Advice", "price": "95.5", "amount": "2"}
    await invoice(whole, newcomer, "1002", is_sent=1, lines=[line])
    await invoice(whole, client, "1003")
    await bill(whole, supplier, "R-2")
    await whole.desk.edit("invoices", draft, lines=[{"comment": "Two hours", "price": "95", "amount": "2"}])
    await whole.sync()
    before = await whole.xero_books()

    await restored(whole, backup)
    await invoice(whole, newcomer, "1004")
    await whole.sync("nightly")
    await whole.sync("nightly")

    after = await whole.xero_books()
    assert names(after) == names(before) + Counter(["1004"])
    assert await problems(whole) == {}
    totals = {number: one["Total"] for number, one in (await in_xero(whole)).items() if one["Type"] == "ACCREC"}
    assert totals == {number: gross(row) for number, row in (await in_scoro(whole)).items()}
    links = await whole.desk.store.links.active("acme", Category.INVOICES)
    assert len(links) == len(totals)


async def test_what_crossed_to_scoro_since_the_backup_is_found_there_and_linked_again(whole: Whole) -> None:
    categories = ("contacts", "invoices", "bills", "receipts")
    await travelling(whole, **dict.fromkeys(categories, Direction.TO_SCORO))
    contact = await whole.put_in_xero("Contacts", Name="Harbour & Sons")
    first = await put(whole, contact)
    await pay(whole, first, "20")
    await whole.sync()
    backup = await backed_up(whole)

    second = await put(whole, contact, InvoiceNumber="INV-2")
    cost = await put(whole, contact, "ACCPAY", InvoiceNumber="R-1")
    for document in (first, second, cost):
        await pay(whole, document, "20")
    await whole.sync()
    before = await in_scoro_all(whole)

    await restored(whole, backup)
    await pay(whole, second, "30")
    await whole.sync("nightly")
    await whole.sync("nightly")

    assert await in_scoro_all(whole) == before + Counter(["receipt of 30"])
    assert await problems(whole) == {}


def names(books: Mapping[str, Any]) -> Counter[str]:
    """What people call everything there is."""
    return Counter(
        str(row[name])
        for resource, name in (("Contacts", "Name"), ("Items", "Code"), ("Invoices", "InvoiceNumber"))
        for row in books[resource]
    )


async def in_scoro_all(whole: Whole) -> Counter[str]:
    """Documents and receipts in Scoro."""
    documents = [row["no"] for module in ("invoices", "bills") for row in await whole.scoro_rows(module)]
    groups = await whole.scoro_rows("receipts")
    paid = [f"receipt of {Decimal(str(part['sum'])).normalize():f}" for group in groups for part in group["receipts"]]
    return Counter([*documents, *paid])
