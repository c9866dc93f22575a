"""What a person does in Scoro's pages, and what the remote control sees."""

from typing import Any

import pytest

from tests.unit.sandbox_scoro.scoro import Scoro, exact

LINES = [
    {"product_id": -1, "comment": "Work"},
    {"comment": "One", "price": 12.5, "amount": 4},
    {"comment": "Two", "price": 50, "amount": 1, "vat_code": "RROUTPUT"},
]


@pytest.fixture
async def invoice(scoro: Scoro) -> dict[str, Any]:
    client = await scoro.person("POST", "contacts", name="Client")
    invoice: dict[str, Any] = await scoro.person(
        "POST", "invoices", company_id=client["contact_id"], no="5", discount=10, lines=LINES
    )
    return invoice


async def test_a_persons_work_is_what_the_api_shows(scoro: Scoro, invoice: dict[str, Any]) -> None:
    assert await scoro.data(f"invoices/view/{invoice['id']}") == invoice
    assert (invoice["sum"], invoice["vat_sum"]) == ("90.00", "11.25")


async def test_the_dump_is_the_wire_form_of_an_entity(scoro: Scoro, invoice: dict[str, Any]) -> None:
    dump = exact(await scoro.http.get("/_sandbox/dump/acme_uk"))
    other = exact(await scoro.http.get("/_sandbox/dump/acme_ee", params={"module": "invoices"}))

    assert dump["invoices"] == [invoice]
    assert dump["contacts"] == await scoro.data("contacts/list", detailed_response=1)
    assert other == {"invoices": []}


async def test_a_deleted_document_is_dumped_only_on_request(scoro: Scoro, invoice: dict[str, Any]) -> None:
    await scoro.person("DELETE", f"invoices/{invoice['id']}")

    plain = exact(await scoro.http.get("/_sandbox/dump/acme_uk"))
    whole = exact(await scoro.http.get("/_sandbox/dump/acme_uk", params={"include_deleted": True}))

    assert (len(plain["invoices"]), len(whole["invoices"])) == (0, 1)


async def test_crediting_an_invoice_in_full_and_in_part(scoro: Scoro, invoice: dict[str, Any]) -> None:
    full = await scoro.person("POST", f"invoices/{invoice['id']}/credit")
    half = await scoro.person("POST", f"invoices/{invoice['id']}/credit", share=0.5)

    assert (full["sum"], full["vat_sum"], full["credited_invoices"]) == ("-90.00", "-11.25", [invoice["id"]])
    assert (half["sum"], half["lines"][1]["amount"]) == ("-45.00", "-2.000000")


async def test_paying_lowers_what_is_due_and_settles_the_status(scoro: Scoro, invoice: dict[str, Any]) -> None:
    await scoro.pass_time(seconds=9)

    part = await scoro.person("POST", f"invoices/{invoice['id']}/pay", amount=1.25)
    rest = await scoro.person("POST", f"invoices/{invoice['id']}/pay")

    assert (part["status"], part["receivable_sum"], part["modified_date"][11:19]) == ("unpaid", 100, "12:00:09")
    assert (rest["status"], rest["receivable_sum"], rest["paid_sum"]) == ("paid", 0, part["paid_sum"] + 100)


async def test_nobody_pays_more_than_is_due(scoro: Scoro, invoice: dict[str, Any]) -> None:
    answer = await scoro.http.post(f"/_sandbox/ui/acme_uk/invoices/{invoice['id']}/pay", json={"amount": 500})

    assert answer.status_code == 400


async def test_what_a_person_books_is_a_receipt_and_can_be_taken_back(scoro: Scoro, invoice: dict[str, Any]) -> None:
    await scoro.person("POST", f"invoices/{invoice['id']}/pay", date="2026-03-01", receipt_account_id=2)
    back = await scoro.person("POST", f"invoices/{invoice['id']}/pay", amount=-1.25)

    first, second = await scoro.data("receipts/list")
    assert (first["date"], first["sum"], first["receipt_account_id"]) == ("2026-03-01", "101.25", 2)
    assert (second["sum"], back["status"]) == ("-1.25", "unpaid")


async def test_a_person_pays_bills_and_prepayments_too(scoro: Scoro) -> None:
    contact = await scoro.person("POST", "contacts", name="X", is_supplier=1)
    header = {"company_id": contact["contact_id"], "lines": LINES}
    for module in ("bills", "prepayments"):
        document = await scoro.person("POST", module, **header)

        paid = await scoro.person("POST", f"{module}/{document['id']}/pay")

        assert paid["status"] == "paid"


async def test_receipt_accounts_are_listed_and_only_people_make_them(scoro: Scoro) -> None:
    made = await scoro.person("POST", "receiptAccounts", name="Savings & more", type="bank")

    assert (await scoro.post("receiptAccounts/modify", request={"name": "x"})).status_code == 404
    assert (await scoro.post("receiptAccounts/view/1")).status_code == 404
    assert made in await scoro.data("receiptAccounts/list")
    assert made.keys() == {"id", "name", "type"}

    await scoro.control("PATCH", "settings", receipt_accounts_are_writable=True)
    assert (await scoro.create("receiptAccounts", name="Card", type="card"))["name"] == "Card"


async def test_a_person_defines_a_custom_field_and_the_api_fills_it(scoro: Scoro) -> None:
    await scoro.person("POST", "customFields", id="c_xero_bill", name="Xero bill", modules=["bills"])
    supplier = await scoro.person("POST", "contacts", name="X", is_supplier=1)

    bill = await scoro.create(
        "bills", company_id=supplier["contact_id"], custom_fields=[{"id": "c_xero_bill", "value": "b-1"}]
    )

    assert bill["custom_fields"] == [{"id": "c_xero_bill", "name": "Xero bill", "value": "b-1", "type": "text"}]
    assert [row["id"] for row in await scoro.data("bills/list", filter={"custom_fields": {"c_xero_bill": "b-1"}})] == [
        bill["id"]
    ]
    assert (await scoro.post("customFields/modify", request={"id": "c_x", "name": "x"})).status_code == 404


@pytest.mark.parametrize(
    ("path", "status"),
    [
        pytest.param("acme_xx/invoices", 404, id="unknown entity"),
        pytest.param("acme_uk/users", 404, id="not a person's to write"),
        pytest.param("acme_uk/invoices", 400, id="what the API refuses"),
    ],
)
async def test_people_are_refused_too(scoro: Scoro, path: str, status: int) -> None:
    answer = await scoro.http.post(f"/_sandbox/ui/{path}", json={"currency": "XXX"})

    assert answer.status_code == status


async def test_a_person_keeps_changes_and_drops_a_bookmark(scoro: Scoro) -> None:
    """R121-b: what was a filter yesterday is gone today."""
    supplier = await scoro.person("POST", "contacts", name="X", is_supplier=1)
    euro, pound = [
        await scoro.person("POST", "bills", company_id=supplier["contact_id"], currency=currency)
        for currency in ("EUR", "GBP")
    ]
    fields = {"name": "Bills", "module": "bills", "is_shared": True, "conditions": {"currency": ["EUR"]}}
    mark = {"bookmark_id": (await scoro.person("POST", "bookmarks", **fields))["bookmark_id"]}
    before = await scoro.data("bills/list", bookmark=mark)
    await scoro.person("PATCH", f"bookmarks/{mark['bookmark_id']}", conditions={"currency": ["GBP"]})
    after = await scoro.data("bills/list", bookmark=mark)
    await scoro.person("DELETE", f"bookmarks/{mark['bookmark_id']}")

    assert ([row["id"] for row in before], [row["id"] for row in after]) == ([euro["id"]], [pound["id"]])
    assert (await scoro.post("bills/list", bookmark=mark)).status_code == 404


async def test_the_seed_call_chooses_the_profile(scoro: Scoro) -> None:
    full = await scoro.control("POST", "seed", size=10)
    fresh = await scoro.control("POST", "seed", size=10, profile="to_scoro")

    assert full["rows"]["invoices"] == 11
    assert "invoices" not in fresh["rows"]
    assert fresh["entities"] == full["entities"] == ["acme_uk", "acme_ee"]


async def test_site_settings_decide_how_sums_are_made(scoro: Scoro, invoice: dict[str, Any]) -> None:
    await scoro.control("PATCH", "entities/acme_uk", secondary_quantity=True)

    changed = await scoro.person(
        "PATCH", f"invoices/{invoice['id']}", lines=[{"comment": "x", "price": 2, "amount": 3, "amount2": 4}]
    )

    assert changed["lines"][0]["sum"] == "24.00"


async def test_a_snapshot_brings_everything_back(scoro: Scoro, invoice: dict[str, Any]) -> None:
    await scoro.control("POST", "snapshot/before")
    await scoro.person("DELETE", f"invoices/{invoice['id']}")
    await scoro.person("POST", "contacts", name="Another")

    await scoro.control("POST", "snapshot/before/restore")

    assert await scoro.data(f"invoices/view/{invoice['id']}") == invoice
    assert len(await scoro.data("contacts/list")) == 1
