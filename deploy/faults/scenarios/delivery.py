"""Messages and news that come twice, late, in another order, or not at all."""

import asyncio

from deploy.faults.play import Play, Scenario
from deploy.faults.postman import Postman

SECONDS = 25.0
UNRELIABLE = {"loss": 0.5, "duplicates": 0.5, "reorder": 0.5, "reorder_seconds": 3}


def mixed_up(play: Play) -> None:
    """Every message on the bus twice, late, reversed or shuffled."""
    witness = play.world.witness
    postman = Postman(witness.amqp, witness.management, play.random)
    asyncio.run(postman.deliver(SECONDS))
    play.notes["messages"] = f"{postman.came} came, {postman.delivered} were delivered"


def news_lost(play: Play) -> None:
    """Half of Scoro's webhooks never arrive, the others come twice and late; Xero's come to nobody for a while."""
    for company in play.world.both:
        company.scoro.post("webhooks/faults", UNRELIABLE, method="PUT")
    play.wait(18.0, 22.0)
    for company in play.world.both:
        company.scoro.post("webhooks/faults", {}, method="PUT")


SCENARIOS = (
    Scenario("delivery", "every message twice, late, reversed or shuffled", mixed_up),
    Scenario("news-lost", "half of Scoro's webhooks are lost, half of the rest come twice", news_lost),
)
