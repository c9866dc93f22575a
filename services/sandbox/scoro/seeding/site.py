"""Entities, users, custom fields, bookmarks, finance accounts and VAT codes of the made-up site.

Either all of it, as after months with Xero, or what a site has on its first day.
"""

from collections.abc import Iterable
from decimal import Decimal

from services.sandbox.scoro import bookmarks, reference
from services.sandbox.scoro.fields import USERS
from services.sandbox.scoro.reading import new_row
from services.sandbox.scoro.seeding.maker import Maker
from services.sandbox.scoro.seeding.tracking import make_objects
from services.sandbox.scoro.state import Entity, VatMode

Account = tuple[str, str, bool, bool]
Rate = tuple[str, str, str, bool, bool, bool]

MAIN_ENTITY = "acme_uk"
SECOND_ENTITY = "acme_ee"

# symbol, name, sold on, bought on; symbols as in Xero's demo chart, the last one is in Scoro only
ACCOUNTS = (
    ("200", "Sales", True, False),
    ("260", "Other Revenue", True, False),
    ("270", "Interest Income", True, False),
    ("310", "Cost of Goods Sold", False, True),
    ("400", "Advertising & Marketing", False, True),
    ("429", "General Expenses", False, True),
    ("445", "Light, Power, Heating", False, True),
    ("453", "Office Expenses", False, True),
    ("461", "Printing & Stationery", False, True),
    ("489", "Telephone & Internet", False, True),
    ("9999", "Old suspense account", True, True),
)
# code, percent, name, sold with, bought with, active; codes as Xero's tax types, the last one is in Scoro only
UK_RATES = (
    ("OUTPUT2", "20", "20% (VAT on Income)", True, False, True),
    ("RROUTPUT", "5", "5% (VAT on Income)", True, False, True),
    ("ZERORATEDOUTPUT", "0", "Zero Rated Income", True, False, True),
    ("EXEMPTOUTPUT", "0", "Exempt Income", True, False, True),
    ("NONE", "0", "No VAT", True, True, True),
    ("INPUT2", "20", "20% (VAT on Expenses)", False, True, True),
    ("RRINPUT", "5", "5% (VAT on Expenses)", False, True, True),
    ("S175", "17.5", "17.5% (until 2011)", True, True, True),
)
EE_RATES = (
    ("TAX001", "24", "24% KM (müük)", True, False, True),
    ("TAX003", "13", "13% KM (müük)", True, False, True),
    ("TAX004", "9", "9% KM (müük)", True, False, True),
    ("TAX005", "0", "0% KM (EU)", True, False, True),
    ("NONE", "0", "Tax Exempt", True, True, True),
    ("TAX002", "24", "24% KM (ost)", False, True, True),
)
# name, type; the first as Xero's bank account
RECEIPT_ACCOUNTS = (("Business Bank Account", "bank"), ("Petty cash & stamps", "cash"))
FRESH_ACCOUNTS: tuple[Account, ...] = (
    ("3000", "Sales of services", True, False),
    ("4000", "Purchased services", False, True),
)
FRESH_UK_RATES: tuple[Rate, ...] = (("", "20", "20%", True, True, True), ("", "0", "0%", True, True, True))
FRESH_EE_RATES: tuple[Rate, ...] = (("", "24", "24%", True, True, True), ("", "0", "0%", True, True, True))
FRESH_RECEIPT_ACCOUNTS = (("Bank", "bank"),)
PEOPLE: tuple[tuple[str, str, str, str, list[int]], ...] = (
    ("Maria", "Kask", "admin", "Account director", [1]),
    ("James", "O'Connor", "user", "Project manager", [1, 2]),
    ("Priya", "Shah", "user", "Finance", [2]),
    ("Jüri", "Lõhmus", "user", "Producer", []),
)
CUSTOM_FIELDS = (
    ("c_po", "PO number", ["invoices", "prepayments"]),
    ("c_segment", "Segment & size", ["contacts"]),
    ("c_xero_id", "Xero ID", ["contacts", "products", "invoices"]),
)


def make_site(maker: Maker) -> None:
    for entity in _entities(maker):
        _make_accounts(maker, entity, ACCOUNTS)
        _make_rates(maker, entity, UK_RATES if entity.entity_id == MAIN_ENTITY else EE_RATES)
        _make_receipt_accounts(maker, entity, RECEIPT_ACCOUNTS)
    make_objects(maker, maker.state.entities[MAIN_ENTITY], maker.state.entities[SECOND_ENTITY])
    _make_users(maker)
    _make_custom_fields(maker)
    _make_bookmarks(maker)


def make_fresh_site(maker: Maker) -> None:
    """Nothing in it knows Xero's codes yet."""
    for entity in _entities(maker):
        _make_accounts(maker, entity, FRESH_ACCOUNTS)
        _make_rates(maker, entity, FRESH_UK_RATES if entity.entity_id == MAIN_ENTITY else FRESH_EE_RATES)
        _make_receipt_accounts(maker, entity, FRESH_RECEIPT_ACCOUNTS)
    _make_users(maker)
    _make_custom_fields(maker)


def _entities(maker: Maker) -> Iterable[Entity]:
    site = maker.state
    site.company_name, site.email, site.website = "Acme Agency", "hello@acme.example", "https://acme.example"
    entities = (
        Entity(
            MAIN_ENTITY,
            "Acme UK",
            "GBP",
            ["GBP", "EUR", "USD"],
            currency_rates={"EUR": Decimal("0.8437"), "USD": Decimal("0.7731")},
            reg_no="07654321",
            vat_no="GB987654321",
        ),
        Entity(
            SECOND_ENTITY,
            "Acme OÜ",
            "EUR",
            ["EUR"],
            vat_mode=VatMode.DOCUMENT,
            round_tax_per_line=False,
            reg_no="14123456",
            vat_no="EE101234567",
        ),
    )
    site.entities = {entity.entity_id: entity for entity in entities}
    return entities


def _make_accounts(maker: Maker, entity: Entity, accounts: Iterable[Account]) -> None:
    for symbol, name, sold, bought in accounts:
        request = {"account_symbol": symbol, "name": name, "is_sales_account": sold, "is_purchases_account": bought}
        maker.make(reference.FINANCE_ACCOUNTS_MODULE, entity, request)


def _make_rates(maker: Maker, entity: Entity, rates: Iterable[Rate]) -> None:
    for code, percent, name, sold, bought, active in rates:
        request = {"vat_code": code, "percent": percent, "vat_name": name, "is_active": active}
        request |= {"is_sales": sold, "is_purchases": bought, "is_not_applicable": code == "NONE"}
        row = maker.make(reference.VAT_CODES_MODULE, entity, request)
        entity.default_vat_code_id = entity.default_vat_code_id or row["vat_code_id"]
        if bought and (not sold or not code):
            entity.default_purchases_vat_code_id = entity.default_purchases_vat_code_id or row["vat_code_id"]


def _make_receipt_accounts(maker: Maker, entity: Entity, accounts: Iterable[tuple[str, str]]) -> None:
    for name, kind in accounts:
        maker.make(reference.RECEIPT_ACCOUNTS_MODULE, entity, {"name": name, "type": kind})


def _make_users(maker: Maker) -> None:
    for number, (first, last, category, position, groups) in enumerate(PEOPLE, start=1):
        maker.insert(
            reference.USERS_MODULE,
            new_row(USERS)
            | {"id": number, "firstname": first, "lastname": last, "full_name": f"{first} {last}"}
            | {"username": first.lower(), "initials": first[0] + last[0], "email": f"user{number}@acme.example"}
            | {"status": "active", "is_active": True, "category": category, "position": position}
            | {"user_groups_ids": groups, "availability": {}, "modified_date": maker.now},
        )


def _make_custom_fields(maker: Maker) -> None:
    for name, label, modules in CUSTOM_FIELDS:
        row = {"id": name, "name": label, "type": "text", "is_filterable": True, "modules": modules}
        maker.insert(reference.CUSTOM_FIELDS_MODULE, row)


def _make_bookmarks(maker: Maker) -> None:
    maker.state.last_ids["bookmarks"] = 110
    for number, (name, module, is_shared, conditions) in enumerate(
        (
            ("Euro invoices", "invoices", True, {"currency": ["EUR"]}),
            ("Maria's unpaid invoices", "invoices", True, {"users": [1], "status": ["unpaid"]}),
            ("Clients", "contacts", True, {"is_client": [1]}),
            ("My people", "contacts", False, {"users": [2], "contact_type": ["person"]}),
            ("Bills to pay", "bills", True, {"status": ["unpaid"]}),
        ),
        start=111,
    ):
        row = {"bookmark_id": number, "name": name, "module": module, "user_id": 1, "is_shared": is_shared}
        maker.insert(bookmarks.MODULE, row | {"modified_date": maker.now, "conditions": conditions})
