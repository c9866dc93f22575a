"""What money on a document in Xero is called, and what is said where it keeps a change back."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from shared.documents.attached import SHOWN, Attached, Sort, attached, named, presence
from shared.documents.twins import Twin

INVOICE: dict[str, Any] = {
    "InvoiceID": "x-1", "InvoiceNumber": "1001", "Type": "ACCREC", "Status": "AUTHORISED", "CurrencyCode": "GBP",
    "Total": 120, "AmountPaid": 10, "AmountCredited": 0,
}  # fmt: skip
PAYMENT = {"PaymentID": "p-1", "Date": "/Date(1795132800000+0000)/", "Amount": 10, "Reference": "bank 4711"}
DAY = dt.date(2026, 11, 20)
PAID = Attached(Sort.PAYMENT, Decimal(10), DAY, "bank 4711")


def twin(**fields: Any) -> Twin:
    said = {"kind": "invoice", "xero_id": "x-1", "status": "AUTHORISED", "currency_code": "GBP", "total": Decimal(120)}
    return Twin.model_validate({**said, **fields})


def test_nothing_on_it_is_nothing_said() -> None:
    untouched = {**INVOICE, "AmountPaid": 0}

    assert attached(untouched) == ()
    assert presence(untouched).in_the_way == ""


def test_r80_a_payment_by_day_sum_and_reference() -> None:
    assert attached({**INVOICE, "Payments": [PAYMENT]}) == (PAID,)
    assert presence({**INVOICE, "Payments": [PAYMENT]}).in_the_way == "payment of 10.00 GBP on 2026-11-20 (bank 4711)"


@pytest.mark.parametrize("gone", [{"Status": "DELETED"}, {"Status": "VOIDED"}, {"IsDeleted": True}], ids=str)
def test_what_was_taken_back_is_not_in_the_way(gone: dict[str, Any]) -> None:
    assert attached({**INVOICE, "Payments": [{**PAYMENT, **gone}]}) == ()


@pytest.mark.parametrize(
    ("where", "row", "said"),
    [
        pytest.param(
            "CreditNotes", {"CreditNoteNumber": "CN-1"}, "credit note allocation of 1,010.50 GBP (CN-1)", id="R92 note"
        ),
        pytest.param("Prepayments", {}, "prepayment of 1,010.50 GBP", id="R111 prepayment"),
        pytest.param("Overpayments", {"Reference": " over "}, "overpayment of 1,010.50 GBP (over)", id="R111 over"),
    ],
)
def test_credits_by_what_they_come_from(where: str, row: dict[str, Any], said: str) -> None:
    [found] = attached({**INVOICE, where: [{**row, "AppliedAmount": Decimal("1010.5"), "Total": 9000}]})

    assert found.said("GBP") == said


def test_a_credit_note_tells_where_it_went_and_what_was_paid_back() -> None:
    note = {
        "CreditNoteID": "n-1", "Allocations": [{"Amount": 5, "Invoice": {"InvoiceNumber": "1001"}}],
        "Payments": [PAYMENT],
    }  # fmt: skip

    assert [one.said("EUR") for one in attached(note)] == [
        "allocation of 5.00 EUR (1001)", "refund of 10.00 EUR on 2026-11-20 (bank 4711)",
    ]  # fmt: skip


def test_the_oldest_stands_first() -> None:
    later = {**PAYMENT, "Date": "/Date(1795219200000+0000)/", "Reference": ""}

    assert [one.day for one in attached({**INVOICE, "Payments": [later, PAYMENT]})] == [DAY, DAY + dt.timedelta(days=1)]


def test_what_no_list_tells_is_told_as_a_sum() -> None:
    assert named([PAID], twin(amount_paid=Decimal(10))) == PAID.said("GBP")
    assert named([PAID], twin(amount_paid=Decimal(25), amount_credited=Decimal(1))).endswith("; another 16.00 GBP")
    assert named([], twin(amount_paid=Decimal(25))) == "25.00 GBP"
    assert named([PAID] * (SHOWN + 2), twin(amount_paid=Decimal(120))).endswith("; another 20.00 GBP")


def test_r87_what_is_paid_because_it_was_zero_says_so() -> None:
    zero = {**INVOICE, "Total": 0, "AmountPaid": 0, "Status": "PAID"}

    assert presence(zero).in_the_way == "its status there is PAID"
