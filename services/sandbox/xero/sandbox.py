"""The pretend Xero as one object: what the control API resets, copies and restores."""

import datetime as dt

from services.sandbox.common.control import Controls
from services.sandbox.xero.runtime import Runtime
from services.sandbox.xero.seeding import bodies, defaults
from services.sandbox.xero.seeding.planting import plant
from services.sandbox.xero.settings import XeroSandboxSettings
from services.sandbox.xero.traffic import TrafficLog
from services.sandbox.xero.webhooks.deliverer import Deliverer
from services.sandbox.xero.world import Limits, World


class XeroSandbox:
    name = "xero"

    def __init__(self, settings: XeroSandboxSettings) -> None:
        self.settings = settings
        traffic = TrafficLog()
        self.controls = Controls(requests=traffic)
        deliverer = Deliverer(
            World(),
            self.controls.clock,
            base_url=settings.api_base_url,
            batch_seconds=settings.webhook_batch_seconds,
        )
        self.runtime = Runtime(self._fresh_world(), traffic=traffic, deliverer=deliverer)

    @property
    def world(self) -> World:
        return self.runtime.world

    @property
    def now(self) -> dt.datetime:
        return self.controls.clock.now()

    def state(self) -> World:
        for ledger in self.world.books.values():
            ledger.begin(self.now)  # forgets how to undo, which cannot be copied
        return self.world

    def put_state(self, state: object) -> None:
        if not isinstance(state, World):
            raise TypeError("a Xero sandbox's state is a World")
        self.runtime.put_world(state)

    async def reset(self) -> None:
        await self.runtime.deliverer.close()
        self.runtime.put_world(self._fresh_world())

    def plant(self, seed: bodies.Seed) -> None:
        """Seed; refused seeds change nothing."""
        is_empty = not (seed.organisations or seed.apps or seed.users)
        world = World(default_limits=self._limits()) if seed.replace else self.world
        if is_empty:
            seed = bodies.Seed(organisations=list(defaults.DEFAULT_ORGANISATIONS))
        ready = World()
        plant(ready, seed, self.now)
        if seed.replace:
            plant(world, self._own_app_and_user(), self.now)
        world.apps |= ready.apps
        world.users |= ready.users
        world.books |= ready.books
        if world is not self.world:
            self.runtime.put_world(world)

    def _fresh_world(self) -> World:
        world = World(default_limits=self._limits())
        plant(world, self._own_app_and_user(), self.now)
        if self._organisations():
            plant(world, bodies.Seed(organisations=self._organisations()), self.now)
        return world

    def _organisations(self) -> list[bodies.OrganisationSeed]:
        found = list(defaults.DEFAULT_ORGANISATIONS) if self.settings.with_default_organisations else []
        if self.settings.size:
            found.append(defaults.studio(bodies.MadeUp(seed=self.settings.seed, size=self.settings.size)))
        return found

    def _limits(self) -> Limits:
        return Limits(per_day=self.settings.calls_per_day)

    def _own_app_and_user(self) -> bodies.Seed:
        app = bodies.AppSeed(
            client_id=self.settings.client_id,
            client_secret=self.settings.client_secret.get_secret_value(),
            name=self.settings.app_name,
            redirect_uris=list(self.settings.redirect_uris),
        )
        return bodies.Seed(apps=[app], users=list(defaults.DEFAULT_USERS))
