"""A document that Xero does not show by its id is not changed: it would go by its number, or become a second one."""

import json

import pytest

from shared.contracts.envelope import Category
from shared.store.records import State
from tests.integration.whole.paying import after_an_age
from tests.integration.whole.sending import begin, in_xero, problems
from tests.integration.whole.world import Whole

LIST = "/api.xro/2.0/Invoices"
OTHER = "00000000-0000-0000-0000-000000000001"


@pytest.mark.parametrize("filtered", [True, False], ids=["empty", "not filtered"])
async def test_r81_a_document_with_another_number_is_not_sent_beside_the_one_that_is_not_shown(
    whole: Whole,
    filtered: bool,  # noqa: FBT001
) -> None:
    client = await begin(whole)
    made = await whole.desk.make_invoice(client, no="1001", is_sent=1)
    await whole.sync()
    await whole.desk.scoro_time()
    await whole.desk.edit("invoices", made, no="1002")
    another = [] if filtered else [(await in_xero(whole))["1001"] | {"InvoiceID": OTHER, "InvoiceNumber": "9"}]
    body = json.dumps({"Invoices": another}, default=str)
    await whole.desk.xero.post("faults", {"kind": "status", "path": LIST, "method": "GET", "status": 200, "body": body})
    before = await whole.writes()

    await whole.sync("tick")

    entry = await whole.newest(Category.INVOICES, "scoro", made)
    assert (entry.state, entry.reason) == (State.OPEN, "twin_not_seen")
    assert await whole.writes() == before
    await whole.desk.xero.post("faults", method="DELETE")
    await after_an_age(whole, Category.INVOICES)
    assert sorted(await in_xero(whole)) == ["1002"]
    assert await problems(whole) == {}
