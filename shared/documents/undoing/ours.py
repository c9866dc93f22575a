"""What we know of a document in Xero from the records of our own calls; pure."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from shared.documents.fields import ID_FIELDS, RESOURCES
from shared.documents.twins import twin_of
from shared.documents.undoing.planning import Ours
from shared.documents.undoing.present import line_facts
from shared.store.records import Link
from shared.store.written import Written

MARK = "undoing"
"""In the memo of a call that takes something back: which undoing it belongs to."""
FINGERPRINT = "undone"
"""In what a link remembers: what was last written before it was undone."""
DOCUMENTS = frozenset(RESOURCES.values())
_IDS = frozenset(ID_FIELDS.values())


def documents(link: Link, writings: Sequence[Written]) -> list[Written]:
    """Those writes that made or changed this very document, oldest first."""
    return [
        one
        for one in writings
        if one.resource in DOCUMENTS
        and not (one.memo.get(MARK) or one.memo.get("delete"))
        and _id_of(one.element) in (None, link.xero_id)
    ]


def ours(link: Link, writings: Sequence[Written], run_id: str | None = None) -> Ours | None:
    """By the evidence; None where the run in question wrote nothing of it."""
    written = documents(link, writings)
    number = str(written[-1].memo.get("number") or "") if written else str(link.twin.get("number") or link.scoro_id)
    if not written:
        return None if run_id else Ours(number, is_made=link.evidence == "created")
    mine = [one for one in written if one.run_id == run_id] if run_id else written
    if not mine:
        return None
    last = written[-1]
    return Ours(
        number=number,
        is_made=any(one.creates and one.element is not None for one in written) or link.evidence == "created",
        lost=next((one.url for one in reversed(written) if one.creates and one.element is None), None),
        total=Decimal(str(last.memo["gross"])) if last.memo.get("gross") is not None else None,
        currency=str(last.memo.get("currency") or ""),
        twin=twin_of(last.element) if last.element is not None else None,
        lines=line_facts(last.element) if last.element is not None else (),
        is_updated_only=run_id is not None and not any(one.creates for one in mine),
        is_written_since=run_id is not None and any(one.run_id != run_id for one in written[written.index(mine[-1]) :]),
        has_allocated=any(one.creates and one.resource.endswith("/Allocations") for one in writings),
    )


def last_fingerprint(link: Link, writings: Sequence[Written]) -> str:
    """Of what was written last: as long as the document would be written so, it stays undone."""
    written = documents(link, writings)
    return written[-1].fingerprint if written else link.fingerprint or ""


def _id_of(element: dict[str, Any] | None) -> str | None:
    return next((str(element[name]) for name in _IDS if element.get(name)), None) if element else None
