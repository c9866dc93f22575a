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


def test_a_rotated_key_still_reads_what_is_old_and_can_renew_it() -> None:
    locked = vault(OLD).lock(A_TOKEN)

    renewed = vault(NEW, OLD).relock(locked)

    assert vault(NEW).unlock(renewed) == A_TOKEN


def test_without_its_key_a_secret_stays_secret() -> None:
    locked = vault(OLD).lock(A_TOKEN)

    with pytest.raises(UnreadableSecretError):
        vault(NEW).unlock(locked)


@pytest.mark.parametrize("keys", ["", "too short", f"{NEW},no key"], ids=["none", "too short", "second is none"])
def test_a_key_that_is_none_is_refused_by_name(keys: str) -> None:
    with pytest.raises(InvalidChoiceError, match="TOKEN_KEY"):
        Vault(SecretStr(keys))
