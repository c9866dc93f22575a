"""Secrets at rest: unreadable without the key, readable after it was rotated."""

import pytest
from cryptography.fernet import Fernet
from pydantic import SecretStr

from shared.crypto import UnreadableSecretError, Vault
from shared.errors import InvalidChoiceError

OLD, NEW = Fernet.generate_key().decode(), Fernet.generate_key().decode()
A_TOKEN = SecretStr("opaque-refresh-token")


def vault(*keys: str) -> Vault:
    return Vault(SecretStr(",".join(keys)))


def test_what_was_locked_comes_back() -> None:
    locked = vault(NEW).lock(A_TOKEN)

    assert A_TOKEN.get_secret_value().encode() not in locked
    assert vault(NEW).unlock(locked) == A_TOKEN


def test_after_rotation_the_old_key_still_reads_and_the_new_one_writes() -> None:
    locked = vault(OLD).lock(A_TOKEN)
    rotated = vault(NEW, OLD)

    assert rotated.unlock(locked) == A_TOKEN
    assert vault(NEW).unlock(rotated.lock(A_TOKEN)) == A_TOKEN


def test_without_its_key_a_secret_stays_secret() -> None:
    locked = vault(OLD).lock(A_TOKEN)

    with pytest.raises(UnreadableSecretError):
        vault(NEW).unlock(locked)


@pytest.mark.parametrize("keys", ["", "too short", f"{NEW},no key"], ids=["none", "too short", "second is none"])
def test_a_key_that_is_none_is_refused_by_name(keys: str) -> None:
    with pytest.raises(InvalidChoiceError, match="TOKEN_KEY"):
        Vault(SecretStr(keys))
