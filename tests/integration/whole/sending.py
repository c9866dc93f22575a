"""Sales documents of Scoro on their way to Xero: what such tests arrange and look at."""

from decimal import Decimal
from typing import Any

from shared.contracts.envelope import Category
from shared.store.records import Problem
from shared.sync.settings import Direction
from tests.integration.connector.reading.connection import CONNECTION
from tests.integration.whole.choosing import travelling
from tests.integration.whole.world import Whole

SALES = ("Invoices", "CreditNotes")


async def begin(whole: Whole) -> str:
    """Invoices come from Scoro; hands out a client."""
    await travelling(whole, invoices=Direction.FROM_SCORO)
    [client] = await whole.desk.make_contacts(1, name="Harbour Ltd")
    return client


async def in_xero(whole: Whole, resource: str = "Invoices") -> dict[str, dict[str, Any]]:
    """What Xero has, by number; the newest of each."""
    name = "CreditNoteNumber" if resource == "CreditNotes" else "InvoiceNumber"
    return {one[name]: one for one in (await whole.xero_books())[resource]}


async def statuses(whole: Whole) -> dict[str, str]:
    """Number → status of all sales documents in Xero."""
    return {number: one["Status"] for name in SALES for number, one in (await in_xero(whole, name)).items()}


async def in_scoro(whole: Whole) -> dict[str, dict[str, Any]]:
    return {row["no"]: row for row in await whole.scoro_rows("invoices")}


def gross(row: dict[str, Any]) -> Decimal:
    return Decimal(str(row["sum"])) + Decimal(str(row["vat_sum"]))


async def problems(whole: Whole) -> dict[str, Problem]:
    """What needs a person, by number."""
    store = whole.desk.store
    causes = {one.cause for one in await store.problems.causes(CONNECTION)}
    found = [one for cause in causes for one in await store.problems.of_cause(CONNECTION, cause)]
    return {one.number: one for one in found}


async def xero_id(whole: Whole, scoro_id: str) -> str:
    """Of the document that is linked."""
    links = await whole.desk.store.links.by_scoro(CONNECTION, Category.INVOICES, [scoro_id])
    return links[scoro_id].xero_id
