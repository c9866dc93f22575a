"""The file for whoever helps, and the tables of fields."""

from pathlib import Path

import pytest

from shared.contracts.envelope import Category
from tests.integration.console.conftest import Command, aside
from tests.integration.console.parts import SAID, Scene


async def test_the_bundle_tells_states_and_codes_but_no_documents(
    scene: Scene, command: Command, tmp_path: Path
) -> None:
    await scene.a_day()
    into = tmp_path / "bundle.json"

    said = await aside(command, "support-bundle", "--output", str(into))

    written = into.read_text()
    assert said.code == 0
    assert "unknown_account" in written
    assert "1003" not in written
    assert SAID not in written
    assert "guest" not in written


async def test_a_place_that_cannot_be_written_is_refused(scene: Scene, command: Command, tmp_path: Path) -> None:
    await scene.a_day()

    said = await aside(command, "support-bundle", "--output", str(tmp_path / "nowhere" / "bundle.json"))

    assert said.code == 2
    assert "cannot be written" in said.err


@pytest.mark.parametrize("category", ["products", "contacts", "invoices", "bills"])
async def test_fields_are_printed_as_a_table(command: Command, category: str) -> None:
    said = await aside(command, "mapping", category)
    as_json = await aside(command, "mapping", category, "--json")

    assert said.out.splitlines()[0].split() == ["Scoro", "Xero", "Note"]
    assert as_json.json["category"] == Category(category)


async def test_a_category_without_a_table_is_refused(command: Command) -> None:
    said = await aside(command, "mapping", "quotes")

    assert said.code == 2
