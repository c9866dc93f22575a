"""Payments on sites whose lists do not filter as we ask: nothing is lost, nothing booked twice (R115)."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest

from shared.contracts.envelope import Category
from shared.scoro.client import ScoroClient
from tests.integration.whole.paying import begin, book, pay, put, sums
from tests.integration.whole.world import Whole

OTHERS = 26
"""More than a detailed page shows."""
Filters = Mapping[str, Any]


def filtering(monkeypatch: pytest.MonkeyPatch, otherwise: Any) -> None:
    """Scoro applies other filters than those that were sent."""
    asked = ScoroClient.list_page

    async def list_page(
        self: ScoroClient, module: str, page: int, *, filters: Filters | None = None, **more: Any
    ) -> Any:
        return await asked(self, module, page, filters=otherwise(filters or {}), **more)

    monkeypatch.setattr(ScoroClient, "list_page", list_page)


async def test_r115_a_site_that_knows_no_filter_by_id_gets_its_receipts(
    whole: Whole, monkeypatch: pytest.MonkeyPatch
) -> None:
    await whole.sync("first")
    [client] = await whole.desk.make_contacts(1)
    for _ in range(OTHERS):
        await whole.desk.make_invoice(client)
    invoice = await put(whole, await begin(whole, Category.INVOICES))
    await pay(whole, invoice, "50")
    filtering(monkeypatch, lambda filters: {name: value for name, value in filters.items() if name != "id"})

    for _ in range(2):
        await whole.sync()

    assert sums(await whole.scoro_rows("receipts")) == [Decimal(50)]


async def test_r115_a_range_of_days_that_ends_before_its_last_one_hides_no_receipt(
    whole: Whole, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A person booked it already: it is linked, not booked again."""
    invoice = await put(whole, await begin(whole, Category.INVOICES))
    await whole.sync()
    [row] = await whole.scoro_rows("invoices")
    await book(whole, row, {"invoice_id": row["id"], "date": "2026-11-10", "sum": "50.00"})
    await pay(whole, invoice, "50")

    def shorter(filters: Filters) -> Filters:
        if "date" not in filters:
            return filters
        until = dt.date.fromisoformat(filters["date"]["to_date"]) - dt.timedelta(days=1)
        return {**filters, "date": {**filters["date"], "to_date": until.isoformat()}}

    filtering(monkeypatch, shorter)

    await whole.sync()

    assert sums(await whole.scoro_rows("receipts")) == [Decimal(50)]
