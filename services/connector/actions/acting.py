"""The one door for single objects: find, look whether it is still allowed, record as asked for, ring."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import uuid4

import structlog

from services.connector.actions import rules
from services.connector.actions.asked import DIRECTIONS, Asked, Asker
from services.connector.actions.errors import (
    ActionOverError,
    ConnectionRestsError,
    OtherDirectionError,
    WishDiffersError,
)
from services.connector.actions.finding import Found, InScoro, InXero
from services.connector.actions.kinds import LANE
from services.connector.actions.receipts import Ready, Receipts
from services.connector.renewing import Renewing
from services.connector.sources import scoro_products, scoro_rows, xero_rows
from services.connector.sources.ports import Clients
from services.connector.sources.scoro_rows import Row
from services.connector.sources.xero_lists import twin_fields
from shared.clock import Clock
from shared.contracts.envelope import Lane
from shared.errors import SyncError
from shared.messaging.publisher import Publishes
from shared.store.actions import Action, AskedBeforeError, OvertakenError
from shared.store.connections import Connection
from shared.store.database import Session
from shared.store.everything import Store
from shared.store.records import PERSON, LinkState, NewChange
from shared.sync.bells import Bells
from shared.sync.gates import Gatekeeper
from shared.sync.settings import Direction
from shared.xero.errors import XeroNotFoundError

log = structlog.get_logger(__name__)

READINGS = 3


class Acting:
    """Begins actions."""

    def __init__(self, store: Store, clients: Clients, publisher: Publishes, clock: Clock) -> None:
        self._store = store
        self._clients = clients
        self._clock = clock
        self._bells = Bells(store, publisher, clock)
        self._gates = Gatekeeper(store, publisher, clock)

    async def ask(self, connection: Connection, asked: Asked, asker: Asker) -> Action:
        """Let one object cross, whatever switch, start date, bookmark and mode say (R141).

        The same request again gives the same action. Raises what `errors` lists, and what Scoro or Xero say.
        """
        if (known := await self._asked_before(connection, asker)) is not None:
            return known
        if (gate := connection.stopped(self._clock.now(), asked.category, Lane.NOW)) is not None:
            raise ConnectionRestsError(gate)
        direction = await self._direction(connection, asked)
        for _ in range(READINGS):
            ready = await self._ready(connection, asked, direction)
            try:
                return await self._begin(connection, ready, asker)
            except OvertakenError:
                log.info("action.overtaken", connection_id=connection.id, object_id=ready[0].change.key.object_id)
            except AskedBeforeError:
                if (known := await self._asked_before(connection, asker)) is not None:
                    return known
        raise OvertakenError(f"{asked.nouns} {asked.called} changes all the time; try again")

    async def _asked_before(self, connection: Connection, asker: Asker) -> Action | None:
        known = None
        if asker.once is not None:
            known = await self._store.actions.known(connection.id, asker.once)
        elif asker.action_id is not None:
            known = await self._store.actions.get(connection.id, asker.action_id)
        if known is not None and known.wish != asker.wish:
            raise WishDiffersError
        return known

    async def _direction(self, connection: Connection, asked: Asked) -> Direction:
        category = asked.category
        direction = (await self._store.settings.get(connection.id)).of(category).direction
        if asked.verb is not None and DIRECTIONS[asked.verb] is not direction:
            raise OtherDirectionError(category, sends=direction is Direction.FROM_SCORO)
        return direction

    async def _ready(self, connection: Connection, asked: Asked, direction: Direction) -> Sequence[Ready]:
        """Where no object is to blame that it cannot be read, a gate closes for all."""
        try:
            if asked.receipts:
                return await Receipts(self._store, self._clients, self._clock).on(connection, asked)
            found = await self._find(connection, asked, direction)
        except SyncError as error:
            await self._gates.closed(connection.id, error, category=asked.category, lane=Lane.NOW)
            raise
        return [Ready(found.kind.name, _change(connection, found, direction))]

    async def _find(self, connection: Connection, asked: Asked, direction: Direction) -> Found:
        if direction is Direction.TO_SCORO:
            return await InXero(await self._clients.xero(connection), self._store.links, connection, self._clock).find(
                asked
            )
        scoro = await self._clients.scoro(connection)
        found = await InScoro(scoro, self._store.links, connection, self._clock).find(asked)
        await self._must_be_allowed(connection, found)
        await scoro_products.beside(scoro, Renewing(self._store), connection.id, found.kind.in_scoro, [found.row], LANE)
        return found

    async def _must_be_allowed(self, connection: Connection, found: Found) -> None:
        """Until a payment is attached, on either side (R136, R137, R141)."""
        if found.kind.over is rules.never:
            return
        attached = found.kind.over(found.row, await self._twin(connection, found))
        if attached is not None:
            what = f"{found.kind.noun} {found.kind.in_scoro.called(found.row)}"
            raise ActionOverError(f"{what} has {attached}; it can no longer be sent")

    async def _twin(self, connection: Connection, found: Found) -> Row | None:
        """As Xero has it now, which the link is told too; None where there is none any more."""
        category = found.kind.category
        link = (await self._store.links.by_scoro(connection.id, category, [found.object_id])).get(found.object_id)
        if link is None or link.state is not LinkState.ACTIVE:
            return None
        xero = await self._clients.xero(connection)
        try:
            twin = await xero.get(found.kind.in_xero.resource, link.xero_id, lane=LANE)
        except XeroNotFoundError:
            return None
        await self._store.links.refresh_twins(connection.id, category, {link.xero_id: twin_fields(twin)})
        return twin

    async def _begin(self, connection: Connection, ready: Sequence[Ready], asker: Asker) -> Action:
        """Objects and actions are recorded together or not at all; then the bell. Hands out the first action."""
        actions = self._actions(ready, asker)

        async def begin(session: Session) -> None:
            for action, one in zip(actions, ready, strict=True):
                await self._store.actions.begin(action, one.change.read_started_at, session)

        recorded = await self._store.changes.record([one.change for one in ready], inside=begin)
        first = actions[0]
        log.info(
            "action.began", connection_id=connection.id, action_id=first.id, kind=first.kind, via=first.via,
            objects=len(actions),
        )  # fmt: skip
        await self._bells.ring(await self._store.recorded.named(recorded.entries))
        return replace(first, entry=recorded.entries[0])

    def _actions(self, ready: Sequence[Ready], asker: Asker) -> list[Action]:
        """One for each object; all but the first stand beside it."""
        first = asker.action_id or uuid4().hex
        return [
            Action(
                id=uuid4().hex if number else first,
                key=one.change.key,
                kind=one.kind,
                number=one.change.number,
                via=asker.via,
                by=asker.by,
                asked_at=self._clock.now(),
                once=None if number else asker.once,
                wish="" if number else asker.wish,
                about=one.about,
                beside=first if number else None,
            )
            for number, one in enumerate(ready)
        ]


def _change(connection: Connection, found: Found, direction: Direction) -> NewChange:
    if direction is Direction.TO_SCORO:
        return xero_rows.change(
            found.kind.in_xero, found.row, found.kind.category, connection_id=connection.id,
            read_started_at=found.read_started_at, lane=Lane.NOW, asked=PERSON,
        )  # fmt: skip
    return scoro_rows.change(
        found.kind.in_scoro, found.row, connection_id=connection.id, zone_name=connection.time_zone,
        read_started_at=found.read_started_at, lane=Lane.NOW, asked=PERSON,
    )  # fmt: skip
