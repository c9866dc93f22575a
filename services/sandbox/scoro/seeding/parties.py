"""Made-up contacts and products."""

from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from typing import Any

from services.sandbox.scoro import contacts, products
from services.sandbox.scoro.seeding import names
from services.sandbox.scoro.seeding.maker import Maker
from services.sandbox.scoro.state import Entity, Row
from services.sandbox.scoro.totals import CENT


@dataclass(frozen=True, slots=True)
class Parties:
    """Whom and what documents are about."""

    contacts: list[Row]
    products: list[Row]
    projects: list[Row]


SHARE_OF_PEOPLE = 4  # one in four
# client, supplier, out of 100
ROLES = ((62, (True, False)), (74, (True, True)), (90, (False, True)), (100, (False, False)))
# code, name, price, unit, rate, account
PRODUCTS = (
    ("CONS-H", "Consulting hour", "95", "h", "OUTPUT2", "200"),
    ("DES-D", "Design day", "640", "day", "OUTPUT2", "200"),
    ("DEV-H", "Development hour", "110", "h", "OUTPUT2", "200"),
    ("PM-H", "Project management", "85.5", "h", "OUTPUT2", "200"),
    ("COPY-W", "Copywriting, per word", "0.1275", "word", "OUTPUT2", "200"),
    ("TRANS-W", "Übersetzung / tõlge", "0.0925", "word", "ZERORATEDOUTPUT", "200"),
    ("BOOK", "Printed book", "12.99", "pc", "ZERORATEDOUTPUT", "260"),
    ("BROCH", "Brochure, A5", "0.4321", "pc", "ZERORATEDOUTPUT", "260"),
    ("HOST-M", "Hosting & support, monthly", "49", "month", "OUTPUT2", "260"),
    ("LIC-Y", "Software licence, yearly", "1188", "yr", "OUTPUT2", "260"),
    ("PHOTO", "Photo shoot", "450", "session", "OUTPUT2", "200"),
    ("VIDEO-M", "Video, edited minute", "233.3333", "min", "OUTPUT2", "200"),
    ("TRAIN", "Training day", "900", "day", "EXEMPTOUTPUT", "200"),
    ("TRAVEL", "Travel, km", "0.45", "km", "OUTPUT2", "260"),
    ("ENERGY", "Energy-saving material", "37.6", "m2", "RROUTPUT", "260"),
    ("SEAT", "Child car seat", "119.95", "pc", "RROUTPUT", "260"),
    ("DEP", "Deposit", "250", "", "NONE", "260"),
    ("POSTAGE", "Postage & packing", "4.85", "pc", "EXEMPTOUTPUT", "260"),
    ("SEO-M", "Search marketing, monthly", "725", "month", "OUTPUT2", "200"),
    ("AD-SP", "Advertising space", "1530.75", "ad", "OUTPUT2", "200"),
    ("LOGO", "Logo & brand book", "2800", "", "OUTPUT2", "200"),
    ("UX-TST", "Usability test", "1250", "round", "OUTPUT2", "200"),
    ("DATA", "Data cleaning, record", "0.0175", "record", "OUTPUT2", "200"),
    ("MOUSE", "Mouse mat “Acme”", "6.2", "pc", "OUTPUT2", "260"),
    ("TSHIRT", "T-shirt, child's size", "9.9", "pc", "ZERORATEDOUTPUT", "260"),
    ("FONT", "Font licence", "39.95", "pc", "OUTPUT2", "260"),
    ("EVENT", "Event day", "3400", "day", "OUTPUT2", "200"),
    ("STAND", "Exhibition stand", "5250.5", "pc", "OUTPUT2", "260"),
    ("WRITE", "Õigusnõu / legal writing", "130", "h", "OUTPUT2", "200"),
    ("", "Work without a product code", "55", "h", "OUTPUT2", "200"),
)
NO_DISCOUNTS = frozenset({"TRAVEL", "POSTAGE"})
INACTIVE = frozenset({"FONT"})


def make_contacts(maker: Maker, count: int, entity: Entity) -> list[Row]:
    people_count = count // SHARE_OF_PEOPLE
    companies = [
        maker.make(contacts.MODULE, entity, _company(maker, name, number))
        for number, name in enumerate(islice(names.company_names(maker.draw), count - people_count))
    ]
    people = [
        maker.make(contacts.MODULE, entity, _person(maker, first, last), _companies=_employers(maker, companies))
        for first, last in islice(names.person_names(maker.draw), people_count)
    ]
    return companies + people


def _company(maker: Maker, name: str, number: int) -> dict[str, Any]:
    draw = maker.draw
    domain = f"client{number:04}.example"
    has_vat_number = draw.random() < 0.7  # noqa: PLR2004 a share
    return _common(maker, f"accounts@{domain}") | {
        "name": name,
        "contact_type": "company",
        "id_code": f"{draw.randrange(1_000_000, 99_999_999):08}",
        "vatno": f"GB{draw.randrange(100_000_000, 999_999_999)}" if has_vat_number else "",
        "reference_no": f"{number + 1:04}",
    }


def _person(maker: Maker, first: str, last: str) -> dict[str, Any]:
    number = maker.draw.randrange(10_000)
    common = _common(maker, f"person{number}@mail.example")
    return common | {"name": first, "lastname": last, "contact_type": "person", "position": "Owner"}


def _common(maker: Maker, email: str) -> dict[str, Any]:
    draw = maker.draw
    is_client, is_supplier = _role(draw.randrange(100))
    means = {} if draw.randrange(10) == 0 else {"email": [email], "phone": [f"+44 20 7946 {draw.randrange(1000):04}"]}
    return {
        "is_client": is_client,
        "is_supplier": is_supplier,
        "manager_id": draw.randint(1, 4),
        "addresses": [_address(maker) for _ in range(draw.choice((0, 1, 1, 1, 1, 1, 2)))],
        "means_of_contact": means,
        "tags": draw.sample(["retainer", "EU & UK", "new"], draw.choice((0, 0, 1, 2))),
    }


def _role(roll: int) -> tuple[bool, bool]:
    return next(role for below, role in ROLES if roll < below)


def _address(maker: Maker) -> dict[str, str]:
    draw = maker.draw
    country, city, zipcode = draw.choice(names.TOWNS)
    street = f"{draw.randint(1, 180)} {draw.choice(names.STREETS)}"
    if draw.randrange(6) == 0:
        street = f"Unit {draw.randint(1, 40)}\r\n{street}"
    return {"country": country, "city": city, "zipcode": zipcode, "street": street, "county": "", "municipality": ""}


def _employers(maker: Maker, companies: list[Row]) -> list[int]:
    if not companies or maker.draw.randrange(2):
        return []
    return [maker.draw.choice(companies)["contact_id"]]


def make_products(maker: Maker, count: int, entity: Entity) -> list[Row]:
    rates, accounts = rate_ids(maker, entity), account_ids(maker, entity)
    objects = [*maker.state.table("financeObjects"), 0]
    return [
        maker.make(
            products.MODULE,
            entity,
            _product(number, rates, accounts) | {"accounting_object_id": objects[number % len(objects)]},
            **_shared(maker),
        )
        for number in range(count)
    ]


def _product(number: int, rates: dict[str, int], accounts: dict[str, int]) -> dict[str, Any]:
    """Beyond the table, further levels of the same goods."""
    level, position = divmod(number, len(PRODUCTS))
    code, name, price, unit, rate, account = PRODUCTS[position]
    return {
        "code": f"{code or 'WORK'}-{level}" if level else code,
        "name": f"{name} – level {level}" if level else name,
        "price": Decimal(price) + level,
        "unit": unit,
        "is_service": unit != "pc",
        "is_active": code not in INACTIVE,
        "no_discounts": code in NO_DISCOUNTS,
        "default_sales_tax_id": rates[rate],
        "sales_finance_account_id": accounts[account],
        "purchases_finance_account_id": accounts["310"] if unit == "pc" else 0,
        "buying_price": (Decimal(price) / 2).quantize(CENT) if unit == "pc" else 0,
        "default_purchases_tax_id": rates["INPUT2"] if unit == "pc" else 0,
    }


def _shared(maker: Maker) -> dict[str, Any]:
    return {"_accounts": list(maker.state.entities)}


def rate_ids(maker: Maker, entity: Entity) -> dict[str, int]:
    rows = maker.state.table("vatCodes").values()
    return {row["vat_code"]: row["vat_code_id"] for row in rows if row["_entity"] == entity.entity_id}


def account_ids(maker: Maker, entity: Entity) -> dict[str, int]:
    rows = maker.state.table("financeAccounts").values()
    return {row["account_symbol"]: row["id"] for row in rows if row["_entity"] == entity.entity_id}
