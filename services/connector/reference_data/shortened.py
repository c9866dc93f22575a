"""When Xero's list has lost more than usual: a shortened answer must not deactivate half a chart (R42); pure."""

from collections.abc import Mapping, Sequence
from typing import Any

from services.connector.reference_data.steps import Step, Why
from shared.sync.settings import Brakes

PERCENT = 100
SHOWN = 5


def sifted(steps: Sequence[Step], known: int, brakes: Brakes) -> tuple[list[Step], tuple[str, ...]]:
    """The steps that may go, and the keys of what stays active until a person says that it is really gone.

    Up to `brakes.deletions`, or its percentage of the `known` ones where that is more, go by themselves.
    """
    gone = tuple(step.natural_key for step in steps if step.why is Why.GONE)
    if len(gone) <= max(brakes.deletions, known * brakes.deletions_percent // PERCENT):
        return list(steps), ()
    return [step for step in steps if step.why is not Why.GONE], gone


def with_held(
    now: Sequence[dict[str, Any]], before: Sequence[Mapping[str, Any]], key: str, *, held: bool
) -> list[dict[str, Any]]:
    """Xero's list as it is kept: what vanished stays in it as long as it is held, or nothing at all was answered."""
    present = {item[key] for item in now}
    missing = [dict(item) for item in before if item[key] not in present]
    return [*now, *missing] if held or not now else list(now)


def words(module: str, keys: Sequence[str]) -> str:
    """What happened, and what to do."""
    noun = {"financeAccounts": "accounts", "vatCodes": "tax rates"}[module]
    named = ", ".join(keys[:SHOWN]) + (" …" if len(keys) > SHOWN else "")
    return (
        f"{len(keys)} {noun} are no longer in Xero's list ({named}). They stay active in Scoro until somebody says "
        f"that they are really gone: `scoro-xero settings set brakes.deletions={len(keys)}`"
    )
