"""`scoro-xero release`: what is held, with its money; who decided what, when and why."""

import json
from decimal import Decimal

import pytest

from shared.contracts.envelope import Category
from shared.store.brakes import Load
from shared.store.decisions import Act
from shared.store.outcomes import Result
from shared.store.records import Brake, Entry, Rates, State
from shared.store.volume import Above
from shared.store.waits import weighed
from tests.integration.console.conftest import Command, aside
from tests.integration.console.parts import ACME, Scene

LIMITS = {Brake.DELETIONS: 1, Brake.APPROVED_UPDATES: 1}


@pytest.fixture
async def held(scene: Scene) -> list[Entry]:
    """Two changes of approved documents, one more than may go."""
    await scene.a_day()
    entries = [await scene.entry(Category.INVOICES, number, number) for number in ("2001", "2002")]
    for entry, amount in zip(entries, ("1240.00", "60.5"), strict=True):
        wait = weighed(Brake.APPROVED_UPDATES)
        await scene.end(Result(entry, State.WAITING, waits_for=(wait,), amount=amount, currency="EUR"))
    await scene.store.brakes.weigh(Load(ACME, Category.INVOICES, Brake.APPROVED_UPDATES), LIMITS)
    return entries


async def test_what_is_held_is_named_with_counts_objects_and_money(
    scene: Scene, command: Command, held: list[Entry]
) -> None:
    said = await aside(command, "release", "--dry-run", "--json")
    shown = await aside(command, "release", "--dry-run")

    [hold] = said.json["holds"]
    assert (hold["category"], hold["what"], hold["count"], hold["limit"]) == ("invoices", "approved_updates", 2, 1)
    assert hold["money"] == {"EUR": "1300.50"}
    assert [one["number"] for one in hold["objects"]] == ["2001", "2002"]
    assert "2 changes of approved documents of invoices, 1,300.50 EUR" in shown.out
    assert (said.code, shown.code) == (1, 1)
    assert await scene.states(held) == [State.WAITING, State.WAITING]


async def test_a_run_above_what_goes_unasked_is_shown_with_the_way_to_its_preview(
    scene: Scene, command: Command
) -> None:
    await scene.a_day()
    entry = await scene.entry(Category.INVOICES, "4001", "4001")
    wait = (weighed(Brake.VOLUME),)
    await scene.end(Result(entry, State.WAITING, waits_for=wait, amount="1240.00", currency="EUR"))
    await scene.store.brakes.weigh(Load(ACME, Category.INVOICES, Brake.VOLUME), {}, Above(amount=Decimal(1000)))

    shown = await aside(command, "release", "--dry-run")
    told = await aside(command, "release", "--dry-run", "--json")
    status = await aside(command, "status", "--json")
    said = await aside(command, "release", "--yes", "--reason", "the month's invoices", "--json")

    assert "1 object of invoices, 1,240.00 EUR" in shown.out
    assert "asked above 1,000.00; `scoro-xero plan invoices` shows what would be done" in " ".join(shown.out.split())
    assert told.json["holds"][0]["above"] == {"objects": None, "amount": "1000"}
    assert status.code == 1
    assert (said.json["released"], await scene.states([entry])) == (1, [State.OPEN])


@pytest.mark.usefixtures("held")
async def test_status_and_problems_show_what_is_held(command: Command) -> None:
    status = await aside(command, "status")
    problems = await aside(command, "problems", "list", "--json")

    assert status.code == 1
    assert "Held: 2 changes of approved documents of invoices." in status.out
    assert "Held since" in status.out
    causes = {cause["code"]: cause["held_back"] for cause in problems.json["problems"]}
    assert causes["held_approved_updates"] == {"EUR": "1300.50"}


@pytest.mark.usefixtures("held")
async def test_history_says_what_an_object_waits_for(command: Command) -> None:
    said = await aside(command, "history", "invoice", "2001")

    assert "`scoro-xero release --dry-run`" in " ".join(said.out.split())


async def test_a_release_is_recorded_with_who_and_why(scene: Scene, command: Command, held: list[Entry]) -> None:
    said = await aside(command, "release", "--yes", "--reason", "new price list", "--json")

    [decision, *_] = await scene.store.decisions.newest(ACME)
    history = await aside(command, "history", "invoice", "2001")
    assert (said.code, said.json["released"]) == (0, 2)
    assert (decision.act, decision.why, decision.count, decision.categories) == (
        Act.RELEASED, "new price list", 2, (Category.INVOICES,),
    )  # fmt: skip
    assert decision.by
    assert await scene.states(held) == [State.OPEN, State.OPEN]
    assert f"released by {decision.by}: new price list" in " ".join(history.out.split())
    assert "RabbitMQ does not answer" in said.err


async def test_a_refusal_leaves_everything_out_with_the_reason(
    scene: Scene, command: Command, held: list[Entry]
) -> None:
    said = await aside(command, "release", "--refuse", "--yes", "--reason", "wrong price list", "--json")

    history = await aside(command, "history", "invoice", "2001")
    again = await aside(command, "release", "--dry-run")
    assert (said.code, said.json["refused"]) == (0, 2)
    assert await scene.states(held) == [State.LEFT_OUT, State.LEFT_OUT]
    assert "A person refused it" in history.out
    assert "wrong price list" in history.out
    assert (again.code, again.out) == (0, "Nothing is held.\n")


async def test_a_person_is_asked_first_and_may_say_no(scene: Scene, command: Command, held: list[Entry]) -> None:
    said = await aside(command, "release", "--reason", "sure?", input_text="n\n")

    assert said.code == 1
    assert "Let go 2 objects?" in said.err
    assert await scene.states(held) == [State.WAITING, State.WAITING]


async def test_a_decision_needs_a_reason(scene: Scene, command: Command, held: list[Entry]) -> None:
    said = await aside(command, "release", "--yes")

    assert said.code == 2
    assert await scene.states(held) == [State.WAITING, State.WAITING]


@pytest.mark.usefixtures("held")
async def test_only_the_category_that_is_named_is_decided(command: Command) -> None:
    other = await aside(command, "release", "contacts", "--yes", "--reason", "sure", "--json")
    own = await aside(command, "release", "invoices", "--dry-run", "--json")

    assert (other.code, json.loads(other.out)) == (0, {"holds": []})
    assert own.json["holds"][0]["count"] == 2


async def test_without_a_hold_there_is_nothing_to_decide(scene: Scene, command: Command) -> None:
    await scene.a_day()

    assert (await aside(command, "release", "--yes", "--reason", "x")).out == "Nothing is held.\n"


async def test_what_xeros_lists_lost_is_shown_and_said_to_be_gone(scene: Scene, command: Command) -> None:  # R42
    await scene.a_day()
    await scene.store.connections.change(ACME, vanished={"financeAccounts": ["200", "260"], "vatCodes": []})

    shown = await aside(command, "release", "--lists", "--dry-run")
    unexplained = await aside(command, "release", "--lists", "--yes")
    said = await aside(command, "release", "--lists", "--reason", "new chart", "--yes")

    connection = await scene.store.connections.get(ACME)
    assert (shown.code, shown.out.strip()) == (1, "Accounts 200, 260")
    assert (unexplained.code, "--reason" in unexplained.err) == (2, True)
    assert said.code == 0
    assert connection.said_gone["financeAccounts"] == ["200", "260"]
    assert [(one.by != "", one.why, one.count) for one in await scene.store.decisions.newest(ACME, 1)] == [
        (True, "new chart", 2)
    ]


async def test_r44_what_only_scoro_has_is_shown_and_let_go_with_the_lists(scene: Scene, command: Command) -> None:
    await scene.a_day()
    await scene.store.connections.change(ACME, vanished={"unmatched_vatCodes": ["S175"]})

    shown = await aside(command, "release", "--lists", "--dry-run")
    await aside(command, "release", "--lists", "--reason", "old rates", "--yes")

    assert shown.out.strip() == "Tax rates that only Scoro has S175"
    assert (await scene.store.connections.get(ACME)).said_gone == {"unmatched_vatCodes": ["S175"]}


async def test_lists_that_lost_nothing_need_nobody(scene: Scene, command: Command) -> None:
    await scene.a_day()

    said = await aside(command, "release", "--lists")

    assert (said.code, said.out.strip()) == (0, "Of no list is more to become inactive than usual.")


@pytest.fixture
async def foreign(scene: Scene) -> Entry:
    """The first document in a foreign currency."""
    await scene.a_day()
    entry = await scene.entry(Category.INVOICES, "3001", "3001")
    stated = Rates("EUR", scoro="0.8", xero="1.25")
    wait = (weighed(Brake.RATES),)
    await scene.end(Result(entry, State.WAITING, waits_for=wait, amount="120.00", currency="USD", rates=stated))
    await scene.store.brakes.weigh(Load(ACME, Category.INVOICES, Brake.RATES), {})
    return entry


async def test_the_first_foreign_document_is_shown_with_both_rates(
    scene: Scene, command: Command, foreign: Entry
) -> None:  # R57
    shown = await aside(command, "release", "--rates", "--dry-run")
    said = await aside(command, "release", "--rates", "--dry-run", "--json")
    status = await aside(command, "status")

    assert (shown.code, said.code) == (1, 1)
    assert shown.out.splitlines() == [
        "3001 of invoices in Scoro, 120.00 USD",
        "Scoro: 1 USD = 0.8 EUR",
        "Xero:  1 EUR = 1.25 USD",
    ]
    assert said.json["sample"]["rates"] == {
        "base": "EUR", "scoro_base_per_document_unit": "0.8", "xero_document_per_base_unit": "1.25",
    }  # fmt: skip
    assert "Held: 1 document in a foreign currency." in status.out
    assert await scene.states([foreign]) == [State.WAITING]


async def test_nothing_but_the_explicit_option_confirms_rates(
    scene: Scene, command: Command, foreign: Entry
) -> None:  # R57
    plainly = await aside(command, "release", "--yes", "--reason", "all of it")
    unexplained = await aside(command, "release", "--rates", "--yes")
    doubted = await aside(command, "release", "--rates", "--reason", "sure?", input_text="n\n")

    assert (plainly.code, unexplained.code, doubted.code) == (1, 2, 1)
    assert "scoro-xero release --rates" in plainly.out
    assert "Is this rate right in both systems?" in doubted.err
    assert await scene.states([foreign]) == [State.WAITING]


async def test_rates_are_confirmed_once(scene: Scene, command: Command, foreign: Entry) -> None:  # R57
    said = await aside(command, "release", "--rates", "--yes", "--reason", "compared", "--json")
    again = await aside(command, "release", "--rates", "--refuse", "--yes", "--reason", "no")

    answer = await scene.store.rates.given(ACME)
    assert (said.code, said.json["rates"], said.json["objects"]) == (0, "confirmed", 1)
    assert (again.code, "Exchange rates were confirmed by" in again.out) == (0, True)
    assert answer is not None
    assert answer.is_confirmed
    assert await scene.states([foreign]) == [State.OPEN]


async def test_refused_rates_may_be_confirmed_later(scene: Scene, command: Command, foreign: Entry) -> None:  # R57
    refused = await aside(command, "release", "--rates", "--refuse", "--yes", "--reason", "upside down", "--json")
    left_out = await scene.states([foreign])
    shown = await aside(command, "release", "--rates", "--dry-run")
    confirmed = await aside(command, "release", "--rates", "--yes", "--reason", "right after all", "--json")

    assert (refused.json["rates"], refused.json["objects"], left_out) == ("refused", 1, [State.LEFT_OUT])
    assert shown.code == 1
    assert "Exchange rates were refused by" in shown.out
    assert "Scoro: 1 USD = 0.8 EUR" in shown.out
    assert (confirmed.json["rates"], await scene.states([foreign])) == ("confirmed", [State.OPEN])


async def test_without_a_foreign_document_there_is_no_rate_to_confirm(scene: Scene, command: Command) -> None:
    await scene.a_day()

    said = await aside(command, "release", "--rates", "--yes", "--reason", "x")

    assert (said.code, said.out) == (0, "No document in a foreign currency waits.\n")
