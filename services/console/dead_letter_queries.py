"""What people want to know of dead letters: in groups first, then one by one, and what to do about them would cost."""

from dataclasses import dataclass, replace
from math import ceil

from shared.contracts.announcements import ANNOUNCEMENTS
from shared.contracts.changes import BELLS
from shared.contracts.sync import ObjectWanted, PageWanted, SyncRequested
from shared.errors import InvalidChoiceError
from shared.store.dead_letters import DeadLetters, Kind, Wanted
from shared.store.letters import UNFINISHED, DeadLetter, LetterGroup, LetterState

LEAST_OF_AN_ID = 4
OBJECTS_PER_CALL: dict[str, int] = {bell.__name__: 50 for bell in BELLS.values()} | {
    **{announcement.__name__: 25 for announcement in ANNOUNCEMENTS.values()},
    ObjectWanted.__name__: 25,
    PageWanted.__name__: 1,
}
"""How many messages of a kind one call to Xero or Scoro serves at best; others lead to none."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """Letters that somebody wants to do something with; the oldest death first."""

    ids: tuple[str, ...]
    named: bool = False
    """A single one, by its own id: what was finished with already may be done again."""


@dataclass(frozen=True, slots=True)
class Portion:
    """As many as are dealt with at once."""

    chosen: Chosen
    total: int
    """How many there are altogether."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What a replay may lead to. Nothing is written where an object crossed meanwhile."""

    calls: int = 0
    """To Xero and Scoro together, about so many."""
    runs: int = 0


class DeadLetterQueries:
    """Answers from the store."""

    def __init__(self, letters: DeadLetters) -> None:
        self._letters = letters

    async def groups(self, wanted: Wanted) -> list[LetterGroup]:
        """All that died of the same, the newest death first."""
        return await self._letters.groups(wanted)

    async def overview(self, *, finished: bool, limit: int) -> list[LetterGroup]:
        """So many groups of those that are open, or finished with; the newest death first."""
        return await self._letters.overview(is_open=not finished, limit=limit)

    async def some(self, name: str | None, *, limit: int) -> Portion:
        """The oldest open letters of a group, or of all; one letter by its own id. InvalidChoiceError for nothing."""
        if name is not None and "/" not in name:
            return Portion(Chosen((await self._one(name, Wanted()),), named=True), 1)
        wanted = Wanted(group=name)
        ids = await self._letters.ids(wanted, limit=limit)
        if name and not ids:
            raise _nothing(name)
        return Portion(Chosen(tuple(ids)), await self._letters.count(wanted) if len(ids) == limit else len(ids))

    async def show(self, name: str, wanted: Wanted, *, limit: int) -> list[DeadLetter]:
        """One letter with all of its body, or the newest of a group. Raises InvalidChoiceError where there is none."""
        if "/" not in name:
            found = await self._letters.get(await self._one(name, wanted))
            return [found] if found else []
        letters = await self._letters.find(replace(wanted, group=name), limit=limit)
        if not letters:
            raise _nothing(name)
        return letters

    async def choose(self, name: str | None, wanted: Wanted, *, everything: bool) -> Chosen:
        """One letter, a group, or all that `wanted` lets through.

        Raises InvalidChoiceError where nothing or too much is named.
        """
        if (name is None) is not everything:
            raise InvalidChoiceError("NAME", "name a letter or a group, or say --all")
        if name is not None and "/" not in name:
            return Chosen((await self._one(name, wanted),), named=True)
        ids = await self._letters.ids(replace(wanted, group=name) if name else wanted)
        if name and not ids:
            raise _nothing(name)
        return Chosen(tuple(ids))

    async def cost(self, chosen: Chosen) -> Cost:
        """What replaying them may lead to."""
        return cost(await self._letters.kinds(chosen.ids))

    async def _one(self, beginning: str, wanted: Wanted) -> str:
        """That lets `wanted` through; in any state, where none is said."""
        if len(beginning) < LEAST_OF_AN_ID:
            raise InvalidChoiceError(
                "NAME", f"{beginning!r} is too short; at least {LEAST_OF_AN_ID} characters of an id"
            )
        in_any_state = wanted.states == UNFINISHED
        ids = await self._letters.named(
            beginning, replace(wanted, states=tuple(LetterState)) if in_any_state else wanted
        )
        if not ids:
            raise _nothing(beginning)
        if len(ids) > 1:
            raise InvalidChoiceError("NAME", f"several letters begin with {beginning!r}; say more of the id")
        return ids[0]


def cost(kinds: list[Kind]) -> Cost:
    """Bells fill calls of fifty, wishes are read together; a request to synchronize leads to a run."""
    calls = runs = 0
    for kind in kinds:
        name = kind.name.split(" ")[0]
        runs += kind.letters if name == SyncRequested.__name__ else 0
        calls += ceil(kind.letters / OBJECTS_PER_CALL[name]) if name in OBJECTS_PER_CALL else 0
    return Cost(calls, runs)


def _nothing(name: str) -> InvalidChoiceError:
    return InvalidChoiceError("NAME", f"no dead letter or group is named {name!r}; `dead-letters list` names them")
