import datetime as dt
from decimal import Decimal

import pytest

from shared.documents.fields import XeroStatus
from shared.documents.twins import Twin, TwinLine, twin_of
from shared.xero.wire import UnreadableValueError

AN_ANSWER = {
    "Type": "ACCREC", "InvoiceID": "60aa", "InvoiceNumber": "S-1001", "AmountPaid": Decimal("0.1"),
    "AmountCredited": Decimal("0.0"), "Status": "AUTHORISED", "SubTotal": 21, "TotalTax": Decimal("4.2"),
    "Total": Decimal("25.2"), "CurrencyCode": "GBP", "Contact": {"ContactID": "c", "Name": "Acme"},
    "Url": "https://x.example/1",
    "LineItems": [
        {"LineItemID": "l-1", "Description": "Phase 1", "Tracking": []},
        {"LineItemID": "l-2", "Quantity": 2, "UnitAmount": 1, "DiscountRate": 0, "ItemCode": "", "TaxType": "OUTPUT2"},
    ],
    "UpdatedDateUTC": "/Date(1789378199100+0000)/",
}  # fmt: skip


def test_an_answer_about_an_invoice_is_read_exactly() -> None:
    assert twin_of(AN_ANSWER) == Twin(
        kind="invoice",
        xero_id="60aa",
        number="S-1001",
        status=XeroStatus.AUTHORISED,
        contact_id="c",
        currency_code="GBP",
        sub_total=Decimal("21.0"),
        total_tax=Decimal("4.2"),
        total=Decimal("25.2"),
        amount_paid=Decimal("0.1"),
        amount_credited=Decimal("0.0"),
        url="https://x.example/1",
        lines=(TwinLine(id="l-1"), TwinLine(id="l-2", has=("Quantity", "TaxType"))),
        updated_at=dt.datetime(2026, 9, 14, 9, 29, 59, 100000, dt.UTC),
    )


def test_what_was_allocated_of_a_credit_note_is_its_total_less_the_rest() -> None:
    answer = {
        "CreditNoteID": "7be5",
        "CreditNoteNumber": "C-7",
        "Status": "AUTHORISED",
        "Total": Decimal(10),
        "RemainingCredit": Decimal("7.5"),
    }

    twin = twin_of(answer)

    assert (twin.kind, twin.xero_id, twin.number, twin.amount_credited) == (
        "credit_note",
        "7be5",
        "C-7",
        Decimal("2.5"),
    )


def test_what_a_link_remembers_is_read_back_equal() -> None:
    twin = twin_of(AN_ANSWER)

    assert Twin.model_validate(twin.model_dump(mode="json")) == twin


def test_a_sum_that_was_read_as_a_binary_float_is_a_defect() -> None:
    with pytest.raises(UnreadableValueError):
        twin_of({**AN_ANSWER, "Total": 25.2})
