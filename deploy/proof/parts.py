"""The parts of the proof. A new one is a line in `PARTS`: what it does, its usual size, and how to run it.

A part returns its figures by name; those of the same name are added up. Those of `MUST_BE_ZERO` say what went wrong:
the proof fails unless they are zero.
The last line of `make proof` has the keys of the parts that ran, and no others.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from rich.console import Console

from deploy.proof.agreement.reconciled import agreement
from deploy.proof.closed_periods import locked
from deploy.proof.rounding.documents import documents
from deploy.proof.rounding.over_http import over_http

MOST_OVER_HTTP = 1_000
MUST_BE_ZERO = frozenset({"mispredicted", "false_lines", "missed", "locked_refusals", "unexplained"})


@dataclass(frozen=True, slots=True)
class Asked:
    """What a part is asked to do."""

    size: int
    seed: int
    console: Console
    """For people; figures go to the last line."""


@dataclass(frozen=True, slots=True)
class Part:
    """One of them."""

    says: str
    usual_size: int
    run: Callable[[Asked], Mapping[str, int]]


PARTS: dict[str, Part] = {
    "documents": Part(
        "totals of documents, predicted and worked out by the sandboxes",
        20_000,
        lambda asked: documents(asked.size, asked.seed, asked.console),
    ),
    "http": Part(
        "the same once more through the pretend Xero's own HTTP API",
        300,
        lambda asked: over_http(min(asked.size, MOST_OVER_HTTP), asked.seed, asked.console),
    ),
    "agreement": Part(
        "both books of a whole system, left alone and then changed behind its back",
        1_000,
        lambda asked: agreement(asked.size, asked.seed, asked.console),
    ),
    "locked": Part(
        "a lock date over half of a company's documents: predicted, never refused, sent as each choice says",
        300,
        lambda asked: locked(asked.size, asked.seed, asked.console),
    ),
}
