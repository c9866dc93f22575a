"""When Xero is asked how a document stands before it is changed, and what a refusal teaches."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from shared.documents.errors import UpdateBlockedError
from shared.documents.fields import XeroStatus
from shared.documents.from_scoro import judging
from shared.documents.from_scoro.presence import is_worth_a_look
from shared.documents.twins import Twin
from shared.errors import SyncError
from shared.store.records import Brake, CallEntry, Cleared, Link
from shared.sync.plans import Accepted, Again, Failed, LeftOut, Plan, Write
from tests.unit.shared_sync.entries import ENTRY

TWIN = Twin(kind="invoice", xero_id="x-1", number="1001", status=XeroStatus.AUTHORISED, total=Decimal(120))
LINK = Link("acme", ENTRY.key.category, "7", "x-1", twin=TWIN.model_dump(mode="json"))
CHANGE = Write(ENTRY, "Invoices", "POST", {}, "f")
COUNTED = replace(ENTRY, cleared=Cleared.COUNTED)
SENT = CallEntry(
    1, "7", "f", {"xero_id": "x-1", "number": "1001", "delete": False, "gross": "120.00", "currency": "GBP"}
)


def blocked(code: str) -> Plan:
    return Failed(ENTRY, UpdateBlockedError(code, "1001", "x-1"))


@pytest.mark.parametrize(
    ("plan", "asks"),
    [
        pytest.param(CHANGE, True, id="a change"),
        pytest.param(replace(CHANGE, brake=Brake.APPROVED_UPDATES), False, id="to be counted first"),
        pytest.param(replace(CHANGE, entry=COUNTED, brake=Brake.APPROVED_UPDATES), True, id="counted"),
        pytest.param(replace(CHANGE, method="PUT"), False, id="new"),
        pytest.param(blocked("payment_attached"), True, id="R80 believed to be paid"),
        pytest.param(blocked("voided_in_xero"), False, id="R81 voided stays voided"),
        pytest.param(Failed(ENTRY, SyncError("else")), False, id="needs a person for something else"),
        pytest.param(LeftOut(ENTRY, "before_start_date"), False, id="left out"),
    ],
)
def test_only_what_is_about_to_change_a_document_in_xero_asks(plan: Plan, asks: bool) -> None:  # noqa: FBT001
    assert is_worth_a_look(plan) is asks


@pytest.mark.parametrize(
    "now",
    [{"amount_paid": Decimal(10)}, {"amount_credited": Decimal(10)}, {"status": XeroStatus.PAID}],
    ids=["paid in part", "credited", "paid"],
)
def test_what_was_paid_between_look_and_call_is_planned_anew(now: dict[str, Any]) -> None:
    there = TWIN.model_copy(update=now)

    assert isinstance(judging.after_refusal(ENTRY.key, SENT, there, LINK), Again)
    known = replace(LINK, twin=there.model_dump(mode="json"))
    assert judging.after_refusal(ENTRY.key, SENT, there, known) is None  # nothing was learnt: the refusal stands


def test_what_was_to_be_deleted_and_is_gone_is_done() -> None:
    item = replace(SENT, memo=SENT.memo | {"delete": True, "kind": "invoice"})

    assert isinstance(judging.after_refusal(ENTRY.key, item, None, LINK), Accepted)
