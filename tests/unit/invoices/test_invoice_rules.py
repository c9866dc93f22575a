import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from services.invoices.rules import left_out, wanted_status
from shared.documents.fields import XeroStatus
from shared.documents.status import CloseLink, DeleteDraft, Orphaned, deletion, lifted, payment_attached, update_blocked
from shared.sync.settings import CategorySettings, Direction
from tests.unit.invoices.examples import A_TWIN, an_invoice

ON = CategorySettings(enabled=True, direction=Direction.FROM_SCORO, start_date=dt.date(2026, 3, 1))
OFF = ON.model_copy(update={"enabled": False})
BACKWARDS = ON.model_copy(update={"direction": Direction.TO_SCORO})
LATER = ON.model_copy(update={"start_date": dt.date(2026, 3, 3)})


def reason(
    settings: CategorySettings = ON, *, document: dict[str, Any] | None = None, **circumstances: Any
) -> str | None:
    asked = {"entity": "acme_uk", "time_zone": "Europe/London", "is_linked": False, **circumstances}
    return left_out(an_invoice(**(document or {})), settings, **asked)


def test_an_invoice_in_scope_crosses() -> None:
    assert reason() is None


@pytest.mark.parametrize(
    ("settings", "document", "circumstances", "expected"),
    [
        pytest.param(OFF, {}, {}, "category_switched_off", id="R18 switched off"),
        pytest.param(BACKWARDS, {}, {}, "wrong_direction", id="R19 the other direction"),
        pytest.param(LATER, {}, {}, "before_start_date", id="R31 before the start date"),
        pytest.param(ON, {"account_id": "acme_ee"}, {}, "not_this_entity", id="R15 another entity's"),
        pytest.param(ON, {}, {"module": "prepayments"}, "prepayment", id="R96 from the prepayments module"),
        pytest.param(ON, {"prepayment_percent": 30}, {}, "prepayment", id="R96 by its own mark"),
        pytest.param(ON, {}, {"module": "scheduledInvoices"}, "scheduled_template", id="R88 a template"),
        pytest.param(ON, {}, {"module": "quotes"}, "not_an_invoice", id="R88 a quote"),
        pytest.param(ON, {}, {"module": "purchaseOrders"}, "not_an_invoice", id="R88 any other module"),
        pytest.param(ON, {}, {"is_in_bookmark": False}, "outside_bookmark", id="R120 outside the bookmark"),
        pytest.param(ON, {"is_deleted": 1}, {}, "nothing_to_delete", id="R143 deleted and never linked"),
    ],
)
def test_each_rule_names_why_an_invoice_is_left_out(
    settings: CategorySettings, document: dict[str, Any], circumstances: dict[str, Any], expected: str
) -> None:
    assert reason(settings, document=document, **circumstances) == expected


@pytest.mark.parametrize("settings", [OFF, LATER])
def test_r141_a_click_ignores_the_switch_and_the_start_date(settings: CategorySettings) -> None:
    assert reason(settings, asked_by_person=True, is_in_bookmark=False) is None


@pytest.mark.parametrize(
    ("settings", "document", "expected"),
    [
        pytest.param(BACKWARDS, {}, "wrong_direction", id="the direction"),
        pytest.param(ON, {"account_id": "acme_ee"}, "not_this_entity", id="the entity"),
        pytest.param(ON, {"prepayment_percent": 30}, "prepayment", id="a prepayment"),
    ],
)
def test_r141_a_click_does_not_ignore(settings: CategorySettings, document: dict[str, Any], expected: str) -> None:
    assert reason(settings, document=document, asked_by_person=True) == expected


@pytest.mark.parametrize(
    ("created", "modified", "expected"),
    [
        pytest.param("2026-01-01T00:00:00+00:00", "2026-03-05T00:00:00+00:00", None, id="R35 old but modified since"),
        pytest.param("2026-03-05T00:00:00+00:00", None, None, id="R31 created since, never modified"),
        pytest.param("2026-01-01T00:00:00+00:00", "2026-02-01T00:00:00+00:00", "before_start_date", id="R31 neither"),
        pytest.param(None, None, None, id="no times at all: not kept back for it"),
    ],
)
def test_the_start_date_looks_at_created_or_modified(
    created: str | None, modified: str | None, expected: str | None
) -> None:
    assert reason(document={"created_date": created, "modified_date": modified}) == expected


@pytest.mark.parametrize(
    ("modified", "expected"),
    [
        pytest.param("2026-02-28T21:59:59+00:00", "before_start_date", id="one second too early"),
        pytest.param("2026-02-28T22:00:00+00:00", None, id="midnight there counts"),
    ],
)
def test_r36_the_start_date_begins_at_midnight_in_the_sites_zone(modified: str, expected: str | None) -> None:
    document = {"created_date": None, "modified_date": modified}

    assert reason(document=document, time_zone="Europe/Tallinn") == expected


def test_without_a_start_date_nothing_is_too_old() -> None:
    assert reason(ON.model_copy(update={"start_date": None})) is None


def test_r143_a_deleted_invoice_that_is_linked_goes_on_to_its_twin() -> None:
    assert reason(document={"is_deleted": 1}, is_linked=True) is None


@pytest.mark.parametrize(
    ("document", "status"),
    [
        pytest.param({"is_sent": 0}, XeroStatus.DRAFT, id="R76 not sent is a draft"),
        pytest.param({"is_sent": 1}, XeroStatus.AUTHORISED, id="R77 sent awaits payment"),
        pytest.param({"is_sent": 0, "credited_invoices": [1]}, XeroStatus.AUTHORISED, id="R91 a credit invoice"),
        pytest.param(
            {"is_sent": 0, "sum": "-950.00", "vat_sum": "-190.00"}, XeroStatus.AUTHORISED, id="R91 a negative one"
        ),
    ],
)
def test_the_sent_mark_decides_the_status(document: dict[str, Any], status: XeroStatus) -> None:
    assert wanted_status(an_invoice(**document)) is status


@pytest.mark.parametrize(
    ("wanted", "current", "written"),
    [
        (XeroStatus.AUTHORISED, XeroStatus.DRAFT, XeroStatus.AUTHORISED),
        (XeroStatus.AUTHORISED, XeroStatus.SUBMITTED, XeroStatus.AUTHORISED),
        (XeroStatus.DRAFT, XeroStatus.AUTHORISED, XeroStatus.AUTHORISED),
        (XeroStatus.DRAFT, XeroStatus.SUBMITTED, XeroStatus.SUBMITTED),
        (XeroStatus.DRAFT, XeroStatus.DRAFT, XeroStatus.DRAFT),
    ],
)
def test_r78_a_status_is_lifted_and_never_lowered(wanted: XeroStatus, current: XeroStatus, written: XeroStatus) -> None:
    assert lifted(wanted, current) is written


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        pytest.param(XeroStatus.DRAFT, DeleteDraft(A_TWIN.xero_id), id="R143 a draft goes too"),
        pytest.param(XeroStatus.SUBMITTED, DeleteDraft(A_TWIN.xero_id), id="R143 not approved yet"),
        pytest.param(XeroStatus.AUTHORISED, Orphaned(A_TWIN.xero_id), id="R145 approved stays"),
        pytest.param(XeroStatus.PAID, Orphaned(A_TWIN.xero_id), id="R145 paid stays"),
        pytest.param(XeroStatus.VOIDED, CloseLink(), id="voided before"),
        pytest.param(XeroStatus.DELETED, CloseLink(), id="deleted before"),
    ],
)
def test_a_deletion_in_scoro_depends_on_the_status_in_xero(
    status: XeroStatus, outcome: DeleteDraft | Orphaned | CloseLink
) -> None:
    assert deletion(A_TWIN.model_copy(update={"status": status})) == outcome


def test_a_deletion_without_a_twin_closes_the_link() -> None:
    assert deletion(None) == CloseLink()


@pytest.mark.parametrize(
    ("changes", "attached"),
    [
        pytest.param({}, False, id="untouched"),
        pytest.param({"amount_paid": Decimal("0.01")}, True, id="part paid"),
        pytest.param({"amount_credited": Decimal("5.00")}, True, id="credited or allocated"),
        pytest.param({"status": XeroStatus.PAID}, True, id="R87 paid because it was zero"),
    ],
)
def test_r136_a_payment_is_attached_when_anything_is_applied(changes: dict[str, Any], attached: bool) -> None:  # noqa: FBT001
    assert payment_attached(A_TWIN.model_copy(update=changes)) is attached


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        pytest.param({}, None, id="open"),
        pytest.param({"amount_paid": Decimal(1)}, "payment_attached", id="R80 paid in part"),
        pytest.param({"status": XeroStatus.VOIDED}, "voided_in_xero", id="R146 voided there"),
        pytest.param({"status": XeroStatus.DELETED}, "voided_in_xero", id="R146 deleted there"),
    ],
)
def test_what_blocks_an_update_is_known_without_asking(changes: dict[str, Any], reason: str | None) -> None:
    assert update_blocked(A_TWIN.model_copy(update=changes)) == reason
