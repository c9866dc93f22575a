"""Single objects by HTTP: who may ask, what is refused and how, and how it ended."""

import asyncio
import datetime as dt
from typing import Any

import httpx
import pytest

from services.connector.actions.kinds import NAMES
from shared.contracts.envelope import Category, Lane
from shared.store.connections import Connection
from shared.store.outcomes import Result
from shared.store.records import Entry, Link, Problem, State
from shared.sync.settings import CategorySettings, SyncSettings
from tests.integration.connector.outward import INSIDE, Outward
from tests.sandboxes import ENTITY

SEND = {"action": "send", "kind": "invoice", "object": "1003"}


@pytest.fixture
async def connected(outward: Outward) -> Connection:
    return await outward.connect()


@pytest.fixture
async def invoice(outward: Outward, connected: Connection) -> str:
    """Number 1003, in Scoro."""
    assert connected.works
    company = await outward.scoro.post(f"ui/{ENTITY}/contacts", {"name": "Nordic Oy", "is_client": 1})
    line = {"comment": "An hour", "price": "95", "amount": "1"}
    made = await outward.scoro.post(
        f"ui/{ENTITY}/invoices", {"company_id": company["contact_id"], "no": "1003", "lines": [line]}
    )
    return str(made["id"])


@pytest.fixture
async def key(outward: Outward, connected: Connection) -> dict[str, str]:
    """The header of a program that may ask."""
    _, secret = await outward.store.api_keys.create(connected.id, "ERP", author="mari")
    return {"Authorization": f"Bearer {secret.get_secret_value()}"}


async def ask(
    outward: Outward, connection: Connection, headers: dict[str, str], body: dict[str, Any] | None = None
) -> httpx.Response:
    return await outward.http.post(f"/connections/{connection.id}/actions", json=body or SEND, headers=headers)


async def claimed(outward: Outward, connection: Connection) -> Entry:
    """As a worker takes it."""
    [entry] = await outward.store.claims.claim(
        connection_id=connection.id, category=Category.INVOICES, lane=Lane.NOW, owner="worker", limit=5
    )
    return entry


async def ended(outward: Outward, result: Result) -> None:
    await outward.store.outcomes.record([result], owner="worker")


async def test_an_action_is_begun_and_its_state_can_be_asked_for(
    outward: Outward, connected: Connection, invoice: str, key: dict[str, str]
) -> None:
    begun = await ask(outward, connected, key, SEND | {"asked_by": "Mari"})
    entry = await claimed(outward, connected)
    link = Link(connected.id, Category.INVOICES, invoice, "60aa")
    await ended(outward, Result(entry, State.SYNCED, link=link, counterpart_id="60aa"))

    state = await outward.http.get(begun.headers["location"], headers=key)

    assert begun.status_code == 202, begun.text
    first, last = begun.json(), state.json()
    assert (first["state"], first["done"], first["scoro_id"]) == ("under_way", False, invoice)
    assert (first["asked_by"], first["asked_via"]) == ("Mari (ERP)", "api")
    assert (last["state"], last["done"], last["xero_id"]) == ("in_sync", True, "60aa")
    assert last["message"] == "Invoice 1003 is in sync already."


async def test_whoever_prefers_to_wait_is_answered_once_it_is_done(
    outward: Outward, connected: Connection, invoice: str, key: dict[str, str]
) -> None:
    assert invoice
    asking = asyncio.create_task(ask(outward, connected, key | {"Prefer": "respond-async, wait=15"}))
    async with asyncio.timeout(10):
        while ("invoices", "open") not in await outward.store.counts.unfinished(connected.id):
            await outward.running.clock.sleep(0.02)
    entry = await claimed(outward, connected)
    said = "Account code '999' is not a valid code for this document."
    problem = Problem(entry.key, "unknown_account", "unknown_account:999", said, entry.id)
    await ended(outward, Result(entry, State.FAILED, reason="unknown_account", problem=problem))

    answer = await asking

    told = answer.json()
    assert answer.status_code == 200
    assert (told["state"], told["code"], told["said"]) == ("needs_attention", "unknown_account", said)
    assert told["advice"]["title"] == "An account does not exist in Xero"
    assert told["advice"]["fix"]


async def test_waiting_ends_when_its_time_is_over(
    outward: Outward, connected: Connection, invoice: str, key: dict[str, str]
) -> None:
    assert invoice

    answer = await ask(outward, connected, key | {"Prefer": "wait=1"})

    assert (answer.status_code, answer.json()["done"]) == (202, False)


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param({}, id="no key"),
        pytest.param({"Authorization": "Bearer sxs_guessed"}, id="a guess"),
        pytest.param({"Authorization": "Basic sxs_guessed"}, id="another scheme"),
    ],
)
async def test_without_a_key_nothing_is_begun(outward: Outward, connected: Connection, headers: dict[str, str]) -> None:
    answer = await ask(outward, connected, headers)

    assert (answer.status_code, answer.json()["code"]) == (401, "not_allowed")
    assert answer.headers["www-authenticate"] == "Bearer"


async def test_a_revoked_key_is_no_key(outward: Outward, connected: Connection, key: dict[str, str]) -> None:
    [made] = await outward.store.api_keys.of(connected.id)
    await outward.store.api_keys.revoke(connected.id, made.id, author="mari")

    assert (await ask(outward, connected, key)).status_code == 401


async def test_a_key_opens_its_own_connection_alone(
    outward: Outward, connected: Connection, key: dict[str, str]
) -> None:
    _, other = await outward.store.api_keys.create("another", "CRM", author="mari")

    foreign = await ask(outward, connected, {"Authorization": f"Bearer {other.get_secret_value()}"})
    elsewhere = await outward.http.get("/connections/another/actions", headers=key)

    assert (foreign.status_code, foreign.json()["code"]) == (403, "other_connection")
    assert elsewhere.status_code == 403


async def test_a_key_of_a_connection_opens_nothing_internal(
    outward: Outward, connected: Connection, key: dict[str, str]
) -> None:
    answers = [
        await outward.http.get("/connections", headers=key),
        await outward.http.get(f"/connections/{connected.id}", headers=key),
        await outward.http.post(f"/connections/{connected.id}/authorise", headers=key),
    ]

    assert [answer.status_code for answer in answers] == [401, 401, 401]


async def test_who_is_inside_may_ask_for_every_connection(
    outward: Outward, connected: Connection, invoice: str
) -> None:
    assert invoice

    answer = await ask(outward, connected, INSIDE, SEND | {"asked_by": "mari"})
    nowhere = await outward.http.post("/connections/none/actions", json=SEND, headers=INSIDE)

    assert (answer.status_code, answer.json()["asked_via"], answer.json()["asked_by"]) == (202, "command_line", "mari")
    assert (nowhere.status_code, nowhere.json()["code"]) == (404, "unknown_connection")


async def test_what_nobody_has_is_404(outward: Outward, connected: Connection, key: dict[str, str]) -> None:
    missing = await ask(outward, connected, key, SEND | {"object": "9999"})
    unknown = await outward.http.get(f"/connections/{connected.id}/actions/none", headers=key)

    assert (missing.status_code, missing.json()["code"], missing.json()["field"]) == (404, "object_not_found", "object")
    assert "9999" in missing.json()["message"]
    assert (unknown.status_code, unknown.json()["code"]) == (404, "unknown_action")


async def test_what_is_not_allowed_is_409_in_words(
    outward: Outward, connected: Connection, invoice: str, key: dict[str, str]
) -> None:
    await outward.scoro.post(f"ui/{ENTITY}/invoices/{invoice}/pay", {})

    paid = await ask(outward, connected, key)
    turned = await ask(outward, connected, key, SEND | {"action": "pull"})

    assert (paid.status_code, paid.json()["code"]) == (409, "action_over")
    assert paid.json()["message"].startswith("Invoice 1003 has a receipt of ")
    assert (turned.status_code, turned.json()["code"], turned.json()["field"]) == (409, "other_direction", "action")
    assert await outward.store.counts.unfinished(connected.id) == {}


async def test_a_connection_at_rest_is_409(outward: Outward, connected: Connection, key: dict[str, str]) -> None:
    await outward.store.pauses.begin(connected.id, [], by="jaan", why="audit")

    answer = await ask(outward, connected, key)

    assert (answer.status_code, answer.json()["code"]) == (409, "connection_rests")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"kind": "invoice"}, None),
        ({"kind": "invoice", "object": "1", "scoro_id": "1"}, None),
        ({"kind": "invoice", "object": "  "}, None),
        ({"kind": "quote", "object": "1"}, "kind"),
        ({"kind": "invoice", "object": "1", "action": "burn"}, "action"),
        ({"kind": "invoice", "scoro_id": "1; drop"}, "scoro_id"),
        ({"kind": "invoice", "object": "1", "more": 1}, "more"),
        ({"object": "1"}, "kind"),
    ],
)
async def test_a_request_of_another_form_is_422(
    outward: Outward, connected: Connection, key: dict[str, str], body: dict[str, Any], field: str | None
) -> None:
    answer = await ask(outward, connected, key, body)

    assert (answer.status_code, answer.json()["code"], answer.json().get("field")) == (422, "malformed_request", field)


async def test_an_idempotency_key_makes_the_same_request_once(
    outward: Outward, connected: Connection, invoice: str, key: dict[str, str]
) -> None:
    assert invoice
    once = key | {"Idempotency-Key": "7c1"}

    answers = await asyncio.gather(*(ask(outward, connected, once) for _ in range(4)))
    other = await ask(outward, connected, once, SEND | {"object": "1004"})

    assert {answer.status_code for answer in answers} == {202}
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert len(await outward.store.actions.newest(connected.id, 10)) == 1
    assert (other.status_code, other.json()["code"]) == (422, "wish_differs")


async def test_idempotency_keys_belong_to_their_askers(
    outward: Outward, connected: Connection, invoice: str, key: dict[str, str]
) -> None:
    assert invoice
    _, second = await outward.store.api_keys.create(connected.id, "CRM", author="mari")
    other = {"Authorization": f"Bearer {second.get_secret_value()}"}

    ours = await ask(outward, connected, key | {"Idempotency-Key": "1"})
    theirs = await ask(outward, connected, other | {"Idempotency-Key": "1"})

    assert ours.json()["id"] != theirs.json()["id"]


async def test_the_last_actions_are_listed(
    outward: Outward, connected: Connection, invoice: str, key: dict[str, str]
) -> None:
    assert invoice
    made = [(await ask(outward, connected, key)).json()["id"] for _ in range(3)]

    listed = await outward.http.get(f"/connections/{connected.id}/actions", params={"limit": 2}, headers=key)

    assert [one["id"] for one in listed.json()] == [made[2], made[1]]


async def test_a_category_that_is_off_and_out_of_reach_is_no_hindrance(
    outward: Outward, connected: Connection, invoice: str, key: dict[str, str]
) -> None:
    assert invoice
    late = CategorySettings(enabled=False, start_date=dt.date(2099, 1, 1), bookmark="404")
    await outward.store.settings.save(
        connected.id, SyncSettings(mode="manual", categories={Category.INVOICES: late}), author="mari"
    )

    assert (await ask(outward, connected, key)).status_code == 202


async def test_the_description_shows_how_to_ask(outward: Outward) -> None:
    described = (await outward.http.get("/openapi.json")).json()

    post = described["paths"]["/connections/{connection_id}/actions"]["post"]
    examples = post["requestBody"]["content"]["application/json"]["examples"]
    assert {"200", "202", "401", "403", "404", "409", "422"} <= set(post["responses"])
    assert all(
        "example" in post["responses"][code]["content"]["application/json"] for code in ("401", "403", "404", "409")
    )
    assert examples["number"]["value"] == SEND
    assert {"Idempotency-Key", "Prefer"} <= {one["name"] for one in post["parameters"]}
    assert set(described["components"]["schemas"]["ActionIn"]["properties"]["kind"]["enum"]) == set(NAMES)
    assert "get" in described["paths"]["/connections/{connection_id}/actions/{action_id}"]
