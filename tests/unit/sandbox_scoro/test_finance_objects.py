"""Accounting objects: read through the API, written by people, named by lines and products."""

from typing import Any

import pytest

from tests.unit.sandbox_scoro.scoro import Scoro, an_invoice


async def an_object(scoro: Scoro, symbol: str, **fields: Any) -> int:
    made = await scoro.person("POST", "financeObjects", name=f"{symbol} & more", object_symbol=symbol, **fields)
    return int(made["object_id"])


async def test_the_api_lists_and_views_but_does_not_write(scoro: Scoro) -> None:
    object_id = await an_object(scoro, "NEW", parent_group_name="Teams")

    assert await scoro.data(f"financeObjects/view/{object_id}") == {
        "object_id": object_id,
        "object_symbol": "NEW",
        "name": "NEW &amp; more",
        "parent_group_name": "Teams",
    }
    assert object_id in {row["object_id"] for row in await scoro.data("financeObjects/list")}
    for path in ("modify", f"modify/{object_id}", f"delete/{object_id}"):
        assert (await scoro.post(f"financeObjects/{path}", request={"name": "x"})).status_code == 404


async def test_the_extension_writes_them_where_it_is_switched_on(scoro: Scoro) -> None:
    await scoro.control("PATCH", "settings", finance_objects_are_writable=True)

    made = await scoro.create("financeObjects", name="Design", object_symbol="D")
    await scoro.data(f"financeObjects/modify/{made['object_id']}", request={"name": "Renamed"})
    renamed = await scoro.data(f"financeObjects/view/{made['object_id']}")
    await scoro.data(f"financeObjects/delete/{made['object_id']}")

    assert renamed["name"] == "Renamed"
    assert (await scoro.post(f"financeObjects/view/{made['object_id']}")).status_code == 404


@pytest.mark.parametrize("by", ["finance_object_id", "finance_object_symbol"])
async def test_a_line_names_one_by_id_or_symbol(scoro: Scoro, client_id: int, by: str) -> None:
    object_id = await an_object(scoro, "NEW")
    named = object_id if by == "finance_object_id" else "NEW"

    invoice = await an_invoice(scoro, client_id, lines=[{"comment": "x", by: named}])

    (line,) = invoice["lines"]
    assert (line["finance_object_id"], line["finance_object_symbol"]) == (object_id, "NEW")
    assert line["finance_object_name"] == "NEW &amp; more"


async def test_a_line_takes_its_products_unless_it_names_another_or_none(scoro: Scoro, client_id: int) -> None:
    """R127: the default of the product, set or changed on the line."""
    own, other = await an_object(scoro, "OWN"), await an_object(scoro, "OTHER")
    product = await scoro.create("products", name="X", accounting_object_id=own)
    line = {"product_id": product["product_id"]}

    invoice = await an_invoice(
        scoro, client_id, lines=[line, line | {"finance_object_id": other}, line | {"finance_object_id": 0}]
    )

    assert [one["finance_object_id"] for one in invoice["lines"]] == [own, other, 0]


async def test_a_shared_product_keeps_an_object_of_one_entity_out_of_the_other(scoro: Scoro, client_id: int) -> None:
    own = await an_object(scoro, "OWN")
    sharing = [{"id": "acme_uk"}, {"id": "acme_ee"}]
    product = await scoro.create("products", name="X", accounting_object_id=own, product_accounts=sharing)
    scoro.entity = "acme_ee"

    invoice = await an_invoice(scoro, client_id, lines=[{"product_id": product["product_id"]}])

    assert invoice["lines"][0]["finance_object_id"] == 0
    assert own not in {row["object_id"] for row in await scoro.data("financeObjects/list")}


@pytest.mark.parametrize(
    ("module", "named"),
    [
        pytest.param("products", {"name": "x", "accounting_object_id": 999}, id="product, unknown"),
        pytest.param("invoices", {"lines": [{"finance_object_id": 999}]}, id="line, unknown id"),
        pytest.param("invoices", {"lines": [{"finance_object_symbol": "NO"}]}, id="line, unknown symbol"),
        pytest.param("invoices", {"lines": [{"finance_object_symbol": "THEIRS"}]}, id="line, the other entity's"),
    ],
)
async def test_what_the_entity_does_not_share_is_refused(
    scoro: Scoro, client_id: int, module: str, named: dict[str, Any]
) -> None:
    await an_object(scoro, "THEIRS", object_accounts=[{"id": "acme_ee"}])

    assert "accounting object" in await scoro.refusal(f"{module}/modify", request={"company_id": client_id} | named)


async def test_one_that_a_document_names_cannot_be_deleted(scoro: Scoro, client_id: int) -> None:
    object_id = await an_object(scoro, "NEW")
    await an_invoice(scoro, client_id, lines=[{"finance_object_id": object_id}])

    answer = await scoro.http.delete(f"/_sandbox/ui/acme_uk/financeObjects/{object_id}")

    assert answer.status_code == 400
