"""`scoro-xero reconcile`: both books agree, or exactly this does not."""

import csv
import io

from tests.integration.console.conftest import Command, aside
from tests.integration.console.parts import Scene
from tests.integration.console.proofs import EDITED, FORMULA, KEPT, proved


async def test_before_the_first_proof_it_says_how_to_get_one(scene: Scene, command: Command) -> None:
    await scene.connect()

    said = await aside(command, "reconcile")

    assert said.code == 1
    assert "reconcile --now" in " ".join(said.err.split())


async def test_books_that_agree_end_well(scene: Scene, command: Command) -> None:
    await scene.connect()
    await proved(scene.store, scene.clock.now())

    said = await aside(command, "reconcile")

    assert said.code == 0
    assert "Both books agree." in said.out


async def test_every_difference_is_named_with_what_both_sides_say(scene: Scene, command: Command) -> None:
    await scene.connect()
    await proved(scene.store, scene.clock.now(), EDITED, KEPT)

    shown = await aside(command, "reconcile")
    said = await aside(command, "reconcile", "invoices", "--month", "2026-11", "--json")

    assert (shown.code, said.code) == (1, 1)
    assert "Changed in Xero since both agreed" in " ".join(shown.out.split())
    [one] = said.json["differences"]
    assert (one["number"], one["difference"]["gross"], one["agreed"]["gross"]) == ("1001", "12", "120")
    assert [kept["code"] for kept in said.json["left_out"]] == ["before_start_date"]
    assert said.json["proof"]["calls"] == {"scoro": 2, "xero": 5}


async def test_a_month_or_category_that_agrees_is_fine_by_itself(scene: Scene, command: Command) -> None:
    await scene.connect()
    await proved(scene.store, scene.clock.now(), EDITED)

    assert (await aside(command, "reconcile", "--month", "2026-09")).code == 0
    assert (await aside(command, "reconcile", "bills")).code == 0
    assert (await aside(command, "reconcile", "--month", "November")).code == 2


async def test_a_spreadsheet_gets_no_formulas(scene: Scene, command: Command) -> None:
    await scene.connect()
    await proved(scene.store, scene.clock.now(), FORMULA)

    said = await aside(command, "reconcile", "--csv")

    [row] = csv.DictReader(io.StringIO(said.out))
    assert (row["number"], row["difference_gross"], row["scoro_gross"]) == ("'=1+1", "12", "120")
