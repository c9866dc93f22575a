"""The clients against the sandboxes over real HTTP: two strangers who know only the two APIs."""

import asyncio
import datetime as dt
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest
from pydantic import SecretStr

from shared.budget import Lane
from shared.clock import SystemClock
from shared.http import HttpTransport
from shared.scoro.client import ScoroClient, api_address
from shared.scoro.errors import ScoroKeyRefusedError, ScoroNotFoundError, ScoroRefusedError
from shared.scoro.limits import listen_site, site_limits
from shared.xero.client import XeroClient, build_write
from shared.xero.errors import XeroDisconnectedError, XeroNotFoundError
from shared.xero.limits import connection_limits, listen_connection
from shared.xero.tokens import AccessToken
from tests.fakes.ledger import memory_budget
from tests.sandboxes import ENTITY, SandboxControl

CLOCK = SystemClock()
NOBODY = "11111111-2222-4333-8444-555555555555"


@dataclass
class MintedTokens:
    """Tokens without a consent page."""

    sandbox: SandboxControl
    organisation: str
    value: str = ""
    generation: int = 0

    async def current(self) -> AccessToken:
        return await self.renewed(0) if self.generation == 0 else self._token()

    async def renewed(self, stale_generation: int) -> AccessToken:
        minted = await self.sandbox.post("tokens", {"organisations": [self.organisation]})
        self.value, self.generation = minted["access_token"], stale_generation + 1
        return self._token()

    def _token(self) -> AccessToken:
        return AccessToken(SecretStr(self.value), self.generation, self.organisation)


@pytest.fixture
async def xero(xero_sandbox: SandboxControl) -> AsyncIterator[XeroClient]:
    organisation = (await xero_sandbox.get("organisations"))[0]["id"]
    async with HttpTransport(f"{xero_sandbox.url}/api.xro/2.0", user_agent="tests", clock=CLOCK) as transport:
        budget = memory_budget(connection_limits(), listen_connection, CLOCK)
        yield XeroClient(transport, MintedTokens(xero_sandbox, organisation), budget=budget, clock=CLOCK)


@asynccontextmanager
async def scoro_client(sandbox: SandboxControl, api_key: str = "ScoroAPI_sandbox") -> AsyncIterator[ScoroClient]:
    async with HttpTransport(api_address(sandbox.url), user_agent="tests", clock=CLOCK) as transport:
        yield ScoroClient(
            transport,
            api_key=SecretStr(api_key),
            entity=ENTITY,
            budget=memory_budget(site_limits(), listen_site, CLOCK),
            clock=CLOCK,
        )


@pytest.fixture
async def scoro(scoro_sandbox: SandboxControl) -> AsyncIterator[ScoroClient]:
    async with scoro_client(scoro_sandbox) as client:
        yield client


async def contact(xero: XeroClient, name: str) -> str:
    write = build_write("Contacts", "PUT", [{"Name": name}], idempotency_key=name)
    (made,) = xero.read_elements("Contacts", await xero.send(write, lane=Lane.DOCUMENTS), sent=1)
    return str(made.body["ContactID"])


def an_invoice(number: str, contact_id: str, account: str = "200") -> dict[str, Any]:
    return {
        "Type": "ACCREC",
        "InvoiceNumber": number,
        "Contact": {"ContactID": contact_id},
        "Date": dt.date(2026, 11, 20),
        "DueDate": dt.date(2026, 12, 4),
        "Status": "AUTHORISED",
        "LineItems": [
            {
                "Description": "Work",
                "Quantity": Decimal("1.3333"),
                "UnitAmount": Decimal("9.9999"),
                "AccountCode": account,
            }
        ],
    }


async def test_xeros_settings_are_read(xero: XeroClient) -> None:
    organisation = await xero.organisation(lane=Lane.REFERENCE)

    assert organisation["BaseCurrency"]
    assert any(account.get("Code") == "200" for account in await xero.accounts(lane=Lane.REFERENCE))
    assert all("EffectiveRate" in rate for rate in await xero.tax_rates(lane=Lane.REFERENCE))
    assert await xero.currencies(lane=Lane.REFERENCE)


async def test_a_batch_is_judged_element_by_element_and_found_again(xero: XeroClient) -> None:
    known = await contact(xero, "Harbour & Sons")
    elements = [an_invoice("S-1", known), an_invoice("S-2", known, account="9999"), an_invoice("S,3", known)]
    write = build_write("Invoices", "PUT", elements, idempotency_key="k-1")

    first = await xero.send(write, lane=Lane.DOCUMENTS)
    again = await xero.send(write, lane=Lane.DOCUMENTS)
    results = xero.read_elements("Invoices", first, sent=3)

    assert [result.is_ok for result in results] == [True, False, True]
    assert [refusal.code for refusal in results[1].refusals] == ["unknown_account"]
    assert [result.body["InvoiceID"] for result in xero.read_elements("Invoices", again, sent=3)] == [
        result.body["InvoiceID"] for result in results
    ]
    found = await xero.by_numbers("Invoices", ["S-1", "S-2", "S,3"], lane=Lane.DOCUMENTS)
    assert {item["InvoiceNumber"] for item in found} == {"S-1", "S,3"}
    assert found[0]["LineItems"][0]["UnitAmount"] == Decimal("9.9999")


async def test_a_taken_number_is_refused_by_name(xero: XeroClient) -> None:
    known = await contact(xero, "Harbour & Sons")
    for key in ("k-1", "k-2"):
        write = build_write("Invoices", "PUT", [an_invoice("S-1", known)], idempotency_key=key)
        (result,) = xero.read_elements("Invoices", await xero.send(write, lane=Lane.DOCUMENTS), sent=1)

    assert [refusal.code for refusal in result.refusals] == ["invoice_number_taken"]


async def test_objects_are_found_by_id_and_pages_are_walked(xero: XeroClient) -> None:
    ids = [await contact(xero, f'Number "{n}"') for n in range(5)]

    found = await xero.by_ids("Contacts", [*ids, NOBODY], lane=Lane.DOCUMENTS)
    pages = [await xero.page("Contacts", n, page_size=2, lane=Lane.DOCUMENTS) for n in (1, 2, 3)]

    assert {item["ContactID"] for item in found} == set(ids)
    assert [page.is_last for page in pages] == [False, False, True]
    assert {item["ContactID"] for page in pages for item in page.items} == set(ids)
    with pytest.raises(XeroNotFoundError):
        await xero.get("Contacts", NOBODY, lane=Lane.DOCUMENTS)


async def test_credit_notes_and_payments_are_found_through_filters(xero: XeroClient) -> None:
    known = await contact(xero, "Harbour & Sons")
    lines = [{"Description": "Back", "Quantity": 1, "UnitAmount": 5, "AccountCode": "200"}]
    note = {"Type": "ACCRECCREDIT", "CreditNoteNumber": 'CN "1"', "Contact": {"ContactID": known}, "LineItems": lines}
    write = build_write("CreditNotes", "PUT", [note], idempotency_key="k")
    (made,) = xero.read_elements("CreditNotes", await xero.send(write, lane=Lane.DOCUMENTS), sent=1)

    by_number = await xero.by_numbers("CreditNotes", ['CN "1"', "CN-2"], lane=Lane.DOCUMENTS)
    by_id = await xero.by_ids("CreditNotes", [made.body["CreditNoteID"]], lane=Lane.DOCUMENTS)

    assert [item["CreditNoteNumber"] for item in by_number] == ['CN "1"']
    assert by_id[0]["CreditNoteID"] == made.body["CreditNoteID"]
    assert await xero.by_ids("Payments", [NOBODY], lane=Lane.DOCUMENTS) == []


async def test_an_expired_token_is_replaced_and_a_lost_organisation_is_said(
    xero: XeroClient, xero_sandbox: SandboxControl
) -> None:
    organisation = await xero.organisation(lane=Lane.CLICK)
    await xero_sandbox.post("tokens/expire", {"kind": "access"})

    assert await xero.organisation(lane=Lane.CLICK) == organisation

    await xero_sandbox.post("disconnect", {"organisation": organisation["OrganisationID"]})
    with pytest.raises(XeroDisconnectedError):
        await xero.organisation(lane=Lane.CLICK)


async def test_many_calls_at_once_meet_no_limit(xero: XeroClient, xero_sandbox: SandboxControl) -> None:
    await xero_sandbox.post("limits", {"latency_seconds": 0.02}, method="PUT")

    async with asyncio.TaskGroup() as group:
        for _ in range(50):
            group.create_task(xero.page("Invoices", 1, lane=Lane.DOCUMENTS))


async def test_scoros_objects_are_made_read_changed_and_deleted(scoro: ScoroClient) -> None:
    made = await scoro.modify("contacts", None, {"name": "Harbour & Sons", "is_client": 1}, lane=Lane.CLICK)
    contact_id = made["contact_id"]
    await scoro.modify("contacts", contact_id, {"name": "Harbour"}, lane=Lane.CLICK)

    seen = await scoro.view("contacts", contact_id, lane=Lane.CLICK)
    page = await scoro.list_page("contacts", 1, lane=Lane.DOCUMENTS, detailed=True, filters={"name": "Harb%"})
    await scoro.delete("contacts", contact_id, lane=Lane.CLICK)
    kept = await scoro.list_page("contacts", 1, lane=Lane.DOCUMENTS, include_deleted=True)

    assert seen["name"] == "Harbour"
    assert [row["contact_id"] for row in page.rows] == [contact_id]
    assert page.is_last
    assert [row["is_deleted"] for row in kept.rows if row["contact_id"] == contact_id] == [1]


async def test_bills_and_receipts_are_written_into_scoro(scoro: ScoroClient) -> None:
    supplier = await scoro.modify("contacts", None, {"name": "Paper & Co", "is_supplier": 1}, lane=Lane.CLICK)
    lines = [{"comment": "Print run", "price": "100.00", "amount": 1, "vat_code": "INPUT2"}]
    bill = await scoro.modify("bills", None, {"company_id": supplier["contact_id"], "lines": lines}, lane=Lane.CLICK)
    parts = [{"invoice_id": bill["id"], "sum": "120.00"}]

    receipt = await scoro.modify("receipts", None, {"sales_doc_type": "bills", "receipts": parts}, lane=Lane.CLICK)

    paid = await scoro.view("bills", bill["id"], lane=Lane.CLICK)
    with pytest.raises(ScoroRefusedError, match="exceeds what is due"):
        await scoro.modify("receipts", None, {"sales_doc_type": "bills", "receipts": parts}, lane=Lane.CLICK)
    await scoro.delete("receipts", receipt["id"], lane=Lane.CLICK)
    open_again = await scoro.view("bills", bill["id"], lane=Lane.CLICK)
    assert (paid["status"], open_again["status"]) == ("paid", "unpaid")


async def test_scoro_tells_its_entities_and_refuses_in_words(scoro: ScoroClient, scoro_sandbox: SandboxControl) -> None:
    account = await scoro.company_account(lane=Lane.CLICK)

    assert ENTITY in {entity["entity_id"] for entity in account["active_entities"]}
    with pytest.raises(ScoroNotFoundError):
        await scoro.view("invoices", 999_999, lane=Lane.CLICK)
    with pytest.raises(ScoroRefusedError, match=r"\w"):
        await scoro.modify("invoices", None, {}, lane=Lane.CLICK)
    async with scoro_client(scoro_sandbox, api_key="ScoroAPI_wrong") as stranger:
        with pytest.raises(ScoroKeyRefusedError):
            await stranger.company_account(lane=Lane.CLICK)


async def test_scoros_short_limit_is_never_hit(scoro: ScoroClient) -> None:
    async with asyncio.TaskGroup() as group:
        for _ in range(45):  # the sandbox allows forty in two seconds
            group.create_task(scoro.list_page("invoices", 1, lane=Lane.DOCUMENTS))
