"""`scoro-xero undo`: what it takes is shown, and a reason is wanted, before anything is touched."""

from shared.store.decisions import Act
from shared.store.records import State
from tests.integration.console.conftest import Command, aside
from tests.integration.console.parts import ACME, Scene
from tests.integration.console.pretended import Connector
from tests.integration.console.undoing import newest, planned


async def test_it_shows_what_it_takes_and_touches_nothing(scene: Scene, command: Command, connector: Connector) -> None:
    run_id = await scene.a_day()
    plan = await planned(scene, str(run_id))
    connector.refusal = (201, {"id": plan.id})
    before = await newest(scene)

    said = await aside(command, "undo", "run", str(run_id), "--dry-run")
    told = await aside(command, "undo", "invoices", "1001", "1005", "--dry-run", "--json")

    shown = " ".join(said.err.split())
    for words in ("1005", "reconciled with the bank", "Void 1001, 120.00 GBP", "1 of 2 can be undone; 1 cannot be."):
        assert words in shown
    assert [(one["number"], one["reason"], one["state"]) for one in told.json["objects"]] == [
        ("1005", "undo_reconciled", "cannot"), ("1001", None, "planned")
    ]  # fmt: skip
    assert connector.bodies[-1]["names"] == ["1001", "1005"]
    assert (said.code, told.code, await newest(scene)) == (1, 1, before)


async def test_who_says_yes_says_why(scene: Scene, command: Command, connector: Connector) -> None:
    await scene.a_day()
    connector.refusal = (201, {"id": (await planned(scene)).id})

    silent = await aside(command, "undo", "invoices", "1001", "--yes")
    no = await aside(command, "undo", "invoices", "1001", input_text="n\n")
    yes = await aside(command, "undo", "invoices", "1001", "--yes", "--reason", "twice", "--timeout", "1")
    again = await aside(command, "undo", "invoices", "1001", "--yes", "--reason", "twice")

    assert (silent.code, no.code, yes.code, again.code) == (2, 1, 1, 2)
    assert "confirmed before" in again.err
    entry = await newest(scene)
    assert (entry.asked, entry.state) == ("undo", State.OPEN)
    [decision, *_] = await scene.store.decisions.newest(ACME)
    assert (decision.act, decision.why, decision.count) == (Act.UNDID, "twice", 1)
