"""Payments between currencies: rates are foreign units per one unit of the base currency, which is NZD here."""

from decimal import Decimal
from typing import Any

import pytest

BANKS = (("EUR", "EUR account"), ("USD", "USD account"))


@pytest.fixture(name="foreign")
async def _foreign(xero: Any) -> Any:
    """Kiwi Ltd with euro and dollar bank accounts; day rates EUR 0.5, USD 0.6."""
    change = {"currencies": ["EUR", "USD"], "day_rates": {"EUR": "0.5", "USD": "0.6"}}
    await xero.control("PATCH", f"/organisations/{xero.ledger.organisation.id}", change)
    for code, name in BANKS:
        bank = {"Code": code, "Name": name, "Type": "BANK", "BankAccountNumber": code, "CurrencyCode": code}
        assert (await xero.call("PUT", "/Accounts", bank)).status == 200
    return xero


async def pay(xero: Any, currency: str, account: str, **money: Any) -> Any:
    invoice = await xero.invoice(CurrencyCode=currency)
    body = {"Invoice": {"InvoiceID": invoice["InvoiceID"]}, "Account": {"Code": account}, "Amount": 100}
    return await xero.call("PUT", "/Payments", body | money)


@pytest.mark.parametrize(
    ("currency", "account", "money", "bank_amount", "rate"),
    [
        pytest.param("NZD", "090", {}, "100", "1", id="all in the base currency"),
        pytest.param("NZD", "090", {"CurrencyRate": 3}, "100", "1", id="where no rate has a meaning"),
        pytest.param("EUR", "EUR", {}, "100", "0.5", id="a euro invoice into the euro account follows the day"),
        pytest.param("EUR", "EUR", {"CurrencyRate": Decimal("0.55")}, "100", "0.55", id="or the rate that was sent"),
        pytest.param("EUR", "090", {}, "200", "0.5", id="into the home account it is divided by the day rate"),
        pytest.param("EUR", "090", {"CurrencyRate": Decimal("0.4")}, "250", "0.4", id="or by the rate that was sent"),
        pytest.param("EUR", "090", {"BankAmount": Decimal("199.2")}, "199.2", "0.502008", id="what the bank got wins"),
        pytest.param("NZD", "USD", {}, "60", "0.6", id="a home invoice into the dollar account"),
        pytest.param("NZD", "USD", {"CurrencyRate": Decimal("0.8")}, "80", "0.8", id="at the account's rate"),
        pytest.param("NZD", "USD", {"BankAmount": 75}, "75", "0.75", id="or as the bank says"),
        pytest.param("EUR", "USD", {}, "120", "0.5", id="between two foreign currencies both day rates count"),
        pytest.param("EUR", "USD", {"BankAmount": 118}, "118", "0.5", id="or as the bank says, with the euro's rate"),
    ],
)
async def test_the_bank_amount(
    foreign: Any, currency: str, account: str, money: dict[str, Any], bank_amount: str, rate: str
) -> None:
    answer = await pay(foreign, currency, account, **money)

    payment = answer.body["Payments"][0]
    assert (payment["Amount"], payment["BankAmount"]) == (100, Decimal(bank_amount))
    assert payment["CurrencyRate"] == Decimal(rate)


@pytest.mark.parametrize(
    ("money", "message"),
    [
        ({"BankAmount": 99}, "BankAmount must equal Amount when the account has the currency of the document"),
        ({"CurrencyRate": 0}, "The CurrencyRate must be greater than zero"),
        ({"BankAmount": -1}, "BankAmount must be greater than zero"),
    ],
)
async def test_impossible_exchanges_are_refused(foreign: Any, money: dict[str, Any], message: str) -> None:
    answer = await pay(foreign, "EUR", "EUR", **money)

    assert answer.messages == [message]


async def test_what_is_due_is_counted_in_the_currency_of_the_invoice(foreign: Any) -> None:
    answer = await pay(foreign, "EUR", "090", BankAmount=250)

    [invoice] = foreign.ledger.invoices.values()
    assert answer.status == 200
    assert (invoice.paid, invoice.outstanding) == (Decimal("100.00"), Decimal("15.00"))
