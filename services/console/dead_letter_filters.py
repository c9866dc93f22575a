"""Which dead letters somebody means: `service=invoices`, `since=2h` and the like; pure."""

import datetime as dt
import re
from collections.abc import Callable, Iterable
from dataclasses import replace

from shared.errors import InvalidChoiceError
from shared.store.dead_letters import Wanted
from shared.store.letters import LetterState

SPANS = {"m": "minutes", "h": "hours", "d": "days"}
ALL = "all"
HELP = "service=, type=, connection=, text=, since= (30m, 2h, 7d or a day), state= (open, replayed …, all)"

Narrow = Callable[[Wanted, str, dt.datetime], Wanted]


def wanted(only: Iterable[str], now: dt.datetime) -> Wanted:
    """All that every one of these lets through; open letters, where no state is said.

    Raises InvalidChoiceError.
    """
    found = Wanted()
    for text in only:
        name, equals, value = text.partition("=")
        if name not in NARROW or not equals or not value:
            raise InvalidChoiceError("--only", f"{text!r} is none of {HELP}")
        found = NARROW[name](found, value, now)
    return found


def _since(text: str, now: dt.datetime) -> dt.datetime:
    """A span back from now, or a day or moment; UTC where no zone is said."""
    if span := re.fullmatch(r"(\d{1,4})([mhd])", text):
        return now - dt.timedelta(**{SPANS[span[2]]: int(span[1])})
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError as error:
        raise InvalidChoiceError("--only", f"since={text} is neither a span such as 2h nor a day") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)


def _states(text: str) -> tuple[LetterState, ...]:
    if text == ALL:
        return tuple(LetterState)
    if text not in set(LetterState):
        raise InvalidChoiceError("--only", f"state={text} is none of {', '.join([*LetterState, ALL])}")
    return (LetterState(text),)


NARROW: dict[str, Narrow] = {
    "service": lambda found, text, _: replace(found, service=text),
    "type": lambda found, text, _: replace(found, kind=text),
    "connection": lambda found, text, _: replace(found, connection_id=text),
    "text": lambda found, text, _: replace(found, text=text),
    "since": lambda found, text, now: replace(found, since=_since(text, now)),
    "state": lambda found, text, _: replace(found, states=_states(text)),
}
