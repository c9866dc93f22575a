"""Runs: the list, the report of one, live while it goes on; historic data."""

import datetime as dt
from uuid import uuid4

from services.console.pausing import Scope
from services.console.web.access import Place, Visitor
from services.console.web.pages import runs
from services.console.web.parts import Given, Parts
from shared.contracts.envelope import Category
from shared.contracts.sync import PageWanted
from shared.store import waits
from shared.store.outcomes import Result
from shared.store.people import Person, Role
from shared.store.records import NewChange, ObjectKey, State
from shared.store.runs import RunState
from shared.sync.bells import Bells
from shared.words import advice
from tests.integration.console.parts import ACME, Scene
from tests.integration.console.web.browsing import Browser, Sent


async def test_the_list_says_what_each_run_came_to(browser: Browser, scene: Scene) -> None:
    run_id = await scene.a_day()
    await browser.visits_as("Mari", Role.VIEWER, ACME)

    page = await browser.get(f"/c/{ACME}/runs")
    one = await browser.get(f"/c/{ACME}/runs/{run_id}")

    assert "asked for" in page.text
    assert "3 writing calls" in page.text
    assert one.headings[0].startswith("Synchronization of")
    assert "Invoices 5 1 1 0 1 2 0" in one.text


async def test_a_run_that_goes_on_says_what_it_called_and_why_it_waits(
    browser: Browser, given: Parts, scene: Scene
) -> None:
    await scene.a_day()
    run = await scene.store.runs.begin(ACME, "now", [Category.INVOICES], ["scoro.invoices"])
    assert run
    await scene.written(await scene.entry(Category.INVOICES, "1001", "1001-A", run.id), "POST")
    parent = ObjectKey(ACME, Category.CONTACTS, "scoro", "99")
    behind, busy = [await scene.entry(Category.INVOICES, number, number, run.id) for number in ("3001", "3002")]
    await scene.end(Result(behind, State.WAITING, waits_for=(waits.parent(parent),)))
    soon = scene.clock.now() + dt.timedelta(minutes=5)
    await scene.end(Result(busy, State.OPEN, reason="away", due_at=soon))
    await browser.visits_as("Mari", Role.VIEWER, ACME)

    page = await browser.get(f"/c/{ACME}/runs/{run.id}")
    await given.pausing.pause(Scope(await scene.store.connections.get(ACME)), by="jaan", why="audit")
    paused = await browser.get(f"/c/{ACME}/runs/{run.id}")

    assert "1 of 3 objects done, 1 writing call so far." in page.text
    assert "1 object waits for what has to come first, or for a decision." in page.text
    assert f"1 object is tried again: {advice.of('away').title}." in page.text
    assert "Paused by jaan" not in page.text
    assert "Paused by jaan" in paused.text


async def test_older_runs_are_a_page_further(browser: Browser, scene: Scene) -> None:
    await scene.connect()
    for _ in range(30):
        scene.clock.advance(60)
        run = await scene.store.runs.begin(ACME, "tick", [], ["reference"])
        assert run
        await scene.store.runs.source_done(run.id, "reference")
        await scene.store.runs.end_if_done(run.id)
    await browser.visits_as("Mari", Role.VIEWER, ACME)

    first = await browser.get(f"/c/{ACME}/runs")
    link = first.answer.text.split('href="?before=')[1].split('"')[0]
    second = await browser.get(f"/c/{ACME}/runs?before={link}")
    nothing = await browser.get(f"/c/{ACME}/runs?before=2000-01-01T00:00:00")

    assert (first.answer.text.count("by schedule"), second.answer.text.count("by schedule")) == (25, 5)
    assert "Older runs" not in second.text
    assert "No older runs." in nothing.text
    assert (await browser.get(f"/c/{ACME}/runs?before=nonsense")).status == 400


async def test_what_has_not_begun_says_so_and_anothers_run_is_not_there(browser: Browser, scene: Scene) -> None:
    run_id = await scene.a_day()
    await scene.another("other")
    await browser.visits_as("Mari", Role.OPERATOR)

    coming, foreign = await browser.get(f"/c/{ACME}/runs/{uuid4()}"), await browser.get(f"/c/other/runs/{run_id}")
    nonsense = await browser.get(f"/c/{ACME}/runs/nonsense")

    assert "Asked for. It begins in a moment" in coming.text
    assert (foreign.status, nonsense.status) == (404, 400)


async def test_the_stream_of_a_run_ends_with_it(given: Given, scene: Scene) -> None:
    run_id = await scene.a_day()
    place = Place(Visitor(Person("Mari", Role.OPERATOR), ""), await scene.store.connections.get(ACME))

    told = [event async for event in runs._events(given, place, run_id)]

    assert len(told) == 1
    assert "3 writing calls" in told[0]


async def test_historic_data_is_counted_before_anything_is_brought_across(
    browser: Browser, given: Parts, scene: Scene, sent: Sent
) -> None:
    await scene.a_day()
    await browser.visits_as("Mari", Role.ADMINISTRATOR, ACME)

    page = await browser.get(f"/c/{ACME}/history")
    counting = await browser.send(page, "Count", begins="2026-01-01", ends="2026-03-31", of=["invoices"])
    again = await browser.send(counting, "Count", begins="2026-01-01")
    stopped = await browser.send(counting, "Stop")

    load = await given.store.historic.newest(ACME)
    assert load is not None
    assert (load.asked_by, load.stopped_by, [one.value for one in load.ways]) == ("Mari", "Mari", ["invoices"])
    assert "Counting." in counting.text
    assert (again.status, "One is under way; stop it first." in again.text) == (400, True)
    assert "Stopped by Mari." in stopped.text
    assert any(isinstance(one, PageWanted) for one in sent.messages)


async def test_a_range_that_makes_no_sense_is_said_beside_the_form(browser: Browser, scene: Scene) -> None:
    await scene.a_day()
    await browser.visits_as("Mari", Role.ADMINISTRATOR, ACME)
    page = await browser.get(f"/c/{ACME}/history")

    empty = await browser.send(page, "Count", begins="2026-03-01", ends="2026-01-01")
    off = await browser.send(page, "Count", begins="2026-03-01", of=["bills"])
    nonsense = await browser.send(page, "Count", begins="yesterday")
    none = await browser.send(page, "Count", begins="")

    assert (empty.status, "would be empty" in empty.text) == (400, True)
    assert (off.status, "switched off" in off.text) == (400, True)
    assert (nonsense.status, none.status) == (400, 400)


async def test_a_viewer_sees_how_it_stands_and_decides_nothing(browser: Browser, scene: Scene) -> None:
    await scene.a_day()
    await browser.visits_as("Jaan", Role.VIEWER, ACME)

    page = await browser.get(f"/c/{ACME}/history")
    [token] = page.form("Sign out").fields["token"]
    tried = await browser.post(f"/c/{ACME}/history", begins="2026-01-01", token=token)

    assert "Count" not in [button for form in page.forms for button in form.buttons]
    assert tried.status == 403


async def test_a_run_stops_after_the_objects_that_are_under_way_and_the_rest_waits_for_the_next_one(
    browser: Browser, scene: Scene, sent: Sent
) -> None:
    await scene.connect()
    run = await scene.store.runs.begin(ACME, "now", [Category.INVOICES], ["scoro.invoices"])
    assert run
    under_way = await scene.entry(Category.INVOICES, "1", "1", run.id)
    chain = await scene.store.cursors.begin(ACME, "scoro.invoices", run.id)
    waiting = ObjectKey(ACME, Category.INVOICES, "scoro", "2")
    change = NewChange(waiting, "{}", scene.clock.now(), number="2", run_id=run.id)
    await scene.store.changes.open((await scene.store.changes.record([change])).entries)
    await browser.visits_as("Mari", Role.ADMINISTRATOR, ACME)

    page = await browser.send(await browser.get(f"/c/{ACME}/runs/{run.id}"), "Stop after current objects")
    stopped = await scene.store.runs.get(run.id)
    assert chain
    assert stopped
    assert "It ends after the current objects; 1 object waits." in page.text
    assert "Stopped by Mari" in page.text
    assert "Stop after current objects" not in page.text
    assert (stopped.state, stopped.sources, stopped.failed) == (RunState.WRITING, (), "run_stopped")
    assert not await scene.store.cursors.alive(ACME, "scoro.invoices")

    await scene.written(under_way)
    ended, _ = await scene.store.runs.end_if_done(run.id)
    assert ended
    assert not await scene.store.runs.completed(ACME, Category.INVOICES)
    bells = Bells(scene.store, sent, scene.clock)
    kept = await scene.store.recorded.at_once(ACME, Category.INVOICES)
    assert (len(kept), await bells.ring(kept)) == (1, 0)

    following = await scene.store.runs.begin(ACME, "now", [Category.INVOICES], ["scoro.invoices"])
    assert following
    await bells.ring_rest(ACME, Category.INVOICES, following.id)
    newest = await scene.store.changes.newest(waiting)
    assert newest
    assert (newest.state, newest.run_id, newest.laid_back) == (State.OPEN, following.id, False)
    audit = await browser.get(f"/c/{ACME}/audit")
    assert "Stopped a run: invoices, 1 object" in audit.text


async def test_what_a_worker_gives_back_after_the_stop_waits_too(scene: Scene) -> None:
    await scene.connect()
    run = await scene.store.runs.begin(ACME, "now", [Category.INVOICES], ["scoro.invoices"])
    assert run
    claimed = await scene.entry(Category.INVOICES, "1", "1", run.id)
    assert await scene.store.stopping.stop(ACME, run.id, by="Mari") == 0
    assert await scene.store.stopping.stop(ACME, run.id, by="Jaan") is None
    assert await scene.store.runs.end_if_done(run.id) == (None, None)

    await scene.end(Result(claimed, State.WAITING, waits_for=("contacts:scoro:7",)))
    ended, _ = await scene.store.runs.end_if_done(run.id)

    assert ended
    newest = await scene.store.changes.newest(claimed.key)
    assert newest
    assert (newest.state, newest.laid_back, newest.waits_for) == (State.RECORDED, True, ())


async def test_a_viewer_stops_nothing_and_what_is_over_stays_so(browser: Browser, scene: Scene) -> None:
    run_id = await scene.a_day()
    await browser.visits_as("Anna", Role.VIEWER, ACME)
    page = await browser.get(f"/c/{ACME}/runs/{run_id}")
    refused = await browser.post(f"/c/{ACME}/runs/{run_id}/stop", token="")
    await browser.visits_as("Mari", Role.ADMINISTRATOR, ACME)
    token = (await browser.get(f"/c/{ACME}/runs")).forms[0].fields["token"]
    over = await browser.post(f"/c/{ACME}/runs/{run_id}/stop", token=token)

    assert "Stop after current objects" not in page.text
    assert refused.status == 403
    assert "It is over already." in over.text
