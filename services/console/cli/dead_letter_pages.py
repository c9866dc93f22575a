"""How dead letters look: to people as tables, to programs as JSON."""

import base64
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

import msgspec
from rich.console import RenderableType
from rich.markup import escape
from rich.table import Table

from services.console.cli import output
from services.console.cli.output import visible
from services.console.dead_letter_queries import Cost
from services.console.spelling import Times, plural
from shared.messaging.headers import Header
from shared.store.letters import DeadLetter, LetterGroup, LetterState
from shared.words import advice

BODY_SHOWN = 4000
ABOUT_A_MOMENT, LONG = 2, 90
"""Seconds."""
TOLD_ELSEWHERE = frozenset(Header)
STATES = {
    LetterState.OPEN: "waits for you",
    LetterState.REPLAYING: "is being replayed; its copy may have been published, or not",
    LetterState.REPLAYED: "was replayed",
    LetterState.DISCARDED: "was discarded",
}
ACTS = {"replay": "replayed", "discard": "discarded", "read again": "read again and discarded"}


def groups_table(groups: Sequence[LetterGroup], times: Times) -> Table:
    """One line per group."""
    table = output.table("Group", "What", "Letters", "Since", "Last", numbers=("Letters",), grow=("What",))
    for group in groups:
        what = f"{group.kind}: {group.error}{_came_back(group.failed_replays)}"
        table.add_row(
            escape(group.id), escape(visible(what)), f"{group.letters:,}",
            times.short(group.first_at), times.short(group.last_at),
        )  # fmt: skip
    return table


def letters_table(letters: Sequence[DeadLetter], times: Times) -> Table:
    """One line per letter."""
    table = output.table("Letter", "About", "State", "Died", grow=("About",))
    for letter in letters:
        about = f"{_about(letter)}{_came_back(letter.failed_replays)}"
        table.add_row(letter.id, escape(visible(about)), letter.state.value, times.short(letter.death.died_at))
    return table


def words(letter: DeadLetter) -> Iterator[RenderableType]:
    """What is the matter with it, and all of its group."""
    known = advice.of(letter.death.error_code)
    yield f"[bold]{escape(known.title)}[/]   {escape(letter.group)}"
    yield f"[dim]{escape(letter.death.service)} · {escape(visible(letter.death.kind))}[/]"
    yield ""
    yield _grid({"Why": known.why, "Fix": known.fix, "Said": letter.death.error})
    yield ""


def page(letter: DeadLetter, times: Times) -> Iterator[RenderableType]:
    """Everything about one."""
    yield from words(letter)
    yield _grid(_facts(letter, times))
    yield from _section("Message", _body(letter))
    yield from _section("Headers", _headers(letter))
    yield from _section("Trace", letter.death.trace)


def duration(letters: int, rate: float) -> str:
    """`, 20 a second, for about 3 minutes`; nothing where it is over at once."""
    seconds = letters / rate
    if seconds < ABOUT_A_MOMENT:
        return ""
    long = plural(round(seconds / 60), "minute") if seconds >= LONG else plural(round(seconds), "second")
    return f", {rate:g} a second, for about {long}"


def price(cost: Cost) -> str:
    """What it may lead to, said before it is done."""
    parts = [plural(cost.calls, "call") + " to Xero or Scoro"] if cost.calls else []
    parts += [plural(cost.runs, "synchronization")] if cost.runs else []
    return f" At most about {' and '.join(parts)} follow." if parts else ""


def as_json(letter: DeadLetter) -> dict[str, Any]:
    """For programs: the body as text where it is text, else in base64."""
    made = asdict(letter)
    made["message"] |= _body_for_programs(letter.message.body)
    return made | {"advice": asdict(advice.of(letter.death.error_code))}


def _facts(letter: DeadLetter, times: Times) -> dict[str, str]:
    message, death = letter.message, letter.death
    published = f", published to {message.exchange} as {message.routing_key}" if message.exchange else ""
    published += f" by {message.sender}" if message.sender else ""
    history = "\n".join([*_failures(letter), f"{times.exact(death.died_at)} died: {death.reason}"])
    acts = "\n".join(
        f"{times.exact(act.at)} {ACTS.get(act.what, act.what)} by {act.who}{f': {act.why}' if act.why else ''}"
        for act in letter.acts
    )
    facts = {
        "Letter": f"{letter.id} {STATES[letter.state]}{_came_back(letter.failed_replays)}",
        "About": _about(letter),
        "Queue": f"{message.queue}{published}",
        "Attempts": history,
        "Copy of": f"{letter.replay_of}" if letter.replay_of else "",
        "Done": acts,
        "History": _history(letter),
    }
    return {name: text for name, text in facts.items() if text}


def _failures(letter: DeadLetter) -> Iterator[str]:
    """The newest attempts before the last; of earlier ones how many there were."""
    told = letter.death.failures
    if earlier := letter.death.attempts - len(told):
        yield f"{earlier:,} earlier"
    for failure in told:
        yield f"{failure.at} {failure.error}"


def _history(letter: DeadLetter) -> str:
    about = letter.about
    if not (about.category and about.object_id):
        return ""
    return f"`scoro-xero history {about.category.removesuffix('s')} {about.object_id}`"


def _about(letter: DeadLetter) -> str:
    about = letter.about
    named = [about.connection_id, about.category, about.system, about.object_id]
    return " ".join(name for name in named if name) or "–"


def _came_back(failed_replays: int) -> str:
    if not failed_replays:
        return ""
    return f" (came back after {plural(failed_replays, 'replay')})"


def _headers(letter: DeadLetter) -> str:
    foreign = {name: value for name, value in letter.message.headers.items() if name not in TOLD_ELSEWHERE}
    return json.dumps(foreign, indent=2, ensure_ascii=False) if foreign else ""


def _body(letter: DeadLetter) -> str:
    body = letter.message.body
    if not body:
        return "(empty)"
    if len(body) > BODY_SHOWN:
        return f"{_text(body[:BODY_SHOWN])}\n… {len(body):,} bytes in all; --json has them"
    try:
        return _text(msgspec.json.format(body, indent=2))
    except (msgspec.DecodeError, RecursionError):
        return _text(body)


def _text(body: bytes) -> str:
    return body.decode(errors="backslashreplace")


def _body_for_programs(body: bytes) -> dict[str, str | None]:
    try:
        return {"body": body.decode(), "body_base64": None}
    except UnicodeDecodeError:
        return {"body": None, "body_base64": base64.b64encode(body).decode()}


def _section(title: str, text: str) -> Iterator[RenderableType]:
    if text:
        yield ""
        yield f"[bold]{title}[/]"
        yield escape(visible(text))


def _grid(rows: Mapping[str, str]) -> Table:
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(style="bold", no_wrap=True)
    grid.add_column(overflow="fold")
    for name, text in rows.items():
        grid.add_row(name, escape(visible(text)))
    return grid
