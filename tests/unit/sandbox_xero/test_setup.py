"""Accounts, tax rates, currencies, items and how the sandbox starts."""

from decimal import Decimal
from typing import Any

import pytest

from services.sandbox.xero.app import settings_from_environment


async def account_id(xero: Any, code: str) -> str:
    found = (await xero.call("GET", "/Accounts", where=f'Code=="{code}"')).body["Accounts"]
    return str(found[0]["AccountID"])


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"Code": "201", "Name": "Sales", "Type": "REVENUE"}, "Please enter a unique Name."),
        ({"Code": "200", "Name": "More sales", "Type": "REVENUE"}, "Please enter a unique Code."),
        ({"Name": "More sales", "Type": "REVENUE"}, "Account Code must be specified"),
        ({"Name": "Bank two", "Type": "BANK"}, "Bank Account Number must be specified"),
    ],
)
async def test_accounts_are_refused(xero: Any, body: dict[str, str], message: str) -> None:
    answer = await xero.call("PUT", "/Accounts", body)

    assert (answer.status, answer.messages) == (400, [message])


async def test_an_account_in_use_is_archived_not_deleted(xero: Any) -> None:
    await xero.invoice()
    sales = await account_id(xero, "200")

    deleted = await xero.call("DELETE", f"/Accounts/{sales}")
    archived = await xero.call("POST", f"/Accounts/{sales}", {"AccountID": sales, "Status": "ARCHIVED"})

    assert deleted.messages == ["Accounts with transactions cannot be deleted, only archived"]
    assert archived.body["Accounts"][0]["Status"] == "ARCHIVED"


async def test_system_accounts_stay(xero: Any) -> None:
    answer = await xero.call("DELETE", f"/Accounts/{await account_id(xero, '610')}")

    assert answer.status == 400


async def test_the_lists_name_system_accounts(xero: Any) -> None:
    accounts = (await xero.call("GET", "/Accounts")).body["Accounts"]

    assert {one["SystemAccount"] for one in accounts if "SystemAccount" in one} >= {"DEBTORS", "CREDITORS", "ROUNDING"}


async def test_system_tax_rates_cannot_be_changed(xero: Any) -> None:
    answer = await xero.call("POST", "/TaxRates", {"TaxType": "OUTPUT2", "Name": "Mine"})

    assert answer.messages == ["System tax rates cannot be changed"]


async def test_compound_components_are_folded_into_the_effective_rate(xero: Any) -> None:
    components = [{"Name": "a", "Rate": 10}, {"Name": "b", "Rate": Decimal("5.5"), "IsCompound": True}]

    answer = await xero.call("PUT", "/TaxRates", {"Name": "Both", "TaxComponents": components})

    assert answer.body["TaxRates"][0]["EffectiveRate"] == Decimal("16.05")


async def test_a_currency_must_be_one(xero: Any) -> None:
    answer = await xero.call("PUT", "/Currencies", {"Code": "XXX"})

    assert (answer.status, answer.body["ErrorNumber"]) == (400, 14)


async def test_item_codes_are_unique(xero: Any) -> None:
    await xero.call("PUT", "/Items", {"Code": "abc"})

    answer = await xero.call("PUT", "/Items", {"Code": "abc"})

    assert answer.messages == ["Price List Item with Code 'abc' already exists"]


async def test_an_item_names_itself_by_its_code(xero: Any) -> None:
    item = (await xero.call("PUT", "/Items", {"Code": "abc"})).body["Items"][0]

    assert (item["Name"], item["IsSold"], item["ValidationErrors"]) == ("abc", True, [])
    assert "+0000" not in item["UpdatedDateUTC"]


async def test_what_is_not_sold_has_no_sales_details(xero: Any) -> None:
    details = {"UnitPrice": 1, "AccountCode": "200"}
    await xero.call("PUT", "/Items", {"Code": "abc", "Description": "x", "SalesDetails": details})

    item = (await xero.call("POST", "/Items", {"Code": "abc", "IsSold": False})).body["Items"][0]

    assert item["SalesDetails"] == {}
    assert "Description" not in item


async def test_items_take_no_bank_accounts(xero: Any) -> None:
    answer = await xero.call("PUT", "/Items", {"Code": "abc", "SalesDetails": {"AccountCode": "090"}})

    assert answer.messages == ["Account code '090' does not exist or cannot be applied to Items."]


async def test_it_starts_with_two_organisations(xero: Any) -> None:
    answer = (await xero.control("POST", "/reset")).json()

    shown = (await xero.control("GET", "/organisations")).json()
    assert answer == {"status": "ok"}
    assert [(one["name"], one["currencies"]) for one in shown] == [
        ("Acme Agency UK", ["GBP", "EUR", "USD"]),
        ("Acme Agency OÜ", ["EUR", "GBP", "USD", "SEK"]),
    ]


def test_settings_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SANDBOX_XERO_REDIRECT_URIS", "https://one.example/x, http://localhost:9/y")
    monkeypatch.setenv("SANDBOX_XERO_CALLS_PER_DAY", "1000")

    settings = settings_from_environment()

    assert settings.redirect_uris == ("https://one.example/x", "http://localhost:9/y")
    assert settings.calls_per_day == 1000
