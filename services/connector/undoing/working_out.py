"""What it takes to undo a run or chosen objects, by our records and what Xero says right now; writes nothing there."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from services.connector.actions.errors import ConnectionRestsError, ObjectNotFoundError, SeveralFoundError
from services.connector.sources.ports import Clients
from shared.budget import Lane as BudgetLane
from shared.clock import Clock
from shared.contracts.envelope import Category
from shared.documents.from_scoro.lock_dates import organisation_now
from shared.documents.periods import Books, books
from shared.documents.undoing import ours, planning
from shared.documents.undoing.crossing import kind_of
from shared.documents.undoing.errors import UndoImpossibleError
from shared.documents.undoing.planning import Choice, Ours
from shared.documents.undoing.present import Present
from shared.documents.undoing.reading import read
from shared.documents.undoing.steps import Undo
from shared.errors import InvalidChoiceError
from shared.store.connections import Connection
from shared.store.everything import Store
from shared.store.records import Entry, Link, LinkState, ObjectKey, State
from shared.store.undoings import Undoing, UndoLine, by_category
from shared.sync.settings import DOCUMENTS, Direction

MOST = 300
"""Objects that are undone together; of a larger run the rest afterwards."""
ON_ITS_WAY = frozenset({State.SENDING, State.UNCLEAR})


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants to undo: a run, or objects by number or id."""

    by: str
    run_id: UUID | None = None
    category: Category | None = None
    names: tuple[str, ...] = ()
    object_ids: tuple[str, ...] = ()
    """Ids in Scoro, where it is clear that they are no numbers."""
    payments: bool = False


@dataclass(frozen=True, slots=True)
class Known:
    """An object with what our records say of it."""

    key: ObjectKey
    entry: Entry | None
    link: Link | None = None
    ours: Ours | None = None


class WorkingOut:
    """Makes plans of undoings."""

    def __init__(self, store: Store, clients: Clients, clock: Clock) -> None:
        self._store = store
        self._clients = clients
        self._clock = clock

    async def plan(self, connection: Connection, wish: Wish) -> Undoing:
        """Keep a plan that a person can look at and confirm.

        Raises InvalidChoiceError where nothing fits, ConnectionRestsError, or what Xero says.
        """
        if (gate := connection.stopped(self._clock.now(), reading=True)) is not None:
            raise ConnectionRestsError(gate)
        run_id = str(wish.run_id) if wish.run_id else None
        keys, left = await self._keys(connection, wish)
        found: list[Known] = []
        for category, some in by_category(keys).items():
            found += await self._known(connection, category, some, run_id)
        if not found:
            raise InvalidChoiceError("run", "it wrote nothing")
        xero = await self._clients.xero(connection)
        closed = books(await organisation_now(xero, connection, lane=BudgetLane.CLICK))
        asked = [
            (kind_of(one.link), one.link.xero_id) for one in found if one.link is not None and one.ours is not None
        ]
        there = await read(xero, asked) if asked else {}
        lines = await self._lines(connection, found, there, closed, payments=wish.payments)
        return await self._store.undoings.plan(
            connection.id, lines, by=wish.by, run_id=run_id, payments=wish.payments, left=left
        )

    async def _keys(self, connection: Connection, wish: Wish) -> tuple[list[ObjectKey], int]:
        if wish.run_id is not None:
            run = await self._store.runs.get(wish.run_id)
            if run is None or run.connection_id != connection.id:
                raise InvalidChoiceError("run", "there is no such run of this connection")
            return await self._store.writings.of_run(connection.id, str(wish.run_id), limit=MOST)
        if wish.category is None or not (wish.names or wish.object_ids):
            raise InvalidChoiceError("object", "name a run, or a category and its objects")
        if len(wish.names) + len(wish.object_ids) > MOST:
            raise InvalidChoiceError("object", f"at most {MOST} at once")
        found = [await self._named(connection, wish.category, name) for name in wish.names]
        found += [ObjectKey(connection.id, wish.category, "scoro", known) for known in wish.object_ids]
        return list(dict.fromkeys(found)), 0

    async def _named(self, connection: Connection, category: Category, name: str) -> ObjectKey:
        """By its number, or its id in either system."""
        named = {one.key for one in await self._store.objects.named(connection.id, category, name)}
        if not named:
            links = await self._store.links.by_xero(connection.id, category, [name.lower()])
            named = {ObjectKey(connection.id, category, "scoro", link.scoro_id) for link in links.values()}
        sent = {key for key in named if key.system == "scoro"} or named
        if len(sent) > 1:
            raise SeveralFoundError(f"{category} {name}", sorted(key.object_id for key in sent))
        if not sent:
            raise ObjectNotFoundError(f"nothing of {category} with the number or id {name} ever crossed here")
        return sent.pop()

    async def _known(
        self, connection: Connection, category: Category, keys: Sequence[ObjectKey], run_id: str | None
    ) -> list[Known]:
        """Without those of which the run wrote nothing in the end."""
        newest = {key: await self._store.changes.newest(key) for key in keys}
        sent = [key for key in keys if key.system == "scoro" and category in DOCUMENTS]
        ids = [key.object_id for key in sent]
        links = await self._store.links.by_scoro(connection.id, category, ids)
        writings = await self._store.writings.of(connection.id, category, "scoro", ids)
        found: list[Known] = []
        for key in keys:
            link = links.get(key.object_id) if key in sent else None
            if link is None or link.state is LinkState.CLOSED:
                found.append(Known(key, newest[key]))
                continue
            known = ours.ours(link, writings.get(key.object_id, []), run_id)
            if known is not None:
                found.append(Known(key, newest[key], link, known))
        return found

    async def _lines(
        self,
        connection: Connection,
        found: Sequence[Known],
        there: dict[str, Present],
        closed: Books,
        *,
        payments: bool,
    ) -> list[UndoLine]:
        """As long as one cannot be undone, what hangs together with it cannot be either: until nothing changes."""
        settings = await self._store.settings.get(connection.id)
        turned = frozenset(one for one in DOCUMENTS if settings.of(one).direction is not Direction.FROM_SCORO)
        among = frozenset(one.link.xero_id for one in found if one.link is not None and one.ours is not None)
        while True:
            choice = Choice(among, payments)
            lines = [_line(one, there, closed, choice, turned) for one in found]
            still = frozenset(line.xero_id for line in lines if line.goes and line.xero_id)
            if still == among:
                return sorted(lines, key=lambda line: (line.goes, line.key.category, line.number))
            among = still


def _line(
    one: Known, there: dict[str, Present], closed: Books, choice: Choice, turned: frozenset[Category]
) -> UndoLine:
    known = one.ours
    number = known.number if known else one.entry.number if one.entry else ""
    line = UndoLine("", 0, one.key, number, xero_id=one.link.xero_id if one.link else "")
    if known is not None and known.total is not None:
        line = replace(line, amount=f"{known.total}", currency=known.currency)
    try:
        undo = _undo(one, there, closed, choice, turned)
    except UndoImpossibleError as error:
        return replace(line, reason=error.code, said=str(error))
    return replace(line, steps=tuple((step.verb.value, step.what) for step in undo.steps), notes=undo.notes)


def _undo(one: Known, there: dict[str, Present], closed: Books, choice: Choice, turned: frozenset[Category]) -> Undo:
    name = one.key.object_id
    if one.key.system != "scoro" or one.key.category not in DOCUMENTS:
        raise UndoImpossibleError(
            "undo_not_supported", f"{one.key.category} {name}: only documents that went From Scoro to Xero are undone"
        )
    if one.key.category in turned:
        raise UndoImpossibleError("undo_other_direction", f"{one.key.category} travel To Scoro by now")
    if one.entry is not None and one.entry.state in ON_ITS_WAY:
        raise UndoImpossibleError("undo_on_its_way", f"a change of {one.entry.number or name} is on its way just now")
    if one.ours is None or one.link is None:
        raise UndoImpossibleError("undo_not_linked", f"{name} has no counterpart in Xero")
    return planning.undo(one.ours, there.get(one.link.xero_id), closed, choice)
