"""Bodies as the API takes them, written by the rules of the API."""

from collections.abc import Callable

from services.sandbox.xero.books import allocations, bank_transactions, batches, payments, tracking
from services.sandbox.xero.books import contacts as contact_rules
from services.sandbox.xero.books import items as item_rules
from services.sandbox.xero.books.documents import DocumentWriter
from services.sandbox.xero.books.families import CREDIT_NOTES, INVOICES
from services.sandbox.xero.books.given import Given, elements
from services.sandbox.xero.books.ledger import Ledger
from services.sandbox.xero.books.papers import Kind
from services.sandbox.xero.seeding.bodies import OrganisationSeed, SeedRefusedError

Write = Callable[[Ledger, Given], object]


def write(ledger: Ledger, seed: OrganisationSeed) -> None:
    for name, one in WRITERS.items():
        for given in elements(getattr(seed, name), name):
            one(ledger, given)
    for name in seed.archived_contacts:
        if name.lower() not in ledger.active_name:
            raise SeedRefusedError(f"{seed.name}: no active contact is named {name!r}")
        contact_rules.archive(ledger, ledger.contacts[ledger.active_name[name.lower()]])


def category(ledger: Ledger, given: Given) -> None:
    """With its options, which the API takes one by one."""
    new = tracking.create(ledger, given)
    for option in given.objects("Options") or []:
        tracking.create_option(ledger, new.id, option)


def allocation(ledger: Ledger, given: Given) -> None:
    number = given.text("CreditNoteNumber") or ""
    note = ledger.document_for(Kind.CREDIT_NOTE, number)
    if note is None:
        raise SeedRefusedError(f"no credit note {number!r} to allocate")
    allocations.allocate(ledger, note, given)


WRITERS: dict[str, Write] = {
    "tracking_categories": category,
    "contacts": contact_rules.create,
    "items": lambda ledger, given: item_rules.create(ledger, given, unit_places=4),
    "invoices": lambda ledger, given: DocumentWriter(ledger, INVOICES, unit_places=4).create(given),
    "credit_notes": lambda ledger, given: DocumentWriter(ledger, CREDIT_NOTES, unit_places=4).create(given),
    "payments": payments.create,
    "allocations": allocation,
    "bank_transactions": lambda ledger, given: bank_transactions.create(ledger, given, unit_places=4),
    "batch_payments": batches.create,
}
"""By the field of the seed, in the order in which they are written."""
