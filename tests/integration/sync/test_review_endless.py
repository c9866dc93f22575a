"""Odd answers end in a problem, never in a call that nobody can finish."""

import asyncio
from typing import Any

from services.contacts.routes import FromScoro as Contacts
from services.invoices.routes import FORM
from shared.contracts.envelope import Category
from shared.documents.from_scoro.crossing import DocumentsFromScoro
from shared.store.records import ObjectKey, State
from shared.store.reference import XeroContact
from shared.sync.draining import Draining
from tests.integration.sync.conftest import CONNECTION, World
from tests.integration.sync.documents import A_CONTACT, AN_INVOICE, invoice


class _CannotJudge(DocumentsFromScoro):
    """Meets something in one answer that nobody foresaw."""

    async def judge(self, connection: Any, call: Any, answers: Any) -> Any:
        if any(item.memo["number"] == "2026031" for item, _ in answers):
            raise KeyError("Total")
        return await super().judge(connection, call, answers)


async def test_an_answer_that_cannot_be_judged_is_one_problem_and_the_rest_of_its_call_crosses(world: World) -> None:
    await world.change(Category.CONTACTS, A_CONTACT)
    await world.settle()
    world.workers[0][Category.INVOICES] = Draining(
        _CannotJudge(FORM, world.store, world.clients, world.clock),
        store=world.store,
        clients=world.clients,
        publisher=world.publisher,
        clock=world.clock,
        owner="another",
    )

    await world.change(Category.INVOICES, AN_INVOICE, invoice(5001))
    async with asyncio.timeout(20):
        await world.settle()

    keys = [ObjectKey(CONNECTION, Category.INVOICES, "scoro", known) for known in ("4101", "5001")]
    states = [entry.state for key in keys if (entry := await world.store.changes.newest(key))]
    assert states == [State.FAILED, State.SYNCED]
    assert [cause.code for cause in await world.store.problems.causes(CONNECTION)] == ["defect"]


class _JudgesLate(Contacts):
    """News of Xero renew the index between the call and its judgement."""

    news: XeroContact

    async def judge(self, connection: Any, call: Any, answers: Any) -> Any:
        await self._store.reference.put_contacts(CONNECTION, [self.news])
        return await super().judge(connection, call, answers)


async def test_a_name_that_the_index_learnt_while_the_call_was_made_is_matched_too(world: World) -> None:
    await world.person("call", method="PUT", path="/Contacts", body={"Contacts": [{"Name": "harbour & sons ltd"}]})
    [there] = [one for one in (await world.books())["Contacts"] if one["Name"] == "harbour & sons ltd"]
    crossing = _JudgesLate(world.store, world.clients, world.clock)
    crossing.news = XeroContact(there["ContactID"], "harbour & sons ltd")
    world.workers[0][Category.CONTACTS] = Draining(
        crossing,
        store=world.store,
        clients=world.clients,
        publisher=world.publisher,
        clock=world.clock,
        owner="another",
    )

    await world.change(Category.CONTACTS, A_CONTACT)
    async with asyncio.timeout(20):
        await world.settle()

    [link] = (await world.store.links.by_scoro(CONNECTION, Category.CONTACTS, ["312"])).values()
    assert link.xero_id == there["ContactID"]
