"""Until when an object can be sent, and the words for it (R136–R141)."""

from decimal import Decimal
from typing import Any

import pytest

from services.connector.actions import rules

DAY = "/Date(1795132800000+0000)/"  # 2026-11-20
LATER = "/Date(1795219200000+0000)/"
A_ROW: dict[str, Any] = {"id": 4101, "no": "1003", "currency": "GBP", "paid_sum": "0.0000", "sum": "100.00"}
A_TWIN: dict[str, Any] = {
    "InvoiceID": "60aa", "Status": "AUTHORISED", "CurrencyCode": "GBP", "Total": Decimal("1240.00"),
    "AmountPaid": Decimal("0.0"), "AmountCredited": Decimal("0.0"), "Prepayments": [], "Overpayments": [],
}  # fmt: skip
A_NOTE: dict[str, Any] = {
    "CreditNoteID": "60bb", "Status": "AUTHORISED", "CurrencyCode": "GBP", "Total": 120, "RemainingCredit": 120,
    "Payments": [], "Allocations": [],
}  # fmt: skip


@pytest.mark.parametrize(
    ("twin", "said"),
    [
        pytest.param({}, None, id="nothing is attached"),
        pytest.param({"Status": "PAID", "Total": 0}, None, id="paid because it is worth nothing (R87)"),
        pytest.param({"Status": "VOIDED"}, None, id="voided: Xero has its own words for that (R81)"),
        pytest.param(
            {"AmountPaid": Decimal("1240.0"), "Payments": [{"Date": LATER}, {"Date": DAY}]},
            "a payment of 1,240.00 GBP in Xero since 2026-11-20",
            id="paid, since the first payment",
        ),
        pytest.param(
            {"AmountCredited": Decimal("50.5"), "CreditNotes": [{"Date": DAY}]},
            "a credit of 50.50 GBP in Xero since 2026-11-20",
            id="credited",
        ),
        pytest.param(
            {"AmountCredited": 20, "Prepayments": [{"Date": DAY}]},
            "a credit of 20.00 GBP in Xero since 2026-11-20",
            id="a prepayment was allocated",
        ),
        pytest.param(
            {"AmountPaid": 5, "AmountCredited": 6},
            "a payment of 5.00 GBP in Xero and a credit of 6.00 GBP in Xero",
            id="both, of unknown date",
        ),
    ],
)
def test_an_invoice_can_be_sent_until_something_is_attached(twin: dict[str, Any], said: str | None) -> None:
    assert rules.settled(A_ROW, A_TWIN | twin) == said


@pytest.mark.parametrize("over", [rules.settled, rules.allocated])
def test_a_receipt_in_scoro_counts_where_xero_has_nothing(over: rules.Over) -> None:
    paid = A_ROW | {"paid_sum": "12.5"}

    assert over(paid, None) == "a receipt of 12.50 GBP in Scoro"
    assert over(A_ROW, None) is None


def test_what_came_back_from_xero_as_receipt_is_told_once() -> None:
    said = rules.settled(A_ROW | {"paid_sum": "5"}, A_TWIN | {"AmountPaid": 5, "Payments": [{"Date": DAY}]})

    assert said == "a payment of 5.00 GBP in Xero since 2026-11-20"


@pytest.mark.parametrize(
    ("note", "said"),
    [
        pytest.param({}, None, id="nothing was used of it"),
        pytest.param(
            {"RemainingCredit": 70, "Allocations": [{"Date": DAY}]},
            "an allocation of 50.00 GBP in Xero since 2026-11-20",
            id="allocated",
        ),
        pytest.param(
            {"RemainingCredit": 0, "Payments": [{"Date": LATER}]},
            "an allocation of 120.00 GBP in Xero since 2026-11-21",
            id="refunded",
        ),
        pytest.param({"Status": "VOIDED", "RemainingCredit": 0}, None, id="voided: nothing is left, nothing was used"),
    ],
)
def test_a_credit_note_can_be_sent_until_it_is_used(note: dict[str, Any], said: str | None) -> None:
    assert rules.allocated(A_ROW, A_NOTE | note) == said


def test_contacts_have_no_end() -> None:
    assert rules.never({}, None) is None


@pytest.mark.parametrize(
    ("fields", "is_credit"),
    [
        pytest.param({"credited_invoices": [4101]}, True, id="names what it credits"),
        pytest.param({"credited_invoices": None, "sum": "-1.00", "vat_sum": "-0.20"}, True, id="negative as a whole"),
        pytest.param({"credited_invoices": [], "sum": "1.00"}, False, id="an invoice"),
        pytest.param({"credited_invoices": "", "sum": None}, False, id="worth nothing"),
    ],
)
def test_credit_notes_are_told_from_invoices(fields: dict[str, Any], *, is_credit: bool) -> None:
    assert rules.is_credit_note(fields) is is_credit
