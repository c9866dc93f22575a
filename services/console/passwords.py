"""Passwords: argon2, off the event loop."""

import asyncio

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from pydantic import SecretStr

from shared.errors import InvalidChoiceError

LEAST, MOST = 12, 256
_HASHER = PasswordHasher()
_NOBODY = _HASHER.hash("nobody has this password")


async def hashed(password: SecretStr) -> str:
    """The hash to keep.

    Raises InvalidChoiceError where the password is too short or absurdly long.
    """
    length = len(password.get_secret_value())
    if not LEAST <= length <= MOST:
        raise InvalidChoiceError("password", f"takes {LEAST} characters or more, up to {MOST}")
    return await asyncio.to_thread(_HASHER.hash, password.get_secret_value())


async def is_right(password: SecretStr, password_hash: str | None) -> bool:
    """Takes as long for a person without a password, or for nobody: how long it takes tells nothing."""
    return await asyncio.to_thread(_verified, password.get_secret_value()[: MOST + 1], password_hash)


def _verified(password: str, password_hash: str | None) -> bool:
    try:
        _HASHER.verify(password_hash or _NOBODY, password)
    except (VerificationError, InvalidHashError):
        return False
    return password_hash is not None
