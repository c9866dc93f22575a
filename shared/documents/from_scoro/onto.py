"""A translated document as an update of its twin; pure."""

from typing import Any

from shared.documents.errors import KindChangedError
from shared.documents.fields import XeroDocument, XeroLine
from shared.documents.status import lifted
from shared.documents.twins import Twin


def onto(element: XeroDocument, twin: Twin) -> XeroDocument:
    """The element with its id, the ids of its lines by position, and a status that never goes down (R78).

    A `Url` in Xero that is not ours stays.

    Raises KindChangedError if an invoice has become a credit note since, or the reverse.
    """
    if element.kind != twin.kind:
        raise KindChangedError(twin.number, twin.kind)
    lines = tuple(_with_id(line, place, twin) for place, line in enumerate(element.line_items))
    changes: dict[str, Any] = {"line_items": lines, "status": lifted(element.status, twin.status)}
    if "url" in type(element).model_fields:
        own = getattr(element, "url", None)
        changes["url"] = own if twin.url in {"", own} else None
    return element.named(twin.xero_id, **changes)


def _with_id(line: XeroLine, place: int, twin: Twin) -> XeroLine:
    """The line as an update of the one at its place; without an id Xero would delete that and create this one anew.

    Which is what we want where the old line has something that the new one lacks, a discount or an item: Xero keeps of
    a named line whatever is not sent.
    """
    if place >= len(twin.lines) or not twin.lines[place].id:
        return line
    there = twin.lines[place]
    return line if set(there.has) - line.as_json().keys() else line.model_copy(update={"line_item_id": there.id})
