"""Links by which people choose their password: for the first operator, and for everybody else."""

from pydantic import SecretStr

from shared.store.people import People

SET_UP = "set-up"
"""Who invites where nobody is yet."""
FIRST = "first operator"
"""Whom the set-up link belongs to, until that person chooses a name."""


def link(console_url: str, secret: SecretStr) -> str:
    """What to send to whoever is invited."""
    return f"{console_url.rstrip('/')}/welcome/{secret.get_secret_value()}"


async def first_link(people: People, console_url: str) -> str | None:
    """The one-time link to begin with; None where somebody was added already. A new one ends the one before."""
    if not await people.is_empty():
        return None
    return link(console_url, await people.invite(FIRST, author=SET_UP))
