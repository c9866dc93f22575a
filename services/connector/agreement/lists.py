"""One page of one list of either system, as facts."""

from collections.abc import Iterable
from dataclasses import dataclass

from services.connector.agreement import facts
from services.connector.agreement.steps import Step
from services.connector.sources import allocations, xero_rows
from services.connector.sources.page import Turn
from services.connector.sources.scoro_objects import by_ids
from services.connector.sources.scoro_rows import KINDS
from shared.budget import Lane
from shared.contracts.envelope import Category
from shared.scoro.client import MAX_DETAILED_ROWS, MAX_ROWS
from shared.scoro.seen import seen
from shared.store.agreement_records import Fact
from shared.xero.client import ID_OF

SUMMARY = {"summaryOnly": "true"}
"""Of invoices and bills: sums without lines, payments and all that is costly."""
RESOURCES = {
    "Invoices": xero_rows.DOCUMENTS,
    "CreditNotes": xero_rows.CREDIT_NOTES,
    "Payments": xero_rows.PAYMENTS,
    "Prepayments": xero_rows.PREPAYMENTS,
    "Overpayments": xero_rows.OVERPAYMENTS,
}


@dataclass(frozen=True, slots=True)
class Listed:
    """What a page held."""

    facts: list[Fact]
    is_last: bool


async def page(turn: Turn, step: Step, number: int) -> Listed:
    """Deleted ones included: they tell what became of the other half of a pair."""
    return await (_scoro if step.system == "scoro" else _xero)(turn, step, number)


async def _scoro(turn: Turn, step: Step, number: int) -> Listed:
    is_receipts = step.what == Category.RECEIPTS.value  # what a receipt pays stands in its details
    found = await turn.scoro.list_page(
        step.what,
        number,
        lane=Lane.PROOF,
        per_page=MAX_DETAILED_ROWS if is_receipts else MAX_ROWS,
        detailed=is_receipts,
        include_deleted=True,
    )
    zone = turn.connection.time_zone
    if is_receipts:
        made = [facts.of_scoro_receipt(row, zone) for row in found.rows]
    else:
        made = [facts.of_scoro_document(Category(step.what), row, zone) for row in found.rows]
    return Listed(_each_once(made), found.is_last)


async def _xero(turn: Turn, step: Step, number: int) -> Listed:
    kind = RESOURCES[step.what]
    found = await turn.xero.page(
        kind.resource,
        number,
        lane=Lane.PROOF,
        order=f"{ID_OF[kind.resource]} ASC",
        params=SUMMARY if step.what == "Invoices" else kind.params,
    )
    made: list[Fact | None] = []
    for row in found.items:
        if kind is xero_rows.PAYMENTS:
            made.append(facts.of_payment(row))
            continue
        if kind.categories:
            made.append(facts.of_xero_document(kind, row))
        if kind is not xero_rows.DOCUMENTS:
            changed_at = xero_rows.changed_at(row)
            parts = allocations.allocations(kind, kind.id_of(row), row)
            made += [facts.of_allocation(one, changed_at) for one in parts]
    return Listed(_each_once(made), found.is_last)


async def again(turn: Turn, category: Category, scoro_ids: Iterable[str]) -> dict[str, Fact]:
    """Objects of Scoro that its list did not show: pages may shift while they are read, so each is looked up."""
    ids, zone = sorted(scoro_ids), turn.connection.time_zone
    if not ids:
        return {}
    if category is Category.RECEIPTS:
        receipts = await seen(turn.scoro, category, ids, lane=Lane.PROOF)
        made = [facts.of_scoro_receipt(row, zone) for row in receipts.values() if row is not None]
    else:
        found = await by_ids(turn.scoro, KINDS[category], ids, lane=Lane.PROOF)
        made = [facts.of_scoro_document(category, row, zone) for row in found.rows.values()]
    return {fact.object_id: fact for fact in _each_once(made)}


def _each_once(made: Iterable[Fact | None]) -> list[Fact]:
    return list({(fact.category, fact.object_id): fact for fact in made if fact is not None}.values())
