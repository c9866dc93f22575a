"""What `Idempotency-Key` remembers: six minutes, refusals too (reference section 5.3)."""

import asyncio
import datetime as dt
import hashlib
from collections.abc import Awaitable, Callable

from services.sandbox.xero.api.call import JSON, Answer, Call
from services.sandbox.xero.api.refusals import exception
from services.sandbox.xero.books.problems import validation
from services.sandbox.xero.world import StoredAnswer, World

LIFETIME = dt.timedelta(minutes=6)
LONGEST_KEY = 128
METHODS = frozenset({"PUT", "POST", "PATCH"})
_TWIN_SECONDS = 600
"""Longer than any answer takes, faults included."""


class Replays:
    """Calls under way by app and key: a twin waits for the first one's answer."""

    def __init__(self) -> None:
        self._under_way: dict[tuple[str, str], asyncio.Event] = {}

    async def once(self, world: World, call: Call, address: str, *, answer: Callable[[], Awaitable[Answer]]) -> Answer:
        """The stored answer of this key, or `answer()`, which is then stored."""
        name = call.headers.get("idempotency-key", "")
        if not name or call.method not in METHODS:
            return await answer()
        if len(name) > LONGEST_KEY:
            return exception(validation(f"The Idempotency-Key must not be longer than {LONGEST_KEY} characters"))
        key = (call.client_id, name)
        async with asyncio.timeout(_TWIN_SECONDS):
            while (first := self._under_way.get(key)) is not None:
                await first.wait()
        fingerprint = _fingerprint(call, address)
        stored = world.answers.get(key)
        if stored is not None and call.now - stored.at < LIFETIME:
            return _replayed(stored, fingerprint, name)
        return await self._first(world, key, fingerprint, call, answer)

    async def _first(
        self,
        world: World,
        key: tuple[str, str],
        fingerprint: bytes,
        call: Call,
        answer: Callable[[], Awaitable[Answer]],
    ) -> Answer:
        done = self._under_way[key] = asyncio.Event()
        try:
            given = await answer()
        finally:
            self._under_way.pop(key, None)
            done.set()
        _forget_old(world, call.now)
        content_type = given.content_type or (JSON if given.content is not None else "")
        world.answers.pop(key, None)  # so that the oldest answers stand first
        world.answers[key] = StoredAnswer(fingerprint, call.now, given.status, given.as_json(), content_type)
        return given


def _replayed(stored: StoredAnswer, fingerprint: bytes, name: str) -> Answer:
    if stored.fingerprint != fingerprint:
        return exception(validation(f"Idempotency Key: {name} is used with a different request."))
    return Answer(stored.status, body=stored.body, content_type=stored.content_type)


def _fingerprint(call: Call, address: str) -> bytes:
    """Verb, address with query, organisation and body."""
    parts = (call.method.encode(), address.encode(), call.ledger.organisation.id.encode(), call.body)
    return hashlib.sha256(b"\0".join(parts)).digest()


def _forget_old(world: World, now: dt.datetime) -> None:
    for key in list(world.answers):
        if now - world.answers[key].at < LIFETIME:
            break
        del world.answers[key]
