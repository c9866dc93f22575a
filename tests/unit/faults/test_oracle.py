"""The oracle sees what is lost, doubled, unequal, or of which nobody knows what became of it."""

from decimal import Decimal
from typing import Any

import pytest

from deploy.faults import oracle
from deploy.faults.oracle import Books, Verdict

BOOKS = Books("Acme", "c1", "from_scoro", "http://scoro", "http://xero", "org")
STUDIO = Books("Studio", "c2", "to_scoro", "http://scoro", "http://xero", "org")
CLIENT = {"contact_id": 7, "name": "Client Ltd", "is_client": 1}
INVOICE = {"id": 1, "no": "A-1", "sum": "100.00", "vat_sum": "20.00", "currency": "GBP", "is_sent": 1}
TWIN = {
    "InvoiceID": "x1", "Type": "ACCREC", "InvoiceNumber": "A-1", "Status": "AUTHORISED", "CurrencyCode": "GBP",
    "SubTotal": "100.00", "TotalTax": "20.00", "AmountPaid": "0", "AmountCredited": "0",
    "Contact": {"ContactID": "k7", "Name": "Client Ltd"},
}  # fmt: skip
CONTACT = {"ContactID": "k7", "Name": "Client Ltd", "ContactNumber": "7"}
PAYMENT = {"Status": "AUTHORISED", "Amount": "60.00", "Invoice": {"Type": "ACCREC", "InvoiceNumber": "A-1"}}
RECEIPT = {"sales_doc_type": "invoices", "receipts": [{"invoice_id": 1, "sum": "60.00"}]}


def scoro(**rows: Any) -> dict[str, Any]:
    return {"contacts": [CLIENT], "products": [], "invoices": [INVOICE], "bills": [], "receipts": []} | rows


def xero(**rows: Any) -> dict[str, Any]:
    return {"Contacts": [CONTACT], "Items": [], "Invoices": [TWIN], "CreditNotes": [], "Payments": []} | rows


def found(there: dict[str, Any], here: dict[str, Any]) -> Verdict:
    return oracle._of_books(BOOKS, there, here)


class Collection(list[dict[str, Any]]):
    """As much of a collection as the oracle asks for."""

    def find(self, _: object) -> "Collection":
        return self

    def sort(self, *_: Any, **__: Any) -> "Collection":  # type: ignore[override] # a cursor's
        return self


def test_equal_books_are_clean() -> None:
    verdict = found(scoro(), xero())

    assert (verdict.is_clean, verdict.documents, verdict.contacts) == (True, 1, 1)


@pytest.mark.parametrize(
    ("there", "here", "word"),
    [
        pytest.param(scoro(), xero(Invoices=[]), "lost: A-1", id="a lost invoice"),
        pytest.param(scoro(), xero(Invoices=[TWIN, TWIN | {"InvoiceID": "x2"}]), "twice: A-1", id="a doubled invoice"),
        pytest.param(scoro(invoices=[]), xero(), "twice: A-1", id="an invoice that should not be there"),
        pytest.param(scoro(), xero(Contacts=[]), "lost: contact Client Ltd", id="a lost contact"),
        pytest.param(scoro(), xero(Contacts=[CONTACT, CONTACT]), "twice: contact 7", id="a doubled contact"),
        pytest.param(scoro(products=[{"code": "P"}]), xero(), "lost: product P", id="a lost product"),
        pytest.param(scoro(), xero(Items=[{"Code": "P"}]), "twice: product P", id="a doubled product"),
    ],
)
def test_what_is_lost_or_doubled_is_named(there: dict[str, Any], here: dict[str, Any], word: str) -> None:
    assert word in found(there, here).breaches


def test_a_cent_is_a_difference() -> None:
    verdict = found(scoro(), xero(Invoices=[TWIN | {"SubTotal": "100.01"}]))

    assert (verdict.difference, verdict.is_clean) == (Decimal("0.01"), False)


@pytest.mark.parametrize(
    ("receipts", "words"),
    [
        ([RECEIPT], []),
        ([], ["lost: payment of 6E+1 on A-1"]),
        ([RECEIPT, RECEIPT], ["twice: receipt of 6E+1 on A-1"]),
    ],
)
def test_every_payment_has_one_receipt(receipts: list[dict[str, Any]], words: list[str]) -> None:
    paid = TWIN | {"AmountPaid": "60.00"}

    breaches = found(scoro(receipts=receipts), xero(Invoices=[paid], Payments=[PAYMENT])).breaches

    assert [one for one in breaches if "payment" in one or "receipt" in one] == words


def test_an_object_that_nobody_read_is_unaccounted_for() -> None:
    entry = {"category": "contacts", "system": "scoro", "object_id": "7", "state": "synced"}

    missing = list(oracle._without_outcome(BOOKS, scoro(), xero(), {"changes": Collection([entry])}))

    assert missing == ["invoices A-1: never seen"]


def test_what_is_left_out_has_an_outcome_in_the_other_direction_too() -> None:
    entries = [
        {"category": "invoices", "system": "xero", "object_id": "x1", "state": "left_out"},
        {"category": "contacts", "system": "xero", "object_id": "k7", "state": "open"},
    ]

    missing = list(oracle._without_outcome(STUDIO, scoro(), xero(), {"changes": Collection(entries)}))

    assert missing == ["contacts Client Ltd: open"]


def test_a_link_has_to_lead_somewhere_and_no_object_has_two() -> None:
    links = [
        {"category": "invoices", "scoro_id": "1", "xero_id": "x1"},
        {"category": "invoices", "scoro_id": "1", "xero_id": "gone"},
    ]

    words = list(oracle._astray(BOOKS, scoro(), xero(), {"links": Collection(links)}))

    assert words == ["link of invoices 1 to gone leads nowhere", "invoices scoro 1 has 2 links"]
