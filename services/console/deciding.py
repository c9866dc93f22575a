"""What people decide about a difference: the source's version is written again, or it is left so, with a reason."""

from collections.abc import Sequence

from services.console import prerequisites
from services.console.reconciling import is_worth_writing_again, source_key
from shared.clock import Clock
from shared.contracts.envelope import Category, Lane
from shared.errors import InvalidChoiceError
from shared.messaging.publisher import Publishes
from shared.store.agreement_records import Line
from shared.store.connections import Connection
from shared.store.database import Session
from shared.store.decisions import Act, Decision
from shared.store.everything import Store
from shared.sync.wishes import wish
from shared.words import agreement


class Deciding:
    """About single lines of the last proof; each decision is a line of the audit trail."""

    def __init__(self, store: Store, publisher: Publishes, clock: Clock) -> None:
        self._store = store
        self._publisher = publisher
        self._clock = clock

    async def named(self, connection: Connection, category: Category, name: str) -> Line:
        """The difference of that number, or of that id in either system.

        Raises InvalidChoiceError where there is none, or more than one.
        """
        of = await self._store.agreement.newest(connection.id)
        lines = await self._store.agreement.lines(of, categories=[category]) if of is not None else []
        found = [line for line in lines if name in {line.scoro_id, line.xero_id}]
        found = found or [line for line in lines if name == line.number]
        if not found:
            raise InvalidChoiceError(category, f"the last proof names no difference {name!r}; `reconcile` lists them")
        if len(found) > 1:
            ids = ", ".join(line.xero_id or line.scoro_id or "" for line in found)
            raise InvalidChoiceError(category, f"{name!r} names several: {ids}; name one of these")
        return found[0]

    async def at(self, connection: Connection, category: Category, number: int, ids: tuple[str, str]) -> Line:
        """The difference that somebody saw: of that proof, with these ids in Scoro and Xero, empty where it has none.

        Raises InvalidChoiceError where there is a newer proof, or none such.
        """
        of = await self._store.agreement.newest(connection.id)
        if of is None or of.number != number:
            raise InvalidChoiceError("difference", "the books were read again since; look at what differs now")
        lines = await self._store.agreement.lines(of, categories=[category])
        found = next((line for line in lines if (line.scoro_id or "", line.xero_id or "") == ids), None)
        if found is None:
            raise InvalidChoiceError("difference", "the proof names none such")
        return found

    async def write_again(self, connection: Connection, line: Line, *, by: str, why: str = "") -> None:
        """Read the source's half and write it over what the other side says.

        Raises InvalidChoiceError where that would do nothing; NotPublishedError where RabbitMQ is away.
        """
        key = source_key(connection.id, line)
        if key is None or not is_worth_writing_again(line):
            raise InvalidChoiceError("difference", f"nothing is to be written again. {agreement.wins(line)}")
        prerequisites.no_gate(connection, self._clock.now())
        await self._store.decisions.keep(_decision(connection, line, Act.WROTE_AGAIN, by, why), None)
        await self._publisher.publish(wish(key, self._clock, lane=Lane.NOW, why="person", rewrite=True))

    async def leave(self, connection: Connection, line: Line, *, by: str, why: str) -> None:
        """It stays named in every proof as left so, until either side says something else.

        Raises InvalidChoiceError without a reason.
        """
        said = prerequisites.reason(why)
        decision = _decision(connection, line, Act.LEFT_SO, by, said)

        async def inside(session: Session) -> None:
            await self._store.accepted.keep(connection.id, line, by=by, why=said, session=session)
            await self._store.decisions.keep(decision, session)

        await self._store.database.transaction(inside)


def _decision(connection: Connection, line: Line, act: Act, by: str, why: str) -> Decision:
    name = line.number or line.scoro_id or line.xero_id or ""
    return Decision(act, by, why, connection.id, (line.category,), count=1, about=name, objects=_objects(line))


def _objects(line: Line) -> tuple[str, ...]:
    halves: Sequence[tuple[str, str | None]] = (("scoro", line.scoro_id), ("xero", line.xero_id))
    return tuple(f"{line.category}:{system}:{known}" for system, known in halves if known)
