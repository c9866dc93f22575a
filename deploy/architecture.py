"""Writes the made parts of docs/architecture.md from the topology: `python -m deploy.architecture`."""

import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from deploy.local.places import CHECKOUT
from shared.messaging.topology import (
    DEAD_LETTERS,
    EVENTS,
    QUEUES,
    RETRY_SECONDS,
    WAITS_FOR,
    dead_queue,
    services,
)

PAGE = CHECKOUT / "docs/architecture.md"


def queues() -> Iterator[str]:
    """Every work queue: who consumes it, and what leads into it."""
    yield "| queue | consumed by | at once | exchange | routing keys |"
    yield "|---|---|---|---|---|"
    for queue in QUEUES:
        keys = ", ".join(f"`{key}`" for key in queue.keys)
        yield f"| `{queue.name}` | {queue.service} | {queue.prefetch} | `{queue.exchange}` | {keys} |"
    yield ""
    ladder = ", ".join(f"{seconds} s" for seconds in RETRY_SECONDS)
    yield f"Beside them each of {', '.join(services())} has retry queues ({ladder}) and one for dead letters:"
    yield ", ".join(f"`{dead_queue(service)}`" for service in services()) + "."


def flow() -> Iterator[str]:
    """Exchanges, queues and services as a diagram; the queues of a service are one node."""
    yield "```mermaid"
    yield "flowchart LR"
    yield "  scoro([Scoro's backend]) --> announcements{{announcements}}"
    yield f"  {EVENTS}{{{{{EVENTS}}}}}"
    owned = defaultdict[tuple[str, str], list[str]](list)
    for queue in QUEUES:
        owned[queue.service, queue.exchange].append(queue.name.split(".", 1)[1])
    for (service, exchange), names in owned.items():
        yield f"  {exchange} -->|{'<br/>'.join(names)}| {service}"
    for service in services():
        yield f"  {service} --> {EVENTS}"
    yield "  scheduler --> events"
    yield "  console --> events"
    yield f"  {EVENTS} -.->|what no service could handle| dead{{{{{DEAD_LETTERS}}}}} --> scheduler"
    yield "```"


def waits() -> Iterator[str]:
    """Which categories wait for which."""
    yield "```mermaid"
    yield "flowchart TD"
    for category, parents in WAITS_FOR.items():
        for parent in parents:
            yield f"  {category} -->|wait for| {parent}"
    yield "```"


PARTS = {"queues": queues, "flow": flow, "waits": waits}


def written(page: str) -> str:
    """The page with its made parts as they should be."""
    for name, lines in PARTS.items():
        block = f"<!-- made: {name} -->\n" + "\n".join(lines()) + "\n<!-- end -->"
        begin, _, rest = page.partition(f"<!-- made: {name} -->")
        page = begin + block + rest.partition("<!-- end -->")[2]
    return page


def main(path: Path = PAGE) -> None:
    """Write it anew."""
    path.write_text(written(path.read_text()))
    sys.stderr.write(f"{path}\n")


if __name__ == "__main__":
    main()
