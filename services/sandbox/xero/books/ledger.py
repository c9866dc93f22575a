"""One organisation's books with their indexes. Every change is written down, so that a refused batch can be undone."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Protocol, TypeVar
from uuid import uuid4

from services.sandbox.xero.books.changes import Changes, Happening
from services.sandbox.xero.books.history import HistoryRecord, changes_of
from services.sandbox.xero.books.money import ONE
from services.sandbox.xero.books.papers import Allocation, BankTransaction, BatchPayment, Document, Kind, Line, Payment
from services.sandbox.xero.books.records import (
    Account,
    Contact,
    ContactGroup,
    Item,
    Organisation,
    TaxRate,
    TrackingCategory,
)
from services.sandbox.xero.books.wire import whole_ms

_Key = TypeVar("_Key")
_Value = TypeVar("_Value")


class Row(Protocol):
    @property
    def id(self) -> str: ...


_Row = TypeVar("_Row", bound=Row)


def new_id() -> str:
    return str(uuid4())


@dataclass(slots=True)
class Ledger:
    """`now` is set at the start of each request; records taken from here are never changed in place."""

    organisation: Organisation
    now: dt.datetime
    accounts: dict[str, Account] = field(default_factory=dict)
    tax_rates: dict[str, TaxRate] = field(default_factory=dict)
    currencies: dict[str, str] = field(default_factory=dict)
    categories: dict[str, TrackingCategory] = field(default_factory=dict)
    contacts: dict[str, Contact] = field(default_factory=dict)
    groups: dict[str, ContactGroup] = field(default_factory=dict)
    items: dict[str, Item] = field(default_factory=dict)
    invoices: dict[str, Document] = field(default_factory=dict)
    credit_notes: dict[str, Document] = field(default_factory=dict)
    prepayments: dict[str, Document] = field(default_factory=dict)
    overpayments: dict[str, Document] = field(default_factory=dict)
    payments: dict[str, Payment] = field(default_factory=dict)
    allocations: dict[str, Allocation] = field(default_factory=dict)
    batches: dict[str, BatchPayment] = field(default_factory=dict)
    bank_transactions: dict[str, BankTransaction] = field(default_factory=dict)
    history: dict[str, tuple[HistoryRecord, ...]] = field(default_factory=dict)
    """By the id of what it is about, oldest first."""
    last_numbers: dict[str, int] = field(default_factory=dict)
    """Last automatic number by prefix."""

    account_by_code: dict[str, str] = field(default_factory=dict)
    active_name: dict[str, str] = field(default_factory=dict)
    contact_number: dict[str, str] = field(default_factory=dict)
    item_code: dict[str, str] = field(default_factory=dict)
    sales_number: dict[tuple[Kind, str], str] = field(default_factory=dict)
    """By number in lower case: sales documents that hold their number, which are all but deleted ones."""
    document_payments: dict[str, tuple[str, ...]] = field(default_factory=dict)
    document_allocations: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Live allocations by invoice and by credit."""

    changes: Changes = field(default_factory=Changes)

    def begin(self, now: dt.datetime) -> None:
        """A new request: what was done before stands."""
        self.now = whole_ms(now)
        self.changes.stand()

    def save(self, table: dict[str, _Row], row: _Row) -> _Row:
        """Into a table that has no index."""
        old = table.get(row.id)
        _put(table, row.id, row)
        self.changes.note(lambda: _put(table, row.id, old))
        return row

    def save_contact(self, contact: Contact, *, announce: bool = True) -> Contact:
        old = self.contacts.get(contact.id)
        self._put_contact(contact.id, contact)
        self.changes.note(lambda: self._put_contact(contact.id, old))
        if announce:
            self.changes.tell(Happening("CONTACT", contact.id, old is None, self.now))
        return contact

    def save_document(self, document: Document, *, announce: bool = True) -> Document:
        old = self.documents(document.kind).get(document.id)
        self._put_document(document.id, old, document)
        self.changes.note(lambda: self._put_document(document.id, document, old))
        if announce:
            self._tell_history(old, document)
            is_invoice = document.kind is Kind.INVOICE
            details = None if is_invoice else {"Type": document.type, "Status": document.status}
            self.changes.tell(Happening(document.kind.upper(), document.id, old is None, self.now, details))
        return document

    def remember(self, object_id: str, changes: str, details: str) -> HistoryRecord:
        """Write a line into the history of something."""
        old, record = self.history.get(object_id, ()), HistoryRecord(changes, details, self.now)
        self.history[object_id] = (*old, record)
        self.changes.note(lambda: _put(self.history, object_id, old or None))
        return record

    def save_payment(self, payment: Payment) -> Payment:
        is_new = payment.id not in self.payments
        self.save(self.payments, payment)
        if is_new:
            self._set_ids(self.document_payments, payment.document_id, payment.id, present=True)
        return payment

    def save_allocation(self, allocation: Allocation) -> Allocation:
        self.save(self.allocations, allocation)
        self._index_allocation(allocation, present=True)
        return allocation

    def delete_allocation(self, allocation: Allocation) -> None:
        _put(self.allocations, allocation.id, None)
        self.changes.note(lambda: _put(self.allocations, allocation.id, allocation))
        self._index_allocation(allocation, present=False)

    def save_account(self, account: Account) -> Account:
        old = self.accounts.get(account.id)
        self._put_account(account.id, old, account)
        self.changes.note(lambda: self._put_account(account.id, account, old))
        return account

    def save_item(self, item: Item) -> Item:
        self._replace_item(item.id, item)
        return item

    def delete_item(self, item: Item) -> None:
        self._replace_item(item.id, None)

    def save_tax_rate(self, rate: TaxRate) -> TaxRate:
        old = self.tax_rates.get(rate.tax_type)
        _put(self.tax_rates, rate.tax_type, rate)
        self.changes.note(lambda: _put(self.tax_rates, rate.tax_type, old))
        return rate

    def add_currency(self, code: str, description: str) -> None:
        self.currencies[code] = description
        self.changes.note(lambda: _put(self.currencies, code, None))

    def documents(self, kind: Kind) -> dict[str, Document]:
        match kind:
            case Kind.INVOICE:
                return self.invoices
            case Kind.CREDIT_NOTE:
                return self.credit_notes
            case Kind.PREPAYMENT:
                return self.prepayments
            case Kind.OVERPAYMENT:
                return self.overpayments

    def document(self, document_id: str) -> Document:
        """Of any kind; StopIteration where there is none."""
        return next(table[document_id] for table in map(self.documents, Kind) if document_id in table)

    def all_documents(self) -> list[Document]:
        return [document for kind in Kind for document in self.documents(kind).values()]

    def all_lines(self) -> Iterator[Line]:
        for document in self.all_documents():
            yield from document.lines
        for transaction in self.bank_transactions.values():
            yield from transaction.lines

    def document_for(self, kind: Kind, key: str) -> Document | None:
        """By id; sales invoices and credit notes also by number."""
        table, lower = self.documents(kind), key.lower()
        return table.get(lower) or table.get(self.sales_number.get((kind, lower), ""))

    def account_for(self, code: str | None, account_id: str | None = None) -> Account | None:
        found = self.account_by_code.get(code.lower()) if code else account_id
        return self.accounts.get(found) if found else None

    def groups_of(self, contact_id: str) -> list[ContactGroup]:
        groups = self.groups.values()
        return [one for one in groups if one.status == "ACTIVE" and contact_id in one.contact_ids]

    def item_for(self, key: str) -> Item | None:
        """By ItemID or code."""
        return self.items.get(key.lower()) or self.items.get(self.item_code.get(key.lower(), ""))

    def live_payments(self, document_id: str) -> list[Payment]:
        found = (self.payments[one] for one in self.document_payments.get(document_id, ()))
        return [payment for payment in found if payment.status == "AUTHORISED"]

    def live_allocations(self, document_id: str) -> list[Allocation]:
        return [self.allocations[one] for one in self.document_allocations.get(document_id, ())]

    def next_number(self, prefix: str, kind: Kind) -> str:
        """`INV-0001`; numbers in use are passed over, freed ones are not given again."""
        last = self.last_numbers.get(prefix, 0)
        number = last + 1
        while (kind, f"{prefix}{number:04}".lower()) in self.sales_number:
            number += 1
        self.last_numbers[prefix] = number
        self.changes.note(lambda: _put(self.last_numbers, prefix, last))
        return f"{prefix}{number:04}"

    def day_rate(self, currency: str) -> Decimal:
        return self.organisation.day_rates.get(currency, ONE)

    def _tell_history(self, old: Document | None, new: Document) -> None:
        contact = self.contacts[new.contact_id].name
        for changes in changes_of(old, new):
            self.remember(new.id, changes, f"{new.number} to {contact} for {new.total}.".lstrip())

    def _put_contact(self, contact_id: str, contact: Contact | None) -> None:
        if old := self.contacts.pop(contact_id, None):
            if old.status == "ACTIVE":
                self.active_name.pop(old.name.lower(), None)
            self.contact_number.pop(old.number.lower(), None)
        if contact is None:
            return
        self.contacts[contact_id] = contact
        if contact.status == "ACTIVE":
            self.active_name[contact.name.lower()] = contact_id
        if contact.number:
            self.contact_number[contact.number.lower()] = contact_id

    def _put_document(self, document_id: str, old: Document | None, new: Document | None) -> None:
        one = new or old
        if one is None:
            return
        if old is not None and _holds_number(old):
            self.sales_number.pop((old.kind, old.number.lower()), None)
        table = self.documents(one.kind)
        table.pop(document_id, None)  # so that the table stays nearly in order of change
        if new is not None:
            table[document_id] = new
            if _holds_number(new):
                self.sales_number[new.kind, new.number.lower()] = document_id

    def _put_account(self, account_id: str, old: Account | None, new: Account | None) -> None:
        if old is not None:
            self.account_by_code.pop(old.code.lower(), None)
        _put(self.accounts, account_id, new)
        if new is not None and new.code and new.status != "DELETED":
            self.account_by_code[new.code.lower()] = account_id

    def _replace_item(self, item_id: str, new: Item | None) -> None:
        old = self.items.get(item_id)
        self._put_item(item_id, old, new)
        self.changes.note(lambda: self._put_item(item_id, new, old))

    def _put_item(self, item_id: str, old: Item | None, new: Item | None) -> None:
        if old is not None:
            self.item_code.pop(old.code.lower(), None)
        _put(self.items, item_id, new)
        if new is not None:
            self.item_code[new.code.lower()] = item_id

    def _index_allocation(self, allocation: Allocation, *, present: bool) -> None:
        for document_id in (allocation.invoice_id, allocation.credit_id):
            self._set_ids(self.document_allocations, document_id, allocation.id, present=present)

    def _set_ids(self, index: dict[str, tuple[str, ...]], key: str, one: str, *, present: bool) -> None:
        old = index.get(key, ())
        index[key] = (*old, one) if present else tuple(known for known in old if known != one)
        self.changes.note(lambda: _put(index, key, old))


def _holds_number(document: Document) -> bool:
    has_own = document.kind in {Kind.INVOICE, Kind.CREDIT_NOTE}
    return has_own and document.is_sale and bool(document.number) and document.status != "DELETED"


def _put(table: dict[_Key, _Value], key: _Key, value: _Value | None) -> None:
    if value is None:
        table.pop(key, None)
    else:
        table[key] = value
