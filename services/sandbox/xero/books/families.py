"""Where invoices and credit notes differ: names of fields, words in messages, numbering."""

from dataclasses import dataclass

from services.sandbox.xero.books.papers import Kind


@dataclass(frozen=True, slots=True)
class Family:
    kind: Kind
    id_key: str
    number_key: str
    types: frozenset[str]
    prefix: str
    noun: str
    number_taken: str
    unknown_id: str


INVOICES = Family(
    kind=Kind.INVOICE,
    id_key="InvoiceID",
    number_key="InvoiceNumber",
    types=frozenset({"ACCREC", "ACCPAY"}),
    prefix="INV-",
    noun="Invoice",
    number_taken="Invoice # must be unique.",
    unknown_id="An existing invoice with the specified ID could not be found",
)
CREDIT_NOTES = Family(
    kind=Kind.CREDIT_NOTE,
    id_key="CreditNoteID",
    number_key="CreditNoteNumber",
    types=frozenset({"ACCRECCREDIT", "ACCPAYCREDIT"}),
    prefix="CN-",
    noun="Credit Note",
    number_taken="Credit Note # must be unique.",
    unknown_id="An existing Credit Note with the specified CreditNoteID could not be found",
)
