"""`scoro-xero backfill`: counted, asked, watched, stopped and continued."""

import datetime as dt

from shared.contracts.envelope import Category
from shared.store.database import Session
from shared.store.historic import HistoricLoad, Phase, Tally
from tests.integration.console.conftest import Command, aside
from tests.integration.console.parts import ACME, Scene

FIRST = dt.date(2026, 1, 1)
LAST = dt.date(2026, 3, 31)
COUNTED = Tally(objects=1200, linked=100, twins=500, taken=10)


async def counted(scene: Scene, *, dry_run: bool = False) -> HistoricLoad:
    """As the connector leaves a load that it counted."""
    await scene.a_day()
    load = await scene.store.historic.begin(ACME, FIRST, LAST, {Category.INVOICES: "scoro"}, by="mari", dry_run=dry_run)
    assert load is not None
    await page(scene, load, COUNTED)
    return load


async def page(scene: Scene, load: HistoricLoad, tally: Tally) -> None:
    async def note(session: Session) -> None:
        await scene.store.historic.page(load, Category.INVOICES, tally, is_last=True, session=session)

    await scene.store.database.transaction(note)


async def test_status_tells_the_counts_their_calls_and_how_long_the_limits_make_it_take(
    scene: Scene, command: Command
) -> None:
    await counted(scene)

    said = await aside(command, "backfill", "status", "--json")

    assert said.code == 0
    [invoices] = said.json["categories"].values()
    assert invoices == {
        "objects": 1200, "in_step": 100, "linked": 500, "number_used": 10, "new": 590,
        "scoro_calls": 48, "xero_calls": 33,
    }  # fmt: skip
    assert said.json["seconds_at_the_limits"] == 33
    assert (said.json["phase"], said.json["expected"], said.json["asked_by"]) == ("counted", 1100, "mari")


async def test_without_a_first_day_it_says_what_is_missing(scene: Scene, command: Command) -> None:
    await scene.a_day()

    said = await aside(command, "backfill")

    assert said.code == 2
    assert "--from 2025-01-01" in said.err


async def test_a_range_that_ends_before_it_begins_is_refused(scene: Scene, command: Command) -> None:
    await scene.a_day()

    said = await aside(command, "backfill", "--from", "2026-03-01", "--to", "2026-02-01")

    assert said.code == 2
    assert "empty" in said.err


async def test_status_without_any_backfill_says_how_to_begin_one(scene: Scene, command: Command) -> None:
    await scene.a_day()

    said = await aside(command, "backfill", "status")

    assert said.code == 0
    assert "backfill --from" in said.err


async def test_one_that_is_read_is_cancelled_and_the_name_is_kept(scene: Scene, command: Command) -> None:
    load = await counted(scene)
    await scene.store.historic.agree(load.id, by="mari")

    stopped = await aside(command, "backfill", "cancel")
    again = await aside(command, "backfill", "cancel")
    shown = await aside(command, "backfill", "status", "--json")

    assert (stopped.code, again.code) == (0, 2)
    assert shown.json["stopped_by"]
    assert shown.json["phase"] == Phase.READING


async def test_a_dry_run_cannot_be_continued_into_a_real_one(scene: Scene, command: Command) -> None:
    await counted(scene, dry_run=True)

    said = await aside(command, "backfill", "continue")

    assert said.code == 2
    assert "nothing to continue" in said.err


async def test_a_no_leaves_everything_where_it_is(scene: Scene, command: Command) -> None:
    load = await counted(scene)
    await scene.store.historic.stop(load.id, by="mari")
    known = await scene.store.historic.get(load.id)
    assert known is not None
    await scene.store.historic.drop(known)

    said = await aside(command, "backfill", "continue")

    assert said.code == 2
    assert (await scene.store.historic.newest(ACME)) == known


async def test_following_one_that_is_only_counted_says_how_to_go_on(scene: Scene, command: Command) -> None:
    await counted(scene)

    said = await aside(command, "backfill", "status", "--follow")

    assert said.code == 0
    assert "counted; `backfill continue` brings it across" in " ".join(said.out.split())
