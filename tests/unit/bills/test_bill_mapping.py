"""Bills of Scoro as Xero is to have them (R24, R102, R105)."""

from dataclasses import replace
from decimal import Decimal

import pytest

from services.bills.documents import ScoroBill
from services.bills.errors import NegativeBillError
from services.bills.mapping import to_xero
from services.bills.rules import left_out
from shared.documents.errors import DocumentIncompleteError, NoExpenseAccountError
from shared.documents.fields import ScoroLine, XeroStatus
from shared.documents.refs import Refs
from shared.sync.settings import CategorySettings

LINE = ScoroLine(
    id=1, product_id=0, comment="Print run", price=Decimal(100), amount=Decimal(2), discount=Decimal(10),
    sum=Decimal(180), vat_code="INPUT2",
)  # fmt: skip
A_BILL = ScoroBill.model_validate(
    {
        "id": 900, "no": "R-77", "company_id": 49, "date": "2026-03-01", "deadline": "2026-03-31", "currency": "GBP",
        "sum": "180.00", "vat_sum": "36.00", "account_id": "acme_uk", "lines": [],
    }
).model_copy(update={"lines": (LINE,)})  # fmt: skip
REFS = Refs(
    contact_id="c-1", base_currency="GBP", tax_rates={"INPUT2": Decimal(20)}, default_account="429", side="purchases"
)


def test_a_bill_awaits_payment_whatever_else_is_set() -> None:
    bill = to_xero(A_BILL, REFS).element

    assert bill.status is XeroStatus.AUTHORISED
    assert (bill.type, bill.invoice_number, bill.reference) == ("ACCPAY", "R-77", None)


def test_discounts_are_folded_into_the_price() -> None:
    [line] = to_xero(A_BILL, REFS).element.line_items

    assert (line.quantity, line.unit_amount) == (Decimal(2), Decimal(90))
    assert line.discount_rate is None
    assert line.account_code == "429"


def test_without_any_expense_account_it_is_held() -> None:
    with pytest.raises(NoExpenseAccountError):
        to_xero(A_BILL, replace(REFS, default_account=None))


def test_a_negative_bill_is_held() -> None:
    with pytest.raises(NegativeBillError):
        to_xero(A_BILL.model_copy(update={"sum": Decimal(-180), "vat_sum": Decimal(-36)}), REFS)


def test_a_bill_without_a_number_is_held_since_nothing_else_tells_it_from_its_double() -> None:
    with pytest.raises(DocumentIncompleteError):
        to_xero(A_BILL.model_copy(update={"no": ""}), REFS)


def test_the_common_rules_apply_to_bills() -> None:
    settings = CategorySettings(enabled=True)
    of_another = A_BILL.model_copy(update={"account_id": "acme_ee"})

    reasons = [
        left_out(one, settings, entity="acme_uk", time_zone="Europe/London", is_linked=False)
        for one in (A_BILL, of_another, A_BILL.model_copy(update={"is_deleted": True}))
    ]

    assert reasons == [None, "not_this_entity", "nothing_to_delete"]
