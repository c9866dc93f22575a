"""Why a system did not let us in: found out at once, and said with what to do (R10, R152)."""

import asyncio
import json
from typing import Any

import pytest

from services.connector.doubts import PROBE
from shared.contracts.connection import AccessDoubted
from shared.contracts.envelope import Category, System
from shared.store.connections import Connection, ConnectionState
from shared.store.gates import Gate
from shared.sync.gates import DOUBT
from tests.integration.connector.outward import Outward

SECONDS = 20
KEY_REFUSED = {"status": "ERROR", "statusCode": 403, "messages": {"error": ["API key is not valid"]}}


@pytest.fixture
async def connected(outward: Outward) -> Connection:
    return await outward.connect()


async def doubt(
    outward: Outward, connection: Connection, system: System, code: str, category: Category | None = None
) -> Connection:
    """A worker was refused: it closed its gate and asks; hands out the connection once the connector has answered."""
    now = outward.running.clock.now()
    said = "POST /bills/list" if system == "scoro" else "write of Contacts"
    gate = Gate(code, system, until=now + DOUBT, category=category, text=said)
    await outward.store.gates.close(connection.id, gate)
    async with asyncio.timeout(SECONDS):
        await outward.tell(
            AccessDoubted(at=now, connection_id=connection.id, system=system, code=code, category=category, said=said)
        )
        while True:
            found = await outward.store.connections.get(connection.id)
            if [one.until for one in found.gates] != [gate.until]:
                return found
            await outward.running.clock.sleep(0.05)


async def strike_scoro(outward: Outward, path: str, body: dict[str, Any]) -> None:
    await outward.scoro.post(
        "faults", {"kind": "status", "path": path, "status": body["statusCode"], "body": json.dumps(body)}
    )


async def test_an_organisation_disconnected_at_xero_breaks_at_once_and_is_told(
    outward: Outward, connected: Connection
) -> None:
    await outward.xero.post(
        "disconnect", {"organisation": "Acme Agency UK", "client_id": outward.settings.xero_client_id}
    )

    async with outward.listening("connection.broken.v1") as heard:
        broken = await doubt(outward, connected, "xero", "xero_disconnected")
        [told] = await heard()

    assert (broken.state, broken.broken) == (ConnectionState.BROKEN, "xero_disconnected")
    assert (told["connection_id"], told["code"]) == (connected.id, "xero_disconnected")
    assert (broken.tenant_id, broken.first_connected_at) == (connected.tenant_id, connected.first_connected_at)


async def test_a_sign_in_that_xero_no_longer_accepts_breaks_all_of_its_user(
    outward: Outward, connected: Connection
) -> None:
    await outward.xero.post("tokens/expire", {"kind": "all", "client_id": outward.settings.xero_client_id})

    broken = await doubt(outward, connected, "xero", "xero_sign_in_lost")

    assert (broken.state, broken.broken) == (ConnectionState.BROKEN, "xero_sign_in_lost")


async def test_a_refusal_without_a_reason_opens_the_gate_again(outward: Outward, connected: Connection) -> None:
    found = await doubt(outward, connected, "xero", "xero_disconnected")

    assert (found.works, found.gates) == (True, ())


async def test_a_missing_right_in_xero_closes_its_category_and_is_tried_again_later(
    outward: Outward, connected: Connection
) -> None:
    before = outward.running.clock.now()

    found = await doubt(outward, connected, "xero", "xero_permission_missing", Category.CONTACTS)

    [gate] = found.gates
    assert found.works
    assert (gate.code, gate.category, gate.text) == ("xero_permission_missing", Category.CONTACTS, "write of Contacts")
    assert gate.until is not None
    assert gate.until - before >= PROBE - DOUBT


async def test_a_withdrawn_api_key_breaks_the_connection_on_the_scoro_side(
    outward: Outward, connected: Connection
) -> None:
    await strike_scoro(outward, "/api/v2/*", KEY_REFUSED)

    broken = await doubt(outward, connected, "scoro", "scoro_key_refused")

    assert (broken.state, broken.broken) == (ConnectionState.BROKEN, "scoro_key_refused")
    assert [gate.system for gate in broken.gates] == ["scoro"]


async def test_a_key_that_may_not_use_one_module_holds_that_category_and_names_the_module(
    outward: Outward, connected: Connection
) -> None:
    await strike_scoro(outward, "/api/v2/bills/*", KEY_REFUSED)

    found = await doubt(outward, connected, "scoro", "scoro_key_refused", Category.BILLS)

    [gate] = found.gates
    assert found.works
    assert (gate.code, gate.category) == ("scoro_permission_missing", Category.BILLS)
    assert "bills" in gate.text


async def test_a_page_of_somebody_else_instead_of_scoro_is_waited_for(outward: Outward, connected: Connection) -> None:
    await outward.scoro.post("faults", {"kind": "html", "path": "/api/v2/*", "status": 200})

    found = await doubt(outward, connected, "scoro", "scoro_address_wrong")

    [gate] = found.gates
    assert found.works
    assert (gate.code, gate.until is not None) == ("scoro_address_wrong", True)


async def test_an_entity_that_the_site_no_longer_has_breaks_the_connection(
    outward: Outward, connected: Connection
) -> None:
    await outward.store.connections.change(connected.id, entity="gone")

    broken = await doubt(outward, connected, "scoro", "scoro_key_refused")

    assert broken.broken == "scoro_entity_gone"
