"""What the studio works with: bank accounts, tracking, items, customers and suppliers."""

from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from typing import Any

from services.sandbox.xero.books import accounts, contacts, items
from services.sandbox.xero.books.given import Given
from services.sandbox.xero.books.records import Contact, Item
from services.sandbox.xero.seeding import names
from services.sandbox.xero.seeding.maker import Maker
from services.sandbox.xero.seeding.writing import category

HOME_BANK = "090"
DOCUMENTS_PER_CONTACT = 8
FEWEST_CONTACTS = 10
DEPARTMENT, PROJECT = "Department", "Project"


@dataclass(frozen=True, slots=True)
class Parties:
    customers: list[Contact]
    suppliers: list[Contact]
    """Some are both."""
    items: list[Item]


def set_up(maker: Maker, size: int) -> Parties:
    _open_banks(maker)
    for name, options in ((DEPARTMENT, names.DEPARTMENTS), (PROJECT, names.PROJECTS)):
        body = {"Name": name, "Options": [{"Name": option} for option in options]}
        category(maker.ledger, Given(body, "tracking"))
    sold = [items.create(maker.ledger, Given(_item(row), "items"), unit_places=4) for row in names.ITEMS]
    count = max(FEWEST_CONTACTS, size // DOCUMENTS_PER_CONTACT)
    found = [
        contacts.create(maker.ledger, Given(_contact(maker, name, number), "contacts"))
        for number, name in enumerate(islice(names.company_names(maker.draw), count))
    ]
    return Parties(customers=found[: count * 3 // 5], suppliers=found[count // 2 :], items=sold)


def _open_banks(maker: Maker) -> None:
    """One for each currency besides the one that is there."""
    maker.banks[maker.base] = HOME_BANK
    foreign = [code for code in maker.ledger.currencies if code != maker.base]
    for number, currency in enumerate(foreign, start=1):
        code = maker.banks[currency] = f"09{number + 1}"
        body = {"Code": code, "Name": f"{currency} account", "Type": "BANK", "CurrencyCode": currency}
        accounts.create(maker.ledger, Given(body | {"BankAccountNumber": f"{currency}-{code}"}, "accounts"))


def _item(row: tuple[str, str, str | None, str | None]) -> dict[str, Any]:
    code, name, sold, bought = row
    body: dict[str, Any] = {"Code": code, "Name": name, "IsSold": sold is not None, "IsPurchased": bought is not None}
    if sold is not None:
        body |= {"Description": name, "SalesDetails": {"UnitPrice": Decimal(sold), "AccountCode": "200"}}
    if bought is not None:
        details = {"UnitPrice": Decimal(bought), "AccountCode": "310"}
        body |= {"PurchaseDescription": f"{name}, bought in", "PurchaseDetails": details}
    return body


def _contact(maker: Maker, name: str, number: int) -> dict[str, Any]:
    draw, domain = maker.draw, f"party{number:04}.example"
    town, code, country = draw.choice(names.TOWNS)
    body: dict[str, Any] = {"Name": name}
    if maker.chance(80):
        body["EmailAddress"] = f"office@{domain}"
    if maker.chance(70):
        street = {"AddressType": "STREET", "AddressLine1": f"{draw.randint(1, 99)} Quay", "City": town}
        body["Addresses"] = [street | {"PostalCode": code, "Country": country}]
    if maker.chance(60):
        body["Phones"] = [{"PhoneType": "DEFAULT", "PhoneNumber": f"{draw.randrange(10_000_000):07}"}]
    if maker.chance(50):
        body |= {"TaxNumber": f"GB{draw.randrange(10**8, 10**9)}", "CompanyNumber": f"{draw.randrange(10**7):08}"}
    if maker.chance(20):
        body |= {"FirstName": "Robin", "LastName": "Lee", "AccountNumber": f"A-{number:04}"}
    return body
