"""Keys of programs: told once, kept as a hash, good for one connection until they are revoked."""

from pydantic import SecretStr

from shared.clock import FixedClock
from shared.store.api_keys import API_KEYS
from shared.store.everything import Store


async def test_a_key_is_recognised_by_its_secret_alone(store: Store) -> None:
    made, secret = await store.api_keys.create("acme", "ERP", author="mari")

    known = await store.api_keys.used(secret)

    assert known
    assert (known.id, known.connection_id, known.name, known.created_by) == (made.id, "acme", "ERP", "mari")
    for guess in ("", made.id, f"{secret.get_secret_value()}x", secret.get_secret_value()[:-1]):
        assert await store.api_keys.used(SecretStr(guess)) is None


async def test_the_secret_is_not_kept(store: Store) -> None:
    made, secret = await store.api_keys.create("acme", "ERP", author="mari")

    kept = await store.database.collection(API_KEYS).find_one({"_id": made.id})

    assert secret.get_secret_value() not in str(kept)
    assert secret.get_secret_value() not in f"{made!r}{secret!r}"


async def test_when_a_key_was_used_last_is_remembered(store: Store, clock: FixedClock) -> None:
    made, secret = await store.api_keys.create("acme", "ERP", author="mari")
    clock.advance(60)

    await store.api_keys.used(secret)

    [listed] = await store.api_keys.of("acme")
    assert (made.last_used_at, listed.last_used_at) == (None, clock.now())


async def test_a_revoked_key_opens_nothing_and_stays_in_the_list(store: Store, clock: FixedClock) -> None:
    made, secret = await store.api_keys.create("acme", "ERP", author="mari")
    await store.api_keys.revoke("acme", made.id, author="jaan")
    clock.advance(60)
    await store.api_keys.revoke("acme", made.id, author="somebody later")

    [listed] = await store.api_keys.of("acme")
    assert await store.api_keys.used(secret) is None
    assert (listed.revoked_by, listed.revoked_at) == ("jaan", made.created_at)


async def test_keys_of_another_connection_are_out_of_reach(store: Store) -> None:
    made, secret = await store.api_keys.create("acme", "ERP", author="mari")

    assert await store.api_keys.revoke("other", made.id, author="jaan") is None
    assert await store.api_keys.of("other") == []
    assert await store.api_keys.used(secret) is not None
