"""One payment after the other: left out, waiting, booked already, or a receipt to be written or deleted; pure."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from services.receipts import matching, prepaid
from services.receipts.errors import AmountDueError, ReceiptLeavesError, ReceiptNotSeenError, ReceiptPaysOthersError
from services.receipts.in_scoro import MODULES, PaidInScoro, ReceiptInScoro, due
from services.receipts.in_xero import PaymentInXero
from shared.documents.errors import DocumentIncompleteError, TotalsDifferError
from shared.documents.foreign import money_of
from shared.errors import SyncError
from shared.money import ZERO, cents, plain
from shared.store.records import Entry, Link, LinkState, ObjectKey
from shared.sync.fingerprint import Notice, fingerprint, told
from shared.sync.plans import Failed, InSync, LeftOut, Money, Plan, Write

RESOURCE = "receipts"
CREATED = "created in Scoro"
EQUAL = "document, date and sum"
PREPAID = "prepaid_in_scoro"


@dataclass(frozen=True, slots=True)
class Given:
    """A payment that may be booked."""

    entry: Entry
    payment: PaymentInXero
    link: Link | None

    @property
    def own(self) -> Link | None:
        """The link, as long as it leads somewhere."""
        return self.link if self.link is not None and self.link.state is LinkState.ACTIVE else None

    @property
    def document(self) -> ObjectKey:
        """What it pays; only for what Scoro has a counterpart of."""
        category = self.payment.pays
        if category is None:
            raise ValueError(f"{self.entry.key} pays nothing that Scoro has")
        key = self.entry.key
        return ObjectKey(key.connection_id, category, key.system, self.payment.invoice.invoice_id)

    @property
    def money(self) -> Money:
        paid = self.payment
        return money_of(paid.signed, paid.invoice.currency_code, xero=paid.currency_rate)


@dataclass(slots=True)
class Paid:
    """A document of Scoro with its receipts; what is planned on it counts at once."""

    link: Link
    document: PaidInScoro
    groups: Sequence[ReceiptInScoro]
    taken: dict[str, str]
    """Receipt → the payment in Xero that it belongs to."""
    accounts: Mapping[str, int]
    """Receipt accounts of Scoro by the id of the account in Xero (R51)."""
    freed: Decimal = ZERO
    """What deletions that go first will open again (R116)."""
    is_left: bool = False
    """Another payment's receipt is to go, nobody knows when."""
    prepaid: Decimal = ZERO
    """How much of what Scoro counts as prepaid was found in Xero already (R99)."""
    due: Decimal = field(init=False)

    def __post_init__(self) -> None:
        self.due = due(self.module, self.document, self.groups) + self.freed

    @property
    def module(self) -> str:
        return MODULES[self.link.category]


def serial(module: object, document_id: object) -> str:
    """One receipt at a time is written on a document (`design.md` §3.4)."""
    return f"{module}:{document_id}"


def freed(gone: Iterable[Given]) -> dict[str, Decimal]:
    """Serial → what will be open again once these receipts are deleted."""
    sums: defaultdict[str, Decimal] = defaultdict(lambda: ZERO)
    for own in [one.own for one in gone if one.own is not None]:
        sums[serial(own.twin.get("module"), own.twin.get("document"))] += Decimal(own.twin.get("sum") or 0)
    return sums


def pays_any(
    payments: Collection[str],
    taken: Mapping[str, str],
    receipts: Iterable[ReceiptInScoro],
    module: str,
    document_id: int,
) -> bool:
    """Whether a receipt of one of these payments is on the document."""
    return any(taken.get(str(one.id)) in payments and one.on(module, document_id) for one in receipts)


def delete(given: Given, before: ReceiptInScoro | None) -> Plan:
    """A payment that is gone takes its receipt along (R116), unless that has other parts too by now.

    `before` is the receipt as Scoro shows it; None where it does not: deleting it is then all that can be done.
    """
    own = given.own
    if own is None:
        return LeftOut(given.entry, "gone_before_it_crossed")
    if before is not None and _pays_others(before, own.twin.get("module"), own.twin.get("document")):
        number = str(own.twin.get("number") or own.twin.get("document"))
        return Failed(given.entry, ReceiptPaysOthersError(number, own.scoro_id), given.money)
    said = {**_memo_of(own), "delete": True}
    return Write(
        given.entry,
        RESOURCE,
        "DELETE",
        {},
        "deleted",
        said,
        target_id=own.scoro_id,
        serial=serial(own.twin.get("module"), own.twin.get("document")),
        money=given.money,
    )


def plan(given: Given, on: Paid, booked: Mapping[str, ReceiptInScoro | None]) -> Plan:
    """Book it, unless it is booked already, is more than is open, or Scoro counts it as prepaid.

    `booked` holds what was booked before, as it is now: somebody changed it, and it is to be as it was; None is gone.
    What it does not hold may still be there, so nothing is booked beside it.
    """
    payment = given.payment
    try:
        _check_totals(on)
        if given.own is not None:
            if given.own.scoro_id not in booked:
                raise ReceiptNotSeenError(on.document.no, given.own.scoro_id)
            if (before := booked[given.own.scoro_id]) is not None:
                return _again(given, on, given.own, before)
            _check_not_merged(on)
        if prepaid.is_counted(payment, on.document, on.prepaid):
            on.prepaid += payment.signed
            return LeftOut(given.entry, PREPAID, until=(given.document,), money=given.money)
        found = matching.equal(
            on.groups,
            module=on.module,
            document_id=on.document.id,
            date=payment.date,
            amount=payment.signed,
            taken=on.taken,
        )
        if found:
            on.taken[str(found[0].id)] = given.entry.key.object_id
            said = memo(given, on, EQUAL)
            return InSync(given.entry, link_to(given.entry.key, said, str(found[0].id)), is_link_new=True)
        return _create(given, on)
    except SyncError as error:
        return Failed(given.entry, error, given.money, until=(given.document, *_others(given, on)))


def _others(given: Given, on: Paid) -> list[ObjectKey]:
    """The payments of the document that are booked: where one of them goes, there may be room."""
    booked = [on.taken.get(str(group.id)) for group in on.groups if group.on(on.module, on.document.id)]
    return [replace(given.entry.key, object_id=payment_id) for payment_id in booked if payment_id]


def _check_totals(on: Paid) -> None:
    """Nothing is booked where the two documents are not worth the same (R122)."""
    total = on.link.twin.get("total")
    if total is not None and cents(abs(on.document.gross)) != cents(Decimal(total)):
        raise TotalsDifferError(scoro=abs(on.document.gross), xero=Decimal(total))


def _check_not_merged(on: Paid) -> None:
    """A receipt of ours that is gone may have become part of another one on the document: there it counts already."""
    for group in on.groups:
        if str(group.id) in on.taken and len(group.receipts) > 1 and group.on(on.module, on.document.id):
            raise ReceiptPaysOthersError(on.document.no, str(group.id))


def _again(given: Given, on: Paid, own: Link, before: ReceiptInScoro) -> Plan:
    """Over what somebody made of it, unless that has other parts too: Scoro replaces all parts of a receipt."""
    payment = given.payment
    same = matching.equal(
        [before],
        module=on.module,
        document_id=on.document.id,
        date=payment.date,
        amount=payment.signed,
        taken=(),
    )
    if same:
        return InSync(given.entry, own)
    if _pays_others(before, on.module, on.document.id):
        raise ReceiptPaysOthersError(on.document.no, own.scoro_id)
    on.due += before.on(on.module, on.document.id)
    return replace(_create(given, on), method="POST", target_id=own.scoro_id)


def _create(given: Given, on: Paid) -> Write:
    payment, document = given.payment, on.document
    if payment.date is None:
        raise DocumentIncompleteError(given.entry.key.object_id, "date")
    amount = payment.signed
    if on.is_left:
        raise ReceiptLeavesError(document.no)
    if not _fits(amount, on.due):
        paid = serial(on.module, document.id)
        raise AmountDueError(document.no, paid, amount=amount, due=on.due, currency=document.currency)
    on.due -= amount
    account = on.accounts.get(payment.account.account_id)
    element: dict[str, Any] = {
        "date": payment.date.isoformat(),
        "contact_id": document.payer_id,
        "currency": document.currency,
        "sales_doc_type": on.module,
        **({"receipt_account_id": account} if account is not None else {}),
        "receipts": [{"invoice_id": document.id, "date": payment.date.isoformat(), "sum": plain(amount)}],
    }
    said = {**memo(given, on, CREATED), "needs_room": bool(on.freed), "notices": told(_notices(given, on, account))}
    return Write(
        given.entry,
        RESOURCE,
        "PUT",
        element,
        said["fingerprint"],
        said,
        serial=serial(on.module, document.id),
        money=given.money,
    )


def _fits(amount: Decimal, due: Decimal) -> bool:
    """No more than is open, and on its side: credit invoices are paid by negative sums."""
    return amount * due > 0 and abs(amount) <= abs(due)


def _notices(given: Given, on: Paid, account: int | None) -> list[Notice]:
    notices = []
    if given.payment.account.account_id and account is None:
        paid_from = given.payment.account
        notices.append(Notice("receipt_account_missing", "receipt_account_id", paid_from.name or paid_from.code))
    strange = [group for group in on.groups if str(group.id) not in on.taken]
    if any(group.on(on.module, on.document.id) for group in strange):
        notices.append(Notice("receipt_made_in_scoro", "receipts", on.document.no))  # R113
    return notices


def memo(given: Given, on: Paid, evidence: str) -> dict[str, Any]:
    """What settles the call, and what the link remembers."""
    payment = given.payment
    date = payment.date.isoformat() if payment.date else None
    said = {"module": on.module, "document": on.document.id, "date": date, "sum": plain(payment.signed)}
    return {
        **said,
        "number": on.document.no,
        "company_id": on.document.payer_id,
        "there": sorted(str(group.id) for group in on.groups if group.on(on.module, on.document.id)),
        "evidence": evidence,
        "fingerprint": fingerprint(said),
        "delete": False,
    }


def _pays_others(receipt: ReceiptInScoro, module: object, document: object) -> bool:
    """Whether it has another part than the one that we booked, on this document or on another."""
    [first, *more] = receipt.receipts or (None,)
    return receipt.sales_doc_type != module or bool(more) or (first is not None and first.invoice_id != document)


def _memo_of(link: Link) -> dict[str, Any]:
    return {**link.twin, "evidence": link.evidence, "fingerprint": link.fingerprint_in_scoro, "scoro_id": link.scoro_id}


REMEMBERED = ("module", "document", "date", "sum", "number")


def link_to(key: ObjectKey, said: Mapping[str, Any], scoro_id: str, *, state: LinkState = LinkState.ACTIVE) -> Link:
    """The link as it stands after the call that said this."""
    return Link(
        connection_id=key.connection_id,
        category=key.category,
        scoro_id=scoro_id,
        xero_id=key.object_id,
        state=state,
        fingerprint_in_scoro=said["fingerprint"],
        evidence=said["evidence"],
        twin={name: said.get(name) for name in REMEMBERED},
    )
