"""Following the chain of the audit trail from its first line to its head: what was changed, removed or inserted."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

from shared.store.trail import BEGINNING, Head, Line, Trail


@dataclass(frozen=True, slots=True)
class Broken:
    """One place where the chain does not hold."""

    place: str
    what: str
    """`changed`, `removed`, `inserted` or `untold`."""
    said: str


@dataclass(frozen=True, slots=True)
class Verified:
    """What following one chain came to."""

    connection_id: str
    lines: int
    head: str
    """The hash of the last line: who notes it elsewhere can tell later whether the whole chain was made anew."""
    broken: tuple[Broken, ...] = ()


async def verify(trail: Trail, connection_id: str) -> Verified:
    """Read the whole chain; what is not sealed yet is sealed first."""
    await trail.seal()
    head = await trail.head(connection_id)
    count, broken = await follow(trail.lines(connection_id), head)
    untold = await trail.untold_calls(connection_id)
    broken += [Broken("–", "untold", f"call {one} is on record, and no line tells of it") for one in untold]
    return Verified(connection_id, count, head.hash, tuple(broken))


async def follow(lines: AsyncIterator[Line], head: Head) -> tuple[int, list[Broken]]:
    """How many lines there are, and every place where one does not follow from the one before it."""
    count, last, before = 0, 0, BEGINNING
    broken: list[Broken] = []
    async for line in lines:
        count += 1
        if not isinstance(line.place, int) or line.place > head.place:
            broken.append(Broken(str(line.place), "inserted", f"{_named(line)} was put in: it has no place of its own"))
            continue
        if line.place != last + 1:
            gone = f"line {last + 1}" if line.place == last + 2 else f"lines {last + 1} to {line.place - 1}"
            broken.append(Broken(str(last + 1), "removed", f"{gone} {'is' if line.place == last + 2 else 'are'} gone"))
        elif line.before != before:
            broken.append(Broken(str(line.place), "changed", f"{_named(line)} does not follow from the one before it"))
        if line.hash != line.own_hash:
            broken.append(Broken(str(line.place), "changed", f"{_named(line)} does not say what it said"))
        last, before = line.place, line.hash
    if last < head.place:
        broken.append(Broken(str(last + 1), "removed", f"lines {last + 1} to {head.place}, the newest, are gone"))
    elif head.place and before != head.hash:
        broken.append(Broken(str(last), "changed", "the last line is not the one of which the head tells"))
    return count, broken


def _named(line: Line) -> str:
    about = line.what.get("call") or line.what.get("act") or line.what.get("path") or line.id
    return f"line {line.place} ({line.kind.replace('_', ' ')} {about}, {line.at:%Y-%m-%d %H:%M:%S})"
