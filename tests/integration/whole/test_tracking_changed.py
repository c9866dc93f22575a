"""One tracking category at a time, which may be another one later (R126)."""

from typing import Any

import pytest

from services.console.choices import ChoicesRefusedError
from tests.integration.whole.choosing import save
from tests.integration.whole.mending import vat_code
from tests.integration.whole.paying import put
from tests.integration.whole.sending import begin, in_xero
from tests.integration.whole.world import Whole, line
from tests.sandboxes import ENTITY

OPTIONS = {"Department": "Night shift", "Region": "North"}


async def categories(whole: Whole) -> dict[str, int]:
    """Two in Xero with an option each, and Scoro's objects of those names; option → object."""
    await whole.desk.scoro.post("settings", {"finance_objects_are_writable": True}, method="PATCH")
    found = {}
    for category, option in OPTIONS.items():
        made = await whole.put_in_xero("TrackingCategories", Name=category)
        path = f"/TrackingCategories/{made['TrackingCategoryID']}/Options"
        await whole.in_xero("PUT", path, {"Options": [{"Name": option}]})
        row = {"object_symbol": option[:3].upper(), "name": option, "object_accounts": [{"id": ENTITY}]}
        found[option] = int((await whole.desk.make("financeObjects", **row))["object_id"])
    return found


async def tracked(whole: Whole) -> dict[str, list[tuple[str, str]]]:
    """Number → category and option of its lines in Xero."""
    return {
        number: [(of["Name"], of["Option"]) for one in invoice["LineItems"] for of in one.get("Tracking", ())]
        for number, invoice in (await in_xero(whole)).items()
    }


async def a_line(whole: Whole, object_id: int) -> dict[str, Any]:
    code = await vat_code(whole, "OUTPUT2")
    return {"comment": "An hour", "price": "95", "amount": "1", "vat_code_id": code, "finance_object_id": object_id}


async def test_r126_documents_after_a_change_of_category_bear_the_options_of_the_new_one(whole: Whole) -> None:
    objects = await categories(whole)
    client = await begin(whole)
    night, north = [await a_line(whole, objects[option]) for option in OPTIONS.values()]
    await save(whole, tracking__accounting_objects="Department")
    await whole.desk.make_invoice(client, no="1001", lines=[night])
    await whole.sync()

    await save(whole, tracking__accounting_objects="Region")
    await whole.desk.make_invoice(client, no="1002", lines=[north])
    await whole.sync()
    await save(whole, tracking__accounting_objects="none")
    await whole.desk.make_invoice(client, no="1003", lines=[north])
    await whole.sync()

    assert await tracked(whole) == {
        "1001": [("Department", "Night shift")],
        "1002": [("Region", "North")],
        "1003": [],
    }
    here = {row["no"]: [one["finance_object_id"] for one in row["lines"]] for row in await whole.scoro_rows("invoices")}
    assert here == {"1001": [objects["Night shift"]], "1002": [objects["North"]], "1003": [objects["North"]]}


async def test_r126_only_options_of_the_chosen_category_become_accounting_objects(whole: Whole) -> None:
    objects = await categories(whole)
    await begin(whole)
    await save(whole, tracking__accounting_objects="Region", invoices__direction="to_scoro")
    contact = await whole.put_in_xero("Contacts", Name="Harbour Ltd")
    both = [{"Name": category, "Option": option} for category, option in OPTIONS.items()]
    await put(whole, contact, LineItems=[line(Tracking=both)])

    await whole.sync()

    [row] = await whole.scoro_rows("invoices")
    assert [one["finance_object_id"] for one in row["lines"]] == [objects["North"]]


async def test_r126_a_category_that_xero_does_not_have_is_refused(whole: Whole) -> None:
    await categories(whole)

    with pytest.raises(ChoicesRefusedError, match=r"tracking\.accounting_objects"):
        await save(whole, tracking__accounting_objects="Colour")
