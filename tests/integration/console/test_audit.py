"""`scoro-xero audit`: whatever is done to a line is found, and everything about one document is handed out."""

import csv
import io
from typing import Any

import pytest

from services.console.pausing import Pausing, Scope
from tests.fakes.publisher import MemoryPublisher
from tests.integration.console.conftest import Command, aside
from tests.integration.console.parts import A_CONNECTION, ACME, Scene


async def sealed_day(scene: Scene) -> None:
    """A day's writes and acts, each with its place."""
    await scene.a_day()
    await scene.store.trail.seal()


def lines(scene: Scene) -> Any:
    return scene.store.database.collection("trail")


async def row(scene: Scene, place: int) -> dict[str, Any]:
    found = await lines(scene).find_one({"connection_id": ACME, "place": place})
    assert found is not None
    return dict(found)


async def test_a_chain_that_nobody_touched_is_whole_and_tells_its_head(scene: Scene, command: Command) -> None:
    await scene.a_day()  # what is not sealed yet is sealed first

    said = await aside(command, "audit", "verify")
    document = (await aside(command, "audit", "verify", "--json")).json

    assert said.code == 0
    head = (await scene.store.trail.head(ACME)).hash
    assert f"acme: 7 lines, whole; head {head}" in " ".join(said.out.split())
    assert document == {"chains": [{"connection_id": ACME, "lines": 7, "head": head, "broken": []}]}


async def test_before_anything_was_done_there_is_a_sentence(scene: Scene, command: Command) -> None:
    await scene.connect()

    said = await aside(command, "audit", "verify")

    assert (said.code, said.out.strip()) == (0, "Nothing was written or done yet.")


@pytest.mark.parametrize("place", [1, 4, 7], ids=["first", "between", "newest"])
async def test_a_changed_line_is_named(scene: Scene, command: Command, place: int) -> None:
    await sealed_day(scene)
    await lines(scene).update_one({"connection_id": ACME, "place": place}, {"$set": {"what.by": "nobody"}})

    said = await aside(command, "audit", "verify", "--json")

    assert said.code == 1
    [broken] = said.json["chains"][0]["broken"]
    assert (broken["place"], broken["what"]) == (str(place), "changed")
    assert f"line {place} (" in broken["said"]


@pytest.mark.parametrize("place", [1, 4, 7], ids=["first", "between", "newest"])
async def test_a_removed_line_is_named(scene: Scene, command: Command, place: int) -> None:
    await sealed_day(scene)
    what = (await row(scene, place))["kind"]
    await lines(scene).delete_one({"connection_id": ACME, "place": place})

    said = await aside(command, "audit", "verify", "--json")

    assert said.code == 1
    broken = said.json["chains"][0]["broken"]
    assert (broken[0]["place"], broken[0]["what"]) == (str(place), "removed")
    assert {one["what"] for one in broken[1:]} <= ({"untold"} if what == "call_begun" else set())


@pytest.mark.parametrize("place", [2.5, 8], ids=["between", "after the head"])
async def test_an_inserted_line_is_named(scene: Scene, command: Command, place: float) -> None:
    await sealed_day(scene)
    copied = await row(scene, 2)
    await lines(scene).insert_one({**copied, "_id": "somebody's", "place": place})

    said = await aside(command, "audit", "verify")

    assert said.code == 1
    assert "acme: 8 lines, broken" in " ".join(said.out.split())
    assert "inserted" in said.out


async def test_a_line_made_to_fit_is_found_by_the_one_after_it(scene: Scene, command: Command) -> None:
    """Who knows the code gives a changed line its right hash: then the next one does not follow."""
    await sealed_day(scene)
    await lines(scene).update_one({"connection_id": ACME, "place": 3}, {"$set": {"what.by": "nobody"}})
    [changed] = [one async for one in scene.store.trail.lines(ACME) if one.place == 3]
    await lines(scene).update_one({"_id": changed.id}, {"$set": {"hash": changed.own_hash}})

    said = await aside(command, "audit", "verify", "--json")

    assert [(one["place"], one["what"]) for one in said.json["chains"][0]["broken"]] == [("4", "changed")]


async def test_another_connections_chain_is_its_own(scene: Scene, command: Command) -> None:
    await sealed_day(scene)
    await scene.another("other")
    await scene.store.trail.act("other", "done", "ada")
    await scene.store.trail.seal()
    await lines(scene).update_one({"connection_id": ACME, "place": 1}, {"$set": {"what.by": "nobody"}})

    assert (await aside(command, "audit", "verify", "--connection", "other")).code == 0
    assert (await aside(command, "audit", "verify")).code == 1


async def test_everything_about_one_document_as_json(scene: Scene, command: Command) -> None:
    await scene.a_day()

    said = await aside(command, "audit", "export", "invoice", "1001")

    told = {one["kind"]: one for one in said.json["lines"]}  # at one moment here, so in either order
    begun, settled = told.pop("call_begun"), told.pop("call_settled")
    assert (begun["call"], told) == (settled["call"], {})
    assert settled["outcomes"] == ["invoices:scoro:1001=synced"]
    assert (begun["method"], settled["status"], begun["objects"]) == ("PUT", 200, ["invoices:scoro:1001"])
    assert {one["place"] for one in (begun, settled)} <= set(range(1, 8))
    assert begun["hash"] != settled["hash"]
    by_twin = await aside(command, "audit", "export", "invoice", "xero-1001")
    assert by_twin.json == said.json


async def test_as_a_table_without_formulas(scene: Scene, command: Command) -> None:
    await scene.a_day()
    await scene.store.trail.act(ACME, "tried_again", "=HYPERLINK(1)", objects=["invoices:scoro:1001"], why="late")

    said = await aside(command, "audit", "export", "invoice", "1001", "--csv")

    table = list(csv.DictReader(io.StringIO(said.out)))
    assert sorted(one["kind"] for one in table) == ["act", "call_begun", "call_settled"]
    [act] = [one for one in table if one["kind"] == "act"]
    assert (act["by"], act["why"], act["objects"]) == ("'=HYPERLINK(1)", "late", "invoices:scoro:1001")
    assert all(one["hash"] for one in table)


async def test_what_was_never_seen_is_told(scene: Scene, command: Command) -> None:
    await scene.a_day()

    said = await aside(command, "audit", "export", "invoice", "9999")

    assert said.code == 2
    assert "none was ever seen with number, name or id '9999'" in " ".join(said.err.split()).lower()


async def test_acts_about_no_single_document_are_in_the_chain_and_in_no_export(scene: Scene, command: Command) -> None:
    await scene.a_day()
    before = (await aside(command, "audit", "export", "invoice", "1001")).json
    await Pausing(scene.store, MemoryPublisher(), scene.clock).pause(Scope(A_CONNECTION), by="mari", why="month end")

    assert (await aside(command, "audit", "export", "invoice", "1001")).json == before
    assert (await aside(command, "audit", "verify", "--json")).json["chains"][0]["lines"] == 8
