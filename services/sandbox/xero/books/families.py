"""Where invoices and credit notes differ: names of fields, words in messages, numbering."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Family:
    is_credit_note: bool
    id_key: str
    number_key: str
    types: frozenset[str]
    prefix: str
    noun: str
    number_taken: str
    unknown_id: str


INVOICES = Family(
    is_credit_note=False,
    id_key="InvoiceID",
    number_key="InvoiceNumber",
    types=frozenset({"ACCREC", "ACCPAY"}),
    prefix="INV-",
    noun="Invoice",
    number_taken="Invoice # must be unique.",
    unknown_id="An existing invoice with the specified ID could not be found",
)
CREDIT_NOTES = Family(
    is_credit_note=True,
    id_key="CreditNoteID",
    number_key="CreditNoteNumber",
    types=frozenset({"ACCRECCREDIT", "ACCPAYCREDIT"}),
    prefix="CN-",
    noun="Credit Note",
    number_taken="Credit Note # must be unique.",
    unknown_id="An existing Credit Note with the specified CreditNoteID could not be found",
)
