"""What tests of the proof of agreement do: read it, look at its lines and totals."""

from decimal import Decimal

from shared.contracts.envelope import Category
from shared.money import total
from shared.store.agreement_records import Cell, Line, Pass
from shared.sync.proofs import Proofs
from shared.sync.settings import Direction
from tests.integration.connector.reading.connection import CONNECTION
from tests.integration.whole.choosing import travelling
from tests.integration.whole.world import Whole


async def proved(whole: Whole) -> Pass:
    """Read both systems in full and compare."""
    desk = whole.desk
    assert await Proofs(desk.store, desk.publisher, desk.clock).begin(CONNECTION)
    await whole.settle()
    found = await desk.store.agreement.newest(CONNECTION)
    assert found is not None
    return found


async def lines(whole: Whole, of: Pass) -> list[Line]:
    return await whole.desk.store.agreement.lines(of)


async def cells(whole: Whole, of: Pass) -> list[Cell]:
    return await whole.desk.store.agreement.cells(of)


async def books_differ_by(whole: Whole) -> Decimal:
    """Gross of all invoices in Scoro, less that in Xero, from the books themselves."""
    here = total(Decimal(str(row["sum"])) + Decimal(str(row["vat_sum"])) for row in await whole.scoro_rows("invoices"))
    there = total(
        Decimal(str(one["Total"]))
        for one in (await whole.xero_books())["Invoices"]
        if one["Type"] == "ACCREC" and one["Status"] not in {"VOIDED", "DELETED"}
    )
    return here - there


async def crossed(whole: Whole, count: int) -> list[str]:
    """So many invoices of Scoro, in step with Xero; receipts come back."""
    await travelling(whole, invoices=Direction.FROM_SCORO, receipts=Direction.TO_SCORO)
    [client] = await whole.desk.make_contacts(1, name="Harbour Ltd")
    made = [await whole.desk.make_invoice(client, no=str(1001 + at), is_sent=1) for at in range(count)]
    await whole.sync()
    linked = await whole.desk.store.links.by_scoro(CONNECTION, Category.INVOICES, made)
    assert len(linked) == count
    return made
