"""One document after the other: left out, closed, waiting, equal, or an object to be written; pure."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

from pydantic import ValidationError

from shared import jsonio, redaction
from shared.budget import Lane
from shared.contracts.envelope import Category
from shared.documents.errors import ApprovedTwinStaysError
from shared.documents.fields import TradeDocument
from shared.documents.foreign import money_of, rates_of
from shared.documents.status import APPROVED
from shared.documents.to_scoro import mapping, matching, projects
from shared.documents.to_scoro.errors import DeletedInXeroError
from shared.documents.to_scoro.in_scoro import TradeDocumentInScoro
from shared.documents.to_scoro.in_xero import DocumentInXero
from shared.documents.to_scoro.lines import cents_told
from shared.documents.to_scoro.refs import Refs
from shared.documents.twins import twin_of
from shared.errors import SyncError, UnreadableObjectError
from shared.money import plain
from shared.scoro.client import ScoroClient
from shared.store.connections import Connection
from shared.store.records import Brake, Entry, Link, LinkState, ObjectKey, Rates
from shared.sync.directions import choices_of
from shared.sync.fingerprint import fingerprint, told
from shared.sync.plans import Closed, Failed, InSync, LeftOut, Money, Plan, Waits, Write
from shared.sync.settings import CategorySettings, SyncSettings

CREATED = "created in Scoro"
"""The evidence of a link whose Scoro document came from Xero: only such a one is deleted again (R146)."""

Row = Mapping[str, Any]
Notices = dict[str, list[dict[str, str]]]
"""What people should know of the crossing, as part of the call's memo."""
CURED = "cured"
"""The reason of an entry that is tried again because what may have had it refused was seen to."""


class LeavesOut(Protocol):
    """The rules of a category: None if a document crosses, else the code of the rule that keeps it."""

    def __call__(
        self, document: DocumentInXero, settings: CategorySettings, /, *, time_zone: str, asked_by_person: bool
    ) -> str | None: ...


@dataclass(frozen=True, slots=True)
class Form:
    """How one category of documents differs from the others."""

    category: Category
    module: str
    """Scoro's."""
    left_out: LeavesOut
    shaped: Callable[[TradeDocumentInScoro, DocumentInXero], TradeDocumentInScoro]
    """Adds what only this category says."""
    number_is_unique: bool
    """Bills bear their suppliers' numbers."""
    after_refusal: Callable[[ScoroClient, int, Lane], Awaitable[bool]] | None = None
    """What may cure a creation that Scoro refused, given the company.

    True: it did. False: nothing was to be done, or another document's refusal had it done a moment ago.
    """
    has_receipts: Callable[[ScoroClient, Row, Lane], Awaitable[bool]] | None = None
    """Whether something was paid on a document of Scoro, where its own row does not tell."""


@dataclass(frozen=True, slots=True)
class Given:
    """One entry with what is known of it."""

    entry: Entry
    document: DocumentInXero
    link: Link | None

    @property
    def own(self) -> Link | None:
        """The link, as long as it leads somewhere."""
        return self.link if self.link is not None and self.link.state is LinkState.ACTIVE else None

    @property
    def bereft(self) -> Link | None:
        """The link whose document was deleted in Scoro, where nobody asked for a new one (R145).

        Asked of documents that Scoro does not have, an active link means that it was deleted since.
        """
        if self.link is None or self.link.state is LinkState.CLOSED or self.entry.by_person:
            return None
        return self.link

    @property
    def credited(self) -> tuple[ObjectKey, ...]:
        """The invoices that a credit note is allocated to."""
        return tuple(replace(self.entry.key, object_id=one) for one in self.document.credited_ids)

    @property
    def money(self) -> Money:
        return money_of(self.document.total, self.document.currency_code, xero=self.document.currency_rate)


def first_look(
    form: Form, entry: Entry, link: Link | None, settings: SyncSettings, connection: Connection
) -> Given | Plan:
    """The document where it is to be translated or deleted, else what becomes of it without that."""
    try:
        document = DocumentInXero.model_validate(jsonio.loads(entry.snapshot))
    except ValidationError as error:
        return Failed(entry, UnreadableObjectError(f"{form.category} {entry.key.object_id}", redaction.words(error)))
    given = Given(entry, document, link)
    reason = form.left_out(
        document,
        choices_of(entry, settings),
        time_zone=connection.time_zone,
        asked_by_person=entry.by_person,
    )
    if reason is not None:
        return LeftOut(entry, reason)
    if document.is_gone and given.own is None:
        return LeftOut(entry, "gone_before_it_crossed")
    return given


def plan(
    form: Form, given: Given, refs: Refs, *, row: Row | None, found: Sequence[TradeDocument], linked: frozenset[str]
) -> Plan:
    """Translate, compare with what Scoro has, and decide.

    `row` is the linked document as Scoro has it, None where it was not read or is gone; `found` are documents there
    that have the number, `linked` the ids of those that have their twin already.
    """
    if parents := _missing(given, refs):
        return Waits(given.entry, parents, given.money)
    try:
        element = form.shaped(mapping.to_scoro(given.document, refs), given.document)
        notices = {"notices": told([*projects.notices(given.document, refs), *cents_told(given.document, refs)])}
        own = given.own
        if own is not None and own.fingerprint_in_scoro == fingerprint(element) and not given.entry.is_rewrite:
            return InSync(given.entry, own)
        if own is not None and row is not None:
            changed = _update(form, given, element, row, evidence=own.evidence, notices=notices)
            return replace(changed, rates=_rates(given, element, refs))
        decision = matching.match(
            given.document, element.company_id, found, linked=linked, number_is_unique=form.number_is_unique
        )
        if isinstance(decision, matching.Link):
            link = link_to(given.entry.key, memo(given, element, decision.evidence), decision.scoro_id)
            return InSync(given.entry, link, is_link_new=True)
        return _create(form, given, element, notices, _rates(given, element, refs))
    except SyncError as error:
        return Failed(given.entry, error, given.money)


def _rates(given: Given, element: TradeDocumentInScoro, refs: Refs) -> Rates | None:
    xero = given.document.currency_rate
    return rates_of(refs.base_currency, element.currency, scoro=element.currency_rate, xero=xero)


def _missing(given: Given, refs: Refs) -> tuple[ObjectKey, ...]:
    """The contact and the items on the lines, as far as they are not linked yet (R59, R68)."""
    contact = given.document.contact.contact_id
    wanted = [(Category.CONTACTS, contact)] if contact and refs.contact_id is None else []
    wanted += [(Category.PRODUCTS, item) for item in sorted(refs.missing_items)]
    key = given.entry.key
    return tuple(ObjectKey(key.connection_id, category, key.system, one) for category, one in wanted)


def delete(form: Form, given: Given, row: Row | None, *, has_receipts: bool) -> Plan:
    """What a document that is gone in Xero means for its counterpart (R146)."""
    own = given.own
    if own is None:
        return LeftOut(given.entry, "gone_before_it_crossed")
    if row is None:
        return Closed(given.entry, own, LinkState.CLOSED, money=given.money)
    if own.evidence != CREATED:
        return _kept(given, own, "it was not made by us")
    if has_receipts:
        return _kept(given, own, "it has receipts")
    said = {
        "delete": True,
        "scoro_id": own.scoro_id,
        "twin": own.twin,
        "evidence": own.evidence,
        "fingerprint": own.fingerprint_in_scoro,
    }
    return Write(given.entry, form.module, "DELETE", {}, "deleted", said, target_id=own.scoro_id, money=given.money)


def _kept(given: Given, own: Link, why: str) -> Plan:
    return Closed(given.entry, own, LinkState.ORPHANED, DeletedInXeroError(given.document.number, why), given.money)


def _create(form: Form, given: Given, element: TradeDocumentInScoro, notices: Notices, rates: Rates | None) -> Plan:
    """Unless it was deleted in Scoro: then the link is an orphan and a person is told (R145)."""
    if given.bereft is not None:
        stays = ApprovedTwinStaysError(given.document.number)
        return Closed(given.entry, given.bereft, LinkState.ORPHANED, stays, given.money)
    said = memo(given, element, CREATED) | {"scoro_id": None} | notices
    serial = f"{form.module}:{element.no.casefold()}"
    return Write(
        given.entry,
        form.module,
        "PUT",
        element.as_json(),
        fingerprint(element),
        said,
        serial=serial,
        money=given.money,
        rates=rates,
    )


def _update(
    form: Form, given: Given, element: TradeDocumentInScoro, row: Row, *, evidence: str, notices: Notices
) -> Write:
    scoro_id = str(row["id"])
    said = memo(given, element, evidence) | {"scoro_id": scoro_id} | notices
    update = mapping.onto(element, row).as_json()
    brake = Brake.APPROVED_UPDATES if given.document.status in APPROVED else None
    return Write(
        given.entry,
        form.module,
        "POST",
        update,
        fingerprint(element),
        said,
        target_id=scoro_id,
        brake=brake,
        money=given.money,
    )


def memo(given: Given, element: TradeDocumentInScoro, evidence: str) -> dict[str, Any]:
    """What settles the call, and what the link will remember of the document in Xero."""
    return {
        "number": element.no,
        "company_id": element.company_id,
        "total": plain(given.document.total),
        "currency": given.document.currency_code,
        "evidence": evidence,
        "fingerprint": fingerprint(element),
        "twin": twin_of(jsonio.loads(given.entry.snapshot)).model_dump(mode="json"),
        "delete": False,
        "cured": given.entry.reason == CURED,
    }


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
        twin=dict(said["twin"]),
    )
