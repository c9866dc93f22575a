"""Dead letters: messages that no service could handle; operators replay them, read again or discard them."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Literal

from fastapi import APIRouter, Form, Query, Request, Response

from services.console import prerequisites
from services.console.dead_letter_actions import Done
from services.console.dead_letter_queries import Chosen, DeadLetterQueries, cost
from services.console.spelling import plural
from services.console.web import rendering
from services.console.web.access import ActingOperator, NotThereError, Operator
from services.console.web.parts import Given, Parts
from shared.errors import InvalidChoiceError, MendedBy, SyncError
from shared.store.dead_letters import Kind, Wanted
from shared.store.letters import FINISHED, DeadLetter

router = APIRouter(prefix="/dead-letters")

SHOWN = 50
GROUPS = 200
Count = Annotated[int, Query(ge=0)]
RATE = 50.0
"""Letters a second, so that services keep up with their other work."""
AT_ONCE = 200
"""In one request; what is left is told, and one more click goes on."""
LONGEST_BODY = 50_000

What = Literal["replay", "read", "discard"]
Acting = Callable[[Chosen, Done], Awaitable[None]]
WORDS: dict[What, str] = {"replay": "replayed", "read": "read again", "discard": "discarded"}


@router.get("")
async def groups(
    request: Request, given: Given, visitor: Operator, of: Count = 0, *, finished: bool = False
) -> Response:
    """All that died of the same, the newest death first."""
    queries = DeadLetterQueries(given.store.dead_letters)
    found = await queries.overview(finished=finished, limit=GROUPS + 1)
    total = 0 if finished else (await given.store.dead_letters.open()).count
    return await rendering.page(
        request, "dead_letters.html", visitor, groups=found[:GROUPS], has_more=len(found) > GROUPS, finished=finished,
        total=total, of=max(of, total),
    )  # fmt: skip


@router.get("/group/{service}/{name}")
async def group(
    request: Request, given: Given, visitor: Operator, service: str, name: str, of: Count = 0, *, finished: bool = False
) -> Response:
    """A group, with its newest letters and what replaying them would cost; `of` had it before somebody began."""
    return await _group(request, given, visitor, f"{service}/{name}", of, finished=finished)


@router.get("/letter/{letter_id}")
async def letter(request: Request, given: Given, visitor: Operator, letter_id: str) -> Response:
    """Everything about one."""
    found = await given.store.dead_letters.get(letter_id)
    if found is None:
        raise NotThereError("there is no such dead letter")
    return await rendering.page(request, "dead_letter.html", visitor, letter=found, body=_body(found))


@router.post("")
async def act(
    given: Given,
    visitor: ActingOperator,
    what: Annotated[What, Form()],
    name: Annotated[str, Form(max_length=200)] = "",
    why: Annotated[str, Form(max_length=500)] = "",
    of: Annotated[int, Form(ge=0)] = 0,
    *,
    everything: Annotated[bool, Form()] = False,
) -> Response:
    """With one letter or a group; all that are open are replayed, and nothing else is done with them at once.

    A portion in one request: what is left is told with how far it got, and the same button goes on.
    """
    if not name and not (everything and what == "replay"):
        raise InvalidChoiceError("name", "say which letter or group is meant")
    portion = await DeadLetterQueries(given.store.dead_letters).some(name or None, limit=AT_ONCE)
    done = Done(wanted=len(portion.chosen.ids))
    broke_off = ""
    try:
        await _acting(given, what, author=visitor.person.name, why=why)(portion.chosen, done)
    except SyncError as error:
        if error.mended_by is not MendedBy.TIME or not done.done:
            raise
        broke_off = f"then it broke off: {error}"
    left = portion.total - done.done - done.taken - len(done.refused)
    return rendering.leads_to(_next(name, left, max(of, portion.total)), _told(what, done, left=left, also=broke_off))


def _next(name: str, left: int, of: int) -> str:
    """Where whoever has not dealt with all of them goes on."""
    if not left or (name and "/" not in name):
        return "/dead-letters"
    return f"/dead-letters/group/{name}?of={of}" if name else f"/dead-letters?of={of}"


def _acting(given: Parts, what: What, *, author: str, why: str) -> Acting:
    letters = given.letters

    async def replay(chosen: Chosen, done: Done) -> None:
        await letters.replay(chosen, done, rate=RATE, author=author, why=why, shown=_quietly)

    async def read(chosen: Chosen, done: Done) -> None:
        await letters.read_again(chosen, done, author=author, why=why, shown=_quietly)

    async def discard(chosen: Chosen, done: Done) -> None:
        said = prerequisites.reason(why)
        await letters.discard(chosen, done, author=author, why=said, shown=_quietly)

    return {"replay": replay, "read": read, "discard": discard}[what]


def _quietly() -> None:
    """The page tells afterwards."""


def _told(what: What, done: Done, *, left: int, also: str = "") -> str:
    parts = [f"{plural(done.done, 'letter')} {WORDS[what]}"]
    if done.taken:
        parts.append(f"{done.taken:,} taken by somebody else")
    if done.refused:
        parts.append(f"{len(done.refused):,} stay: {next(iter(done.refused.values()))}")
    if also:
        parts.append(also)
    if left:
        parts.append(f"{left:,} {'is' if left == 1 else 'are'} left, go on with the same button")
    return ", ".join(parts)


async def _group(request: Request, given: Parts, visitor: Operator, name: str, of: int, *, finished: bool) -> Response:
    wanted = Wanted(group=name, states=FINISHED) if finished else Wanted(group=name)
    letters = await given.store.dead_letters.find(wanted, limit=SHOWN)
    if not letters:
        raise NotThereError("nothing of this group is open any more")
    total, death = await given.store.dead_letters.count(wanted), letters[0].death
    return await rendering.page(
        request, "dead_letter_group.html", visitor, name=name, letters=letters, total=total, of=max(of, total),
        cost=cost([Kind(death.kind, None, total)]), death=death, finished=finished, at_once=AT_ONCE,
    )  # fmt: skip


def _body(letter: DeadLetter) -> str:
    text = letter.message.body.decode(errors="replace")
    return text if len(text) <= LONGEST_BODY else f"{text[:LONGEST_BODY]} …"
