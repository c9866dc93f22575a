"""Acts of people that change who may do what, or make something happen, are lines of the audit trail."""

from pydantic import SecretStr

from services.console.auditing import verify
from shared.contracts.envelope import Category
from shared.errors import InvalidChoiceError
from shared.store.everything import Store
from shared.store.people import Role
from shared.store.trail import EVERYWHERE
from tests.integration.store.log import KEY, START, version
from tests.integration.store.test_actions import asked


async def told(store: Store, connection_id: str = "acme") -> list[tuple[str, str]]:
    """Act and author of all lines, whose chain is whole."""
    assert (await verify(store.trail, connection_id)).broken == ()
    return sorted([(line.what["act"], line.what["by"]) async for line in store.trail.lines(connection_id)])


async def test_keys_made_and_revoked(store: Store) -> None:
    made, _ = await store.api_keys.create("acme", "ERP", author="ada")
    for _ in range(2):  # the second time there is nothing to revoke
        await store.api_keys.revoke("acme", made.id, author="cy")

    assert await told(store) == [("api_key_made", "ada"), ("api_key_revoked", "cy")]


async def test_historic_loads_begun_allowed_stopped_and_continued(store: Store) -> None:
    load = await store.historic.begin("acme", START.date(), START.date(), {Category.INVOICES: "scoro"}, by="ada")
    assert load
    assert await store.historic.begin("acme", START.date(), START.date(), {Category.INVOICES: "scoro"}, by="bo") is None
    await store.historic.stop(load.id, by="cy")
    await store.historic.go_on(load.id, by="di")
    await store.historic.agree(load.id, by="ed")  # is not counted yet: nothing happens

    assert await told(store) == [("load_begun", "ada"), ("load_continued", "di"), ("load_stopped", "cy")]


async def test_people_added_changed_and_ended(store: Store) -> None:
    people = store.people
    await people.add("Mari", Role.VIEWER, ["acme"], author="ada")
    try:
        await people.add("mari", Role.OPERATOR, [], author="eve")
    except InvalidChoiceError:
        await people.accept(await people.invite("Mari", author="ada"), "hash")
    await people.change("Mari", Role.OPERATOR, [], author="ada")
    await people.grant("Mari", "other", author="mari")
    await people.end("Mari", author="ada")
    await people.end("Nobody", author="ada")

    assert await told(store, EVERYWHERE) == [
        ("password_chosen", "mari"), ("person_added", "ada"), ("person_changed", "ada"), ("person_ended", "ada"),
        ("person_granted", "mari"), ("person_invited", "ada"),
    ]  # fmt: skip
    kept = str([line.what async for line in store.trail.lines(EVERYWHERE)])
    assert "hash" not in kept


async def test_publishers_allowed_and_forbidden(store: Store) -> None:
    await store.publishers.allow("backend", ["acme.scoro.com"], author="ada")
    await store.publishers.forbid("backend", author="cy")

    assert await told(store, EVERYWHERE) == [("publisher_allowed", "ada"), ("publisher_forbidden", "cy")]


async def test_what_is_sent_by_hand_names_its_object(store: Store) -> None:
    await asked(store, version(1))

    assert await told(store) == [("sent", "ERP")]
    [line] = await store.trail.about("acme", [str(KEY)])
    assert (line.what["action"], line.what["via"]) == ("action-1", "api")


async def test_no_secret_of_a_key_is_in_the_trail(store: Store) -> None:
    _, secret = await store.api_keys.create("acme", "ERP", author="ada")

    assert isinstance(secret, SecretStr)
    assert await told(store) == [("api_key_made", "ada")]
    kept = str([line.what async for line in store.trail.lines("acme")])
    assert secret.get_secret_value() not in kept
