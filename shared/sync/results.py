"""From plans and verdicts to what is recorded; pure."""

import datetime as dt
from dataclasses import replace

from shared.errors import MendedBy, SyncError
from shared.redaction import without_secrets
from shared.store.outcomes import Result
from shared.store.records import CallEntry, Entry, Link, LinkState, ObjectKey, Problem, State
from shared.store.undoings import UNDONE
from shared.store.waits import parent, weighed
from shared.sync.backoff import PARKED_AFTER, due
from shared.sync.plans import (
    Accepted,
    Again,
    Closed,
    Failed,
    Held,
    InSync,
    LeftOut,
    Money,
    Plan,
    Refused,
    TakenBack,
    Undone,
    Verdict,
    Waits,
    Write,
)
from shared.sync.settings import TICK

TEXT_LIMIT = 2000


def cause_of(error: SyncError) -> str:
    """What one act of mending clears: the code, and where the error names one, its subject."""
    return f"{error.code}:{error.subject}" if error.subject else error.code


def problem(entry: Entry, error: SyncError, money: Money) -> Problem:
    """Why this object needs a person."""
    return Problem(
        key=entry.key,
        code=error.code,
        cause=cause_of(error),
        text=without_secrets(str(error))[:TEXT_LIMIT],
        entry_id=entry.id,
        number=entry.number,
        amount=money.amount,
        currency=money.currency,
        about=error.about,
    )


def money_of(item: CallEntry) -> Money:
    """What an element of a call holds back."""
    return Money(item.amount, item.currency)


def failed(entry: Entry, error: SyncError, now: dt.datetime, money: Money | None = None) -> Result:
    """Time mends it: due again. A person must: a problem."""
    if error.mended_by is MendedBy.TIME:
        return again(entry, now, code=error.code, not_before=error.until)
    return Result(entry, State.FAILED, reason=error.code, problem=problem(entry, error, money or Money()))


def again(entry: Entry, now: dt.datetime, *, code: str | None = None, not_before: dt.datetime | None = None) -> Result:
    """Back to the log, due after a while that grows; no run waits for what is not due before its next tick."""
    at = due(now, entry.attempts)
    return Result(
        entry,
        State.OPEN,
        reason=code,
        due_at=max(at, not_before) if not_before else at,
        parked=entry.attempts + 1 >= PARKED_AFTER or (not_before is not None and not_before - now > TICK),
    )


def of_plan(plan: Plan, now: dt.datetime) -> Result:  # noqa: PLR0911 - one for each sort
    """The result of everything that needs no call.

    Raises TypeError for a `Write`, which needs one.
    """
    match plan:
        case LeftOut(entry, reason, until, money):
            held = Result(entry, State.LEFT_OUT, reason=reason, amount=money.amount, currency=money.currency)
            return replace(held, waits_for=_names(until))
        case InSync(entry, link, is_link_new):
            counterpart = link.counterpart_of(entry.key.system)
            return Result(entry, State.SYNCED, counterpart_id=counterpart, link=link if is_link_new else None)
        case Closed(entry, link, state, error, money):
            return _closed(entry, replace(link, state=state), error, money)
        case Waits(entry, parents, money):
            return _waiting(entry, _names(parents), money)
        case Held(entry, brake, money, rates):
            return replace(_waiting(entry, (weighed(brake),), money), rates=rates)
        case Failed(entry, error, money, until):
            told = failed(entry, error, now, money)
            return replace(told, waits_for=_names(until)) if told.state is State.FAILED else told
        case TakenBack(entry, link):
            return undone(entry, link)
        case Write():
            raise TypeError("a write has its result after its call")


def _waiting(entry: Entry, waits_for: tuple[str, ...], money: Money) -> Result:
    amount, currency, worth = money.amount, money.currency, money.worth
    return Result(entry, State.WAITING, waits_for=waits_for, amount=amount, currency=currency, worth=worth)


def _names(keys: tuple[ObjectKey, ...]) -> tuple[str, ...]:
    return tuple(parent(key) for key in keys)


def _closed(entry: Entry, link: Link, error: SyncError | None, money: Money) -> Result:
    if error is not None:
        return Result(entry, State.FAILED, reason=error.code, link=link, problem=problem(entry, error, money))
    counterpart = link.counterpart_of(entry.key.system)
    return Result(entry, State.SYNCED, reason=f"link_{link.state}", link=link, counterpart_id=counterpart)


def undone(entry: Entry, link: Link) -> Result:
    """Left out by a person: it crosses again once it changes, or somebody sends it."""
    counterpart = link.counterpart_of(entry.key.system)
    return Result(entry, State.LEFT_OUT, reason=UNDONE, link=link, counterpart_id=counterpart)


def of_verdict(entry: Entry, verdict: Verdict, now: dt.datetime) -> Result:
    """The result of an element of a call."""
    match verdict:
        case Accepted(link, None, _, wrote):
            reason = "link_closed" if link.state is LinkState.CLOSED else None
            counterpart = link.counterpart_of(entry.key.system)
            return Result(entry, State.SYNCED, reason=reason, link=link, counterpart_id=counterpart, wrote=wrote)
        case Accepted(link, error, money, wrote) if error is not None:
            told = failed(entry, error, now, money)
            unequal = replace(link, fingerprint=None, fingerprint_in_scoro=None)  # the next attempt writes and looks
            return replace(told, link=unequal, counterpart_id=link.counterpart_of(entry.key.system), wrote=wrote)
        case Refused(error, money, link):
            return replace(failed(entry, error, now, money), link=link)
        case Undone(link):
            return replace(undone(entry, link), wrote=True)
        case Again(due_at, link, has_moved, reason):
            turns_in_circles = due_at is None and entry.reason == reason and not has_moved
            if turns_in_circles:  # twice in a row: not at once, or it may never end
                return replace(again(entry, now, code=reason), link=link)
            return Result(entry, State.OPEN, reason=reason, due_at=due_at, link=link)
    raise TypeError(f"{verdict!r} is no verdict")
