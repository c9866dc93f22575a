"""Reading Xero's answer about one document; pure."""

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from typing import Any

from shared import jsonio
from shared.answers import ElementResult
from shared.documents.fields import XeroDocument, XeroStatus
from shared.documents.from_scoro import matching
from shared.documents.status import GONE, is_below, update_blocked
from shared.documents.totals import compare
from shared.documents.twins import Twin, twin_of
from shared.errors import RefusedError, SyncError
from shared.store.records import Call, CallEntry, Link, LinkState, ObjectKey
from shared.sync.plans import Accepted, Again, Money, Refused, Verdict
from shared.xero.errors import DamagedAnswerError

NUMBER_TAKEN = "invoice_number_taken"
CONTACT_ARCHIVED = "contact_archived"
NOT_VALID = "not_valid_status"
HAS_PAYMENTS = "has_payments"
STANDS_OTHERWISE = frozenset({NOT_VALID, HAS_PAYMENTS})
"""Refusals that tell that a document is not what it was a moment ago."""


def money(item: CallEntry) -> Money:
    """What the document is worth."""
    return Money(item.memo["gross"], item.memo["currency"] or None)


def link_to(key: ObjectKey, item: CallEntry, twin: Twin, *, evidence: str = "created") -> Link:
    """The link as it stands after this call."""
    gone = twin.status in GONE or item.memo["delete"]
    return Link(
        connection_id=key.connection_id,
        category=key.category,
        scoro_id=key.object_id,
        xero_id=twin.xero_id,
        state=LinkState.CLOSED if gone else LinkState.ACTIVE,
        fingerprint=item.fingerprint,
        evidence=evidence,
        twin=twin.model_dump(mode="json"),
    )


def accepted(key: ObjectKey, item: CallEntry, twin: Twin, *, wrote: bool = True, evidence: str = "created") -> Verdict:
    """Xero has the document: is it this one, and is its total ours (R122)?"""
    link = link_to(key, item, twin, evidence=evidence)
    if item.memo["delete"]:
        return Accepted(link, wrote=wrote)
    try:
        compare(scoro=Decimal(item.memo["gross"]), xero=twin.total)
    except SyncError as error:
        return Accepted(link, error, money(item), wrote=wrote)
    return Accepted(link, wrote=wrote)


def check_content(item: CallEntry, twin: Twin) -> None:
    """Answers are matched by content too: by the id that was sent, else by the number.

    Raises DamagedAnswerError: then the whole answer proves nothing.
    """
    sent, answered = item.memo["xero_id"] or item.memo["number"], twin.xero_id
    if not item.memo["xero_id"]:
        answered = twin.number
    if sent.casefold() != answered.casefold():
        raise DamagedAnswerError(f"document {item.object_id}: sent {sent}, answered {answered}")


def refused(item: CallEntry, result: ElementResult) -> Verdict:
    """Xero's own words, with the money that is held back (R149); which contact is archived they do not say."""
    error = result.error
    if error.code == CONTACT_ARCHIVED:
        error = RefusedError(error.said, code=error.code, subject=item.memo.get("contact") or "")
    elif error.code == HAS_PAYMENTS and (xero_id := item.memo["xero_id"]):
        error = RefusedError(error.said, code=error.code, about=(f"document:{xero_id}",))
    return Refused(error, money(item))


def answered(key: ObjectKey, item: CallEntry, result: ElementResult) -> Verdict:
    """The verdict on an element that needs no look-up."""
    if not result.is_ok:
        return refused(item, result)
    return accepted(key, item, twin_of(result.body), evidence=item.memo.get("evidence", "created"))


def after_refusal(key: ObjectKey, item: CallEntry, twin: Twin | None, link: Link | None) -> Verdict | None:
    """A document that would not be changed: perhaps it is gone already, perhaps somebody approved or voided it.

    None where nothing was learnt: Xero's refusal stands.
    """
    if item.memo["delete"] and (twin is None or twin.status in GONE):
        last = twin or Twin(kind=item.memo["kind"], xero_id=item.memo["xero_id"], status=XeroStatus.DELETED)
        return Accepted(link_to(key, item, last), wrote=False)
    known = Twin.model_validate(link.twin) if link is not None else None
    if twin is None or known is None:
        return None
    if known.status is not twin.status or update_blocked(twin) != update_blocked(known):
        return Again()
    return None


def matched(
    key: ObjectKey, item: CallEntry, element: XeroDocument, found: Iterable[Twin], linked: frozenset[str]
) -> Verdict:
    """What has our number in Xero is our document, or somebody else's (R82).

    What is a draft there and should be approved is linked, and brought in step next: nobody pays a draft (R77).
    """
    try:
        decision = matching.match(element, Decimal(item.memo["gross"]), found, linked=linked)
    except SyncError as error:
        return Refused(error, money(item))
    if isinstance(decision, matching.Link):
        if is_below(decision.twin.status, element.status):
            return Again(link=replace(link_to(key, item, decision.twin, evidence=decision.evidence), fingerprint=None))
        return accepted(key, item, decision.twin, wrote=False, evidence=decision.evidence)
    return Again()


def elements_of(call: Call) -> list[dict[str, Any]]:
    """The elements of a recorded call, in their order."""
    body = jsonio.loads(call.body)
    return list(body[call.resource])
