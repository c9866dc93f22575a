"""What a change of settings leads to, in numbers, before it is saved: from what the log has seen; pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from services.console.spelling import plural
from shared.contracts.envelope import Category
from shared.store.log_indexes import BEFORE_START, SWITCHED_OFF
from shared.store.mended import Causes
from shared.store.problems import Cause
from shared.store.records import State
from shared.sync import mending
from shared.sync.settings import CategorySettings, Mode, SyncSettings

Counts = Mapping[tuple[str, str], int]


@dataclass(frozen=True, slots=True)
class Seen:
    """What the log holds now."""

    left_out: Counts
    """(category, rule) → objects."""
    unfinished: Counts
    """(category, state) → objects."""
    causes: Sequence[Cause]
    """Open problems."""


def of(before: SyncSettings, after: SyncSettings, seen: Seen) -> list[str]:
    """Sentences; what was never read is in no number."""
    found = [text for category in Category for text in _category(category, before, after, seen)]
    if (before.mode, after.mode) == (Mode.MANUAL, Mode.AUTOMATIC):
        kept = sum(count for (_, state), count in seen.unfinished.items() if state == State.RECORDED)
        found += [f"{plural(kept, 'change')} that lie recorded cross by themselves."] if kept else []
    if again := _mended(mending.causes(mending.of_settings(before, after)), seen.causes):
        found.append(f"{plural(again, 'object')} that need attention for want of these choices are tried again.")
    return found


def _category(category: Category, before: SyncSettings, after: SyncSettings, seen: Seen) -> Iterator[str]:
    was, now, name = before.of(category), after.of(category), category.capitalize()
    if now.enabled and not was.enabled:
        more = seen.left_out.get((category, SWITCHED_OFF), 0)
        about = f"about {more:,} more, which were left out while it was off" if more else "whatever changes from now on"
        yield f"{name} begin to cross: {about}."
    elif was.enabled and not now.enabled:
        under_way = sum(count for (of, _), count in seen.unfinished.items() if of == category)
        about = f"; {plural(under_way, 'change')} on the way are left out" if under_way else ""
        yield f"{name} cross no more{about}."
    elif now.enabled:
        yield from _more(name, category, was, now, seen)


def _more(name: str, category: Category, was: CategorySettings, now: CategorySettings, seen: Seen) -> Iterator[str]:
    if was.bookmark != now.bookmark:
        outside = seen.left_out.get((category, "outside_bookmark"), 0)
        about = f": about {outside:,} more, which were left out as outside it" if outside else ""
        yield f"{name} are read again by the {'bookmark' if now.bookmark else 'whole list'}{about}."
    if was.start_date != now.start_date and now.start_date is not None:
        earlier = was.start_date is not None and now.start_date < was.start_date
        older = seen.left_out.get((category, BEFORE_START), 0)
        if earlier and older:
            yield f"{name}: at most {older:,} more, which were left out as older than the start date."


def _mended(causes: Causes, problems: Sequence[Cause]) -> int:
    return sum(one.objects for one in problems if one.code in causes.codes or one.cause in causes.named)
