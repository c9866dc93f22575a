"""What the next run would do is shown before it is done, and exactly that is done (design §3.6)."""

import json
from decimal import Decimal
from typing import Any

import pytest

from services.console.previews import Previewed
from shared.contracts.envelope import Category
from shared.errors import InvalidChoiceError
from shared.store.preview_records import Line, Phase, Preview, Verb
from shared.store.records import State
from shared.sync.settings import Direction, Mode
from tests.integration.connector.reading.connection import CONNECTION
from tests.integration.whole.world import Whole


@pytest.fixture
async def manual(whole: Whole) -> Whole:
    """Contacts and invoices go to Xero when somebody says so."""
    await whole.sync("first")
    await whole.choose(
        Category.CONTACTS,
        Category.INVOICES,
        direction=Direction.FROM_SCORO,
        mode=Mode.MANUAL,
        default_sales_account="200",
    )
    return whole


def previewed(whole: Whole) -> Previewed:
    return Previewed(whole.desk.store, whole.desk.publisher, whole.desk.clock)


async def looked_at(whole: Whole) -> tuple[Preview, list[Line]]:
    connection = await whole.desk.store.connections.get(CONNECTION)
    asked = await previewed(whole).ask(connection, by="mari")
    await whole.settle()
    preview = await whole.desk.store.previews.get(asked.id)
    assert preview is not None
    assert preview.phase is Phase.READY
    return preview, await previewed(whole).lines(preview)


async def apply(whole: Whole, preview: Preview, *without: int) -> Preview:
    connection = await whole.desk.store.connections.get(CONNECTION)
    applied = await previewed(whole).apply(preview.id, connection, without=without, by="mari")
    await whole.settle()
    return applied


async def announced(whole: Whole, category: Category, *ids: object) -> None:
    for one in ids:
        await whole.want(category, "scoro", one, why="webhook")


async def invoices(whole: Whole, count: int) -> list[Any]:
    [client] = await whole.desk.make_contacts(1)
    made = [await whole.desk.make_invoice(client, no=f"P-{number}") for number in range(count)]
    await whole.desk.scoro_time()
    await announced(whole, Category.CONTACTS, client)
    await announced(whole, Category.INVOICES, *made)
    return made


async def in_xero(whole: Whole) -> dict[str, dict[str, Any]]:
    return {one["InvoiceNumber"]: one for one in (await whole.xero_books())["Invoices"]}


async def test_looking_writes_nothing_and_what_is_applied_is_what_was_shown(manual: Whole) -> None:
    await invoices(manual, 3)
    before = await manual.writes()
    first, shown = await looked_at(manual)

    assert await manual.writes() == before
    assert [(line.key.category, line.verb) for line in shown] == [
        (Category.CONTACTS, Verb.CREATE),
        *[(Category.INVOICES, Verb.AFTER)] * 3,
    ]

    await apply(manual, first, *[line.entry for line in shown[1:]])
    preview, lines = await looked_at(manual)
    assert [line.verb for line in lines] == [Verb.CREATE] * 3
    before = await manual.writes()

    applied = await apply(manual, preview)

    books = await in_xero(manual)
    assert (applied.opened, applied.stale) == (3, 0)
    assert (await manual.writes())["xero"] == before["xero"] + 1
    for line in lines:
        told, there = json.loads(line.element, parse_float=Decimal), books.pop(line.number)
        assert told["InvoiceNumber"] == there["InvoiceNumber"]
        assert sum(Decimal(share.net) for share in line.shares) == there["SubTotal"]
        assert Decimal(line.amount or "0") == there["Total"]
        assert [(row["AccountCode"], row["TaxType"]) for row in told["LineItems"]] == [
            (row["AccountCode"], row["TaxType"]) for row in there["LineItems"]
        ]
    assert books == {}


async def test_a_line_that_was_left_out_stays_for_the_next_time(manual: Whole) -> None:
    await invoices(manual, 2)
    preview, lines = await looked_at(manual)

    await apply(manual, preview, lines[-1].entry)

    assert sorted(await in_xero(manual)) == ["P-0"]
    left = await manual.desk.store.changes.get(lines[-1].entry)
    assert left is not None
    assert left.state is State.RECORDED


async def test_a_line_whose_source_moved_is_refused_as_stale(manual: Whole) -> None:
    first, _ = await invoices(manual, 2)
    preview, lines = await looked_at(manual)
    await manual.desk.edit("invoices", first, reference_no="PO-1")
    await announced(manual, Category.INVOICES, first)

    applied = await apply(manual, preview)

    assert applied.stale == 1
    assert sorted(await in_xero(manual)) == ["P-1"]
    assert [line.number for line in await previewed(manual).lines(preview) if line.stale] == [lines[1].number]


async def test_a_preview_is_applied_once_and_never_after_settings_changed(manual: Whole) -> None:
    await invoices(manual, 1)
    connection = await manual.desk.store.connections.get(CONNECTION)
    old, _ = await looked_at(manual)
    await manual.desk.choose(default_sales_account="201")
    with pytest.raises(InvalidChoiceError, match="settings were changed"):
        await previewed(manual).apply(old.id, connection, without=(), by="mari")

    new, _ = await looked_at(manual)
    await apply(manual, new)
    with pytest.raises(InvalidChoiceError, match="applied it already"):
        await previewed(manual).apply(new.id, connection, without=(), by="mari")

    assert await manual.desk.store.decisions.newest(CONNECTION)


async def test_what_a_rule_leaves_out_and_what_needs_a_person_is_said(manual: Whole) -> None:
    [client] = await manual.desk.make_contacts(1)
    nameless = await manual.desk.make_invoice(client, no="")
    await manual.desk.scoro_time()
    await announced(manual, Category.CONTACTS, client)
    await announced(manual, Category.INVOICES, nameless)

    preview, _ = await looked_at(manual)
    shown = await previewed(manual).shown(preview)

    kinds = {(group.category, group.verb) for group in shown.groups}
    assert (Category.CONTACTS, Verb.CREATE) in kinds
    assert shown.going >= 1
    assert shown.cost.xero >= 1


async def test_what_would_be_written_otherwise_than_approved_is_not_written(manual: Whole) -> None:
    await invoices(manual, 1)
    first, shown = await looked_at(manual)
    await apply(manual, first, shown[-1].entry)
    preview, [line] = await looked_at(manual)
    lines = manual.desk.store.database.collection("preview_lines")
    await lines.update_one({"entry": line.entry, "preview_id": preview.id}, {"$set": {"fingerprint": "another"}})

    await apply(manual, preview)

    entry = await manual.desk.store.changes.get(line.entry)
    assert entry is not None
    assert (entry.state, entry.reason) == (State.FAILED, "not_as_approved")
    assert await in_xero(manual) == {}
