"""Somebody asks for single objects: what such tests need."""

from typing import Any

from services.connector.actions.acting import Acting
from services.connector.actions.asked import Asked, Asker
from services.connector.actions.kinds import BY_NAME
from shared.store.actions import Action, Via
from shared.store.links import LINKS
from tests.integration.connector.reading.connection import CONNECTION
from tests.integration.connector.reading.world import World

MARI = Asker(Via.COMMAND_LINE, "mari")


async def act(world: World, kind: str, name: str = "", *, asker: Asker = MARI, **fields: Any) -> Action:
    acting = Acting(world.store, world.clients, world.publisher, world.clock)
    connection = await world.store.connections.get(CONNECTION)
    return await acting.ask(connection, Asked((BY_NAME[kind],), name=name, **fields), asker)


async def an_invoice(world: World, no: str = "1003", **fields: Any) -> str:
    [company] = await world.make_contacts(1)
    return await world.make_invoice(company, no=no, **fields)


async def a_twin(world: World, scoro_id: str, number: str = "1003", *, kind: str = "invoice") -> str:
    """A linked document of 120.00 in Xero; its id there."""
    line = {"Description": "Work", "Quantity": 1, "UnitAmount": 100, "AccountCode": "200", "TaxType": "OUTPUT2"}
    document = {"Contact": {"Name": "Harbour"}, "Date": "2026-11-02", "Status": "AUTHORISED", "LineItems": [line]}
    if kind == "invoice":
        name, key = "Invoices", "InvoiceID"
        document |= {"Type": "ACCREC", "InvoiceNumber": number, "DueDate": "2026-11-16"}
    else:
        name, key = "CreditNotes", "CreditNoteID"
        document |= {"Type": "ACCRECCREDIT", "CreditNoteNumber": number}
    made = await in_xero(world, action="call", method="PUT", path=f"/{name}", body={name: [document]})
    xero_id = str(made["answer"][name][0][key])
    await link(world, scoro_id, xero_id, kind=kind)
    return xero_id


async def link(world: World, scoro_id: str, xero_id: str, *, kind: str = "invoice", category: str = "invoices") -> None:
    await world.store.database.collection(LINKS).insert_one(
        {"connection_id": CONNECTION, "category": category, "scoro_id": scoro_id, "xero_id": xero_id,
         "state": "active", "evidence": "created", "twin": {"kind": kind}}
    )  # fmt: skip


async def in_xero(world: World, **done: Any) -> dict[str, Any]:
    """A person does something in Xero."""
    answer: dict[str, Any] = await world.xero.post(f"organisations/{world.organisation}/person", done)
    return answer
