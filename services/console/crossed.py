"""What crosses of an object, side by side, from the log alone: the source as last read, the other side as last sent."""

import html
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from shared import jsonio
from shared.contracts.envelope import Category, System
from shared.jsonio import NotJsonError
from shared.store.records import Call

NONE = "–"
LONGEST = 300
MOST_LINES = 50
SENT = "Marked as sent"
FLAGS = {"1": "yes", "True": "yes", "0": "no", "False": "no"}

Paths = tuple[str, ...]
"""Where a value stands, the first that is filled; the steps of each are parted by dots."""
Named = tuple[str, Paths, Paths]
"""In words, in Scoro, in Xero."""

_DOCUMENT: tuple[Named, ...] = (
    ("Number", ("no",), ("InvoiceNumber", "CreditNoteNumber")),
    ("Contact", ("company_name", "company_id", "person_id"), ("Contact.Name", "Contact.ContactID")),
    ("Date", ("date",), ("DateString", "Date")),
    ("Deadline", ("deadline",), ("DueDateString", "DueDate")),
    ("Reference", ("reference_no", "description"), ("Reference",)),
    (SENT, ("is_sent",), ()),
    ("Status", (), ("Status",)),
    ("Currency", ("currency",), ("CurrencyCode",)),
    ("Rate", ("currency_rate",), ("CurrencyRate",)),
)
FIELDS: dict[Category, tuple[Named, ...]] = {
    Category.INVOICES: _DOCUMENT,
    Category.BILLS: _DOCUMENT,
    Category.PRODUCTS: (
        ("Code", ("code",), ("Code",)),
        ("Name", ("name",), ("Name",)),
        ("Description", ("description",), ("Description",)),
        ("Price", ("price",), ("SalesDetails.UnitPrice",)),
        ("Sales account", ("sales_finance_account_id",), ("SalesDetails.AccountCode",)),
        ("Buying price", ("buying_price",), ("PurchaseDetails.UnitPrice",)),
        ("Purchase account", ("purchases_finance_account_id",), ("PurchaseDetails.AccountCode",)),
    ),
    Category.CONTACTS: (
        ("Name", ("name",), ("Name",)),
        ("Last name", ("lastname",), ()),
        ("Registration code", ("id_code",), ("CompanyNumber", "AccountNumber")),
        ("VAT number", ("vatno",), ("TaxNumber",)),
        ("Bank account", ("bankaccount",), ("BankAccountDetails",)),
        ("E-mail", ("means_of_contact.email.0",), ("EmailAddress",)),
        ("Telephone", ("means_of_contact.phone.0",), ("Phones.DEFAULT.PhoneNumber",)),
        ("Mobile", ("means_of_contact.mobile.0",), ("Phones.MOBILE.PhoneNumber",)),
        ("Website", ("means_of_contact.website.0",), ("Website",)),
        ("Street", ("addresses.0.street",), ("Addresses.POBOX.AddressLine1",)),
        ("City", ("addresses.0.city",), ("Addresses.POBOX.City",)),
        ("Postcode", ("addresses.0.zipcode",), ("Addresses.POBOX.PostalCode",)),
        ("Country", ("addresses.0.country",), ("Addresses.POBOX.Country",)),
    ),
}
LINE: tuple[Named, ...] = (
    ("text", ("comment", "product_name"), ("Description",)),
    ("product", ("product_code",), ("ItemCode",)),
    ("quantity", ("amount",), ("Quantity",)),
    ("price", ("price",), ("UnitAmount",)),
    ("tax", ("vat_code", "vat_code_id"), ("TaxType",)),
    ("account", ("finance_account_symbol",), ("AccountCode",)),
)


@dataclass(frozen=True, slots=True)
class Pair:
    """One field in both systems."""

    name: str
    scoro: str
    xero: str


def pairs(category: Category, source: System, snapshot: str, element: Any) -> tuple[Pair, ...]:
    """What either side has of each field; what both lack is not shown. `element` is None where nothing was sent."""
    read, sent = _loaded(snapshot), element if isinstance(element, dict) else {}
    scoro, xero = (read, sent) if source == "scoro" else (sent, read)
    if not isinstance(read, dict):
        return ()
    found = [_pair(name, scoro, xero) for name in FIELDS.get(category, ())]
    ours, theirs = _lines(scoro, "lines"), _lines(xero, "LineItems")
    for place in range(min(max(len(ours), len(theirs)), MOST_LINES)):
        one, other = (side[place] if place < len(side) else {} for side in (ours, theirs))
        found += [_pair((f"Line {place + 1}, {name}", mine, its), one, other) for name, mine, its in LINE]
    return tuple(pair for pair in found if (pair.scoro, pair.xero) != (NONE, NONE))


def element_of(call: Call, entry_id: int) -> Any:
    """What a call carried of one object; None where it is not to be told."""
    body = _loaded(call.body)
    if not isinstance(body, dict):
        return None
    if call.system == "scoro":
        return body.get("request")
    place = next((number for number, one in enumerate(call.entries) if one.entry_id == entry_id), 0)
    lists = [value for value in body.values() if isinstance(value, list)]
    return lists[0][place] if len(lists) == 1 and place < len(lists[0]) else None


def _pair(named: Named, scoro: Any, xero: Any) -> Pair:
    name, mine, its = named
    ours = html.unescape(_first(scoro, mine))
    return Pair(name, FLAGS.get(ours, ours) if name == SENT else ours, _first(xero, its))


def _first(row: Any, paths: Paths) -> str:
    return next((text for path in paths if (text := _text(_at(row, path)))), NONE)


def _at(value: Any, path: str) -> Any:
    for step in path.split("."):
        if isinstance(value, list):
            named = [one for one in value if isinstance(one, dict) and step in one.values()]
            value = value[int(step)] if step.isdigit() and int(step) < len(value) else next(iter(named), None)
        else:
            value = value.get(step) if isinstance(value, dict) else None
    return value


def _text(value: Any) -> str:
    if value is None or isinstance(value, dict | list):
        return ""
    text = f"{value:f}" if isinstance(value, Decimal) else str(value).strip()
    return text if len(text) <= LONGEST else text[:LONGEST] + " …"


def _lines(row: Any, name: str) -> Sequence[Any]:
    lines = row.get(name)
    return lines if isinstance(lines, list) else ()


def _loaded(raw: bytes | str) -> Any:
    try:
        return jsonio.loads(raw)
    except NotJsonError:
        return None
