"""Documents cross by themselves once the contact or the product that they wait for is mended."""

from shared.contracts.envelope import Category, Lane
from shared.store.records import State
from tests.integration.connector.reading.connection import CONNECTION
from tests.integration.whole.mending import crosses_at_a_later_tick, from_scoro, invoice, vat_code
from tests.integration.whole.world import Whole


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
