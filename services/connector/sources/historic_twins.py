"""How many documents of a page are in the other system already, or have their number taken there (R82, R104)."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from services.connector.sources import scoro_rows
from services.connector.sources.historic_steps import Step
from services.connector.sources.page import Turn
from services.connector.sources.xero_rows import GONE, INVOICE_TYPES
from shared.contracts.envelope import Category
from shared.money import cents
from shared.scoro.client import MAX_ROWS
from shared.scoro.fields import amount, relation, text
from shared.store.links import Links
from shared.xero import wire

Row = Mapping[str, Any]
Sum = tuple[str, str, Decimal]
"""Whose it is (empty where nobody knows), currency, gross total without its sign."""


async def count(turn: Turn, links: Links, step: Step, rows: Sequence[Row]) -> tuple[int, int]:
    """(twins, taken): an estimate by number, currency, sum and, where it is linked, contact.

    What really happens is decided document by document when it crosses. Contacts and products are matched then.
    """
    if not step.is_dated or not rows:
        return 0, 0
    from_scoro = step.source == "scoro"
    mine = [_of_scoro(row) if from_scoro else _of_xero(row) for row in rows]
    numbers = sorted({number for number, _ in mine if number})
    others: Mapping[str, list[Sum]] = await (_in_xero if from_scoro else _in_scoro)(turn, step, numbers)
    payers = {one[0] for _, one in mine if one[0]}
    find = links.by_scoro if from_scoro else links.by_xero
    known = await find(turn.connection.id, Category.CONTACTS, payers)
    contacts = {payer: link.xero_id if from_scoro else link.scoro_id for payer, link in known.items()}
    twins = taken = 0
    for number, (payer, currency, total) in mine:
        contact = contacts.get(payer)
        there = others.get(number.casefold(), [])
        if step.category is Category.BILLS and contact:
            there = [one for one in there if one[0] == contact]
        equal = [one for one in there if one[1:] == (currency, total) and contact in {None, one[0]}]
        twins += bool(equal)
        taken += bool(there) and not equal
    return twins, taken


def _of_scoro(row: Row) -> tuple[str, Sum]:
    payer = relation(row.get("company_id")) or relation(row.get("person_id"))
    gross = amount(row.get("sum")) + amount(row.get("vat_sum"))
    whose = str(payer) if payer else ""
    return scoro_rows.document_number(row), (whose, text(row.get("currency")).upper(), cents(abs(gross)))


def _of_xero(row: Row) -> tuple[str, Sum]:
    number = text(row.get("InvoiceNumber") or row.get("CreditNoteNumber"))
    contact = text((row.get("Contact") or {}).get("ContactID"))
    return number, (contact, text(row.get("CurrencyCode")).upper(), cents(abs(wire.decimal(row.get("Total", 0)))))


async def _in_xero(turn: Turn, step: Step, numbers: Sequence[str]) -> dict[str, list[Sum]]:
    found: dict[str, list[Sum]] = defaultdict(list)
    for resource in ("Invoices", "CreditNotes"):
        for row in await turn.xero.by_numbers(resource, numbers, lane=turn.budget_lane) if numbers else ():
            if INVOICE_TYPES.get(str(row.get("Type"))) is step.category and row.get("Status") not in GONE:
                number, one = _of_xero(row)
                found[number.casefold()].append(one)
    return found


async def _in_scoro(turn: Turn, step: Step, numbers: Sequence[str]) -> dict[str, list[Sum]]:
    found: dict[str, list[Sum]] = defaultdict(list)
    kind = scoro_rows.KINDS[step.category]
    for start in range(0, len(numbers), MAX_ROWS):
        number_of_page, is_last = 1, False
        while not is_last:
            page = await turn.scoro.list_page(
                kind.module,
                number_of_page,
                lane=turn.budget_lane,
                filters={"no": list(numbers[start : start + MAX_ROWS])},
            )
            for row in page.rows:
                number, one = _of_scoro(row)
                found[number.casefold()].append(one)
            number_of_page, is_last = number_of_page + 1, page.is_last
    return found
