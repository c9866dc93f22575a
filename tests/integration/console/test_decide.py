"""`scoro-xero decide`: a difference is written over by the source's version, or left so; both are in the trail."""

from dataclasses import replace
from typing import Any

import pytest

from services.console.deciding import Deciding
from services.console.trail_export import exported
from shared.contracts.envelope import Category, Lane
from shared.contracts.sync import ObjectWanted
from shared.errors import InvalidChoiceError
from shared.store.agreement_records import Kind, Line, Why
from shared.store.decisions import Act
from tests.fakes.publisher import MemoryPublisher
from tests.integration.console.conftest import Command, aside
from tests.integration.console.parts import A_CONNECTION, ACME, Scene
from tests.integration.console.proofs import EDITED, FORMULA, proved

LEAVE = ("decide", "invoices", "1001", "--leave-so")


async def test_what_is_left_so_counts_as_agreed_until_either_side_changes(scene: Scene, command: Command) -> None:
    await scene.connect()
    await proved(scene.store, scene.clock.now(), EDITED)
    assert (await aside(command, "reconcile")).code == 1

    said = await aside(command, *LEAVE, "--reason", "the bank rounded it")

    assert said.code == 0
    shown = await aside(command, "reconcile")
    assert shown.code == 0
    text = " ".join(shown.out.split())
    assert "Both books agree, but for what was left so." in text
    assert ": the bank rounded it. It stays so until either side changes." in text
    document = (await aside(command, "reconcile", "--json")).json
    assert (document["agrees"], document["left_so"]) == (True, 1)
    assert document["differences"][0]["left_so"]["why"] == "the bank rounded it"
    assert "the bank rounded it" in (await aside(command, "reconcile", "--csv")).out

    scene.clock.advance(60)
    again = replace(EDITED, xero={**(EDITED.xero or {}), "gross": "107"})
    await proved(scene.store, scene.clock.now(), again, number=2)

    after = await aside(command, "reconcile")
    assert after.code == 1
    assert "(the bank rounded it), but a side changed since" in " ".join(after.out.split())


async def test_the_next_proof_of_the_same_difference_still_knows(scene: Scene, command: Command) -> None:
    await scene.connect()
    await proved(scene.store, scene.clock.now(), EDITED, FORMULA)
    await aside(command, *LEAVE, "--reason", "as agreed with them")
    scene.clock.advance(60)
    await proved(scene.store, scene.clock.now(), EDITED, FORMULA, number=2)

    document = (await aside(command, "reconcile", "--json")).json

    assert (document["agrees"], document["left_so"]) == (False, 1)
    left = {one["number"]: one["left_so"] is not None for one in document["differences"]}
    assert left == {"1001": True, "=1+1": False}


async def test_who_leaves_it_so_says_why_and_the_trail_keeps_it(scene: Scene, command: Command) -> None:
    await scene.connect()
    await scene.written(await scene.entry(Category.INVOICES, "1001", "1001"))
    await proved(scene.store, scene.clock.now(), EDITED)

    assert (await aside(command, *LEAVE)).code == 2
    assert (await aside(command, "decide", "invoices", "1001")).code == 2
    assert (await aside(command, "decide", "invoices", "9", "--leave-so", "--reason", "x")).code == 2
    await aside(command, *LEAVE, "--reason", "rounded")

    lines = await exported(scene.store, ACME, Category.INVOICES, "1001")
    assert lines
    [act] = [one for one in lines if one["kind"] == "act"]
    assert (act["act"], act["why"]) == ("left_so", "rounded")
    [decision] = [one for one in await scene.store.decisions.newest(ACME) if one.act is Act.LEFT_SO]
    assert (decision.why, decision.about) == ("rounded", "1001")


async def test_the_sources_version_is_asked_for_and_the_trail_says_by_whom(scene: Scene) -> None:
    await scene.connect()
    await proved(scene.store, scene.clock.now(), EDITED)
    publisher = MemoryPublisher()
    deciding = Deciding(scene.store, publisher, scene.clock)
    line = await deciding.named(A_CONNECTION, Category.INVOICES, "xero-1001")

    await deciding.write_again(A_CONNECTION, line, by="mari")

    [wish] = publisher.published
    assert isinstance(wish, ObjectWanted)
    assert (wish.system, wish.object_id, wish.lane, wish.rewrite) == ("scoro", "1001", Lane.NOW, True)
    await scene.store.trail.seal()
    acts = [one.what async for one in scene.store.trail.lines(ACME) if one.what.get("act") == "wrote_again"]
    assert [(one["by"], one["objects"]) for one in acts] == [
        ("mari", ["invoices:scoro:1001", "invoices:xero:xero-1001"])
    ]


async def test_without_a_yes_nothing_is_asked_for(scene: Scene, command: Command) -> None:
    await scene.connect()
    await proved(scene.store, scene.clock.now(), EDITED)

    said = await aside(command, "decide", "invoices", "1001", "--write-again", input_text="n\n")

    assert said.code == 1
    assert "Write Scoro's version again, over what Xero says?" in said.err
    assert list(await scene.store.decisions.newest(ACME)) == []


@pytest.mark.parametrize(
    "changes",
    [
        {"changed_in": ("scoro",)},
        {"kind": Kind.GONE_IN_XERO, "xero": None},
        {"kind": Kind.ONLY_IN_SCORO, "xero": None, "xero_id": None},
        {"why": Why.UNDER_WAY},
        {"kind": Kind.GONE_IN_SCORO, "scoro": None},
    ],
    ids=["sending does it", "voided", "new", "on its way", "deleted at the source"],
)
async def test_where_writing_again_would_do_nothing_it_is_refused(scene: Scene, changes: dict[str, Any]) -> None:
    await scene.connect()
    publisher = MemoryPublisher()
    line: Line = replace(EDITED, **changes)

    with pytest.raises(InvalidChoiceError):
        await Deciding(scene.store, publisher, scene.clock).write_again(A_CONNECTION, line, by="mari")

    assert publisher.published == []


async def test_a_number_that_names_several_receipts_names_their_ids(scene: Scene) -> None:
    await scene.connect()
    both = [replace(EDITED, category=Category.RECEIPTS, scoro_id=str(one), xero_id=f"p-{one}") for one in (1, 2)]
    await proved(scene.store, scene.clock.now(), *both)
    deciding = Deciding(scene.store, MemoryPublisher(), scene.clock)

    with pytest.raises(InvalidChoiceError, match="p-1, p-2"):
        await deciding.named(A_CONNECTION, Category.RECEIPTS, "1001")
    assert (await deciding.named(A_CONNECTION, Category.RECEIPTS, "p-2")).scoro_id == "2"
