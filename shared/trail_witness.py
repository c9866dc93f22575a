"""Writes without a record of their own, in the audit trail: lists kept equal, options, suppliers, subscriptions."""

from collections.abc import Awaitable, Callable
from uuid import uuid4

from shared.contracts.envelope import System
from shared.errors import SyncError
from shared.http import Answer, Request
from shared.store.trail import Trail, digest


class TrailWitness:
    """Of one connection and system (`shared.witness.Witness`)."""

    def __init__(self, trail: Trail, connection_id: str, system: System) -> None:
        self._trail = trail
        self._connection_id = connection_id
        self._system = system

    async def __call__(self, request: Request, send: Callable[[], Awaitable[Answer]]) -> Answer:
        """One line before the write, one after it."""
        named = {"write": uuid4().hex, "system": self._system, "method": request.method, "path": request.path}
        await self._trail.add(self._connection_id, "write_begun", {**named, "request": digest(request.body or b"")})
        try:
            answer = await send()
        except SyncError as error:
            await self._trail.add(self._connection_id, "write_ended", {**named, "error": error.code})
            raise
        told = {**named, "status": answer.status, "answer": digest(answer.body)}
        await self._trail.add(self._connection_id, "write_ended", told)
        return answer
