"""When receipts in Scoro keep a change of Xero back, and for how long that is left to time."""

from dataclasses import replace
from typing import Any

import pytest

from services.invoices.routes_to_scoro import FORM
from shared.documents.to_scoro.errors import ReceiptsStandError
from shared.documents.to_scoro.in_xero import DocumentInXero
from shared.documents.to_scoro.planning import Given
from shared.documents.to_scoro.receiving import moves_sum, received
from shared.errors import MendedBy
from shared.store.records import ObjectKey
from shared.sync.backoff import PARKED_AFTER
from shared.sync.plans import Failed
from tests.unit.shared_sync.entries import ENTRY

DOCUMENT = DocumentInXero.model_validate(
    {"InvoiceID": "x-1", "InvoiceNumber": "INV-1", "Type": "ACCREC", "Status": "AUTHORISED", "CurrencyCode": "GBP",
     "SubTotal": 200, "TotalTax": 40, "Total": 240}
)  # fmt: skip
KEY = ObjectKey("acme", ENTRY.key.category, "xero", "x-1")
GIVEN = Given(replace(ENTRY, key=KEY), DOCUMENT, None)
ROW: dict[str, Any] = {"id": 4101, "sum": "200.00", "vat_sum": "40.00", "currency": "GBP", "paid_sum": "30.00"}


@pytest.mark.parametrize(
    ("row", "moves"),
    [
        pytest.param({}, False, id="the same"),
        pytest.param({"sum": "-200.00", "vat_sum": "-40.00"}, False, id="R118 a credit invoice"),
        pytest.param({"vat_sum": "40.05"}, False, id="cents of rounding"),
        pytest.param({"vat_sum": "40.06"}, True, id="more than rounding"),
        pytest.param({"sum": "100.00", "vat_sum": "20.00"}, True, id="another sum"),
        pytest.param({"currency": "EUR"}, True, id="another currency"),
        pytest.param({"currency": None}, False, id="a currency that nobody told"),
    ],
)
def test_receipts_keep_sum_and_currency(row: dict[str, Any], *, moves: bool) -> None:
    assert moves_sum(GIVEN, {**ROW, **row}) is moves


@pytest.mark.parametrize(
    ("attempts", "receipts_come", "mended_by"),
    [
        pytest.param(0, True, MendedBy.TIME, id="R116 its receipts are about to go"),
        pytest.param(PARKED_AFTER, True, MendedBy.OPERATOR, id="they stayed"),
        pytest.param(0, False, MendedBy.OPERATOR, id="nobody takes them away"),
    ],
)
def test_time_has_a_chance_before_a_person_is_asked(attempts: int, mended_by: MendedBy, *, receipts_come: bool) -> None:
    given = replace(GIVEN, entry=replace(GIVEN.entry, attempts=attempts))

    async def stands() -> bool:
        return True

    plan = received(FORM, given, ROW, receipts_come=receipts_come, stands=stands)

    assert isinstance(plan, Failed)
    assert isinstance(plan.error, ReceiptsStandError)
    assert (plan.error.mended_by, plan.error.about) == (mended_by, ("receipts:invoices:4101",))
    assert "30.00 GBP was received" in str(plan.error)
