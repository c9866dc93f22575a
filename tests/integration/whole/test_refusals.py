"""What Xero refuses: its own words reach whoever has to mend it, and all else crosses (R149, R150)."""

from typing import Any

from tests.integration.whole.sending import begin, in_scoro, in_xero, problems
from tests.integration.whole.world import Whole, line


async def locked(whole: Whole) -> None:
    """An accountant closes the books of October."""
    organisation = f"organisations/{whole.desk.organisation}"
    await whole.desk.xero.post(organisation, {"period_lock_date": "2026-10-31"}, method="PATCH")


async def words_of_xero(whole: Whole, **fields: Any) -> list[str]:
    """What Xero says to a person who tries the same."""
    document = {
        "Type": "ACCREC", "Contact": {"Name": "Somebody"}, "Date": "2026-11-05", "DueDate": "2026-11-30",
        "Status": "AUTHORISED", "LineItems": [line()], **fields,
    }  # fmt: skip
    said = await whole.in_xero("PUT", "/Invoices?summarizeErrors=false", {"Invoices": [document]})
    return [one["Message"] for one in said["Invoices"][0]["ValidationErrors"]]


async def test_r149_a_closed_period_is_told_before_anything_is_sent(whole: Whole) -> None:
    client = await begin(whole)
    await locked(whole)
    await whole.desk.make_invoice(client, no="1001", date="2026-10-05", is_sent=1)

    await whole.sync()

    [said] = await words_of_xero(whole, Date="2026-10-05")
    assert "period lock date" in said
    problem = (await problems(whole))["1001"]
    assert problem.code == "locked_period"  # known beforehand: it was never sent
    assert "Xero is closed up to and including 2026-10-31" in problem.text
    assert await in_xero(whole) == {}
    await whole.desk.forget_calls()
    for _ in range(3):
        await whole.sync("tick")
    assert await whole.writes() == {"xero": 0, "scoro": 0}  # R151
    assert list(await in_scoro(whole)) == ["1001"]


async def test_r149_a_tax_that_does_not_fit_the_account_is_told_in_xeros_words(whole: Whole) -> None:
    client = await begin(whole)
    accounts = await whole.scoro_rows("financeAccounts")
    code = next(row["vat_code_id"] for row in await whole.scoro_rows("vatCodes") if row["vat_code"] == "OUTPUT2")
    row = {"comment": "An hour", "price": "95", "amount": "1", "vat_code_id": code}
    expense = next(one["id"] for one in accounts if one["account_symbol"] == "429")
    await whole.desk.make_invoice(client, no="1001", lines=[row | {"finance_account_id": expense}], is_sent=1)
    await whole.desk.forget_calls()

    await whole.sync()

    assert (await whole.writes())["xero"] == 1  # its contact: what Xero would refuse for certain is not sent
    [said] = await words_of_xero(whole, LineItems=[line(AccountCode="429")])
    problem = (await problems(whole))["1001"]
    assert (problem.code, problem.text) == ("tax_does_not_fit", said)
    assert await in_xero(whole) == {}


async def test_r149_words_that_nobody_knows_are_kept_with_their_code(whole: Whole) -> None:
    client = await begin(whole)
    await whole.desk.make_invoice(client, no="1001", is_sent=1)
    said = "The moon is not in the right house (code 4711)"
    element = (
        f'{{"InvoiceNumber": "1001", "StatusAttributeString": "ERROR", "ValidationErrors": [{{"Message": "{said}"}}]}}'
    )
    body = f'{{"Status": "OK", "Invoices": [{element}]}}'
    fault = {"kind": "status", "path": "/api.xro/2.0/Invoices", "method": "PUT", "status": 200, "body": body}
    await whole.desk.xero.post("faults", fault)

    await whole.sync()

    problem = (await problems(whole))["1001"]
    assert (problem.code, problem.text) == ("xero_refused", said)
    assert await in_xero(whole) == {}


async def test_r150_one_that_is_refused_stops_no_other_and_crosses_once_it_is_mended(whole: Whole) -> None:
    client = await begin(whole)
    await locked(whole)
    dates = {"1001": "2026-11-03", "1002": "2026-10-05", "1003": "2026-11-04"}
    made = {no: await whole.desk.make_invoice(client, no=no, date=date, is_sent=1) for no, date in dates.items()}

    await whole.sync()

    assert sorted(await in_xero(whole)) == ["1001", "1003"]
    assert list(await problems(whole)) == ["1002"]

    await whole.desk.edit("invoices", made["1002"], date="2026-11-05")
    await whole.sync()

    assert {no: one["DateString"][:10] for no, one in (await in_xero(whole)).items()} == dates | {"1002": "2026-11-05"}
    assert await problems(whole) == {}
