"""Calls to Scoro as they go over the wire, and what comes back."""

import datetime as dt
from decimal import Decimal
from typing import Any

import httpx
import pytest

from shared.budget import Lane
from shared.errors import InvalidChoiceError
from shared.jsonio import dumps
from shared.scoro.client import api_address, modified_from, rebuilt
from shared.scoro.errors import DamagedAnswerError, ScoroNotFoundError, ScoroRefusedError
from tests.unit.shared_scoro.examples import KEY, Scoro, ok


async def test_a_list_asks_at_the_top_level() -> None:
    scoro = Scoro(lambda _request: ok([{"id": 1}]))

    page = await scoro.client.list_page(
        "invoices",
        2,
        lane=Lane.DOCUMENTS,
        detailed=True,
        filters=modified_from(dt.date(2026, 3, 1)),
        include_deleted=True,
        bookmark="111",
    )

    assert scoro.seen[0].method == "POST"
    assert str(scoro.seen[0].url) == "https://acme.scoro.com/api/v2/invoices/list"
    assert scoro.bodies[0] == {
        "apiKey": KEY,
        "company_account_id": "acme_uk",
        "page": 2,
        "per_page": 25,
        "detailed_response": True,
        "include_deleted": "1",
        "bookmark": {"bookmark_id": "111"},
        "filter": {"modified_date": {"from_date": "2026-03-01"}},
        "request": {},
    }
    assert (page.rows, page.is_last) == ([{"id": 1}], True)


async def test_a_slim_page_holds_a_hundred_rows_and_says_nothing_needless() -> None:
    scoro = Scoro(lambda _request: ok([{"id": number} for number in range(100)]))

    page = await scoro.client.list_page("contacts", 1, lane=Lane.BACKFILL)

    assert set(scoro.bodies[0]) == {"apiKey", "company_account_id", "page", "per_page", "request"}
    assert not page.is_last


@pytest.mark.parametrize(("rows", "detailed"), [(101, False), (26, True), (-1, False)])
async def test_more_rows_than_scoro_gives_are_not_asked_for(rows: int, detailed: bool) -> None:  # noqa: FBT001 - a parameter of the test
    scoro = Scoro(lambda _request: ok([]))

    with pytest.raises(ValueError, match="does not exist"):
        await scoro.client.list_page("invoices", 1, lane=Lane.DOCUMENTS, per_page=rows, detailed=detailed)


@pytest.mark.parametrize("data", [None, [], {}])
async def test_an_empty_page_has_many_faces(data: Any) -> None:
    page = await Scoro(lambda _request: ok(data)).client.list_page("invoices", 1, lane=Lane.DOCUMENTS)

    assert page.rows == []
    assert page.is_last


async def test_numbers_keep_their_digits() -> None:
    body = b'{"status":"OK","statusCode":"200","data":{"id":4101,"paid_sum":88.6599999999999965894,"sum":"71.50"}}'
    scoro = Scoro(lambda _request: httpx.Response(200, content=body))

    seen = await scoro.client.view("invoices", 4101, lane=Lane.CLICK)

    assert str(scoro.seen[0].url).endswith("/invoices/view/4101")
    assert seen == {"id": 4101, "paid_sum": Decimal("88.6599999999999965894"), "sum": "71.50"}


@pytest.mark.parametrize("data", [None, [], {}])
async def test_viewing_what_is_not_there_is_not_found(data: Any) -> None:
    with pytest.raises(ScoroNotFoundError):
        await Scoro(lambda _request: ok(data)).client.view("invoices", 1, lane=Lane.CLICK)


async def test_creating_and_updating_go_to_their_own_addresses() -> None:
    scoro = Scoro(lambda _request: ok({"vat_code_id": 9}))

    made = await scoro.client.modify("vatCodes", None, {"percent": Decimal("20.000")}, lane=Lane.REFERENCE)
    await scoro.client.modify("vatCodes", 9, {"is_active": 0}, lane=Lane.REFERENCE, return_data=False)

    assert made == {"vat_code_id": 9}
    assert [request.url.path for request in scoro.seen] == ["/api/v2/vatCodes/modify", "/api/v2/vatCodes/modify/9"]
    assert scoro.bodies[0]["request"] == {"percent": Decimal("20.000")}
    assert [body["return_data"] for body in scoro.bodies] == [1, 0]


async def test_a_write_can_be_recorded_without_the_key_and_sent_again_to_the_byte() -> None:
    scoro = Scoro(lambda _request: ok(None), app_id="app", language="eng")
    write = scoro.client.build_modify("receipts", None, {"sum": Decimal("10.00")})

    again = rebuilt(write.path, write.body)
    first, second = [await scoro.client.send(request, lane=Lane.DOCUMENTS) for request in (write, again)]

    assert KEY.encode() not in write.body
    assert write.body.startswith(b'{"company_account_id":"acme_uk","lang":"eng","return_data":1')
    assert scoro.seen[0].content == scoro.seen[1].content == b'{"apiKey":"' + KEY.encode() + b'",' + write.body[1:]
    assert scoro.seen[0].headers["scoro-app-id"] == "app"
    assert scoro.client.read_object(write, first) == scoro.client.read_object(again, second) == {}


async def test_deleting_raises_what_scoro_says() -> None:
    said = {"status": "ERROR", "statusCode": 400, "messages": {"error": ["Document is locked"]}}
    scoro = Scoro(lambda _request: httpx.Response(200, content=dumps(said)))

    with pytest.raises(ScoroRefusedError, match="Document is locked"):
        await scoro.client.delete("invoices", 5, lane=Lane.CLICK)

    assert scoro.seen[0].url.path == "/api/v2/invoices/delete/5"


async def test_the_site_tells_its_entities_and_currencies() -> None:
    account = {"base_currency": "GBP", "active_currencies": ["GBP"], "active_entities": [{"entity_id": "acme_uk"}]}
    scoro = Scoro(lambda _request: ok([account]))

    assert await scoro.client.company_account(lane=Lane.CLICK) == account

    with pytest.raises(DamagedAnswerError):
        await Scoro(lambda _request: ok([])).client.company_account(lane=Lane.CLICK)


async def test_webhooks_are_subscribed_listed_and_ended() -> None:
    scoro = Scoro(lambda request: ok([{"id": 3}] if request.url.path.endswith("list") else {"id": 3}))

    made = await scoro.client.webhooks_subscribe("invoices", "https://sync.example/hook", lane=Lane.REFERENCE)
    listed = await scoro.client.webhooks_list(lane=Lane.REFERENCE)
    await scoro.client.webhooks_unsubscribe(3, lane=Lane.REFERENCE)

    assert made == listed[0]
    assert scoro.bodies[0]["request"]["action"] == "any"
    assert scoro.seen[2].url.path == "/api/v2/webhooks/unsubscribe/3"


@pytest.mark.parametrize(
    ("site", "address"),
    [
        ("https://acme.scoro.com", "https://acme.scoro.com/api/v2"),
        (" https://acme.scoro.ee/dashboard?x=1 ", "https://acme.scoro.ee/api/v2"),
        ("http://127.0.0.1:8001/api/v2", "http://127.0.0.1:8001/api/v2"),
    ],
)
def test_a_sites_address_is_understood_as_people_copy_it(site: str, address: str) -> None:
    assert api_address(site) == address


@pytest.mark.parametrize("site", ["acme", "", "acme.scoro.com", "ftp://acme.scoro.com", "https://me:pw@acme.scoro.com"])
def test_what_is_no_address_of_a_site_is_refused(site: str) -> None:
    with pytest.raises(InvalidChoiceError):
        api_address(site)
