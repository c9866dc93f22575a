"""Allowing and forbidding publishers: what the store knows, and the AMQP user that belongs to it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from pydantic import SecretStr

from services.console.amqp_users import AmqpUsers, new_password
from shared.contracts.announcements import SITE
from shared.errors import InvalidChoiceError
from shared.store.everything import Store
from shared.store.publishers import AllowedPublisher

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
"""Needs no quotes anywhere."""


@dataclass(frozen=True, slots=True)
class Allowed:
    """A publisher as it may speak now."""

    publisher: AllowedPublisher
    password: SecretStr | None
    """Of a user that was made just now, told once; None where it was there already, or is to be made by hand."""


class Publishing:
    """The store's record comes first and goes first: who is not in it is not heard, whatever the broker knows.

    `users` is None where the broker's users are made by hand.
    """

    def __init__(self, store: Store, users: AmqpUsers | None) -> None:
        self._store = store
        self._users = users

    async def allow(self, name: str, sites: Iterable[str], *, author: str) -> Allowed:
        """Let it speak for these sites too; makes its user where there is none.

        Raises InvalidChoiceError, also for a user of the broker that is somebody else's; BrokerRefusedError, AwayError.
        """
        if not NAME.fullmatch(name):
            raise InvalidChoiceError("NAME", "letters, digits, dots, dashes and underlines only, 64 at most")
        named = [site_name(site) for site in sites]
        exists = self._users is not None and await self._users.exists(name)
        if exists and await self._store.publishers.get(name) is None:
            raise InvalidChoiceError("NAME", f"the broker has a user {name} already, and it is no publisher")
        publisher = await self._store.publishers.allow(name, named, author=author)
        return Allowed(publisher, await self._user(name, exists=exists))

    async def _user(self, name: str, *, exists: bool) -> SecretStr | None:
        if self._users is None:
            return None
        if exists:
            await self._users.permit(name)
            return None
        password = new_password()
        await self._users.create(name, password)
        return password

    async def forbid(self, name: str, *, author: str) -> None:
        """It is not heard any more; its user and its connections end.

        Raises InvalidChoiceError for one that is no publisher; BrokerRefusedError, AwayError.
        """
        if await self._store.publishers.get(name) is None:
            raise InvalidChoiceError("NAME", f"{name} is no publisher; `scoro-xero publishers list` shows them")
        exists = self._users is not None and await self._users.exists(name)  # first, since the broker may be away
        await self._store.publishers.forbid(name, author=author)
        if self._users is not None and exists:
            await self._users.remove(name)

    async def unconnected(self, publisher: AllowedPublisher) -> list[str]:
        """Sites of it of which no entity is connected here yet."""
        known = {urlsplit(one.site_url).netloc for one in await self._store.connections.find()}
        return [site for site in publisher.sites if site not in known]


def site_name(written: str) -> str:
    """The host name by which announcements call a site, also from the address that people copy.

    Raises InvalidChoiceError.
    """
    text = written.strip().lower()
    site = urlsplit(text if "://" in text else f"//{text}").netloc
    if not re.fullmatch(SITE, site):
        raise InvalidChoiceError("--site", f"{written!r} is not the name of a site, such as acme.scoro.com")
    return site
