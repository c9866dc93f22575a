"""Both books agree to the cent, or a person is told: however Scoro rounds, whatever Xero makes of it (R50, R122)."""

from decimal import Decimal
from typing import Any

import pytest

from shared.contracts.envelope import Category
from shared.store.records import State
from shared.sync.settings import Direction
from tests.integration.whole.choosing import save, travelling
from tests.integration.whole.paying import put
from tests.integration.whole.sending import begin, gross, in_scoro, in_xero, problems
from tests.integration.whole.world import Whole, line
from tests.sandboxes import ENTITY

ROUNDED = {"vat_mode": "line", "round_tax_per_line": True}
ONCE = {"vat_mode": "line", "round_tax_per_line": False}
WHOLE = {"vat_mode": "document"}
ODD = {"comment": "A minute", "price": "1.15", "amount": "1"}
VARIABLE = {"Name": "Variable", "TaxComponents": [{"Name": "VAT", "Rate": Decimal(20)}]}


async def rounds(whole: Whole, way: dict[str, Any]) -> None:
    """Somebody chooses how the site works out tax."""
    await whole.desk.scoro.post(f"entities/{ENTITY}", way, method="PATCH")


@pytest.mark.parametrize(
    ("way", "total"),
    [
        pytest.param(ROUNDED, "3.75", id="by line, each rounded"),
        pytest.param(ONCE, "3.74", id="by line, rounded once"),
        pytest.param(WHOLE, "3.73", id="by document"),
    ],
)
async def test_r50_tax_is_what_scoro_made_of_it_by_line_or_by_document(
    whole: Whole, way: dict[str, Any], total: str
) -> None:
    await rounds(whole, way)
    client = await begin(whole)
    await whole.desk.make_invoice(client, no="1001", lines=[ODD] * 3, discount="10", is_sent=1)

    await whole.sync()

    here, there = (await in_scoro(whole))["1001"], (await in_xero(whole))["1001"]
    assert gross(here) == there["Total"] == Decimal(total)
    assert (Decimal(str(here["sum"])), Decimal(str(here["vat_sum"]))) == (there["SubTotal"], there["TotalTax"])
    assert there["LineAmountTypes"] == "Exclusive"
    assert await problems(whole) == {}


@pytest.mark.parametrize("way", [ROUNDED, ONCE, WHOLE], ids=["by line, each rounded", "by line, once", "by document"])
async def test_r50_what_comes_to_scoro_is_the_same_there_however_it_rounds(whole: Whole, way: dict[str, Any]) -> None:
    await rounds(whole, way)
    await travelling(whole, invoices=Direction.TO_SCORO)
    lines = [line("95.50", Quantity=Decimal("10.25")), line("12.40")]
    made = await put(whole, await whole.put_in_xero("Contacts", Name="Harbour Ltd"), LineItems=lines)

    await whole.sync()

    row = (await in_scoro(whole))["INV-1"]
    assert gross(row) == made["Total"]
    assert await problems(whole) == {}


async def a_cent_off_in_scoro(whole: Whole) -> dict[str, Any]:
    """An invoice of Xero whose tax Scoro rounds otherwise; it has crossed."""
    await rounds(whole, ONCE)
    await travelling(whole, invoices=Direction.TO_SCORO)
    contact = await whole.put_in_xero("Contacts", Name="Harbour Ltd")
    made = await put(whole, contact, LineItems=[line("1.13")] * 3)
    await whole.sync()
    return made


async def test_r122_the_first_answer_tells_how_the_site_works_out_tax_and_the_cent_is_made_up(whole: Whole) -> None:
    made = await a_cent_off_in_scoro(whole)

    assert made["Total"] == gross((await in_scoro(whole))["INV-1"]) == Decimal("4.08")
    assert await problems(whole) == {}
    await whole.desk.forget_calls()
    await whole.sync("tick")
    assert await whole.writes() == {"xero": 0, "scoro": 0}

    await rounds(whole, ROUNDED)  # somebody changes the site
    changed = {"InvoiceID": made["InvoiceID"], "Reference": "PO 7"}
    await whole.in_xero("POST", "/Invoices", {"Invoices": [changed]})
    await whole.sync()

    assert gross((await in_scoro(whole))["INV-1"]) == Decimal("4.08")
    assert await problems(whole) == {}


def pieces(*prices: str) -> list[dict[str, Any]]:
    return [{"comment": "A second", "price": price, "amount": "1"} for price in prices]


async def test_r122_a_cent_of_tax_that_xero_does_not_make_goes_to_the_chosen_account(whole: Whole) -> None:
    """Three cents bear one of tax together, but none each; and no line can give a cent to another."""
    await rounds(whole, WHOLE)
    client = await begin(whole)
    await whole.desk.make_invoice(client, no="1001", lines=pieces(*["0.01"] * 3), is_sent=1)
    await whole.sync()
    problem = (await problems(whole))["1001"]
    assert (problem.code, problem.text) == ("totals_differ", "0.04 in Scoro, 0.03 in Xero")
    assert await in_xero(whole) == {}

    await save(whole, rounding__account="860", rounding__tolerance="0.01")
    await whole.sync()

    there = (await in_xero(whole))["1001"]
    assert (there["Total"], there["TotalTax"]) == (Decimal("0.04"), Decimal(0))
    last = there["LineItems"][-1]
    assert (last["Description"], last["AccountCode"], last["LineAmount"]) == ("Rounding", "860", Decimal("0.01"))
    assert await problems(whole) == {}


async def test_r122_without_an_account_the_tax_of_one_line_is_stated(whole: Whole) -> None:
    await rounds(whole, WHOLE)
    client = await begin(whole)
    await whole.desk.make_invoice(client, no="1001", lines=pieces("0.03", *["0.01"] * 6), is_sent=1)

    await whole.sync()

    there = (await in_xero(whole))["1001"]
    assert (there["SubTotal"], there["TotalTax"]) == (Decimal("0.09"), Decimal("0.02"))
    assert [one["TaxAmount"] for one in there["LineItems"]] == [Decimal("0.02"), *[Decimal(0)] * 6]
    assert await problems(whole) == {}


async def nine_cents(whole: Whole) -> dict[str, Any]:
    """A tax-inclusive amount that no price in Scoro gives: 7 cents make 8, and 8 make 10."""
    await travelling(whole, invoices=Direction.TO_SCORO)
    contact = await whole.put_in_xero("Contacts", Name="Harbour Ltd")
    made = await put(whole, contact, LineItems=[line("0.09")], LineAmountTypes="Inclusive")
    await whole.sync()
    return made


async def test_r122_cents_that_no_line_can_take_wait_for_an_account_and_cross_by_themselves(whole: Whole) -> None:
    await nine_cents(whole)

    problem = (await problems(whole))["INV-1"]
    assert (problem.code, problem.text) == ("totals_differ", "0.08 in Scoro, 0.09 in Xero")
    assert await in_scoro(whole) == {}

    await save(whole, rounding__account="860")
    await whole.sync()

    row = (await in_scoro(whole))["INV-1"]
    assert gross(row) == Decimal("0.09")
    assert await problems(whole) == {}


async def with_a_rate_that_moved(whole: Whole) -> str:
    """An invoice of 95.00 at 20 percent; Xero has 21 for that rate since it was read last."""
    made = await whole.in_xero("PUT", "/TaxRates", {"TaxRates": [VARIABLE]})
    tax_type = made["TaxRates"][0]["TaxType"]
    client = await begin(whole)
    code = next(row["vat_code_id"] for row in await whole.scoro_rows("vatCodes") if row["vat_code"] == tax_type)
    more = VARIABLE | {"TaxType": tax_type, "TaxComponents": [{"Name": "VAT", "Rate": Decimal(21)}]}
    await whole.in_xero("POST", "/TaxRates", {"TaxRates": [more]})
    row = {"comment": "An hour", "price": "95", "amount": "1", "vat_code_id": code}
    return await whole.desk.make_invoice(client, no="1001", lines=[row], is_sent=1)


async def test_r122_what_xero_made_otherwise_is_told_with_both_sums_and_written_once(whole: Whole) -> None:
    made = await with_a_rate_that_moved(whole)
    await whole.desk.forget_calls()

    for _ in range(4):
        await whole.sync("tick")

    [twin] = (await in_xero(whole)).values()
    assert (gross((await in_scoro(whole))["1001"]), twin["Total"]) == (Decimal(114), Decimal("114.95"))
    problem = (await problems(whole))["1001"]
    assert (problem.code, problem.text) == ("totals_differ", "114 in Scoro, 114.95 in Xero")
    assert (problem.amount, problem.currency) == ("114.00", "GBP")
    entry = await whole.newest(Category.INVOICES, "scoro", made)
    assert (entry.state, entry.reason) == (State.FAILED, "totals_differ")
    assert await whole.writes() == {"xero": 2, "scoro": 0}  # its contact and itself, once each


async def test_r122_once_both_agree_again_nobody_is_told_any_more(whole: Whole) -> None:
    made = await with_a_rate_that_moved(whole)
    await whole.sync("tick")
    assert list(await problems(whole)) == ["1001"]

    await whole.sync()
    code = next(row["vat_code_id"] for row in await whole.scoro_rows("vatCodes") if Decimal(str(row["percent"])) == 21)
    row = {"comment": "An hour", "price": "95", "amount": "1", "vat_code_id": code}
    await whole.desk.edit("invoices", made, lines=[row])
    await whole.sync()

    [twin] = (await in_xero(whole)).values()
    assert gross((await in_scoro(whole))["1001"]) == twin["Total"] == Decimal("114.95")
    assert await problems(whole) == {}


async def test_r122_a_difference_is_told_for_as_long_as_it_lasts(whole: Whole) -> None:
    made = await with_a_rate_that_moved(whole)
    await whole.sync("tick")

    await whole.desk.edit("invoices", made, owner_id=2)  # nothing that crosses
    await whole.sync("tick")
    assert list(await problems(whole)) == ["1001"]
    await whole.want(Category.INVOICES, "scoro", made, why="person")  # somebody tries once more
    assert list(await problems(whole)) == ["1001"]
    assert [one["Total"] for one in (await in_xero(whole)).values()] == [Decimal("114.95")]


async def test_r122_a_difference_is_told_for_as_long_as_it_lasts_on_the_way_to_scoro(whole: Whole) -> None:
    made = await nine_cents(whole)

    seen = {"InvoiceID": made["InvoiceID"], "SentToContact": True}  # nothing that crosses
    await whole.in_xero("POST", "/Invoices", {"Invoices": [seen]})
    await whole.sync()
    assert list(await problems(whole)) == ["INV-1"]
    await whole.want(Category.INVOICES, "xero", made["InvoiceID"], why="person")
    assert list(await problems(whole)) == ["INV-1"]
    assert await in_scoro(whole) == {}
