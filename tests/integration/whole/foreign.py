"""The person who is asked once whether exchange rates are turned the right way."""

from services.console.releasing import Releasing
from shared.store.decisions import Act, Decision
from shared.store.holds import Held
from shared.store.records import Brake
from tests.integration.connector.reading.connection import CONNECTION
from tests.integration.whole.world import Whole


def desk(whole: Whole) -> Releasing:
    """Where that person decides."""
    return Releasing(whole.desk.store, whole.desk.publisher, whole.desk.clock)


async def held(whole: Whole) -> list[Held]:
    """What waits for an answer about rates."""
    return [one for one in await desk(whole).held(CONNECTION) if one.hold.brake is Brake.RATES]


async def confirm(whole: Whole) -> int:
    """The rates are right; hands out how many documents go."""
    count = await desk(whole).release(await held(whole), by="mari", why="compared with the bank")
    await whole.settle()
    return count


async def rates_are_confirmed(whole: Whole) -> None:
    """As if somebody had looked at an earlier foreign document and found its rates right."""
    store = whole.desk.store
    decision = Decision(Act.RELEASED, "mari", "compared with the bank", CONNECTION)
    await store.database.transaction(lambda session: store.rates.keep(decision, None, session))


async def refuse(whole: Whole) -> int:
    """They are wrong."""
    count = await desk(whole).refuse(await held(whole), by="mari", why="upside down")
    await whole.settle()
    return count
