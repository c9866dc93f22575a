"""Changes in Xero on their way to Scoro: what a line lost is lost there too, and news leads to what it is about."""

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


async def test_r103_news_of_an_invoice_that_turns_out_to_be_a_bill_brings_the_bill(whole: Whole) -> None:
    """Xero's events do not say whether an invoice is the company's own or a supplier's."""
    await whole.sync("first")
    await whole.choose(Category.INVOICES, Category.BILLS, direction=TO_SCORO)
    contact = await whole.put_in_xero("Contacts", Name="Harbour & Sons")
    made = await put(whole, contact, "ACCPAY")

    await whole.want(Category.INVOICES, "xero", made["InvoiceID"], why="webhook")

    [row] = await whole.scoro_rows("bills")
    assert row["no"] == made["InvoiceNumber"]
