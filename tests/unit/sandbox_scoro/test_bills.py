"""Bills: whose they are, what their lines take from products, and how they look."""

from typing import Any

import pytest

from tests.unit.sandbox_scoro.receiver import Receiver, subscribe
from tests.unit.sandbox_scoro.scoro import Scoro

LINES = [
    {"comment": "Print run", "price": 300, "amount": 1, "vat_code": "INPUT2", "finance_account_symbol": "310"},
    {"product_id": -1, "comment": "Thank you"},
]


@pytest.fixture
async def supplier_id(scoro: Scoro) -> int:
    supplier = await scoro.create("contacts", name="Paper & Co", is_supplier=1)
    return int(supplier["contact_id"])


async def a_bill(scoro: Scoro, supplier_id: int, **fields: Any) -> dict[str, Any]:
    return await scoro.create("bills", company_id=supplier_id, **({"lines": LINES} | fields))


async def test_a_bill_has_the_documented_form(scoro: Scoro, supplier_id: int) -> None:
    bill = await a_bill(scoro, supplier_id, no="INV-7781")

    first, heading = bill["lines"]
    assert (bill["no"], bill["sum"], bill["vat_sum"], bill["status"]) == ("INV-7781", "300.00", "60.00", "unpaid")
    assert (bill["recognition_date"], bill["dateofpayment"]) == (bill["date"], "0000-00-00")
    assert (first["vat_code"], first["finance_account_symbol"], first["sum"]) == ("INPUT2", "310", "300.00")
    assert {"id", "product_id", "comment", "comment2", "price", "amount", "sum", "unit"} == heading.keys()


async def test_a_bill_lacks_what_only_sales_have(scoro: Scoro, supplier_id: int) -> None:
    bill = await a_bill(scoro, supplier_id, is_sent=1)

    assert {"is_sent", "paid_sum", "receivable_sum", "prepayment_sum", "credited_invoices"}.isdisjoint(bill)
    assert {"amount2", "cost", "supplier_id", "supplier_name", "doer_id", "role_id"}.isdisjoint(bill["lines"][0])


async def test_slim_lists_leave_out_lines_and_reference(scoro: Scoro, supplier_id: int) -> None:
    bill = await a_bill(scoro, supplier_id, reference_no="R1")

    (slim,) = await scoro.data("bills/list")

    assert bill["reference_no"] == "R1"
    assert bill.keys() - slim.keys() == {
        "lines", "reference_no", "company_name", "company_address", "person_name", "project_name", "custom_fields"
    }  # fmt: skip


@pytest.mark.parametrize(
    ("flags", "is_taken"),
    [
        pytest.param({"is_supplier": 1}, True, id="supplier"),
        pytest.param({"is_supplier": 1, "is_client": 1}, True, id="supplier and client"),
        pytest.param({"is_client": 1}, False, id="client only"),
        pytest.param({}, False, id="neither"),
    ],
)
async def test_only_who_is_on_the_supplier_list_sends_bills(
    scoro: Scoro, flags: dict[str, int], *, is_taken: bool
) -> None:
    contact = await scoro.create("contacts", name="X", **flags)

    envelope = (await scoro.post("bills/modify", request={"company_id": contact["contact_id"]})).json()

    assert (envelope["status"] == "OK") is is_taken
    assert is_taken or "not on the supplier list" in str(envelope["messages"])


async def test_a_supplier_who_left_the_list_keeps_his_bills(scoro: Scoro, supplier_id: int) -> None:
    bill = await a_bill(scoro, supplier_id)
    await scoro.data(f"contacts/modify/{supplier_id}", request={"is_supplier": 0})

    changed = await scoro.data(f"bills/modify/{bill['id']}", request={"description": "x"}, return_data=1)

    assert changed["description"] == "x"


async def test_suppliers_number_as_they_like(scoro: Scoro, supplier_id: int) -> None:
    """R104: a bill's number is the supplier's and identifies nothing."""
    same = [await a_bill(scoro, supplier_id, no="1") for _ in range(2)]
    none = await a_bill(scoro, supplier_id)

    assert [bill["no"] for bill in (*same, none)] == ["1", "1", ""]


async def test_a_bills_line_takes_what_it_lacks_from_the_purchases_side(scoro: Scoro, supplier_id: int) -> None:
    product = await scoro.create(
        "products",
        name="Book",
        price=25,
        buying_price="12.5",
        default_sales_tax_id=3,
        default_purchases_tax_id=7,
        sales_finance_account_id=1,
        purchases_finance_account_id=4,
    )

    bill = await a_bill(scoro, supplier_id, lines=[{"product_id": product["product_id"], "amount": 2}])

    (line,) = bill["lines"]
    assert (line["price"], line["sum"]) == ("12.500000", "25.00")
    assert (line["vat_code"], line["finance_account_symbol"]) == ("RRINPUT", "310")


@pytest.mark.parametrize(
    ("entity", "rate"), [pytest.param("acme_uk", "INPUT2", id="by line"), pytest.param("acme_ee", "TAX002", id="whole")]
)
async def test_without_a_rate_the_entitys_usual_purchase_rate_counts(
    scoro: Scoro, supplier_id: int, entity: str, rate: str
) -> None:
    scoro.entity = entity

    bill = await a_bill(scoro, supplier_id, lines=[{"comment": "x", "price": 100}])

    assert (bill["lines"][0] if entity == "acme_uk" else bill)["vat_code"] == rate


async def test_bills_belong_to_their_entity(scoro: Scoro, supplier_id: int) -> None:
    bill = await a_bill(scoro, supplier_id)
    scoro.entity = "acme_ee"

    assert await scoro.data("bills/list") == []
    assert (await scoro.post(f"bills/view/{bill['id']}")).status_code == 404


async def test_bills_can_be_found_by_supplier_and_number(scoro: Scoro, supplier_id: int) -> None:
    other = await scoro.create("contacts", name="Other", is_supplier=1)
    wanted = await a_bill(scoro, supplier_id, no="1")
    await a_bill(scoro, supplier_id, no="2")
    await a_bill(scoro, other["contact_id"], no="1")

    found = await scoro.data("bills/list", filter={"company_id": supplier_id, "no": "1"})

    assert [bill["id"] for bill in found] == [wanted["id"]]


async def test_a_deleted_bill_is_marked(scoro: Scoro, supplier_id: int) -> None:
    bill = await a_bill(scoro, supplier_id)

    await scoro.data(f"bills/delete/{bill['id']}")

    (deleted,) = await scoro.data("bills/list", include_deleted="1", detailed_response=1)
    assert (deleted["is_deleted"], deleted["lines"], deleted["no"]) == (1, [], bill["no"])


async def test_subscribers_hear_of_bills(live: Scoro, receiver: Receiver) -> None:
    await subscribe(live, receiver, module="bills")
    supplier = await live.create("contacts", name="X", is_supplier=1)

    bill = await a_bill(live, supplier["contact_id"])
    await live.control("POST", "webhooks/settle")

    (told,) = receiver.got
    assert (told["entityType"], told["entityId"]) == ("bill", bill["id"])
    assert told["entity"]["lines"][0]["id"] == bill["lines"][0]["id"]
