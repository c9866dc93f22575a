"""Keys of programs at the command line: shown once, listed without their secret, revoked for good."""

from pydantic import SecretStr

from tests.integration.console.conftest import Command, aside
from tests.integration.console.parts import ACME, Scene


async def test_a_new_key_is_the_only_thing_on_stdout(scene: Scene, command: Command) -> None:
    await scene.connect()

    said = await aside(command, "api-keys", "create", "--name", "ERP")

    known = await scene.store.api_keys.used(SecretStr(said.out.strip()))
    assert known
    assert (said.code, known.name, known.connection_id) == (0, "ERP", ACME)
    assert "it is not shown again" in said.err
    assert said.out.strip() not in said.err


async def test_keys_are_listed_with_who_made_them_and_without_secrets(scene: Scene, command: Command) -> None:
    await scene.connect()
    made = (await aside(command, "api-keys", "create", "--name", "ERP", "--json")).json

    shown = await aside(command, "api-keys")

    assert made["id"] in shown.out
    assert made["key"] not in shown.out
    assert "good" in shown.out


async def test_revoking_asks_and_is_for_good(scene: Scene, command: Command) -> None:
    await scene.connect()
    made = (await aside(command, "api-keys", "create", "--name", "ERP", "--json")).json

    kept = await aside(command, "api-keys", "revoke", made["id"], input_text="n\n")
    still = await scene.store.api_keys.used(SecretStr(made["key"]))
    revoked = await aside(command, "api-keys", "revoke", made["id"], input_text="y\n")

    assert (kept.code, revoked.code) == (0, 0)
    assert still
    assert await scene.store.api_keys.used(SecretStr(made["key"])) is None


async def test_a_key_that_is_not_there_and_a_key_without_a_name_are_wrong_use(scene: Scene, command: Command) -> None:
    await scene.connect()

    unknown = await aside(command, "api-keys", "revoke", "nothing", "--yes")
    nameless = await aside(command, "api-keys", "create", "--name", "  ")

    assert (unknown.code, nameless.code) == (2, 2)
    assert "`api-keys list` names them" in unknown.err
