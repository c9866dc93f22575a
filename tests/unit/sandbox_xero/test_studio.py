"""The made-up studio: always the same, everything in it, and not a cent out of place."""

import datetime as dt
from collections import Counter
from decimal import Decimal
from typing import Any

import pytest

from services.sandbox.xero.books.ledger import Ledger
from services.sandbox.xero.books.papers import Kind
from services.sandbox.xero.control.routes import dumped
from services.sandbox.xero.sandbox import XeroSandbox
from services.sandbox.xero.seeding.bodies import MadeUp, OrganisationSeed
from services.sandbox.xero.seeding.defaults import studio
from services.sandbox.xero.seeding.planting import ledger_from
from services.sandbox.xero.settings import XeroSandboxSettings

NOW = dt.datetime(2026, 11, 20, 9, 30, tzinfo=dt.UTC)
SMALL, USUAL = 100, 300


def made_up(seed: int = 1, size: int = SMALL, now: dt.datetime = NOW) -> Ledger:
    return ledger_from(studio(MadeUp(seed=seed, size=size)), now)


def content(ledger: Ledger) -> str:
    """Everything in it, each id as the place where it came first."""
    seen: dict[str, str] = {}

    def plain(value: Any) -> Any:
        match value:
            case dict():
                return {key: plain(part) for key, part in value.items()}
            case list():
                return [plain(part) for part in value]
            case str() if len(value) == 36:
                return seen.setdefault(value, f"id {len(seen)}")
        return value

    return str(plain(dumped(ledger)))


@pytest.mark.parametrize("seed", [1, 2])
def test_the_same_seed_makes_the_same_studio(seed: int) -> None:
    assert content(made_up(seed)) == content(made_up(seed))


def test_another_seed_makes_another_one() -> None:
    assert content(made_up(1)) != content(made_up(2))


@pytest.mark.parametrize("size", [1, 2, 7, 10, 40, SMALL, USUAL])
def test_it_is_about_as_large_as_wanted(size: int) -> None:
    ledger = made_up(size=size)

    count = len(ledger.invoices) + len(ledger.credit_notes)

    assert abs(count - size) <= max(2, size * 0.08)


@pytest.mark.parametrize("seed", range(4))
def test_all_amounts_agree(seed: int) -> None:
    ledger = made_up(seed, USUAL)

    for one in ledger.all_documents():
        payments, parts = ledger.live_payments(one.id), ledger.live_allocations(one.id)
        assert one.paid == sum((payment.amount for payment in payments), Decimal(0))
        assert one.credited == sum((part.amount for part in parts), Decimal(0))
        assert one.outstanding >= 0
        assert one.total == one.sub_total + one.total_tax
        if one.status in {"AUTHORISED", "PAID"}:
            assert (one.status == "PAID") is (one.outstanding == 0)
        else:
            assert not one.has_applied
    for batch in ledger.batches.values():
        assert batch.total == sum(ledger.payments[payment].amount for payment in batch.payment_ids)


def test_both_sides_of_an_allocation_agree() -> None:
    ledger = made_up(size=USUAL)

    for part in ledger.allocations.values():
        credit, invoice = ledger.document(part.credit_id), ledger.invoices[part.invoice_id]
        assert (credit.contact_id, credit.is_sale, credit.currency_code) == (
            invoice.contact_id, invoice.is_sale, invoice.currency_code,
        )  # fmt: skip


def test_a_usual_studio_has_seen_everything() -> None:
    ledger = made_up(size=USUAL)

    statuses = {(one.type, one.status) for one in ledger.all_documents()}
    payments = {(one.payment_type, one.status) for one in ledger.payments.values()}
    assert statuses >= {
        (kind, status)
        for kind in ("ACCREC", "ACCPAY")
        for status in ("DRAFT", "SUBMITTED", "AUTHORISED", "PAID", "VOIDED", "DELETED")
    }
    assert {one for one, _ in statuses} >= {
        "ACCRECCREDIT", "ACCPAYCREDIT", "RECEIVE-PREPAYMENT", "SPEND-PREPAYMENT", "RECEIVE-OVERPAYMENT",
        "SPEND-OVERPAYMENT",
    }  # fmt: skip
    assert {kind for kind, _ in payments} == {
        "ACCRECPAYMENT", "ACCPAYPAYMENT", "ARCREDITPAYMENT", "APCREDITPAYMENT", "ARPREPAYMENTPAYMENT",
        "APPREPAYMENTPAYMENT", "AROVERPAYMENTPAYMENT", "APOVERPAYMENTPAYMENT",
    }  # fmt: skip
    assert {status for _, status in payments} == {"AUTHORISED", "DELETED"}
    assert {one.currency_code for one in ledger.invoices.values()} == {"GBP", "EUR", "USD"}
    assert {one.line_amount_types for one in ledger.invoices.values()} == {"Exclusive", "Inclusive", "NoTax"}
    assert {batch.type for batch in ledger.batches.values()} == {"RECBATCH", "PAYBATCH"}
    assert any(one.bank_amount != one.amount for one in ledger.payments.values())
    assert {contact.status for contact in ledger.contacts.values()} == {"ACTIVE", "ARCHIVED"}


def test_credit_waits_is_used_in_part_and_used_up() -> None:
    notes = made_up(size=USUAL).credit_notes.values()

    for kind in ("ACCRECCREDIT", "ACCPAYCREDIT"):
        own = [one for one in notes if one.type == kind]
        assert any(one.credited and one.outstanding for one in own)
        assert any(one.credited and not one.outstanding for one in own)
        assert any(one.paid and not one.outstanding for one in own)
        assert any(one.status == "DRAFT" for one in own)


def test_two_equal_payments_came_on_one_day() -> None:
    ledger = made_up()

    alike = Counter((one.document_id, one.date, one.amount) for one in ledger.payments.values())

    assert {ledger.document(document_id).is_sale for (document_id, _, _), count in alike.items() if count > 1} == {
        True, False,
    }  # fmt: skip


def test_lines_are_tracked_by_department_and_project() -> None:
    ledger = made_up(size=USUAL)

    names = {category.id: category.name for category in ledger.categories.values()}
    used = {names[one.category_id] for line in ledger.all_lines() for one in line.tracking}
    assert used == set(names.values()) == {"Department", "Project"}
    assert [
        option.name for one in ledger.categories.values() for option in one.options if option.status == "ARCHIVED"
    ] == ["Print room"]


def test_bills_share_numbers_and_some_have_none() -> None:
    bills = [one for one in made_up(size=USUAL).invoices.values() if not one.is_sale]

    assert len({one.number for one in bills}) < len(bills)
    assert any(not one.number for one in bills)


@pytest.mark.parametrize("hour", [0, 1, 23])
def test_everything_was_changed_today_and_nothing_lies_in_the_future(hour: int) -> None:
    now = dt.datetime(2026, 11, 20, hour, 10, tzinfo=dt.UTC)

    ledger = made_up(now=now)

    documents, payments = ledger.all_documents(), ledger.payments.values()
    changes = [one.updated for one in documents] + [one.updated for one in payments]
    assert {change.date() for change in changes} == {now.date()}
    assert max(changes) <= now
    assert max([one.date for one in documents] + [one.date for one in payments]) <= now.date()


@pytest.mark.parametrize(
    "organisation",
    [
        OrganisationSeed(name="Kiwi", base_currency="NZD", region="NZ", zone="Pacific/Auckland"),
        OrganisationSeed(name="Tallinn", base_currency="EUR", region="GLOBAL", currencies=["SEK"]),
    ],
)
def test_any_organisation_can_be_filled(organisation: OrganisationSeed) -> None:
    ledger = ledger_from(organisation.model_copy(update={"made_up": MadeUp(seed=3, size=60)}), NOW)

    assert len(ledger.documents(Kind.INVOICE)) > 40
    assert ledger.payments


async def test_settings_start_a_third_organisation() -> None:
    sandbox = XeroSandbox(XeroSandboxSettings(seed=5, size=20))

    for _ in range(2):
        sizes = {one.organisation.name: len(one.invoices) for one in sandbox.world.books.values()}
        assert list(sizes) == ["Acme Agency UK", "Acme Agency OÜ", "Acme Studio Ltd"]
        assert sizes["Acme Studio Ltd"] > 10
        await sandbox.reset()


async def test_the_control_api_adds_a_studio_beside_what_is_there(xero: Any) -> None:
    body = {"replace": False, "organisations": [{"name": "Studio", "made_up": {"seed": 2, "size": 30}}]}

    answer = await xero.control("POST", "/seed", body)

    counts = {one["name"]: one["counts"] for one in answer.json()}
    assert counts["Kiwi Ltd"]["invoices"] == 0
    assert counts["Studio"]["invoices"] > 15


async def test_bodies_of_money_are_planted_too(xero: Any) -> None:
    line = {"Description": "x", "UnitAmount": 100, "AccountCode": "200"}
    invoice = {"Type": "ACCREC", "Contact": {"Name": "Ada"}, "DueDate": "2026-12-01", "Status": "AUTHORISED"}
    transaction = {"Type": "RECEIVE-PREPAYMENT", "Contact": {"Name": "Ada"}, "BankAccount": {"Code": "090"}}
    part = {"Invoice": {"InvoiceNumber": "INV-0001"}, "Amount": 20}
    organisation = {
        "name": "Listed",
        "tracking_categories": [{"Name": "Region", "Options": [{"Name": "North"}]}],
        "invoices": [invoice | {"LineItems": [line | {"Tracking": [{"Name": "Region", "Option": "North"}]}]}],
        "bank_transactions": [transaction | {"LineItems": [line]}],
        "batch_payments": [{"Account": {"Code": "090"}, "Payments": [part]}],
    }

    answer = await xero.control("POST", "/seed", {"replace": False, "organisations": [organisation]})
    refused = await xero.control(
        "POST", "/seed", {"organisations": [organisation | {"bank_transactions": [transaction]}]}
    )

    counts = next(one["counts"] for one in answer.json() if one["name"] == "Listed")
    assert (counts["invoices"], counts["prepayments"], counts["payments"]) == (1, 1, 1)
    assert (refused.status_code, refused.json()["detail"]) == (422, "Listed: One or more line items must be specified")
