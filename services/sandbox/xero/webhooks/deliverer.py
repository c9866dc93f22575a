"""Posts what waits: at once, then every 15 minutes of the sandbox clock for 24 hours, then the webhook is disabled."""

import asyncio
import datetime as dt
from collections.abc import Iterable
from typing import Any

from services.sandbox.common.clock import SandboxClock
from services.sandbox.common.webhooks import Attempt, Delivery, WebhookSender
from services.sandbox.xero.books.changes import Happening
from services.sandbox.xero.webhooks import outbox
from services.sandbox.xero.world import Subscription, World

TIMEOUT_SECONDS = 5
RETRY_EVERY = dt.timedelta(minutes=15)
GIVE_UP_AFTER = dt.timedelta(hours=24)
_OK, _UNAUTHORISED = 200, 401


class Deliverer:
    """One background task, started with the first event."""

    def __init__(self, world: World, clock: SandboxClock, *, base_url: str, batch_seconds: float) -> None:
        self.world = world
        self._clock = clock
        self._base_url = base_url
        self._batch_seconds = batch_seconds
        self._start_over()

    def _start_over(self) -> None:
        """Nothing that belongs to an event loop yet."""
        self._sender: WebhookSender | None = None
        self._news = asyncio.Event()
        self._one_at_a_time = asyncio.Lock()
        self._task: asyncio.Task[None] | None = None

    @property
    def sender(self) -> WebhookSender:
        """Made when first needed: most sandboxes never post anything."""
        if self._sender is None:
            self._sender = WebhookSender(timeout_seconds=TIMEOUT_SECONDS)
        return self._sender

    def announce(self, tenant_id: str, happenings: Iterable[Happening]) -> None:
        if outbox.note(self.world, tenant_id, happenings, base_url=self._base_url):
            self.wake()

    def wake(self) -> None:
        if not any(one.waiting for one in self.world.subscriptions.values()):
            return
        self._news.set()
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._run())

    async def flush(self) -> None:
        """Try whatever waits now, without waiting for its hour."""
        for subscription in self.world.subscriptions.values():
            subscription.next_attempt = None
        await self._deliver_due()

    async def intend(self, subscription: Subscription) -> list[Attempt]:
        """Intent to receive: right signatures must get 200 and wrong ones 401; only then events are sent."""
        subscription.status = "PENDING"
        attempts = []
        for is_right in (True, False, True, False):
            body = outbox.intent_body()
            key = subscription.key if is_right else f"not {subscription.key}"
            label = "intent to receive, " + ("right" if is_right else "wrong") + " signature"
            attempts.append(await self._post(subscription.url, body, outbox.signature(body, key), label))
        answers = [attempt.status for attempt in attempts]
        if answers == [_OK, _UNAUTHORISED] * 2:
            subscription.status = "OK"
            subscription.failing_since, subscription.failures, subscription.next_attempt = None, 0, None
            self.wake()
        return attempts

    async def close(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait({self._task})
        if self._sender is not None:
            await self._sender.close()
        self._start_over()

    async def _run(self) -> None:
        while True:
            await self._until_due()
            await asyncio.sleep(self._batch_seconds)
            await self._deliver_due()

    async def _until_due(self) -> None:
        """Until there is news or the next retry's hour has come."""
        hours = [one.next_attempt for one in self._sendable() if one.next_attempt is not None]
        waits: set[asyncio.Task[Any]] = {asyncio.create_task(self._news.wait())}
        if hours:
            waits.add(asyncio.create_task(self._clock.sleep_until(min(hours))))
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()
        self._news.clear()

    async def _deliver_due(self) -> None:
        async with self._one_at_a_time:
            for subscription in self._sendable():
                outbox.drop_old(subscription, self._clock.now())
                while subscription.waiting and self._is_due(subscription):
                    await self._deliver(subscription)

    def _sendable(self) -> list[Subscription]:
        return [one for one in self.world.subscriptions.values() if one.status == "OK" and one.waiting]

    def _is_due(self, subscription: Subscription) -> bool:
        at = subscription.next_attempt
        return subscription.status == "OK" and (at is None or at <= self._clock.now())

    async def _deliver(self, subscription: Subscription) -> None:
        events = subscription.waiting[: outbox.MOST_PER_BATCH]
        body = outbox.batch_body(events)
        label = f"events {events[0].sequence}-{events[-1].sequence}"
        attempt = await self._post(subscription.url, body, outbox.signature(body, subscription.key), label)
        if attempt.status == _OK:
            delivered = {event.sequence for event in events}
            subscription.waiting = [event for event in subscription.waiting if event.sequence not in delivered]
            subscription.failing_since, subscription.failures, subscription.next_attempt = None, 0, None
        else:
            self._failed(subscription)

    def _failed(self, subscription: Subscription) -> None:
        """The first retry follows immediately."""
        now = self._clock.now()
        subscription.failing_since = subscription.failing_since or now
        subscription.failures += 1
        if now - subscription.failing_since >= GIVE_UP_AFTER:
            subscription.status = "DISABLED"
        elif subscription.failures > 1:
            subscription.next_attempt = now + RETRY_EVERY

    async def _post(self, url: str, body: bytes, signature: str, label: str) -> Attempt:
        headers = {"content-type": "application/json", "x-xero-signature": signature, "user-agent": "Xero-Webhooks"}
        return await self.sender.send_now(Delivery(url, body, headers, label))
