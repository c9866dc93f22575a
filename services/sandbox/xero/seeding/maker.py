"""Makes the studio's objects through the rules of the API, at moments of the clock's current day."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from services.sandbox.xero.books import allocations, bank_transactions, batches, payments, periods
from services.sandbox.xero.books.documents import DocumentWriter
from services.sandbox.xero.books.families import CREDIT_NOTES, INVOICES
from services.sandbox.xero.books.given import Given
from services.sandbox.xero.books.ledger import Ledger
from services.sandbox.xero.books.money import rounded
from services.sandbox.xero.books.papers import Allocation, BankTransaction, BatchPayment, Document, Kind, Payment

CLIENT = ""
"""No app made these."""
Body = Mapping[str, Any]


class Maker:
    """Time runs from midnight to now while objects are made, so that their times of change ascend."""

    def __init__(self, ledger: Ledger, seed: int, now: dt.datetime) -> None:
        self.draw = Random(seed)
        self.ledger = ledger
        self.today = periods.today(ledger)
        self._now = now
        zone = ZoneInfo(ledger.organisation.zone)
        self._midnight = dt.datetime.combine(self.today, dt.time(), zone).astimezone(dt.UTC)
        self.banks: dict[str, str] = {}
        """Code of the bank account of each currency."""

    @property
    def base(self) -> str:
        return self.ledger.organisation.base_currency

    def day_is_over_by(self, share: float) -> None:
        """What is made next was made when this share of the time since midnight had passed."""
        self.ledger.begin(self._midnight + (self._now - self._midnight) * share)

    def chance(self, percent: int) -> bool:
        return self.draw.randrange(100) < percent

    def day_after(self, day: dt.date, *, most: int) -> dt.date:
        """Some days later, but not in the future."""
        return min(self.today, day + dt.timedelta(days=self.draw.randint(0, most)))

    def part_of(self, amount: Decimal, percent: int) -> Decimal:
        """In whole cents, and never nothing."""
        return max(rounded(amount * percent / 100), Decimal("0.01"))

    def document(self, body: Body) -> Document:
        family = CREDIT_NOTES if str(body["Type"]).endswith("CREDIT") else INVOICES
        return DocumentWriter(self.ledger, family, unit_places=4).create(_given(body))

    def ended(self, one: Document, status: str) -> Document:
        """Voided or deleted."""
        family = INVOICES if one.kind is Kind.INVOICE else CREDIT_NOTES
        return DocumentWriter(self.ledger, family, client=CLIENT).update(one, _given({"Status": status}))

    def as_it_is(self, one: Document) -> Document:
        return self.ledger.document(one.id)

    def pay(self, one: Document, amount: Decimal, day: dt.date, **more: Any) -> Payment:
        """Also a refund, if `one` gives credit."""
        body = {one.kind.value: {f"{one.kind}ID": one.id}, "Account": {"Code": self.banks[one.currency_code]}}
        return payments.create(self.ledger, _given(body | {"Amount": amount, "Date": day.isoformat(), **more}))

    def unpay(self, payment: Payment) -> Payment:
        return payments.delete(self.ledger, payment)

    def allocate(self, credit: Document, invoice: Document, amount: Decimal) -> Allocation:
        body = {"Invoice": {"InvoiceID": invoice.id}, "Amount": amount}
        return allocations.allocate(self.ledger, self.as_it_is(credit), _given(body))

    def unallocate(self, allocation: Allocation) -> None:
        allocations.take_back(self.ledger, allocation)

    def batch(self, documents: list[Document], day: dt.date) -> BatchPayment:
        parts = [{"Invoice": {"InvoiceID": one.id}, "Amount": one.outstanding} for one in documents]
        body = {"Account": {"Code": self.banks[self.base]}, "Date": day.isoformat(), "Payments": parts}
        return batches.create(self.ledger, _given(body))

    def bank(self, body: Body) -> BankTransaction:
        return bank_transactions.create(self.ledger, _given(body), unit_places=2)


def _given(body: Body) -> Given:
    return Given(dict(body), "made up")
