"""Settings: every version kept, every misfit named, a turned direction settled."""

from typing import Any

import pytest

from services.console import choices
from shared.contracts.envelope import Category
from shared.store.records import State
from shared.sync.settings import WAYS, Direction, Mode
from tests.integration.console.conftest import Command, aside
from tests.integration.console.parts import ACME, FIRST, Scene
from tests.integration.console.pretended import Connector


@pytest.fixture
def both_ways(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if this build brought everything across both ways."""
    monkeypatch.setattr(choices, "WAYS", dict.fromkeys(WAYS, frozenset(Direction)))


async def test_settings_are_saved_with_version_and_author(scene: Scene, command: Command) -> None:  # R18, R23, R24, R26
    await scene.connect()

    said = await aside(command, "settings", "set", "contacts.enabled=true", "default_sales_account=200", "--json")

    saved = await scene.store.settings.get(ACME)
    assert said.json["changed"] == {
        "default_sales_account": [None, "200"],
        "contacts.enabled": [False, True],
        "contacts.start_date": [None, str(FIRST.date())],
    }
    assert (saved.version, saved.default_sales_account, saved.of(Category.CONTACTS).enabled) == (1, "200", True)
    assert saved.author


async def test_one_wrong_choice_saves_none(scene: Scene, command: Command) -> None:
    await scene.connect()

    said = await aside(command, "settings", "set", "mode=manual", "default_sales_account=429")

    assert (said.code, said.out) == (2, "")
    assert "default_sales_account: account 429 General Expenses is of class EXPENSE" in said.err
    assert (await scene.store.settings.get(ACME)).mode is Mode.AUTOMATIC


async def test_a_start_date_is_locked_once_a_run_of_the_category_ended(scene: Scene, command: Command) -> None:  # R33
    await scene.a_day()

    said = await aside(command, "settings", "set", "invoices.start_date=2026-12-01")

    assert said.code == 2
    assert "locked since the initial synchronization" in said.err


async def test_above_what_a_person_is_asked_is_chosen_per_category(scene: Scene, command: Command) -> None:
    await scene.a_day()

    said = await aside(command, "settings", "set", "invoices.ask_above_documents=50", "invoices.ask_above_amount=10000")
    refused = await aside(command, "settings", "set", "contacts.ask_above_amount=10")
    shown = await aside(command, "settings", "show", "--json")
    page = await aside(command, "settings", "show")

    assert (said.code, "invoices.ask_above_amount: none → 10000.00" in said.out) == (0, True)
    assert (refused.code, "contacts have no sum" in refused.err) == (2, True)
    kept = shown.json["settings"]["categories"]["invoices"]
    assert (kept["ask_above_documents"], kept["ask_above_amount"]) == (50, "10000.00")
    assert "50 objects or 10,000.00" in " ".join(page.out.split())


async def test_the_history_of_settings_says_who_changed_what(scene: Scene, command: Command) -> None:
    await scene.a_day()
    await aside(command, "settings", "set", "mode=manual", "brakes.deletions=25")

    said = await aside(command, "settings", "history", "--json")
    shown = await aside(command, "settings", "history")

    newest, oldest = said.json["versions"]
    assert newest["changed"] == {"mode": ["automatic", "manual"], "brakes.deletions": [10, 25]}
    assert (newest["version"], newest["changed_at"] is None, oldest["author"]) == (2, False, "mari")
    assert "mode: automatic → manual" in " ".join(shown.out.split())


async def test_r44_whoever_switches_it_on_is_told_what_becomes_inactive(scene: Scene, command: Command) -> None:
    await scene.connect()
    old, sales = {"symbol": "9999", "active": True}, {"symbol": "200", "active": True}
    lists: dict[str, list[dict[str, Any]]] = {
        "scoro_accounts": [old, sales, {**old, "active": False}],
        "scoro_vat_codes": [{"code": "S175", "active": True}, {"code": "OUTPUT2", "active": True}],
        "xero_accounts": [{"AccountID": "a", "Code": "200"}, {"AccountID": "b"}],
        "xero_tax_rates": [{"TaxType": "OUTPUT2"}],
    }
    for name, rows in lists.items():
        await scene.store.reference.put_list(ACME, name, rows)

    told = await aside(command, "settings", "set", "reference.deactivate_unmatched=true")
    shown = await aside(command, "settings")
    off = await aside(command, "settings", "set", "reference.deactivate_unmatched=false", "--json")

    said = " ".join(told.out.split())
    assert "reference.deactivate_unmatched: off → on" in said
    assert "1 account and 1 tax rate of Scoro match nothing in Xero: they become inactive" in said
    assert "Only in Scoro accounts and tax rates become inactive" in " ".join(shown.out.split())
    assert off.json["unmatched"] is None
    assert off.json["changed"] == {"reference.deactivate_unmatched": [True, False]}


async def test_r134_making_missing_options_is_set_and_shown(scene: Scene, command: Command) -> None:
    await scene.connect()

    before = await aside(command, "settings")
    told = await aside(command, "settings", "set", "tracking.create_missing_options=true")
    after = await aside(command, "settings")

    assert "Missing options of projects are left out" in " ".join(before.out.split())
    assert "tracking.create_missing_options: off → on" in told.out
    assert "Missing options of projects are made in Xero" in " ".join(after.out.split())


async def test_r44_before_the_lists_were_read_no_number_is_known(scene: Scene, command: Command) -> None:
    await scene.connect()
    await scene.store.reference.put_list(ACME, "xero_accounts", [])

    said = await aside(command, "settings", "set", "reference.deactivate_unmatched=true", "--json")

    assert (said.code, said.json["unmatched"]) == (0, None)


async def test_r108_bills_from_scoro_tell_what_imported_expense_claims_would_do(scene: Scene, command: Command) -> None:
    await scene.connect()

    chosen = await aside(command, "settings", "set", "bills.enabled=true", "default_expense_account=429")
    later = await aside(command, "settings", "set", "mode=manual")
    shown = await aside(command, "settings", "show")
    turned = await aside(command, "settings", "set", "bills.direction=to_scoro", "--json")

    words = "an expense claim of Xero that is imported into Scoro as a bill would come back to Xero"
    assert (words in " ".join(chosen.out.split()), words in later.out) == (True, False)
    assert words in " ".join(shown.out.split())
    assert turned.json["cautions"] == []


async def test_a_bookmark_must_exist_in_scoro(scene: Scene, command: Command, connector: Connector) -> None:
    await scene.connect()

    known = await aside(command, "settings", "set", "invoices.bookmark=111")
    unknown = await aside(command, "settings", "set", "invoices.bookmark=112")

    assert (known.code, unknown.code, connector.keys) == (0, 2, {"Bearer key"})
    assert "invoices.bookmark: Scoro has no bookmark 112 for invoices" in unknown.err
    assert (await scene.store.settings.get(ACME)).of(Category.INVOICES).bookmark == "111"


async def test_a_bookmark_that_cannot_be_checked_is_not_saved(scene: Scene, command: Command) -> None:
    await scene.connect()

    said = await aside(command, "settings", "set", "invoices.bookmark=111")

    assert said.code == 3
    assert (await scene.store.settings.get(ACME)).version == 0


async def test_a_way_that_this_build_does_not_have_is_refused(
    scene: Scene, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    await scene.connect()
    monkeypatch.setattr(choices, "WAYS", {Category.BILLS: frozenset({Direction.FROM_SCORO})})

    said = await aside(command, "settings", "set", "bills.direction=to_scoro")

    assert said.code == 2
    assert "bills.direction: this version does not bring bills from Xero to Scoro" in said.err


@pytest.mark.usefixtures("both_ways")
async def test_a_turned_direction_closes_what_was_under_way_and_begins_now(scene: Scene, command: Command) -> None:
    """R28."""
    await scene.a_day()
    waiting = await scene.entry(Category.CONTACTS, "8", "Bright Ltd")

    said = await aside(command, "settings", "set", "contacts.direction=to_scoro", "--json")

    entry = await scene.store.changes.get(waiting.id)
    contacts = (await scene.store.settings.get(ACME)).of(Category.CONTACTS)
    assert said.json["closed"] == 1
    assert entry is not None
    assert (entry.state, entry.reason) == (State.LEFT_OUT, "direction_changed")
    assert contacts.turned_at is not None
    assert contacts.turned_at > scene.clock.now()
    assert await scene.store.settings.turning() == []
    assert (await scene.store.links.counts(ACME))[Category.CONTACTS] == 1


@pytest.mark.usefixtures("both_ways")
async def test_a_direction_that_is_chosen_before_the_category_was_ever_on_is_no_turn(
    scene: Scene, command: Command
) -> None:
    await scene.connect()

    await aside(command, "settings", "set", "contacts.direction=to_scoro", "contacts.enabled=true")

    contacts = (await scene.store.settings.get(ACME)).of(Category.CONTACTS)
    assert (contacts.direction, contacts.turned_at, contacts.start_date) == (Direction.TO_SCORO, None, FIRST.date())
