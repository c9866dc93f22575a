"""Documents that need a person, and the quarter of an hour in which nobody clicks."""

from datetime import timedelta
from typing import Any

from services.connector.sources.rhythm import SOON
from services.connector.sources.table import SOURCES
from shared.contracts.envelope import Category, System
from shared.store.cursors import CURSORS
from shared.store.records import State
from shared.sync.settings import Direction
from tests.integration.connector.reading.connection import CONNECTION
from tests.integration.whole.world import Whole, line

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
