"""Readers that meet something nobody foresaw."""

import pytest

from services.connector.chains import Chains
from services.connector.sources.page import Read, Turn
from services.connector.sources.table import BY_NAME
from shared.errors import DefectError
from shared.store.runs import RunState
from tests.integration.connector.reading.connection import CONNECTION
from tests.integration.connector.reading.world import World


async def test_a_reader_with_a_defect_is_given_up_and_the_run_goes_on(world: World) -> None:
    async def broken(_turn: Turn) -> Read:
        raise KeyError("id")

    readers = {name: source.make(world.store, world.clock) for name, source in BY_NAME.items()}
    world.chains = world.watch._chains = Chains(
        world.store, world.clients, world.publisher, world.clock, readers={**readers, "scoro.contacts": broken}
    )

    with pytest.raises(DefectError):
        await world.sync()
    await world.read_on()

    [run] = await world.store.runs.newest(CONNECTION)
    assert (run.state, run.failed) == (RunState.DONE, "defect")
