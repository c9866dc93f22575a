"""The pretend Scoro as one object: state, settings, limits, webhook sender and the common controls."""

import datetime as dt
from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from services.sandbox.common.control import Controls
from services.sandbox.common.webhooks import WebhookSender
from services.sandbox.scoro import (
    bills,
    bookmarks,
    contacts,
    finance_objects,
    hooks,
    invoices,
    prepayments,
    products,
    projects,
    receipts,
    reference,
    subscriptions,
)
from services.sandbox.scoro.call import Call
from services.sandbox.scoro.kinds import Wire
from services.sandbox.scoro.limits import Limits
from services.sandbox.scoro.matches import Matches
from services.sandbox.scoro.module import Change, Module
from services.sandbox.scoro.seeding.company import seeded
from services.sandbox.scoro.settings import Profile, ScoroSettings
from services.sandbox.scoro.state import Entity, Row, State

MODULES: Mapping[str, Module] = {
    module.name: module
    for module in (
        contacts.MODULE,
        products.MODULE,
        invoices.MODULE,
        prepayments.MODULE,
        bills.MODULE,
        receipts.MODULE,
        reference.RECEIPT_ACCOUNTS_MODULE,
        projects.MODULE,
        finance_objects.MODULE,
        reference.FINANCE_ACCOUNTS_MODULE,
        reference.VAT_CODES_MODULE,
        reference.USERS_MODULE,
        bookmarks.MODULE,
        reference.CUSTOM_FIELDS_MODULE,
        subscriptions.MODULE,
    )
}


class ScoroSandbox:
    name = "scoro"

    def __init__(self, settings: ScoroSettings) -> None:
        self._initial = settings
        self.controls = Controls()
        self.limits = Limits()
        self._matches = Matches()
        self.sender = WebhookSender(timeout_seconds=settings.hook_timeout_seconds)
        self._start_over()

    def _start_over(self) -> None:
        self.settings = self._initial
        self.site = self.seed(self._initial.seed, self._initial.size, self._initial.profile)
        self.limits.clear()
        self.sender.start_over()

    def seed(self, seed: int, size: int, profile: Profile = Profile.FROM_SCORO) -> State:
        """A made-up company instead of whatever was there; subscriptions go with it."""
        self._matches.clear()
        self.site = seeded(seed, size, self.controls.clock.now(), self.settings, profile)
        return self.site

    def state(self) -> object:
        return self.site

    def put_state(self, state: object) -> None:
        if not isinstance(state, State):
            raise TypeError("this is no state of the Scoro sandbox")
        self.site = state
        self._matches.clear()

    async def reset(self) -> None:
        self._start_over()

    def now(self) -> dt.datetime:
        """Scoro keeps whole seconds."""
        return self.controls.clock.now().replace(microsecond=0)

    def call(
        self, entity: Entity, body: dict[str, Any], *, action: str = "", user: Row | None = None, actor_id: int = 0
    ) -> Call:
        wire = Wire(odd=self.settings.odd_formats, zone=ZoneInfo(self.settings.time_zone))
        return Call(self.site, self.settings, entity, self.now(), wire, body, self._matches, action, user, actor_id)

    def announce(self, change: Change, call: Call) -> int:
        return hooks.announce(change, call, self.sender)
