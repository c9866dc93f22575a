"""What has to be so before a person's wish is carried out; what is not is refused with what to do about it; pure."""

import datetime as dt

from shared.errors import InvalidChoiceError
from shared.store.connections import Connection
from shared.words import advice

REASON_NEEDED = "say why, for whoever looks next"


def reason(why: str, field: str = "reason") -> str:
    """Why somebody decides so.

    Raises InvalidChoiceError where nothing is said; `field` is where to say it.
    """
    if not why.strip():
        raise InvalidChoiceError(field, REASON_NEEDED)
    return why.strip()


def no_gate(connection: Connection, now: dt.datetime, field: str = "connection", *, reading: bool = False) -> None:
    """Raises InvalidChoiceError where nothing of it can cross now, or with `reading` not even be read."""
    gate = connection.stopped(now, reading=reading)
    if gate is not None:
        words = advice.of(gate.code)
        raise InvalidChoiceError(
            field, f"nothing can {'be read' if reading else 'cross'} now. {words.title}. {words.fix}"
        )
