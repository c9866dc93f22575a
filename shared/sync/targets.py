"""The two systems as something to write to: how many elements a call takes, and what can be known without an answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import uuid4

from shared.answers import ElementResult, Refusal
from shared.budget import Lane
from shared.contracts.envelope import System
from shared.http import Answer, Request
from shared.scoro import client as scoro_client
from shared.scoro.client import ScoroClient
from shared.scoro.errors import ScoroNotFoundError, ScoroRefusedError
from shared.store.connections import Connection
from shared.store.records import Call
from shared.sync.plans import Crossing, Write
from shared.turns import Turn
from shared.xero.client import XeroClient, build_delete, build_write, rebuilt
from shared.xero.errors import CallRefusedError

KEY = "Idempotency-Key"


class Target(Protocol):
    """What a crossing writes to."""

    system: System
    most: int
    """Elements in one call."""
    same_key_seconds: float
    """So long after the first attempt the same bytes may be sent again: the system knows that they are the same."""
    look_up_seconds: float
    """From then on no request can still be running: look first."""

    def request(self, writes: Sequence[Write]) -> Request:
        """The call that makes these writes; all of one resource and method, `most` of them at most."""
        ...

    def again(self, call: Call) -> Request:
        """A recorded call as it was first sent."""
        ...

    async def turn(self, lane: Lane) -> Turn:
        """Wait for the limits; whatever is recorded of a call afterwards, the call is made at once.

        Raises BudgetExhaustedError, ToldToEndError, LedgerUnavailableError.
        """
        ...

    async def send(self, request: Request, *, lane: Lane, turn: Turn | None = None) -> Answer:
        """Raises UnclearError where it may have been carried out; any other error says that it was not."""
        ...

    def results(self, call: Call, answer: Answer) -> Sequence[ElementResult]:
        """What became of each element, in their order.

        Raises the error of a call that was refused as a whole.
        """
        ...


class ToXero:
    """Fifty elements in a call, each judged by itself; an idempotency key that Xero remembers for six minutes."""

    system: System = "xero"
    most = 50
    same_key_seconds = 300.0
    look_up_seconds = 420.0

    def __init__(self, xero: XeroClient) -> None:
        self._xero = xero

    def request(self, writes: Sequence[Write]) -> Request:
        """See `Target`."""
        first = writes[0]
        elements = [write.element for write in writes]
        if first.method == "DELETE":
            return build_delete(first.resource)
        return build_write(
            first.resource, first.method, elements, idempotency_key=uuid4().hex, object_id=first.target_id
        )

    def again(self, call: Call) -> Request:
        """See `Target`."""
        return rebuilt(call.method, call.path, call.params, body=call.body, idempotency_key=call.idempotency_key)

    async def turn(self, lane: Lane) -> Turn:
        """See `Target`."""
        return await self._xero.turn(lane)

    async def send(self, request: Request, *, lane: Lane, turn: Turn | None = None) -> Answer:
        """See `Target`."""
        return await self._xero.send(request, lane=lane, turn=turn)

    def results(self, call: Call, answer: Answer) -> Sequence[ElementResult]:
        """See `Target`; where a call has one element, a refusal of the whole is about that one."""
        try:
            if call.method == "DELETE":
                return [self._xero.read_deleted(call.resource, answer)] * len(call.entries)
            return self._xero.read_elements(call.resource, answer, sent=len(call.entries))
        except CallRefusedError as error:
            if len(call.entries) > 1:
                raise
            return [ElementResult(0, {}, (Refusal(error.code, error.said, error.subject),))]


class ToScoro:
    """One object in a call and no idempotency key: after an unclear answer Scoro is asked what it has."""

    system: System = "scoro"
    most = 1
    same_key_seconds = 0.0

    def __init__(self, scoro: ScoroClient, *, http_timeout: float) -> None:
        self._scoro = scoro
        self.look_up_seconds = http_timeout + 60.0

    def request(self, writes: Sequence[Write]) -> Request:
        """See `Target`."""
        write = writes[0]
        if write.method == "DELETE":
            return self._scoro.build_delete(write.resource, _id_of(write))
        return self._scoro.build_modify(
            write.resource, None if write.method == "PUT" else _id_of(write), write.element, return_data=True
        )

    def again(self, call: Call) -> Request:
        """See `Target`."""
        return scoro_client.rebuilt(call.path, call.body)

    async def turn(self, lane: Lane) -> Turn:
        """See `Target`."""
        return await self._scoro.turn(lane)

    async def send(self, request: Request, *, lane: Lane, turn: Turn | None = None) -> Answer:
        """See `Target`."""
        return await self._scoro.send(request, lane=lane, turn=turn)

    def results(self, call: Call, answer: Answer) -> Sequence[ElementResult]:
        """See `Target`; a refusal is about the one object of the call."""
        try:
            row = self._scoro.read_object(self.again(call), answer)
        except (ScoroRefusedError, ScoroNotFoundError) as error:
            return [ElementResult(0, {}, (Refusal(error.code, error.said),))]
        return [ElementResult(0, row)]


def _id_of(write: Write) -> str:
    if write.target_id is None:
        raise ValueError(f"{write.method} of {write.resource} without the id of an object")
    return write.target_id


Targets = Mapping[System, Target]
"""By the system that objects come from: where they are written to."""


@dataclass(frozen=True, slots=True)
class Way:
    """From one system of a connection to the other."""

    connection: Connection
    crossing: Crossing
    target: Target
