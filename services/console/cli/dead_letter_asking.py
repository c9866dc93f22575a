"""Asking before dead letters are touched, showing how it goes, and saying what it came to."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import asdict

from services.console.cli import output
from services.console.cli.asking import agreed
from services.console.cli.exits import Exit
from services.console.cli.session import explained, say
from services.console.dead_letter_actions import Done, Shown
from services.console.dead_letter_queries import Chosen
from services.console.spelling import plural
from shared.messaging.publisher import NotPublishedError

REFUSED_SHOWN = 10

Act = Callable[[Done, Shown], Awaitable[None]]


def letters(chosen: Chosen) -> str:
    """`3 dead letters`"""
    return plural(len(chosen.ids), "dead letter")


async def ask_and_do(
    chosen: Chosen, act: Act, question: str, *, did: str, yes: bool, dry_run: bool, as_json: bool
) -> Exit:
    """Do it, unless there is nothing to do or somebody says no. Exit code 1 where any letter stays as it was."""
    done = Done(wanted=len(chosen.ids))
    if not done.wanted:
        say("There are none.")
    elif dry_run:
        say(f"{question} Nothing was done.")
    elif not yes and not agreed(question):
        return Exit.DONE
    is_done = bool(done.wanted) and not dry_run
    ended = await _do(act, done, visible=not as_json) if is_done else None
    if as_json:
        output.document(asdict(done) | {"left": done.left, "dry_run": dry_run})
    elif is_done:
        output.show(*_told(done, did))
    return ended or (Exit.PROBLEMS if is_done and done.done < done.wanted else Exit.DONE)


async def _do(act: Act, done: Done, *, visible: bool) -> Exit | None:
    """Ctrl-C, or a broker that is away, ends it between two letters: what was done is done."""
    with output.progress(visible=visible) as progress:
        bar = progress.add_task("Letters", total=done.wanted, note="")
        try:
            await act(done, lambda: progress.update(bar, completed=done.wanted - done.left))
        except asyncio.CancelledError:
            _carry_on()
            say("Stopped.")
            return Exit.PROBLEMS
        except NotPublishedError as error:
            words, code = explained(error)
            say(words)
            return code
    return None


def _carry_on() -> None:
    """The cancellation ends here: there is still something to be said."""
    task = asyncio.current_task()
    if task is not None:
        task.uncancel()


def _told(done: Done, did: str) -> Iterator[str]:
    yield f"{plural(done.done, 'dead letter')} {did}."
    if done.left:
        yield f"{plural(done.left, 'dead letter')} left: the same command goes on with them."
    if done.taken:
        yield f"{plural(done.taken, 'dead letter')} left alone: somebody else is at them, or has finished with them."
    for letter_id, why in list(done.refused.items())[:REFUSED_SHOWN]:
        yield f"{letter_id} stays: {why[:1].lower()}{why[1:]}."
    if len(done.refused) > REFUSED_SHOWN:
        yield f"… and {len(done.refused) - REFUSED_SHOWN:,} more; --json names all."
