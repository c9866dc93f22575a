"""History below documents, contacts, items and money: read it, add notes to it."""

from services.sandbox.xero.api.call import Answer, Call, envelope
from services.sandbox.xero.api.writes import Writing, written
from services.sandbox.xero.books import notes
from services.sandbox.xero.books.given import Given
from services.sandbox.xero.books.history import HistoryRecord
from services.sandbox.xero.books.problems import ElementRefusedError, NotFoundError
from services.sandbox.xero.books.wire import ms_moment, ms_moment_without_offset
from services.sandbox.xero.views.common import Json

KEY = "HistoryRecords"
_MOMENT = "%Y-%m-%dT%H:%M:%S"


def _read(one: HistoryRecord) -> Json:
    return {
        "Changes": one.changes,
        "DateUTCString": one.at.strftime(_MOMENT),
        "DateUTC": ms_moment(one.at),
        "User": one.user,
        "Details": one.details,
    }


def _noted(call: Call, details: str) -> Json:
    now = call.ledger.now
    return {"DateUTCString": now.strftime(_MOMENT), "DateUTC": ms_moment_without_offset(now), "Details": details}


def _refused(call: Call, given: Given, _: ElementRefusedError) -> Json:
    return _noted(call, given.text("Details") or "")


_WRITING = Writing[HistoryRecord](
    key=KEY,
    show=lambda call, one: _noted(call, one.details) | {"ValidationErrors": []},
    show_refused=_refused,
    error_flag="",
)


def get_all(call: Call) -> Answer:
    """Newest first."""
    parent_id = _parent(call)
    if parent_id is None:
        raise NotFoundError("no history of what is not there")
    return envelope(call, KEY, [_read(one) for one in reversed(call.ledger.history.get(parent_id, ()))])


def put(call: Call) -> Answer:
    """Also POST: notes are only ever added."""
    parent_id = _parent(call)
    return written(call, _WRITING, lambda given: notes.add(call.ledger, parent_id, given))


def _parent(call: Call) -> str | None:
    return notes.parent_of(call.ledger, call.segments[0].lower(), call.segments[1])
