"""Ending a connection, coming back, a new key, a choice among organisations; several connections at once."""

from dataclasses import replace
from pathlib import Path

import pytest

from services.console.cli.session import author
from shared.store.connections import ConnectionState
from shared.store.decisions import Act, Decision
from shared.store.gates import Gate
from tests.integration.console.conftest import Command, aside
from tests.integration.console.parts import A_CONNECTION, ACME, Scene
from tests.integration.console.pretended import OUTSET, SIGNED_IN, TWO, Connector

ENDED = OUTSET | {"id": ACME, "state": "disconnected", "farewell": []}


@pytest.fixture
def key_file(tmp_path: Path) -> str:
    file = tmp_path / "key.txt"
    file.write_text("ScoroAPI_new\n")
    return str(file)


async def test_ending_says_in_numbers_what_will_happen_and_does_it(
    scene: Scene, command: Command, connector: Connector
) -> None:
    await scene.a_day()
    connector.answers = [ENDED]

    said = await aside(command, "disconnect", "--yes")

    assert (said.code, said.out) == (0, "Disconnected.\n")
    assert connector.asked == ["DELETE /connections/acme"]
    assert "This ends the connection Acme Nordic OÜ ↔ Acme Nordic Ltd." in said.err
    assert "Kept: 3 links, the settings, the history." in said.err
    assert "No document is deleted or changed" in said.err
    assert "scoro-xero connect --again --connection acme" in said.err


async def test_without_a_yes_nobody_is_disconnected(scene: Scene, command: Command, connector: Connector) -> None:
    await scene.connect()

    said = await aside(command, "disconnect")

    assert (said.code, connector.asked) == (2, [])
    assert "--yes" in said.err


async def test_a_system_that_could_not_be_told_is_named(scene: Scene, command: Command, connector: Connector) -> None:
    await scene.connect()
    connector.answers = [ENDED | {"farewell": ["xero"]}]

    said = await aside(command, "disconnect", "--yes")

    assert said.code == 0
    assert "Xero could not be told yet; that goes on by itself" in said.err


async def test_programs_get_one_document_of_the_end(scene: Scene, command: Command, connector: Connector) -> None:
    await scene.a_day()
    connector.answers = [ENDED]

    said = await aside(command, "disconnect", "--yes", "--json")

    assert (said.json["connection"]["state"], said.json["links"], said.json["waiting"]) == ("disconnected", 3, 0)


async def test_a_sign_in_that_others_need_is_not_said_to_end(
    scene: Scene, command: Command, connector: Connector
) -> None:
    for name in (ACME, "beta"):
        one = replace(A_CONNECTION, id=name, entity=name, tenant_id=name, hook=name, token_set="user")
        await scene.store.connections.add(one)
    connector.answers = [ENDED]

    said = await aside(command, "disconnect", "--yes", "--connection", ACME)

    assert "the organisation is disconnected from this app.\n" in said.err


def test_a_new_key_is_read_from_a_file_and_tried(command: Command, connector: Connector, key_file: str) -> None:
    connector.answers = [SIGNED_IN]

    said = command("connect", "--scoro-key", "--api-key-file", key_file)

    assert (said.code, said.out) == (0, "The new key works.\n")
    assert (connector.asked, connector.bodies) == (["PUT /connections/c1/key"], [{"api_key": "ScoroAPI_new"}])


def test_a_new_key_that_mends_only_one_side_says_so(command: Command, connector: Connector, key_file: str) -> None:
    connector.answers = [OUTSET | {"state": "broken"}]

    said = command("connect", "--scoro-key", "--api-key-file", key_file)

    assert said.code == 1
    assert "it is broken" in said.err


def test_a_new_sign_in_waits_for_itself_and_not_for_what_already_works(command: Command, connector: Connector) -> None:
    connector.answers = [SIGNED_IN, SIGNED_IN, SIGNED_IN | {"signed_in_at": "2026-11-22T13:00:00Z"}]

    said = command("connect", "--again")

    assert said.code == 0
    assert connector.asked == ["POST /connections/c1/authorise"]


def test_a_sign_in_that_is_refused_ends_the_waiting_with_the_reason(command: Command, connector: Connector) -> None:
    broken = SIGNED_IN | {"state": "broken", "works": False}
    refusal = {"code": "other_organisation", "message": "this connection belongs to Acme Ltd"}
    connector.answers = [broken, broken | {"refusal": refusal}]

    said = command("connect", "--again")

    assert said.code == 1
    assert said.err.endswith("Not connected: this connection belongs to Acme Ltd.\n")


def test_among_several_organisations_one_is_chosen_by_name(command: Command, connector: Connector) -> None:
    connector.answers = [OUTSET | {"choices": TWO}, SIGNED_IN]

    said = command("connections", "choose", "acme holding ltd")

    assert said.code == 0
    assert (connector.asked, connector.bodies) == (["POST /connections/c1/organisation"], [{"tenant_id": "t2"}])


async def test_who_chose_and_who_looked_again_stands_in_the_audit(
    scene: Scene, command: Command, connector: Connector
) -> None:  # R8
    await scene.connect()
    blocked = OUTSET | {"id": ACME, "state": "blocked_currency", "missing_currencies": ["CHF"]}
    connector.everyone = [SIGNED_IN | {"id": ACME}]
    connector.answers = [OUTSET | {"id": ACME, "choices": TWO}, SIGNED_IN | {"id": ACME}]

    chose = await aside(command, "connections", "choose", "acme ltd")
    connector.answers = [blocked]
    looked = await aside(command, "connections", "check")
    connector.refusal = (409, {"code": "access_lost", "message": "it no longer lets us in"})
    refused = await aside(command, "connections", "check")
    listed = await aside(command, "audit", "list", "--json")
    await scene.store.trail.seal()
    lines = [line.what async for line in scene.store.trail.lines(ACME)]

    assert (chose.code, looked.code, refused.code) == (0, 1, 1)
    assert [one["what"] for one in listed.json["acts"]] == [
        "Looked again whether it holds: not active in Scoro: CHF",
        "Chose the organisation: Acme Ltd",
    ]
    assert {one["who"] for one in listed.json["acts"]} == {author()}
    assert [(line["act"], line["about"]) for line in lines] == [
        ("chose", "Acme Ltd"), ("checked", "not active in Scoro: CHF"),
    ]  # fmt: skip


async def test_the_audit_is_listed_page_by_page_and_none_is_lost(scene: Scene, command: Command) -> None:
    await scene.connect()
    for number in range(5):
        scene.clock.advance(0.4)
        await scene.store.decisions.keep(Decision(Act.PAUSED, "mari", f"reason {number}", ACME), None)

    first = await aside(command, "audit", "list", "--limit", "2")
    older = first.err.split()[-1]
    second = await aside(command, "audit", "list", "--limit", "500", "--before", older)

    assert [f"reason {number}" in first.out for number in range(5)] == [False, False, False, True, True]
    assert [f"reason {number}" in second.out for number in range(5)] == [True, True, True, False, False]
    assert max(len(line) for line in first.out.splitlines()) <= 80


def test_an_organisation_that_was_not_allowed_is_refused_with_those_that_were(
    command: Command, connector: Connector
) -> None:
    connector.answers = [OUTSET | {"choices": TWO}]

    said = command("connections", "choose", "Other Ltd")

    assert (said.code, connector.asked) == (2, [])
    assert "Acme Ltd (t1), Acme Holding Ltd (t2)" in said.err


def test_whoever_waits_is_told_where_to_choose(command: Command, connector: Connector) -> None:
    connector.answers = [OUTSET, OUTSET | {"choices": TWO}, SIGNED_IN]

    said = command("connect", "--again")

    assert said.code == 0
    assert "scoro-xero connections choose --connection c1 NAME" in said.err


async def test_a_connection_may_be_named_by_either_side_or_by_the_beginning_of_its_id(
    scene: Scene, command: Command
) -> None:
    await scene.connect()
    one = replace(
        A_CONNECTION, id="9f2a1c44", entity="2", tenant_id="beta", hook="beta",
        company={"name": "Acme Nordic OÜ", "entity_name": "Beta"}, organisation={"name": "Beta Ltd"},
    )  # fmt: skip
    await scene.store.connections.add(one)

    found = [
        (await aside(command, "status", "--json", "--connection", name)).json["connections"][0]["status"]
        for name in ("9f2a1c44", "9f2a", "beta", "Beta Ltd", "2")
    ]
    several = await aside(command, "sync", "--connection", "acme nordic oü")
    unnamed = await aside(command, "sync")
    nobody = await aside(command, "sync", "--connection", "Gamma")

    assert {one["connection_id"] for one in found} == {"9f2a1c44"}
    assert (several.code, unnamed.code, nobody.code) == (2, 2, 2)
    assert "9f2a1c44 (Beta ↔ Beta Ltd)" in " ".join(several.err.split())
    assert "there are several, name one with --connection" in " ".join(unnamed.err.split())
    assert "no connection 'Gamma'" in nobody.err


async def test_status_says_once_for_all_what_stops_a_connection(scene: Scene, command: Command) -> None:
    await scene.a_day()
    await scene.store.gates.close(ACME, Gate("scoro_key_refused", "scoro"))

    said = await aside(command, "status")
    sync = await aside(command, "sync")

    assert said.code == 1
    assert "Stopped: Scoro does not accept the API key." in said.out
    assert "scoro-xero connect --scoro-key" in said.out
    assert "Stopped" in said.out.split("Invoices")[1].split("\n")[0]
    assert sync.code == 2
    assert "Scoro does not accept the API key" in sync.err


async def test_status_of_an_ended_connection_says_how_to_come_back(scene: Scene, command: Command) -> None:
    await scene.a_day()
    await scene.store.connections.change(ACME, state=ConnectionState.DISCONNECTED, farewell=["xero"])

    said = await aside(command, "status")

    assert said.code == 1
    text = " ".join(said.out.split())
    assert "Disconnected: nothing crosses; links and settings are kept. Xero could not be told yet" in text
    assert "`scoro-xero connect --again`" in text
