"""Edits in Xero that take something away: what a line no longer has is gone in Scoro too (R80, R122)."""

from decimal import Decimal

from shared.contracts.envelope import Category
from tests.integration.whole.paying import TO_SCORO, put
from tests.integration.whole.sending import problems
from tests.integration.whole.world import Whole, line


async def test_r122_a_discount_that_was_taken_off_a_line_is_gone_in_scoro_too(whole: Whole) -> None:
    await whole.sync("first")
    await whole.choose(Category.INVOICES, direction=TO_SCORO)
    contact = await whole.put_in_xero("Contacts", Name="Harbour & Sons")
    made = await put(whole, contact, LineItems=[line("100", DiscountRate=10)])
    await whole.sync()
    await whole.in_xero("POST", f"/Invoices/{made['InvoiceID']}", {"LineItems": [line("80")]})

    await whole.sync()

    [row] = await whole.scoro_rows("invoices")
    assert await problems(whole) == {}
    assert Decimal(str(row["sum"])) == Decimal(80)
