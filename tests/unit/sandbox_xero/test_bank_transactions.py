"""Money spent and received without an invoice: lines, currencies, and what may still be changed."""

from decimal import Decimal
from typing import Any

import pytest

LINE = {"Description": "Ahead", "Quantity": 1, "UnitAmount": Decimal("115.00"), "AccountCode": "200"}
RECEIVED: dict[str, Any] = {
    "Type": "RECEIVE",
    "Contact": {"Name": "Ada Ltd"},
    "BankAccount": {"Code": "090"},
    "LineItems": [LINE],
}
SPECIAL = ["RECEIVE-PREPAYMENT", "SPEND-PREPAYMENT", "RECEIVE-OVERPAYMENT", "SPEND-OVERPAYMENT"]


async def test_amounts_include_tax_unless_told_otherwise(xero: Any) -> None:
    received = await xero.bank("RECEIVE")
    exclusive = await xero.bank("SPEND", LineAmountTypes="Exclusive")

    assert (received["LineAmountTypes"], received["SubTotal"], received["Total"]) == ("Inclusive", 100, 115)
    assert (exclusive["SubTotal"], exclusive["TotalTax"]) == (115, Decimal("17.25"))
    assert (received["Status"], received["BankAccount"]["Code"], received["IsReconciled"]) == (
        "AUTHORISED", "090", False,
    )  # fmt: skip


async def test_received_money_makes_a_customer_and_spent_money_a_supplier(xero: Any) -> None:
    await xero.bank("RECEIVE", Contact={"Name": "Ada Ltd"})
    await xero.bank("SPEND", Contact={"Name": "Paper Mill"})

    flags = {one.name: (one.is_customer, one.is_supplier) for one in xero.ledger.contacts.values()}
    assert flags == {"Ada Ltd": (True, False), "Paper Mill": (False, True)}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"Type": None}, "Bank transaction Type must be specified"),
        ({"Type": "SPEND-TRANSFER"}, "Transfers can only be created with the BankTransfers endpoint"),
        ({"Status": "DELETED"}, "Bank transaction not of valid status for creation"),
        (
            {"Contact": None},
            (
                "The Contact must contain at least 1 of the following elements to identify the contact: "
                "Name, ContactID, ContactNumber"
            ),
        ),
        ({"BankAccount": None}, "A valid BankAccount must be specified"),
        ({"BankAccount": {"Code": "200"}}, "A valid BankAccount must be specified"),
        ({"LineItems": []}, "One or more line items must be specified"),
        ({"CurrencyCode": "EUR"}, "Organisation is not subscribed to currency EUR"),
        ({"Url": "nowhere"}, "Url must be a valid absolute url"),
        ({"LineItems": [LINE | {"UnitAmount": -5}]}, "The total of a bank transaction must be greater than zero"),
        ({"LineItems": [LINE | {"UnitAmount": 0}]}, "UnitAmount must not be zero"),
        ({"LineItems": [LINE | {"Quantity": 0}]}, "Quantity must be greater than zero"),
        ({"LineItems": [LINE | {"Description": ""}]}, "Description must be specified for each line item"),
        ({"LineItems": [LINE | {"AccountCode": "090"}]}, "Account code '090' is not a valid code for this document."),
        (
            {"LineItems": [LINE | {"TaxAmount": 14}]},
            "The tax amount 14.00 does not match the expected tax amount 15.00",
        ),
        (
            {"LineItems": [LINE | {"Tracking": [{"Name": "Region"}]}]},
            "There is no ACTIVE tracking category with the name 'Region'",
        ),
    ],
)
async def test_bank_transactions_are_refused(xero: Any, change: dict[str, Any], message: str) -> None:
    answer = await xero.call("PUT", "/BankTransactions", RECEIVED | change)

    assert answer.status == 400
    assert message in answer.messages
    assert not xero.ledger.bank_transactions


async def test_a_tax_amount_that_is_right_is_no_matter(xero: Any) -> None:
    answer = await xero.call("PUT", "/BankTransactions", RECEIVED | {"LineItems": [LINE | {"TaxAmount": 15}]})

    assert answer.status == 200


async def test_items_stand_on_plain_transactions_only(xero: Any) -> None:
    details = {"UnitPrice": 115, "AccountCode": "200"}
    await xero.call("PUT", "/Items", {"Code": "BOX", "Description": "A box", "SalesDetails": details})
    body = RECEIVED | {"LineItems": [{"ItemCode": "BOX"}]}

    plain = await xero.call("PUT", "/BankTransactions", body)
    ahead = await xero.call("PUT", "/BankTransactions", body | {"Type": "RECEIVE-PREPAYMENT"})

    assert plain.body["BankTransactions"][0]["Total"] == 115
    assert ahead.messages == ["ItemCode can only be used on spend and receive money transactions"]


async def test_the_currency_is_that_of_the_account_but_for_overpayments(xero: Any) -> None:
    await xero.control(
        "PATCH",
        f"/organisations/{xero.ledger.organisation.id}",
        {"currencies": ["EUR"], "day_rates": {"EUR": "0.5"}},
    )
    bank = {"Code": "EUR", "Name": "EUR", "Type": "BANK", "BankAccountNumber": "1", "CurrencyCode": "EUR"}
    await xero.call("PUT", "/Accounts", bank)

    own = await xero.bank("RECEIVE", BankAccount={"Code": "EUR"})
    other = await xero.call("PUT", "/BankTransactions", RECEIVED | {"CurrencyCode": "EUR"})
    overpaid = await xero.bank("RECEIVE-OVERPAYMENT", CurrencyCode="EUR", CurrencyRate=Decimal("0.52"))

    assert (own["CurrencyCode"], own["CurrencyRate"]) == ("EUR", Decimal("0.5"))
    assert other.messages == ["The CurrencyCode must be the currency of the bank account"]
    assert (overpaid["CurrencyCode"], overpaid["CurrencyRate"]) == ("EUR", Decimal("0.52"))


async def test_plain_ones_are_changed_and_deleted(xero: Any) -> None:
    one = await xero.bank("SPEND")
    path = f"/BankTransactions/{one['BankTransactionID']}"
    line = {"LineItemID": one["LineItems"][0]["LineItemID"], "UnitAmount": 230}
    xero.advance(minutes=1)

    changed = await xero.call("POST", path, {"Reference": "new", "LineItems": [line]})
    by_body = {"BankTransactionID": one["BankTransactionID"], "Status": "DELETED"}
    deleted = await xero.call("POST", "/BankTransactions", by_body)
    again = await xero.call("POST", path, {"Reference": "newer"})

    after = changed.body["BankTransactions"][0]
    assert (after["Reference"], after["Total"]) == ("new", 230)
    assert after["LineItems"][0]["LineItemID"] == line["LineItemID"]
    assert after["UpdatedDateUTC"] != one["UpdatedDateUTC"]
    assert deleted.body["BankTransactions"][0]["Status"] == "DELETED"
    assert again.messages == ["Bank transaction not of valid status for modification"]


@pytest.mark.parametrize("kind", SPECIAL)
@pytest.mark.parametrize("change", [{"Reference": "x"}, {"Status": "DELETED"}])
async def test_those_that_make_credit_are_neither_changed_nor_deleted(
    xero: Any, kind: str, change: dict[str, str]
) -> None:
    one = await xero.bank(kind)

    answer = await xero.call("POST", f"/BankTransactions/{one['BankTransactionID']}", change)

    assert answer.messages == ["Prepayment and overpayment transactions cannot be updated or deleted"]


async def test_a_reconciled_one_stays(xero: Any) -> None:
    one = await xero.bank("SPEND", IsReconciled=True)

    answer = await xero.call("POST", f"/BankTransactions/{one['BankTransactionID']}", {"Status": "DELETED"})

    assert answer.messages == ["A reconciled bank transaction cannot be changed"]


async def test_locked_periods(xero: Any) -> None:
    one = await xero.bank("SPEND")
    await xero.control("PATCH", f"/organisations/{xero.ledger.organisation.id}", {"period_lock_date": "2026-11-20"})
    locked = "The document date cannot be before the period lock date, currently set at 20 November 2026"

    new = await xero.call("PUT", "/BankTransactions", RECEIVED | {"Date": "2026-11-20"})
    deleted = await xero.call("POST", f"/BankTransactions/{one['BankTransactionID']}", {"Status": "DELETED"})

    assert new.messages == deleted.messages == [locked]


async def test_lists_have_lines_only_in_pages(xero: Any) -> None:
    await xero.bank("RECEIVE")

    plain = (await xero.call("GET", "/BankTransactions")).body["BankTransactions"][0]
    paged = (await xero.call("GET", "/BankTransactions", page=1, where='Type=="RECEIVE"')).body
    named = (await xero.call("GET", "/BankTransactions", References="nothing")).body["BankTransactions"]

    assert (plain["LineItems"], named) == ([], [])
    assert (paged["pagination"]["itemCount"], len(paged["BankTransactions"][0]["LineItems"])) == (1, 1)


async def test_an_account_that_money_went_through_stays(xero: Any) -> None:
    await xero.bank("RECEIVE", BankAccount={"Code": "091"})

    answer = await xero.person("delete", account="091")

    assert answer.status_code == 409


async def test_unknown_ones_are_not_found(xero: Any) -> None:
    nobody = "11111111-2222-3333-4444-555555555555"

    by_address = await xero.call("GET", f"/BankTransactions/{nobody}")
    by_body = await xero.call("POST", "/BankTransactions", {"BankTransactionID": nobody, "Reference": "x"})

    assert by_address.status == 404
    assert by_body.messages == ["An existing bank transaction with the specified BankTransactionID could not be found"]
