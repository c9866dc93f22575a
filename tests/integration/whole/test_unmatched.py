"""Accounts and tax rates that only Scoro has become inactive where that was chosen (R44)."""

import pytest
import structlog

from services.connector import checks
from services.console.actions import Saved
from services.console.choices import ChoicesRefusedError
from services.console.releasing import Releasing
from shared.sync.settings import Brakes
from tests.integration.connector.reading.connection import CONNECTION
from tests.integration.whole.choosing import save
from tests.integration.whole.world import Whole

ON, OFF = "true", "false"
KEYS = {"financeAccounts": "account_symbol", "vatCodes": "vat_code"}


async def switch(whole: Whole, value: str) -> Saved:
    """Somebody at the command line."""
    return await save(whole, reference__deactivate_unmatched=value)


async def active(whole: Whole, module: str) -> set[str]:
    """Codes of what is active in Scoro."""
    return {row[KEYS[module]] for row in await whole.scoro_rows(module) if row["is_active"]}


async def test_r44_what_only_scoro_has_is_left_alone_unless_it_was_chosen(whole: Whole) -> None:
    await whole.sync("first")
    await whole.sync("tick")

    assert "9999" in await active(whole, "financeAccounts")
    assert "S175" in await active(whole, "vatCodes")


async def test_r44_switched_on_later_it_makes_inactive_what_matches_nothing_in_xero(whole: Whole) -> None:
    await whole.sync("first")
    accounts, rates = await active(whole, "financeAccounts"), await active(whole, "vatCodes")

    saved = await switch(whole, ON)
    with structlog.testing.capture_logs() as logs:
        await whole.sync()

    gone = accounts - await active(whole, "financeAccounts"), rates - await active(whole, "vatCodes")
    assert gone == ({"9999"}, {"S175"})
    assert saved.unmatched is not None
    assert (saved.unmatched.accounts, saved.unmatched.tax_rates) == (1, 1)
    assert [(one["log_level"], one["key"], one["fields"]) for one in logs if one["event"] == "reference.unmatched"] == [
        ("warning", "9999", ["is_active"]),
        ("warning", "S175", ["is_active"]),
    ]
    [newest, *_] = await whole.desk.store.settings.versions(CONNECTION, 5)
    assert (newest.author, newest.reference.deactivate_unmatched) == ("mari", True)


async def test_r44_it_is_done_once_and_what_somebody_makes_active_again_is_put_back(whole: Whole) -> None:  # R49
    await whole.sync("first")
    await switch(whole, ON)
    await whole.sync()
    await whole.desk.forget_calls()
    await whole.sync()
    assert await whole.writes() == {"xero": 0, "scoro": 0}

    [own] = [row for row in await whole.scoro_rows("financeAccounts") if row["account_symbol"] == "9999"]
    await whole.desk.edit("financeAccounts", own["id"], is_active=1)
    await whole.sync()

    assert "9999" not in await active(whole, "financeAccounts")


async def test_r44_switching_it_off_changes_nothing_back(whole: Whole) -> None:  # R11
    await whole.sync("first")
    await switch(whole, ON)
    await whole.sync()

    saved = await switch(whole, OFF)
    await whole.desk.forget_calls()
    await whole.sync()

    assert saved.unmatched is None
    assert await whole.writes() == {"xero": 0, "scoro": 0}
    assert "9999" not in await active(whole, "financeAccounts")


async def test_r44_more_than_usual_is_listed_and_waits_for_a_person(whole: Whole) -> None:
    await whole.desk.choose(brakes=Brakes(deletions=0, deletions_percent=0))
    await whole.sync("first")
    await switch(whole, ON)
    await whole.sync()

    warned = checks.warnings(await whole.desk.store.connections.get(CONNECTION))
    assert "9999" in await active(whole, "financeAccounts")
    assert [(one.code, one.codes) for one in warned] == [
        ("unmatched_in_scoro", ("9999",)),
        ("unmatched_in_scoro", ("S175",)),
    ]

    desk = Releasing(whole.desk.store, whole.desk.publisher, whole.desk.clock)
    connection = await whole.desk.store.connections.get(CONNECTION)
    assert await desk.release_lists(connection, by="mari", why="books of before") == 2
    await whole.sync()

    assert "9999" not in await active(whole, "financeAccounts")
    assert "S175" not in await active(whole, "vatCodes")
    assert checks.warnings(await whole.desk.store.connections.get(CONNECTION)) == ()


async def test_r44_what_is_held_is_held_no_more_once_it_is_switched_off(whole: Whole) -> None:
    await whole.desk.choose(brakes=Brakes(deletions=0, deletions_percent=0))
    await whole.sync("first")
    await switch(whole, ON)
    await whole.sync()

    await switch(whole, OFF)
    await whole.sync()

    assert checks.warnings(await whole.desk.store.connections.get(CONNECTION)) == ()
    assert "9999" in await active(whole, "financeAccounts")


async def test_r42_r44_a_shortened_list_of_xero_is_no_proof_that_only_scoro_has_the_rest(whole: Whole) -> None:
    await whole.sync("first")
    await switch(whole, ON)
    whole_chart = await active(whole, "financeAccounts")
    body = '{"Accounts": [{"AccountID": "a", "Code": "200", "Name": "Sales", "Type": "REVENUE", "Class": "REVENUE"}]}'
    fault = {"kind": "status", "path": "/api.xro/2.0/Accounts", "status": 200, "body": body, "count": 1}
    await whole.desk.xero.post("faults", fault)

    await whole.sync()

    assert whole_chart - await active(whole, "financeAccounts") <= {"9999"}
    assert {one.code for one in checks.warnings(await whole.desk.store.connections.get(CONNECTION))} == {
        "list_shortened"
    }


async def test_r44_an_unclear_write_is_looked_up_and_done(whole: Whole) -> None:
    await whole.sync("first")
    await switch(whole, ON)
    [own] = [row for row in await whole.scoro_rows("financeAccounts") if row["account_symbol"] == "9999"]
    path = f"/api/v2/financeAccounts/modify/{own['id']}"
    await whole.desk.scoro.post("faults", {"kind": "cut_off", "path": path, "count": 1})

    await whole.sync()
    [chain] = await whole.desk.sweep()
    await whole.settle()

    assert (chain.source, chain.stumbles) == ("reference", 1)
    assert "9999" not in await active(whole, "financeAccounts")
    assert "S175" not in await active(whole, "vatCodes")


async def test_r44_anything_but_true_or_false_is_refused(whole: Whole) -> None:
    with pytest.raises(ChoicesRefusedError, match=r"reference\.deactivate_unmatched: must be true or false"):
        await switch(whole, "perhaps")
