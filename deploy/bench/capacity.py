"""What many connections would need, from what was measured; pure. Arithmetic, not a measurement."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from deploy.bench.rows import Row

FLEETS = (1_000, 10_000, 100_000)
DOCUMENTS_A_DAY = 20
KEPT_DAYS = 365
BUSY_HOURS = 8
DAY = 86_400
UTILISATION = 0.6
"""Of a core, so that a peak finds room."""
GIGABYTE = 1024 * 1024
TICKS = 288
READINGS_OF_A_LIST = 600
"""Of all lists in a day, without webhooks: about what `idle` counts in calls of both systems."""


@dataclass(frozen=True, slots=True)
class Costs:
    """What one thing costs, as measured."""

    cpu_a_document: float
    mongodb_a_document: float
    cpu_a_list: float
    scheduler_a_tick: float
    kilobytes_a_document: float
    xero_a_day: float


@dataclass(frozen=True, slots=True)
class Need:
    """Of one fleet."""

    connections: int
    documents_a_day: int
    our_cores: float
    mongodb_cores: float
    scheduler_share: float
    """Of one core, for ticks."""
    messages_a_second: float
    gigabytes_a_year: float
    xero_calls_a_minute: float
    """Of all organisations; the app is allowed 10,000."""


def costs(rows: Iterable[Row]) -> Costs | None:
    """From the rows of `work`, `idle`, `fleet` and `growth`; None where one of them was not measured."""
    found = {one["name"]: one for one in rows}
    try:
        work = found["our CPU seconds for 1,000 documents"]
        return Costs(
            cpu_a_document=work["value"] / 1000,
            mongodb_a_document=work["servers"]["MongoDB"] / 1000,
            cpu_a_list=found["our CPU seconds of one reading of a list at rest"]["value"],
            scheduler_a_tick=found["scheduler: CPU microseconds for one tick"]["value"] / 1e6,
            kilobytes_a_document=found["database kilobytes of a document"]["value"]
            + found["index kilobytes of a document"]["value"],
            xero_a_day=found["xero: calls of an idle day, all From Scoro + Receipts"]["value"],
        )
    except KeyError:
        return None


def need(one: Costs, connections: int) -> Need:
    """Documents come in eight hours of a day, ticks in all."""
    documents = connections * DOCUMENTS_A_DAY
    a_second = documents / (BUSY_HOURS * 3600)
    lists = connections * READINGS_OF_A_LIST / DAY
    return Need(
        connections=connections,
        documents_a_day=documents,
        our_cores=(a_second * one.cpu_a_document + lists * one.cpu_a_list) / UTILISATION,
        mongodb_cores=a_second * one.mongodb_a_document / UTILISATION,
        scheduler_share=connections * TICKS / DAY * one.scheduler_a_tick,
        messages_a_second=a_second * 3 + lists * 2,
        gigabytes_a_year=documents * KEPT_DAYS * one.kilobytes_a_document / GIGABYTE,
        xero_calls_a_minute=(connections * one.xero_a_day / DAY + a_second) * 60,
    )


def page(rows: Sequence[Row]) -> str:
    """`docs/capacity.md`; says what is missing where not all was measured."""
    found = costs(rows)
    if found is None:
        return HEAD + "Not all parts were measured: run `WRITE=1 make bench ONLY='work idle fleet growth'`.\n"
    lines = [
        f"| {one.connections:,} | {one.documents_a_day:,} | {one.our_cores:.1f} | {one.mongodb_cores:.1f} "
        f"| {one.scheduler_share:.1%} | {one.messages_a_second:,.0f} | {one.xero_calls_a_minute:,.0f} "
        f"| {one.gigabytes_a_year:,.0f} |"
        for one in (need(found, connections) for connections in FLEETS)
    ]
    return HEAD + TABLE + "\n".join(lines) + "\n" + BREAKS


HEAD = f"""# Capacity: a model from what was measured

Written by `WRITE=1 make bench` from [performance.md](performance.md); arithmetic, not a measurement. Assumed: all
connections have everything From Scoro and Receipts, no webhooks, {DOCUMENTS_A_DAY} documents a day in
{BUSY_HOURS} hours, cores used to {UTILISATION:.0%}, everything kept for a year; MongoDB's reading is not in it.

"""
TABLE = """\
| connections | documents a day | our cores | MongoDB's | scheduler, of a core | messages/s | Xero calls/min | GB/year |
|--:|--:|--:|--:|--:|--:|--:|--:|
"""
BREAKS = """
## What breaks first

1. **The limit of the Xero app**, 10,000 calls a minute for all its organisations: the only thing that no machine mends.
   Where the table goes beyond it, webhooks are needed, with which an idle connection asks less than a third as often.
2. **One MongoDB primary.** It uses more CPU for a document than all our processes that handle it, and the change log is
   what grows. Connections share nothing but budgets, so they can be spread over several databases.
3. **Our workers** grow with the number of processes. One connection's lane is worked off by the processes that hear its
   bells, and it can never be faster than its own limit of sixty calls a minute.
4. **The scheduler** is one leader; its ticks cost what the table says.
5. **RabbitMQ** carries bells and outcomes only, not documents. How many it can carry was not measured here.
"""
