"""Asking before a run writes more than the owner of a category wants to go unasked (decision 0018)."""

from collections.abc import Iterable

from shared.contracts.envelope import Lane
from shared.store.records import DEPENDENCY, HISTORIC, PARENTS, UNDO, Brake, Entry
from shared.store.volume import Above
from shared.sync.plans import Held, Plan, Write
from shared.sync.settings import CategorySettings


def above(own: CategorySettings) -> Above:
    """Where asking begins."""
    return Above(own.ask_above_documents, own.ask_above_amount)


def asked(plans: Iterable[Plan], limit: Above) -> list[Plan]:
    """The plans, where whatever would be written waits for the rest of its run, if anybody wants to be asked; pure."""
    return [_asked(plan) if limit.asks else plan for plan in plans]


def _asked(plan: Plan) -> Plan:
    if not isinstance(plan, Write) or plan.entry.volume is not None or goes_unasked(plan.entry):
        return plan
    return Held(plan.entry, Brake.VOLUME, plan.money, plan.rates)


def goes_unasked(entry: Entry) -> bool:
    """What a person sent by itself or undid, a historic load that was counted, what a document brings along."""
    by_hand = entry.by_person and entry.lane is Lane.NOW
    is_brought_along = entry.asked == DEPENDENCY and entry.key.category in PARENTS
    return by_hand or is_brought_along or entry.asked in {HISTORIC, UNDO}
