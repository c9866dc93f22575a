"""Looking at what the next run would do, and letting exactly that happen."""

import datetime as dt
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from services.console import prerequisites
from services.console.backfill_cost import ELEMENTS, Cost, at_the_limits
from services.console.waking import wake
from shared.clock import Clock
from shared.contracts.envelope import Category
from shared.contracts.previews import PlanRequested
from shared.errors import InvalidChoiceError
from shared.messaging.publisher import Publishes
from shared.store.connections import Connection
from shared.store.everything import Store
from shared.store.holds import Held
from shared.store.preview_records import Group, Line, Phase, Preview, Share, Verb
from shared.store.previews import GOES
from shared.store.records import Brake
from shared.sync.settings import Mode

LOOK_EVERY = 0.5
MOST_DAYS = 3650
IN_CALLS = (Verb.CREATE, Verb.UPDATE, Verb.AFTER)


@dataclass(frozen=True, slots=True)
class Shown:
    """A preview as people look at it."""

    preview: Preview
    groups: Sequence[Group]
    shares: Sequence[tuple[Category, str, Share]]
    cost: Cost

    @property
    def going(self) -> int:
        """How many lines change something."""
        return sum(group.count for group in self.groups if group.verb in GOES)

    @property
    def seconds(self) -> int:
        """How long the calls take where both systems are called as fast as they allow."""
        return round(at_the_limits(self.cost).total_seconds())

    @property
    def is_ready(self) -> bool:
        return self.preview.phase is Phase.READY


class Previewed:
    """Asks the categories, shows what they say, and opens what was approved."""

    def __init__(self, store: Store, publisher: Publishes, clock: Clock) -> None:
        self._store = store
        self._publisher = publisher
        self._clock = clock

    async def ask(
        self, connection: Connection, categories: Sequence[Category] = (), *, by: str, days: int | None = None
    ) -> Preview:
        """Have what lies recorded translated: by all categories that are on, or by these.

        Raises InvalidChoiceError where that makes no sense; NotPublishedError where RabbitMQ is away.
        """
        settings = await self._store.settings.get(connection.id)
        chosen = tuple(dict.fromkeys(categories)) or tuple(settings.enabled())
        if off := [one for one in chosen if not settings.of(one).enabled]:
            raise InvalidChoiceError("category", f"{', '.join(off)}: switched off")
        if not chosen:
            raise InvalidChoiceError("category", "nothing is switched on")
        if days is not None and not 0 < days <= MOST_DAYS:
            raise InvalidChoiceError("--days", f"a whole number from 1 to {MOST_DAYS}")
        preview = await self._store.previews.begin(
            connection.id,
            chosen,
            settings_version=settings.version,
            by=by,
            since=self._clock.now() - dt.timedelta(days=days) if days else None,
        )
        await self._publisher.publish_all(
            [
                PlanRequested(
                    at=self._clock.now(), connection_id=connection.id, preview_id=preview.id, category=category
                )
                for category in chosen
            ]
        )
        return preview

    async def looks_ahead(self, connection: Connection) -> bool:
        """Whether changes wait for a person: in Manual mode, while the connection is paused or stopped, or held."""
        settings = await self._store.settings.get(connection.id)
        waits = settings.mode is Mode.MANUAL or connection.stopped(self._clock.now()) is not None
        return waits or bool(await self.held(connection))

    async def held(self, connection: Connection) -> list[Held]:
        """What waits for a person because there is much of it in one run; it is part of every preview."""
        return [one for one in await self._store.holds.open(connection.id) if one.hold.brake is Brake.VOLUME]

    async def shown(self, preview: Preview) -> Shown:
        """In numbers and money."""
        groups = await self._store.previews.groups(preview.id)
        shares = await self._store.previews.shares(preview.id)
        return Shown(preview, sorted(groups, key=_order), shares, await self._cost(preview, groups))

    async def _cost(self, preview: Preview, groups: Sequence[Group]) -> Cost:
        """Fifty elements in a call of Xero, one in a call of Scoro; each category and verb has calls of its own."""
        settings = await self._store.settings.get(preview.connection_id)
        scoro = xero = 0
        for group in groups:
            if group.verb is Verb.DELETE or group.verb in IN_CALLS:
                to_xero = settings.of(group.category).direction.source == "scoro"
                xero += -(-group.count // ELEMENTS) if to_xero else 0
                scoro += 0 if to_xero else group.count
        return Cost(scoro=scoro, xero=xero)

    async def until_ready(self, preview: Preview, shown: Callable[[Preview], None], *, seconds: float) -> Preview:
        """Watch until every category has translated its part; hands out the last look, unfinished where time ran out.

        Truth is in the store, so nothing is missed.
        """
        began = self._clock.monotonic()
        while preview.phase is Phase.TRANSLATING and self._clock.monotonic() - began < seconds:
            await self._clock.sleep(LOOK_EVERY)
            preview = await self._of(preview.id)
            shown(preview)
        return preview

    async def apply(self, preview_id: str, connection: Connection, *, without: Collection[int], by: str) -> Preview:
        """Let exactly these lines go, but those left out; what moved since is refused as stale.

        Raises InvalidChoiceError where it is not there, not ready, applied already or no longer true since settings
        changed; NotPublishedError where RabbitMQ is away: it goes all the same, once the sweeper rings.
        """
        preview = await self._of(preview_id)
        if preview.connection_id != connection.id:
            raise InvalidChoiceError("preview", "there is none of this connection with that id")
        if preview.phase is Phase.TRANSLATING:
            raise InvalidChoiceError("preview", "it is still being worked out")
        prerequisites.no_gate(connection, self._clock.now(), "preview")
        settings = await self._store.settings.get(connection.id)
        if settings.version != preview.settings_version:
            raise InvalidChoiceError("preview", "settings were changed since, so it may be wrong; make a new one")
        why = f"preview of {preview.asked_at:%Y-%m-%d %H:%M} UTC, {len(without)} left out"
        done = await self._store.previews.apply(preview, without=without, by=by, why=why)
        if done is None:
            raise InvalidChoiceError("preview", "somebody applied it already")
        applied, opened = done
        await wake(opened, self._publisher, self._clock)
        return applied

    async def lines(self, preview: Preview, *, after: int = 0, limit: int = 100) -> list[Line]:
        """One by one, in the order of the log."""
        return await self._store.previews.lines(preview.id, after=after, limit=limit)

    async def _of(self, preview_id: str) -> Preview:
        found = await self._store.previews.get(preview_id)
        if found is None:
            raise InvalidChoiceError("preview", "there is none with that id; previews are kept for a month")
        return found


def _order(group: Group) -> tuple[int, int, str]:
    return list(Category).index(group.category), list(Verb).index(group.verb), group.reason or ""
