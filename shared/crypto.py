"""Secrets at rest: encrypted with a key that can be rotated."""

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from pydantic import SecretStr

from shared.errors import InvalidChoiceError, MendedBy, SyncError


class UnreadableSecretError(SyncError):
    """A stored secret was encrypted with a key that this process was not given.

    While a key is rotated that ends with its restart, and whatever it was to do waits until then.
    """

    code = "unreadable_secret"
    mended_by = MendedBy.TIME


class Vault:
    """Encrypts with the first key, decrypts with any: `TOKEN_KEY=new,old` rotates.

    Raises InvalidChoiceError for a key that is not 32 bytes in URL-safe base64.
    """

    def __init__(self, keys: SecretStr) -> None:
        parts = [part.strip() for part in keys.get_secret_value().split(",") if part.strip()]
        try:
            self._fernet = MultiFernet([Fernet(part) for part in parts])
            self._first = Fernet(parts[0])
        except ValueError as error:
            raise InvalidChoiceError("TOKEN_KEY", "needs at least one key of 32 bytes in URL-safe base64") from error

    def lock(self, secret: SecretStr) -> bytes:
        """Encrypt."""
        return self._fernet.encrypt(secret.get_secret_value().encode())

    def unlock(self, locked: bytes) -> SecretStr:
        """Decrypt.

        Raises UnreadableSecretError where none of the keys fits.
        """
        try:
            return SecretStr(self._fernet.decrypt(locked).decode())
        except InvalidToken as error:
            raise UnreadableSecretError("none of the keys in TOKEN_KEY can read a stored secret") from error

    def is_newest(self, locked: bytes) -> bool:
        """Whether the first key, and no older one, encrypted it."""
        try:
            self._first.decrypt(locked)
        except InvalidToken:
            return False
        return True
