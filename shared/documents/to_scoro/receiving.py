"""Documents of Scoro on which something was received: how long their change is left to time, and when a person is told.

Pure.
"""

from collections.abc import Awaitable, Callable
from decimal import Decimal

from shared.documents.to_scoro.errors import ReceiptsStandError
from shared.documents.to_scoro.planning import CREATED, Form, Given, Row
from shared.money import cents
from shared.scoro.fields import amount, optional_amount, text
from shared.sync.backoff import PARKED_AFTER
from shared.sync.plans import Failed, Plan

FEW_CENTS = Decimal("0.05")


def moves_sum(given: Given, row: Row) -> bool:
    """Whether the document in Scoro would get another sum or currency, which receipts keep there.

    A few cents may be how the two systems round; what is about nothing else is tried.
    """
    there = abs(amount(row.get("sum")) + amount(row.get("vat_sum")))
    currency = text(row.get("currency")) or given.document.currency_code
    return abs(given.document.total - there) > FEW_CENTS or currency != given.document.currency_code


def is_about_to_be_free(given: Given, *, receipts_come: bool) -> bool:
    """Whether what is gone in Xero may lose its receipts by itself, so that it can be deleted in Scoro too (R146)."""
    is_ours = given.own is not None and given.own.evidence == CREATED
    return is_ours and _may_pass(given, receipts_come=receipts_come)


def _may_pass(given: Given, *, receipts_come: bool) -> bool:
    return receipts_come and given.entry.attempts < PARKED_AFTER


def received(form: Form, given: Given, row: Row, *, receipts_come: bool, stands: Callable[[], Awaitable[bool]]) -> Plan:
    """What would move the sum of a document with receipts is not sent.

    For some attempts time mends it: the payment was removed in Xero, and its receipt is on its way out (R116). Then,
    or at once where receipts do not come from Xero, a person is told, unless they went just now: `stands` asks Scoro.
    """
    paid = optional_amount(row.get("paid_sum"))
    received = f"{cents(paid):,} {text(row.get('currency'))} was received, " if paid else ""
    said = f"{received}{cents(given.document.total):,} {given.document.currency_code} is its sum in Xero now"
    is_passing = _may_pass(given, receipts_come=receipts_come)
    number, scoro_id = given.document.number, str(row["id"])
    error = ReceiptsStandError(number, form.module, scoro_id, said, is_passing=is_passing)
    return Failed(given.entry, error, given.money, stands=stands)
