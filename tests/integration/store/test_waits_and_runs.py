"""What waits, what failed, which run it belongs to, and who may work on it."""

from dataclasses import replace

import pytest

from shared.contracts.envelope import Category
from shared.store.everything import Store
from shared.store.outcomes import Result
from shared.store.records import ObjectKey, Problem, State
from shared.store.waits import parent, turn
from tests.integration.store.log import A_CHANGE, KEY, START, claimed, opened, version


async def test_a_wait_ends_when_all_that_it_names_have_come(store: Store) -> None:
    await opened(store, A_CHANGE)
    [entry] = await claimed(store)
    contact, other = (ObjectKey("acme", Category.CONTACTS, "scoro", name) for name in ("312", "313"))
    await store.outcomes.record([Result(entry, State.WAITING, waits_for=(parent(contact), parent(other)))], owner="one")

    first = await store.waits.release("acme", [parent(contact)])
    second = await store.waits.release("acme", [parent(other)])

    assert (first, [found.id for found in second]) == ([], [entry.id])


async def test_waiting_for_its_turn_is_not_waiting_for_a_parent(store: Store) -> None:
    await opened(store, A_CHANGE)
    [entry] = await claimed(store)
    await store.outcomes.record([Result(entry, State.WAITING, waits_for=(turn(KEY),))], owner="one")

    assert await store.waits.release("acme", [parent(KEY)]) == []
    assert len(await store.waits.release("acme", [turn(KEY)])) == 1


async def test_problems_are_one_per_cause_with_their_money_and_close_when_the_object_crosses(store: Store) -> None:
    await opened(store, version(1, object_id="a"), version(1, object_id="b"))
    entries = await claimed(store)
    results = [
        Result(
            entry,
            State.FAILED,
            reason="unknown_account",
            problem=Problem(entry.key, "unknown_account", "unknown_account:999", "Account code '999' …", entry.id,
                            amount=amount, currency="GBP"),
        )
        for entry, amount in zip(entries, ("100.10", "0.25"), strict=True)
    ]  # fmt: skip
    await store.outcomes.record(results, owner="one")
    [cause] = await store.problems.causes("acme")
    await opened(store, version(2, object_id="a", seconds=9))
    [mended] = await claimed(store)
    await store.outcomes.record([Result(mended, State.SYNCED)], owner="one")

    assert (cause.objects, cause.held_back) == (2, {"GBP": "100.35"})
    assert await store.problems.count("acme") == 1


async def test_one_run_of_a_connection_at_a_time_and_it_ends_when_every_entry_has_its_outcome(store: Store) -> None:
    run = await store.runs.begin("acme", "now", [Category.INVOICES], ["scoro.invoices"])
    assert run is not None
    assert await store.runs.begin("acme", "tick", [], []) is None
    await store.runs.queue("acme", "now", [Category.INVOICES])
    await opened(store, replace(A_CHANGE, run_id=run.id))
    await store.runs.source_done(run.id, "scoro.invoices")
    assert await store.runs.end_if_done(run.id) == (None, None)
    [entry] = await claimed(store)
    await store.outcomes.record([Result(entry, State.SYNCED)], owner="one")

    ended, following = await store.runs.end_if_done(run.id)

    assert ended is not None
    assert following is not None
    assert (following["trigger"], following["categories"]) == ("now", ["invoices"])


async def test_a_chain_goes_on_under_a_new_fence_and_the_old_reader_cannot_move_it(store: Store) -> None:
    chain = await store.cursors.begin("acme", "scoro.invoices", None)
    assert chain is not None
    assert await store.cursors.begin("acme", "scoro.invoices", None) is None
    await store.database.collection("cursors").update_many({}, {"$set": {"chain_until": START}})
    [abandoned] = await store.cursors.abandoned()
    revived = await store.cursors.revive(abandoned)

    assert revived is not None
    with pytest.raises(Exception, match="page 1"):
        await store.changes.record([A_CHANGE], inside=lambda session: store.cursors.advance(chain, session))
    await store.changes.record([A_CHANGE], inside=lambda session: store.cursors.advance(revived, session))


async def test_a_lease_has_one_holder_and_a_fence_that_rises_with_each_new_one(store: Store) -> None:
    mine = await store.leases.take("scheduler", "one", 60)
    theirs = await store.leases.take("scheduler", "two", 60)
    renewed = await store.leases.take("scheduler", "one", 60)
    await store.leases.give_back("scheduler", "one")
    handed_on = await store.leases.take("scheduler", "two", 60)

    assert (mine, theirs, renewed, handed_on) == (1, None, 1, 2)
