"""Dead letters: messages that no service could handle; operators replay them, read again or discard them."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Literal

from fastapi import APIRouter, Form, Request, Response

from services.console.dead_letter_actions import Done
from services.console.dead_letter_queries import Chosen, DeadLetterQueries
from services.console.spelling import plural
from services.console.web import rendering
from services.console.web.access import ActingOperator, NotThereError, Operator
from services.console.web.parts import Given, Parts
from shared.errors import InvalidChoiceError
from shared.store.dead_letters import Wanted
from shared.store.letters import FINISHED, DeadLetter

router = APIRouter(prefix="/dead-letters")

SHOWN = 50
RATE = 50.0
"""Letters a second, so that services keep up with their other work."""
AT_ONCE = 200
"""In one request; what is left is told, and one more click goes on."""
LONGEST_BODY = 50_000

What = Literal["replay", "read", "discard"]
Acting = Callable[[Chosen, Done], Awaitable[None]]
WORDS: dict[What, str] = {"replay": "replayed", "read": "read again", "discard": "discarded"}


@router.get("")
async def groups(request: Request, given: Given, visitor: Operator, *, finished: bool = False) -> Response:
    """All that died of the same, the newest death first."""
    wanted = Wanted(states=FINISHED) if finished else Wanted()
    found = await DeadLetterQueries(given.store.dead_letters).groups(wanted)
    return await rendering.page(request, "dead_letters.html", visitor, groups=found, finished=finished)


@router.get("/group/{service}/{name}")
async def group(request: Request, given: Given, visitor: Operator, service: str, name: str) -> Response:
    """A group, with its letters and what replaying them would cost."""
    return await _group(request, given, visitor, f"{service}/{name}")


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
    *,
    everything: Annotated[bool, Form()] = False,
) -> Response:
    """With one letter or a group; all that are open are replayed, and nothing else is done with them at once."""
    if not name and not (everything and what == "replay"):
        raise InvalidChoiceError("name", "say which letter or group is meant")
    queries = DeadLetterQueries(given.store.dead_letters)
    chosen = await queries.choose(name or None, Wanted(), everything=not name)
    portion = Chosen(chosen.ids[:AT_ONCE], named=chosen.named)
    done = Done(wanted=len(portion.ids))
    await _acting(given, what, author=visitor.person.name, why=why)(portion, done)
    return rendering.leads_to("/dead-letters", _told(what, done, left=len(chosen.ids) - len(portion.ids)))


def _acting(given: Parts, what: What, *, author: str, why: str) -> Acting:
    letters = given.letters

    async def replay(chosen: Chosen, done: Done) -> None:
        await letters.replay(chosen, done, rate=RATE, author=author, why=why, shown=_quietly)

    async def read(chosen: Chosen, done: Done) -> None:
        await letters.read_again(chosen, done, author=author, why=why, shown=_quietly)

    async def discard(chosen: Chosen, done: Done) -> None:
        if not why.strip():
            raise InvalidChoiceError("reason", "say why, for whoever looks next")
        await letters.discard(chosen, done, author=author, why=why, shown=_quietly)

    return {"replay": replay, "read": read, "discard": discard}[what]


def _quietly() -> None:
    """The page tells afterwards."""


def _told(what: What, done: Done, *, left: int) -> str:
    parts = [f"{plural(done.done, 'letter')} {WORDS[what]}"]
    if done.taken:
        parts.append(f"{done.taken:,} taken by somebody else")
    if done.refused:
        parts.append(f"{len(done.refused):,} stay: {next(iter(done.refused.values()))}")
    if left:
        parts.append(f"{left:,} are left, go on with them")
    return ", ".join(parts)


async def _group(request: Request, given: Parts, visitor: Operator, name: str) -> Response:
    queries = DeadLetterQueries(given.store.dead_letters)
    try:
        letters = await queries.show(name, Wanted(), limit=SHOWN)
        chosen = await queries.choose(name, Wanted(), everything=False)
    except InvalidChoiceError:
        raise NotThereError("nothing of this group is open any more") from None
    return await rendering.page(
        request, "dead_letter_group.html", visitor, name=name, letters=letters, total=len(chosen.ids),
        cost=await queries.cost(chosen), death=letters[0].death,
    )  # fmt: skip


def _body(letter: DeadLetter) -> str:
    text = letter.message.body.decode(errors="replace")
    return text if len(text) <= LONGEST_BODY else f"{text[:LONGEST_BODY]} …"
