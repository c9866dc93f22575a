"""`scoro-xero release --rates`: saying once whether exchange rates are turned the right way (R57)."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from rich.markup import escape

from services.console import prerequisites, spelling
from services.console.cli import output
from services.console.cli.asking import agreed
from services.console.cli.exits import Exit
from services.console.cli.session import Session, author, say
from services.console.spelling import plural
from shared.messaging.publisher import NotPublishedError
from shared.store.connections import Connection
from shared.store.holds import Held
from shared.store.rates import Answer, Sample
from shared.store.records import Brake


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """The options of the command."""

    refuse: bool
    reason: str
    dry_run: bool
    yes: bool
    as_json: bool


async def decide(session: Session, of: Connection, said: Said) -> Exit:
    """Show the sample, and keep what the person says of it."""
    held = [one for one in await session.releasing.held(of.id) if one.hold.brake is Brake.RATES]
    answer = await session.releasing.rates(of)
    refused = answer if answer and not answer.is_confirmed and not said.refuse else None
    sample = held[0].sample if held else refused.sample if refused else None
    undecided = bool(held or refused)
    if said.dry_run or not undecided:
        _show(held, sample, answer, as_json=said.as_json)
        return Exit.PROBLEMS if undecided else Exit.DONE
    prerequisites.reason(said.reason, "--reason")
    if not said.yes and not _agreed(sample, said):
        return Exit.PROBLEMS
    count = await carry_out(session, of, held, said)
    if said.as_json:
        word = "refused" if said.refuse else "confirmed"
        output.document({"rates": word, "objects": count, "sample": document(sample)})
    else:
        done = "left out" if said.refuse else "released"
        output.show(f"{plural(count, 'document')} {done}. `scoro-xero status` shows how it goes.")
    return Exit.DONE


async def carry_out(session: Session, of: Connection, held: Sequence[Held], said: Said) -> int:
    """What the person says of these; of none that are held, that rates were refused in error."""
    if said.refuse:
        return await session.releasing.refuse(held, by=author(), why=said.reason)
    try:
        if held:
            return await session.releasing.release(held, by=author(), why=said.reason)
        return await session.releasing.confirm_rates(of, by=author(), why=said.reason)
    except NotPublishedError:
        say("RabbitMQ does not answer just now: what was released goes within a minute after it is back.")
        return sum(len(one.entries) for one in held)


def _agreed(sample: Sample | None, said: Said) -> bool:
    for line in _words(sample):
        output.words().print(line)
    question = "Leave documents in foreign currencies out?" if said.refuse else "Is this rate right in both systems?"
    return agreed(question)


def _show(held: Sequence[Held], sample: Sample | None, answer: Answer | None, *, as_json: bool) -> None:
    if as_json:
        count = sum(len(one.entries) for one in held)
        output.document({"held": count, "sample": document(sample), "answer": _answer(answer)})
        return
    if answer:
        word = "confirmed" if answer.is_confirmed else "refused"
        output.show(f"Exchange rates were {word} by {escape(answer.by)}: {escape(answer.why)}")
    elif not held:
        output.show("No document in a foreign currency waits.")
    output.show(*_words(sample))


def _words(sample: Sample | None) -> Iterator[str]:
    if sample is None:
        return
    currency, base, rates = sample.currency or "", sample.rates.base, sample.rates
    worth = f", {spelling.float_free(sample.amount)} {currency}" if sample.amount else ""
    yield f"[bold]{escape(sample.number or '–')}[/] of {sample.category} in {sample.system.capitalize()}{escape(worth)}"
    yield f"Scoro: 1 {currency} = {rates.scoro} {base}" if rates.scoro else "Scoro: no rate"
    yield f"Xero:  1 {base} = {rates.xero} {currency}" if rates.xero else "Xero:  its own rate of that day"


def document(sample: Sample | None) -> dict[str, Any] | None:
    """As JSON shows it."""
    if sample is None:
        return None
    return asdict(sample) | {
        "rates": {
            "base": sample.rates.base,
            "scoro_base_per_document_unit": sample.rates.scoro,
            "xero_document_per_base_unit": sample.rates.xero,
        }
    }


def _answer(answer: Answer | None) -> dict[str, Any] | None:
    if answer is None:
        return None
    return {"confirmed": answer.is_confirmed, "by": answer.by, "why": answer.why, "at": answer.at}
