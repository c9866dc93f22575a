"""Posts webhooks in the background, and loses, doubles or reorders them on request."""

import asyncio
import random
import time
from collections import deque
from dataclasses import asdict, dataclass, field
from typing import Annotated, Any

import httpx
from pydantic import BaseModel, ConfigDict, Field

Rate = Annotated[float, Field(ge=0, le=1)]


class DeliveryFaults(BaseModel):
    """How badly deliveries travel; rates between 0 and 1, seeded."""

    model_config = ConfigDict(extra="forbid")

    loss: Rate = 0.0
    duplicates: Rate = 0.0
    reorder: Rate = 0.0
    """Share of deliveries that wait `reorder_seconds` while later ones overtake them."""
    reorder_seconds: Annotated[float, Field(ge=0, le=60)] = 0.3
    delay_seconds: Annotated[float, Field(ge=0, le=60)] = 0.0
    seed: int = 0


@dataclass(slots=True)
class Attempt:
    """One POST, or one that was deliberately not made (`lost`)."""

    number: int
    url: str
    label: str
    status: int | None = None
    error: str = ""
    lost: bool = False
    milliseconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Delivery:
    url: str
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)
    label: str = ""
    """For the log, e.g. `invoice 4101`."""


class WebhookSender:
    """One attempt per delivery; `send_now` is for retry schedules of the caller's own."""

    def __init__(self, *, timeout_seconds: float = 10, at_once: int = 20, keep: int = 2_000) -> None:
        self._client = httpx.AsyncClient(
            timeout=timeout_seconds,
            trust_env=False,
            follow_redirects=False,
            verify=False,  # noqa: S501 receivers on this machine have no bought certificate
        )
        self._slots = asyncio.Semaphore(at_once)
        self._tasks: set[asyncio.Task[None]] = set()
        self._number = 0
        self.attempts: deque[Attempt] = deque(maxlen=keep)
        self.misbehave(DeliveryFaults())

    def misbehave(self, faults: DeliveryFaults) -> None:
        """Also starts the seeded randomness again."""
        self.faults = faults
        self._random = random.Random(faults.seed)

    def start_over(self) -> None:
        """Drop what is under way and was tried; deliver well again."""
        for task in self._tasks:
            task.cancel()
        self.attempts.clear()
        self.misbehave(DeliveryFaults())

    def send(self, delivery: Delivery) -> None:
        """Deliver in the background; the result lands in `attempts`."""
        draw, faults = self._random.random, self.faults
        lost, doubled, held = draw() < faults.loss, draw() < faults.duplicates, draw() < faults.reorder
        if lost:
            self._attempt(delivery).lost = True
            return
        delay = faults.delay_seconds + (faults.reorder_seconds if held else 0)
        for _ in range(2 if doubled else 1):
            task = asyncio.create_task(self._later(delivery, delay))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def send_now(self, delivery: Delivery) -> Attempt:
        """One POST without faults; never raises for what the receiver does."""
        attempt = self._attempt(delivery)
        began = time.perf_counter()
        try:
            async with self._slots:
                answer = await self._client.post(delivery.url, content=delivery.body, headers=delivery.headers)
            attempt.status = answer.status_code
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            attempt.error = f"{type(error).__name__}: {error}"
        attempt.milliseconds = round((time.perf_counter() - began) * 1_000, 3)
        return attempt

    async def probe(self, method: str, url: str, *, body: bytes = b"") -> httpx.Response | None:
        """Ask a receiver something (URL validation); None when it cannot be reached."""
        try:
            return await self._client.request(method, url, content=body)
        except (httpx.HTTPError, httpx.InvalidURL):
            return None

    def log(self, limit: int = 200) -> list[dict[str, Any]]:
        """Newest first."""
        return [asdict(attempt) for attempt in list(self.attempts)[: -limit - 1 : -1]]

    @property
    def under_way(self) -> int:
        return len(self._tasks)

    async def settled(self) -> None:
        """Wait until nothing is under way."""
        while self._tasks:
            await asyncio.wait(self._tasks)

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks)
        await self._client.aclose()

    async def _later(self, delivery: Delivery, delay: float) -> None:
        if delay:
            await asyncio.sleep(delay)
        await self.send_now(delivery)

    def _attempt(self, delivery: Delivery) -> Attempt:
        self._number += 1
        attempt = Attempt(self._number, delivery.url, delivery.label)
        self.attempts.append(attempt)
        return attempt
