"""What the endpoints share: the world (replaced by reset and restore) and things that cannot be copied."""

import secrets

from services.sandbox.xero.api.idempotency import Replays
from services.sandbox.xero.identity.tokens import Mint
from services.sandbox.xero.traffic import TrafficLog
from services.sandbox.xero.webhooks.deliverer import Deliverer
from services.sandbox.xero.world import World


class Runtime:
    def __init__(self, world: World, *, traffic: TrafficLog, deliverer: Deliverer) -> None:
        self._signing_key = secrets.token_bytes(32)
        self.traffic = traffic
        self.deliverer = deliverer
        self.replays = Replays()
        self.put_world(world)

    def put_world(self, world: World) -> None:
        self.world = world
        self.mint = Mint(world, self._signing_key)
        self.deliverer.world = world
        self.deliverer.wake()
