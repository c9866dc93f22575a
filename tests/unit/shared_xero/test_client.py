"""Calls to Xero as they go over the wire, and what becomes of their answers."""

import datetime as dt
from decimal import Decimal
from typing import Any

import httpx
import pytest

from shared.budget import Lane
from shared.jsonio import dumps, loads
from shared.xero.client import build_write, rebuilt
from shared.xero.errors import (
    AccessExpiredError,
    XeroNotFoundError,
    XeroPermissionMissingError,
)
from tests.unit.shared_xero.examples import (
    NAME_TAKEN,
    NOT_FOUND,
    TENANT,
    TOKEN_EXPIRED,
    TWO_INVOICES,
    UNAUTHORISED,
    Tokens,
    Xero,
    answering,
    page_of,
)

AN_INVOICE: dict[str, Any] = {"InvoiceNumber": "S-1", "Date": dt.date(2026, 11, 20), "Total": Decimal("25.20")}


A_WRITE = build_write("Invoices", "PUT", [AN_INVOICE], idempotency_key="k-1")


async def test_a_call_carries_token_tenant_and_accept() -> None:
    xero = answering({"Organisations": [{"Name": "Demo", "BaseCurrency": "GBP"}]})

    organisation = await xero.client.organisation(lane=Lane.REFERENCE)

    request = xero.seen[0]
    assert organisation["BaseCurrency"] == "GBP"
    assert request.url.path == "/api.xro/2.0/Organisation"
    assert request.headers["authorization"] == "Bearer token-1"
    assert request.headers["xero-tenant-id"] == TENANT
    assert request.headers["accept"] == "application/json"


async def test_settings_are_read_whole() -> None:
    xero = Xero(
        lambda request: httpx.Response(200, content=dumps({request.url.path.rsplit("/")[-1]: [{"Code": "200"}]}))
    )

    for read in (xero.client.accounts, xero.client.tax_rates, xero.client.currencies):
        assert await read(lane=Lane.REFERENCE) == [{"Code": "200"}]

    assert [request.url.params.get("page") for request in xero.seen] == [None, None, None]


async def test_a_page_asks_for_everything_it_should() -> None:
    xero = answering(page_of("Invoices", [{"Total": Decimal("25.2")}], page=2, pages=3))
    since = dt.datetime(2026, 11, 12, 1, 2, 3, tzinfo=dt.UTC)

    page = await xero.client.page(
        "Invoices", 2, lane=Lane.DOCUMENTS, modified_since=since, where='Type=="ACCREC"', order="UpdatedDateUTC ASC"
    )

    request = xero.seen[0]
    assert dict(request.url.params) == {
        "page": "2",
        "pageSize": "1000",
        "where": 'Type=="ACCREC"',
        "order": "UpdatedDateUTC ASC",
        "unitdp": "4",
    }
    assert request.headers["if-modified-since"] == "2026-11-12T01:02:03"
    assert page.items == [{"Total": Decimal("25.2")}]
    assert (page.page_count, page.is_last) == (3, False)


async def test_without_counts_a_short_page_is_the_last() -> None:
    xero = answering({"Quotes": [{}, {}]})

    assert (await xero.client.page("Quotes", 1, lane=Lane.PROOF)).is_last
    assert not (await xero.client.page("Quotes", 1, lane=Lane.PROOF, page_size=2)).is_last


@pytest.mark.parametrize(("page", "size"), [(0, 100), (1, 0), (1, 1001)])
async def test_a_page_that_xero_would_silently_change_is_refused(page: int, size: int) -> None:
    with pytest.raises(ValueError, match="does not exist"):
        await answering({}).client.page("Invoices", page, page_size=size, lane=Lane.DOCUMENTS)


async def test_invoices_are_found_by_number_forty_at_a_time() -> None:
    xero = answering(page_of("Invoices", [{"InvoiceNumber": "x"}]))

    found = await xero.client.by_numbers("Invoices", [f"S-{n}" for n in range(85)], lane=Lane.DOCUMENTS)

    lists = [request.url.params["InvoiceNumbers"].split(",") for request in xero.seen]
    assert [len(numbers) for numbers in lists] == [40, 40, 5]
    assert len(found) == 3


async def test_a_number_with_a_comma_is_asked_for_by_filter() -> None:
    xero = answering(page_of("Invoices", []))

    await xero.client.by_numbers("Invoices", ["S-1", 'A,"1"'], lane=Lane.DOCUMENTS)

    assert xero.seen[0].url.params["InvoiceNumbers"] == "S-1"
    assert xero.seen[1].url.params["where"] == 'InvoiceNumber=="A,\\"1\\""'


async def test_credit_notes_are_found_by_filter() -> None:
    xero = answering(page_of("CreditNotes", []))

    await xero.client.by_numbers("CreditNotes", ["CN-1", "CN-2"], lane=Lane.DOCUMENTS)

    assert xero.seen[0].url.params["where"] == 'CreditNoteNumber=="CN-1" OR CreditNoteNumber=="CN-2"'


async def test_contacts_are_found_by_id_even_when_archived() -> None:
    xero = answering(page_of("Contacts", []))

    await xero.client.by_ids("Contacts", ["a", "b"], lane=Lane.DOCUMENTS)

    assert xero.seen[0].url.params["IDs"] == "a,b"
    assert xero.seen[0].url.params["includeArchived"] == "true"


async def test_payments_are_found_by_id_through_a_filter() -> None:
    xero = answering(page_of("Payments", []))

    await xero.client.by_ids("Payments", ["a", "b"], lane=Lane.DOCUMENTS)

    assert xero.seen[0].url.params["where"] == 'PaymentID==Guid("a") OR PaymentID==Guid("b")'


async def test_looking_for_nothing_costs_no_call() -> None:
    xero = answering({})

    assert await xero.client.by_ids("Invoices", [], lane=Lane.CLICK) == []
    assert await xero.client.by_numbers("CreditNotes", [], lane=Lane.CLICK) == []
    assert xero.seen == []


async def test_many_bills_of_one_number_are_followed_over_pages() -> None:
    def respond(request: httpx.Request) -> httpx.Response:
        page = int(request.url.params["page"])
        return httpx.Response(200, content=dumps(page_of("Invoices", [{"InvoiceID": str(page)}], page=page, pages=2)))

    found = await Xero(respond).client.by_numbers("Invoices", ["7"], lane=Lane.DOCUMENTS)

    assert [item["InvoiceID"] for item in found] == ["1", "2"]


async def test_one_object_is_read_by_id_or_is_unknown() -> None:
    xero = answering({"Invoices": [{"InvoiceID": "60aa"}]})
    assert await xero.client.get("Invoices", "60aa", lane=Lane.CLICK) == {"InvoiceID": "60aa"}
    assert str(xero.seen[0].url).endswith("/Invoices/60aa?unitdp=4")

    lost = Xero(lambda _request: httpx.Response(NOT_FOUND.status, content=NOT_FOUND.body))
    with pytest.raises(XeroNotFoundError):
        await lost.client.get("Invoices", "60aa", lane=Lane.CLICK)


def test_a_write_is_complete_but_for_its_credentials() -> None:
    assert A_WRITE.target == "/Invoices?summarizeErrors=false&unitdp=4"
    assert A_WRITE.body == b'{"Invoices":[{"InvoiceNumber":"S-1","Date":"2026-11-20","Total":25.20}]}'
    assert A_WRITE.headers["Idempotency-Key"] == "k-1"
    assert "Authorization" not in A_WRITE.headers


def test_a_recorded_write_can_be_rebuilt_to_the_byte() -> None:
    again = rebuilt(A_WRITE.method, A_WRITE.path, A_WRITE.params, body=A_WRITE.body, idempotency_key="k-1")

    assert again == A_WRITE


def test_lists_below_a_document_and_single_objects_have_their_own_addresses() -> None:
    allocation = build_write("CreditNotes/7be5/Allocations", "PUT", [{"Amount": 1}], idempotency_key="k")
    reversal = build_write("Payments", "POST", [{"Status": "DELETED"}], idempotency_key="k", object_id="93f2")

    assert allocation.target == "/CreditNotes/7be5/Allocations?summarizeErrors=false"
    assert allocation.body == b'{"Allocations":[{"Amount":1}]}'
    assert reversal.target == "/Payments/93f2"


async def test_sending_returns_whatever_xero_says_and_judges_nothing() -> None:
    xero = Xero(lambda _request: httpx.Response(400, content=NAME_TAKEN))

    answer = await xero.client.send(A_WRITE, lane=Lane.DOCUMENTS)

    assert answer.status == 400
    assert xero.seen[0].content == A_WRITE.body


async def test_an_expired_token_is_replaced_once_and_the_same_bytes_go_again() -> None:
    def respond(request: httpx.Request) -> httpx.Response:
        if request.headers["authorization"] == "Bearer token-1":
            return httpx.Response(401, content=TOKEN_EXPIRED)
        return httpx.Response(200, content=TWO_INVOICES)

    xero = Xero(respond, tokens=Tokens(newest=2))

    answer = await xero.client.send(A_WRITE, lane=Lane.DOCUMENTS)

    assert answer.status == 200
    assert xero.tokens.asked == [1]
    assert xero.seen[0].content == xero.seen[1].content
    assert xero.seen[0].headers["idempotency-key"] == xero.seen[1].headers["idempotency-key"]


async def test_a_token_that_stays_expired_is_not_asked_for_for_ever() -> None:
    xero = Xero(lambda _request: httpx.Response(401, content=TOKEN_EXPIRED))

    with pytest.raises(AccessExpiredError):
        await xero.client.accounts(lane=Lane.REFERENCE)

    assert len(xero.seen) == 2


async def test_a_missing_scope_is_not_mended_by_a_new_token() -> None:
    xero = Xero(lambda _request: httpx.Response(401, content=UNAUTHORISED))

    with pytest.raises(XeroPermissionMissingError):
        await xero.client.accounts(lane=Lane.REFERENCE)

    assert xero.tokens.asked == []


async def test_every_call_gives_its_slot_back_and_counts() -> None:
    xero = answering({"Accounts": []})

    for _ in range(10):
        await xero.client.accounts(lane=Lane.CLICK)

    assert len(xero.seen) == 10
    assert xero.clock.now().second == 0


def test_amounts_go_out_with_the_digits_they_have() -> None:
    request = build_write("Items", "POST", [{"UnitPrice": Decimal("11.000000")}], idempotency_key="k")

    assert loads(request.body) == {"Items": [{"UnitPrice": Decimal("11.000000")}]}
