"""The points at which a process is killed: names of the product's own functions, and before or after which of them.

The product knows nothing of this. A test sees that every name still means something.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from importlib import import_module
from typing import Any


class Moment(StrEnum):
    BEFORE = "before"  # the function is called
    AFTER = "after"  # it has done its work and its caller does not know yet
    LEFT = "left"  # a request is on its way, all of it, and no answer has come


@dataclass(frozen=True, slots=True)
class Pass:
    """One time a process comes by."""

    given: tuple[Any, ...]
    """Positional arguments, `self` among them."""
    named: Mapping[str, Any]
    answer: Any = None


@dataclass(frozen=True, slots=True)
class Point:
    name: str
    target: str
    """`module:Class.function`"""
    moment: Moment
    counts: Callable[[Pass], bool] = lambda _: True
    """Whether this pass is one of those meant."""

    def owner(self) -> tuple[type, str]:
        """The class and the name of the function."""
        module, _, path = self.target.partition(":")
        kind, _, function = path.partition(".")
        return getattr(import_module(module), kind), function


def answered(one: Pass) -> bool:
    """Something was handed out."""
    return bool(one.answer)


def given(one: Pass) -> bool:
    """Something was handed in."""
    return bool(one.given[1])


def of_a_call(one: Pass) -> bool:
    """An outcome of a call, not of planning alone."""
    return one.named.get("call") is not None


def of_a_page(one: Pass) -> bool:
    """A message that asks for a page."""
    return type(one.given[1]).__name__ == "PageWanted"


def writes(one: Pass) -> bool:
    """A request that changes something in Scoro or Xero."""
    request = one.given[1]
    path = str(request.url.path)
    if path.startswith("/api.xro/"):
        return bool(request.method != "GET")
    return "/modify" in path or "/delete" in path


BEFORE, AFTER, LEFT = Moment.BEFORE, Moment.AFTER, Moment.LEFT
STORE = "shared.store"
CHAINS = "services.connector.chains:Chains"
ACK = "aio_pika.message:IncomingMessage.ack"

WRITING = (
    Point("claimed", f"{STORE}.claims:Claims.claim", AFTER, answered),
    Point("before-the-record", f"{STORE}.calls:Calls.begin", BEFORE),
    Point("after-the-record", f"{STORE}.calls:Calls.begin", AFTER),
    Point("request-left", "httpx:AsyncHTTPTransport.handle_async_request", LEFT, writes),
    Point("answer-came", "shared.sync.sending:Sending._judge", BEFORE),
    Point("before-the-outcome", f"{STORE}.outcomes:Outcomes.record", BEFORE, of_a_call),
    Point("inside-the-outcome", f"{STORE}.links:Links.save", AFTER, given),
    Point("after-the-outcome", f"{STORE}.outcomes:Outcomes.record", AFTER, of_a_call),
    Point("outcome-told", "shared.sync.telling:Telling._publish", AFTER),
    Point("told-marked", f"{STORE}.outcomes:Outcomes.told", AFTER),
    Point("wait-released", f"{STORE}.waits:Waits.release", AFTER, answered),
    Point("taken-over", f"{STORE}.calls:Calls.take_over", AFTER, answered),
    Point("write-before-ack", ACK, BEFORE),
)
"""On the way of a change from the log into the other system."""

READING = (
    Point("wish-heard", f"{STORE}.wishes:Wishes.put", BEFORE),
    Point("wish-kept", f"{STORE}.wishes:Wishes.put", AFTER),
    Point("wish-taken", f"{STORE}.wishes:Wishes.take", AFTER, answered),
    Point("objects-read", f"{STORE}.changes:Changes.record", BEFORE, given),
    Point("objects-recorded", f"{STORE}.changes:Changes.record", AFTER),
    Point("entries-opened", f"{STORE}.changes:Changes.open", AFTER, answered),
    Point("wish-over", f"{STORE}.wishes:Wishes.fulfilled", BEFORE),
    Point("run-begun", f"{STORE}.runs:Runs.begin", AFTER, answered),
    Point("page-asked-for", f"{STORE}.cursors:Cursors.chain", AFTER, answered),
    Point("page-read", f"{CHAINS}._record", BEFORE),
    Point("inside-the-page", f"{STORE}.cursors:Cursors._move", AFTER),
    Point("page-recorded", f"{CHAINS}._go_on", BEFORE),
    Point("next-page-asked-for", "shared.messaging.publisher:Publisher.publish", AFTER, of_a_page),
    Point("source-ended", f"{STORE}.runs:Runs.source_done", AFTER),
    Point("read-before-ack", ACK, BEFORE),
)
"""On the way of a change from its system into the log."""

BY_NAME = {point.name: point for point in (*WRITING, *READING)}
