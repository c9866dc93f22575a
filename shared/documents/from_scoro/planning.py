"""One document after the other: left out, closed, waiting, equal, or an element to be written; pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Generic, Protocol, TypeVar

from pydantic import ValidationError

from shared import jsonio, redaction
from shared.contracts.envelope import Category
from shared.documents import chart, status
from shared.documents.attached import Presence
from shared.documents.errors import ApprovedTwinStaysError, UpdateBlockedError
from shared.documents.fields import ID_FIELDS, RESOURCES, Kind, TradeDocument, XeroDocument
from shared.documents.foreign import money_of, rates_of
from shared.documents.from_scoro import dating
from shared.documents.from_scoro.onto import onto
from shared.documents.periods import Books, books
from shared.documents.refs import Refs, Side
from shared.documents.twins import Twin
from shared.documents.undoing.ours import FINGERPRINT
from shared.errors import SyncError, UnreadableObjectError
from shared.money import cents
from shared.store.connections import Connection
from shared.store.records import Brake, Entry, Link, LinkState, ObjectKey
from shared.store.undoings import UNDONE
from shared.sync.directions import choices_of
from shared.sync.fingerprint import Translated, told
from shared.sync.plans import (
    Accepted,
    Again,
    Closed,
    Failed,
    InSync,
    LeftOut,
    Money,
    Plan,
    Refused,
    Verdict,
    Waits,
    Write,
)
from shared.sync.settings import CategorySettings, SyncSettings

DELETED = "deleted"
"""The fingerprint of a twin that is to be deleted."""


DocumentT = TypeVar("DocumentT", bound=TradeDocument)
DocumentT_contra = TypeVar("DocumentT_contra", bound=TradeDocument, contravariant=True)


class LeavesOut(Protocol[DocumentT_contra]):
    """The rules of a category: None if a document crosses, else the code of the rule that keeps it."""

    def __call__(
        self,
        document: DocumentT_contra,
        settings: CategorySettings,
        /,
        *,
        entity: str,
        time_zone: str,
        is_linked: bool,
        asked_by_person: bool,
    ) -> str | None: ...


@dataclass(frozen=True, slots=True)
class Form(Generic[DocumentT]):
    """How one category of documents differs from the others."""

    category: Category
    module: str
    """Scoro's; part of the address that leads back."""
    side: Side
    model: type[DocumentT]
    elements: Mapping[Kind, type[XeroDocument]]
    """What its documents become."""
    left_out: LeavesOut[DocumentT]
    translate: Callable[[DocumentT, Refs], Translated[Any]]
    looks_first: bool = False
    """Numbers do not protect against a second creation: Xero is asked before one is made (R104)."""


@dataclass(frozen=True, slots=True)
class Given(Generic[DocumentT]):
    """One entry with what is known of it."""

    entry: Entry
    document: DocumentT
    link: Link | None
    presence: Presence | None = None
    """How its twin stands in Xero right now, where it was asked."""

    @property
    def twin(self) -> Twin | None:
        """What the link remembers of the document in Xero."""
        return Twin.model_validate(self.link.twin) if self.is_linked and self.link else None

    @property
    def has_tracking(self) -> bool:
        """Whether a line of the document in Xero has options, which it may keep (R129)."""
        return self.twin is not None and any("Tracking" in line.has for line in self.twin.lines)

    @property
    def is_linked(self) -> bool:
        return self.link is not None and self.link.state is LinkState.ACTIVE

    @property
    def money(self) -> Money:
        found = money_of(self.document.gross, self.document.currency, scoro=self.document.currency_rate)
        return replace(found, amount=f"{cents(self.document.gross)}")


def first_look(
    form: Form[DocumentT],
    entry: Entry,
    link: Link | None,
    settings: SyncSettings,
    connection: Connection,
    presence: Presence | None = None,
) -> Given[DocumentT] | Plan:
    """The document where it is to be translated, else what becomes of it without that."""
    try:
        document = form.model.model_validate(jsonio.loads(entry.snapshot) | {"is_deleted": entry.deleted})
    except ValidationError as error:
        return Failed(entry, UnreadableObjectError(f"{form.category} {entry.key.object_id}", redaction.words(error)))
    given = Given(entry, document, presence.told_to(link) if presence and link else link, presence)
    reason = form.left_out(
        document,
        choices_of(entry, settings),
        entity=connection.entity,
        time_zone=connection.time_zone,
        is_linked=given.is_linked,
        asked_by_person=entry.by_person,
    )
    if reason is not None:
        return LeftOut(entry, reason)
    return _deleted(given, books(connection.organisation)) if document.is_deleted else given


def _deleted(given: Given[Any], there: Books) -> Plan:
    twin, link = given.twin, given.link
    if twin is None or link is None:
        return LeftOut(given.entry, "nothing_to_delete")
    match status.deletion(twin):
        case status.DeleteDraft(xero_id):
            day = twin.date or given.document.date
            if (closed := dating.held(given.entry, twin.number, day, there, given.money)) is not None:
                return closed
            element = {ID_FIELDS[twin.kind]: xero_id, "Status": "DELETED"}
            memo = _memo(given) | {"kind": twin.kind, "xero_id": xero_id, "delete": True}
            return Write(given.entry, RESOURCES[twin.kind], "POST", element, DELETED, memo, money=given.money)
        case status.Orphaned():
            stays = ApprovedTwinStaysError(twin.number)
            return Closed(given.entry, link, LinkState.ORPHANED, stays, given.money)
        case status.CloseLink():
            return Closed(given.entry, link, LinkState.CLOSED, money=given.money)


def plan(form: Form[DocumentT], given: Given[DocumentT], refs: Refs) -> Plan:
    """Translate, compare with what Xero has, and decide; what has to exist first is waited for all at once."""
    if parents := _missing(given, refs):
        return Waits(given.entry, parents, given.money)
    try:
        return _plan(form, given, refs)
    except SyncError as error:
        return Failed(given.entry, error, given.money)


def _missing(given: Given[Any], refs: Refs) -> tuple[ObjectKey, ...]:
    """The payer and the products on the lines, as far as they are not linked yet (R59, R68)."""
    payer = given.document.payer_id
    wanted = [(Category.CONTACTS, payer)] if payer is not None and refs.contact_id is None else []
    wanted += [(Category.PRODUCTS, product) for product in sorted(refs.missing_products)]
    key = given.entry.key
    return tuple(ObjectKey(key.connection_id, category, key.system, str(one)) for category, one in wanted)


def _plan(form: Form[DocumentT], given: Given[DocumentT], refs: Refs) -> Plan:
    translated = form.translate(given.document, refs)
    element: XeroDocument = translated.element
    kind = element.kind
    memo = _memo(given) | {"kind": kind, "contact": refs.contact_id, "notices": told(translated.notices)}
    if is_undone(given.link, translated.fingerprint) and not given.entry.by_person:
        return LeftOut(given.entry, UNDONE, money=given.money)
    twin = given.twin
    rates = rates_of(
        refs.base_currency, given.document.currency, scoro=given.document.currency_rate, xero=element.currency_rate
    )
    if twin is None or given.link is None or _is_replaced(given, twin):
        _check(given, element, refs)
        new = dating.dated(element, None, refs)
        sent, known = new.element.as_json(), new.remembered(memo)
        return Write(
            given.entry, RESOURCES[kind], "PUT", sent, translated.fingerprint, known,
            serial=_serial(element) if form.looks_first else None, money=given.money, rates=rates,
        )  # fmt: skip
    if given.link.fingerprint == translated.fingerprint and not given.entry.is_rewrite:
        return InSync(given.entry, given.link)
    blocked = status.update_blocked(twin)
    if blocked and (given.presence or not given.entry.by_person):  # a person may know better than what we heard
        raise UpdateBlockedError(blocked, twin.number, twin.xero_id, _in_the_way(given, twin))
    _check(given, element, refs)
    there = dating.dated(element, twin, refs)
    update, memo = onto(there.element, twin).as_json(), there.remembered(memo) | {"xero_id": twin.xero_id}
    return Write(
        given.entry,
        RESOURCES[kind],
        "POST",
        update,
        translated.fingerprint,
        memo,
        brake=Brake.APPROVED_UPDATES if twin.status in status.APPROVED else None,
        money=given.money,
        rates=rates,
    )


def _in_the_way(given: Given[Any], twin: Twin) -> str:
    """What was paid, credited or allocated, and by how much the sums differ: the ways out need both."""
    said = given.presence.in_the_way if given.presence else ""
    if not said:
        return ""
    now, there = abs(cents(given.document.gross)), cents(twin.total)
    if now == there:
        return f"{said}. The sum is the same in both"
    more = "less" if now < there else "more"
    return f"{said}. {there:,} {twin.currency_code} in Xero, {abs(now - there):,} {more} in Scoro"


def _check(given: Given[Any], element: XeroDocument, refs: Refs) -> None:
    """Accounts and rates that Xero would refuse, unless a person asks: they may know better than what was read last."""
    if not given.entry.by_person:
        chart.check(element, refs.chart)


def is_undone(link: Link | None, fingerprint: str) -> bool:
    """Whether a person took back exactly what would be written: it stays so until the document says something else."""
    return link is not None and link.state is LinkState.CLOSED and link.twin.get(FINGERPRINT) == fingerprint


def is_to_be_written(plan: Plan) -> bool:
    """Whether its document goes to Xero, or would if something of it differed and a person wants it to."""
    match plan:
        case Write(memo=memo):
            return not memo.get("delete")
        case InSync(entry):
            return entry.by_person
        case _:
            return False


def _is_replaced(given: Given[Any], twin: Twin) -> bool:
    """The twin was voided or deleted in Xero and the document has another number since: it crosses anew (R81, R146)."""
    return twin.status in status.GONE and given.document.no.casefold() != twin.number.casefold()


def _memo(given: Given[Any]) -> dict[str, object]:
    return {
        "number": given.document.no,
        "gross": f"{cents(given.document.gross)}",
        "currency": given.document.currency,
        "xero_id": None,
        "delete": False,
    }


def _serial(element: XeroDocument) -> str:
    """Where nothing but a look shows that a number is taken: its supplier's bills of that number, one at a time."""
    return f"{element.kind}:{element.contact.contact_id}:{element.number.casefold()}"


def settled(plan: Write, verdict: Verdict | None, element: XeroDocument) -> Plan:
    """A planned creation, after Xero was asked whether the document is there already."""
    match verdict:
        case Accepted(link, None):
            return InSync(plan.entry, link, is_link_new=True)
        case Accepted(_, error, money) | Refused(error, money) if error is not None:
            return Failed(plan.entry, error, money)
        case Again(link=link) if link is not None:
            twin = Twin.model_validate(link.twin)
            memo = plan.memo | {"xero_id": twin.xero_id, "evidence": link.evidence}
            return replace(plan, method="POST", element=onto(element, twin).as_json(), memo=memo)
    return plan
