"""The short form of `make faults`: real processes die while documents cross both ways, and both books are counted."""

import pytest
from rich.console import Console

from deploy.faults.play import played
from deploy.faults.scenarios.short import KILLED, POINTS, SHORT
from deploy.faults.world import opened
from deploy.local.places import Places

SEED = 1


@pytest.mark.slow
@pytest.mark.usefixtures("patched_environment")
def test_killed_processes_lose_nothing_and_double_nothing(tmp_path_factory: pytest.TempPathFactory) -> None:
    places = Places(checkout=tmp_path_factory.mktemp("faults"))

    with opened(Console(quiet=True), places) as world:
        row = played(world, SHORT, SEED, "T")

    assert row.verdict.breaches == []
    assert row.is_clean
    assert row.documents > 0
    assert row.kills >= len(KILLED) + len(POINTS)
