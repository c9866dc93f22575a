"""When Xero's list has lost more than usual: a shortened answer must not deactivate half a chart (R42); pure.

Nor does a choice deactivate more than usual of what only Scoro has, before a person has seen which (R44).
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from services.connector.reference_data.steps import Step, Why
from shared.sync.settings import Brakes

PERCENT, PART = 100, 4
SHOWN = 5
NOUNS = {"financeAccounts": "accounts", "vatCodes": "tax rates"}
ONLY_OURS = "unmatched_"


def only_ours(module: str) -> str:
    """The name under which is held what only Scoro has."""
    return f"{ONLY_OURS}{module}"


def sifted(
    steps: Sequence[Step], known: int, brakes: Brakes, said_gone: Collection[str] = (), *, why: Why = Why.GONE
) -> tuple[list[Step], tuple[str, ...]]:
    """The steps that may go, and the keys of what stays active until a person says that it is really gone.

    By themselves go up to `brakes.deletions` of the `known` ones, but no more than a quarter, or the percentage where
    that is more.
    """
    gone = tuple(one.natural_key for one in steps if one.why is why and one.natural_key not in said_gone)
    usual = max(min(brakes.deletions, known // PART), known * brakes.deletions_percent // PERCENT)
    if len(gone) <= usual:
        return list(steps), ()
    return [one for one in steps if one.why is not why or one.natural_key in said_gone], gone


def with_held(
    now: Sequence[dict[str, Any]], before: Sequence[Mapping[str, Any]], key: str, *, held: bool
) -> list[dict[str, Any]]:
    """Xero's list as it is kept: what vanished stays in it as long as it is held, or nothing at all was answered."""
    present = {item[key] for item in now}
    missing = [dict(item) for item in before if item[key] not in present]
    return [*now, *missing] if held or not now else list(now)


def words(name: str, keys: Sequence[str]) -> str:
    """What happened, and what to do."""
    count = f"{len(keys)} {NOUNS[name.removeprefix(ONLY_OURS)]}"
    named = ", ".join(keys[:SHOWN]) + (" …" if len(keys) > SHOWN else "")
    if name.startswith(ONLY_OURS):
        return (
            f"{count} of Scoro match nothing in Xero ({named}). They stay active until somebody says that they are to "
            "become inactive: `scoro-xero release --lists`"
        )
    return (
        f"{count} are no longer in Xero's list ({named}). They stay active in Scoro until somebody says "
        "that they are really gone: `scoro-xero release --lists`"
    )
