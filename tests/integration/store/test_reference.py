"""Lists of reference data, renewed in part."""

from shared.clock import FixedClock
from shared.store.everything import Store
from tests.integration.store.conftest import START

ACME, KIND = "acme", "tracking_options"


async def test_items_take_the_place_of_those_with_their_key_and_the_rest_stays(store: Store) -> None:
    await store.reference.put_list(ACME, KIND, [{"id": "a", "name": "Old"}, {"id": "b", "name": "Kept"}])

    await store.reference.renew_in_list(ACME, KIND, "id", [{"id": "a", "name": "$new"}, {"id": "$c", "name": "Added"}])

    assert await store.reference.get_list(ACME, KIND) == [
        {"id": "b", "name": "Kept"},
        {"id": "a", "name": "$new"},
        {"id": "$c", "name": "Added"},
    ]


async def test_when_the_whole_list_was_read_is_not_touched(store: Store, clock: FixedClock) -> None:
    await store.reference.put_list(ACME, KIND, [])
    clock.advance(3600)

    await store.reference.renew_in_list(ACME, KIND, "id", [{"id": "a"}])

    assert await store.reference.read_at(ACME, KIND) == START


async def test_a_list_that_was_never_read_begins_with_them(store: Store) -> None:
    await store.reference.renew_in_list(ACME, KIND, "id", [{"id": "a"}])

    assert await store.reference.get_list(ACME, KIND) == [{"id": "a"}]
    assert await store.reference.read_at(ACME, KIND) == START
