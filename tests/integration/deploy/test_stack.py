"""The process stack with a made-up table of services, and servers that are only named."""

import signal
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from deploy.local import stack as stacks
from deploy.local import state
from deploy.local.errors import DidNotStartError, NotRunningError, WrongUseError
from deploy.local.ports import is_free
from deploy.local.stack import Stack
from deploy.local.state import Member, StackState
from tests.integration.deploy.stacks import (
    CONNECTOR,
    INVOICES,
    TABLE,
    TINY,
    WORDS,
    MakeStack,
)


def by_name(found: StackState) -> dict[str, Member]:
    return {member.name: member for member in found.members}


def pids(found: StackState) -> dict[str, int]:
    return {member.name: member.process.pid for member in found.members}


def test_every_service_of_the_table_answers_after_up(stack: Stack) -> None:
    now = stack.up()

    assert sorted(by_name(now)) == ["connector", "invoices"]
    assert all(httpx.get(member.health_url).status_code == 204 for member in now.members)


def test_a_service_is_told_the_ports_of_the_others(stack: Stack) -> None:
    now = by_name(stack.up())

    assert f"word=http://localhost:{now['connector'].port}" in Path(now["invoices"].log).read_text()


def test_a_second_up_leaves_what_runs_alone(stack: Stack) -> None:
    first = stack.up()

    assert pids(stack.up()) == pids(first)


def test_a_second_up_starts_only_what_has_died(stack: Stack, said: list[str]) -> None:
    first = stack.up()
    by_name(first)["invoices"].process.kill()

    second = stack.up()

    assert pids(second)["connector"] == pids(first)["connector"]
    assert pids(second)["invoices"] != pids(first)["invoices"]
    assert by_name(second)["invoices"].port == by_name(first)["invoices"].port
    assert any("invoices" in words and "has died" in words and "started, word=" in words for words in said)


def test_more_workers_are_added_beside_the_first_and_stay_until_told_otherwise(stack: Stack) -> None:
    one = stack.up()
    three = stack.up("invoices=3")
    again = stack.up()
    two = stack.up("invoices=2")

    assert sorted(by_name(three)) == ["connector", "invoices", "invoices-2", "invoices-3"]
    assert pids(three)["invoices"] == pids(one)["invoices"]
    assert pids(again) == pids(three)
    assert sorted(by_name(two)) == ["connector", "invoices", "invoices-2"]
    assert is_free(by_name(three)["invoices-3"].port)


def test_other_numbers_leave_a_number_alone(stack: Stack) -> None:
    two_kinds = replace(stack, services=(*TABLE, replace(INVOICES, name="contacts")))
    two_kinds.up("invoices=2")

    now = two_kinds.up("contacts=2")

    assert sorted(by_name(now)) == ["connector", "contacts", "contacts-2", "invoices", "invoices-2"]


def test_scaling_touches_only_what_is_named(stack: Stack) -> None:
    first = pids(stack.up())

    change = stack.scale("invoices=3")
    now = stack.state()

    assert change.started == ("invoices-2", "invoices-3")
    assert change.ended == ()
    assert {name: pids(now)[name] for name in first} == first
    assert all(httpx.get(member.health_url).status_code == 204 for member in now.members)


def test_scaling_down_ends_the_last_ones_by_request(stack: Stack) -> None:
    before = by_name(stack.up("invoices=3"))

    change = stack.scale("invoices=1")

    assert change.started == ()
    assert [(one.name, one.killed) for one in change.ended] == [("invoices-2", False), ("invoices-3", False)]
    assert [before[name].is_alive for name in ("invoices", "invoices-2", "invoices-3")] == [True, False, False]


def test_a_repair_keeps_the_number_that_scaling_left(stack: Stack, said: list[str]) -> None:
    stack.up()
    stack.scale("invoices=3")
    stack.scale("invoices=2")
    by_name(stack.state())["invoices-2"].process.kill()
    said.clear()

    now = stack.up()

    assert sorted(by_name(now)) == ["connector", "invoices", "invoices-2"]
    assert all(member.is_alive for member in now.members)
    assert not any("invoices-3" in words for words in said)


def test_scaling_replaces_a_worker_that_has_died(stack: Stack) -> None:
    stack.up("invoices=2")
    by_name(stack.state())["invoices"].process.kill()

    change = stack.scale("invoices=2")

    assert change.started == ("invoices",)
    assert all(member.is_alive for member in stack.state().members)


def test_a_worker_that_does_not_end_is_named_and_killed(
    stack: Stack, said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stacks, "DRAIN_SECONDS", 0.2)
    deaf = replace(stack, services=(CONNECTOR, replace(INVOICES, command=(TINY, "{port}", "deaf"))))
    second = by_name(deaf.up("invoices=2"))["invoices-2"]

    change = deaf.scale("invoices=1")

    assert [(one.name, one.killed) for one in change.ended] == [("invoices-2", True)]
    assert not second.is_alive
    assert "invoices-2 did not end within 0 s and was killed" in said


@pytest.mark.parametrize("counts", ["", "invoices=0", "connector=2"])
def test_nonsense_is_refused_and_changes_nothing(stack: Stack, counts: str) -> None:
    before = stack.up("invoices=2")

    with pytest.raises(WrongUseError):
        stack.scale(counts)

    assert pids(stack.state()) == pids(before)


def test_nothing_can_be_scaled_where_nothing_runs(stack: Stack) -> None:
    with pytest.raises(NotRunningError):
        stack.scale("invoices=2")


def test_workers_of_something_that_cannot_have_them_are_refused_before_anything_starts(stack: Stack) -> None:
    with pytest.raises(WrongUseError, match="connector"):
        stack.up("connector=2")

    with pytest.raises(NotRunningError):
        stack.state()


def test_what_should_know_something_else_is_started_anew(stack: Stack, monkeypatch: pytest.MonkeyPatch) -> None:
    first = stack.up()
    monkeypatch.setitem(WORDS, "WORD", "two")

    second = stack.up()

    assert pids(second)["connector"] != pids(first)["connector"]
    assert pids(second)["invoices"] == pids(first)["invoices"]


def test_down_ends_everything_and_keeps_the_ports(stack: Stack) -> None:
    first = stack.up()
    stack.down()

    assert not any(member.is_alive for member in first.members)
    with pytest.raises(NotRunningError):
        stack.state()
    assert by_name(stack.up())["connector"].port == by_name(first)["connector"].port


def test_down_twice_is_no_error(stack: Stack) -> None:
    stack.down()
    stack.down()


def test_a_process_that_ignores_the_request_to_end_is_killed(
    stack: Stack, said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stacks, "DRAIN_SECONDS", 0.2)
    deaf = replace(stack, services=(CONNECTOR, replace(INVOICES, command=(TINY, "{port}", "deaf"))))
    members = deaf.up().members

    deaf.down()

    assert not any(member.is_alive for member in members)
    assert any("invoices did not end" in words for words in said)


def test_a_service_that_dies_at_once_is_named_with_its_last_words(stack: Stack) -> None:
    broken = replace(stack, services=(CONNECTOR, replace(INVOICES, command=(TINY, "{port}", "broken"))))

    with pytest.raises(DidNotStartError, match=r"(?s)invoices \(process \d+\) has died.*no ink left"):
        broken.up()

    assert by_name(broken.state())["connector"].is_alive


def test_up_after_a_failed_up_starts_the_rest(stack: Stack) -> None:
    broken = replace(stack, services=(CONNECTOR, replace(INVOICES, command=(TINY, "{port}", "broken"))))
    with pytest.raises(DidNotStartError):
        broken.up()
    connector = pids(broken.state())["connector"]

    now = stack.up()

    assert pids(now)["connector"] == connector
    assert all(member.is_alive for member in now.members)


def test_a_process_id_that_belongs_to_somebody_else_now_is_left_alone(make_stack: MakeStack) -> None:
    ours, other = make_stack("ours"), make_stack("other")
    somebody = other.up().members[0]
    mine = ours.up()
    mine.members[0].process.kill()
    stolen = mine.members[0].process.model_copy(update={"pid": somebody.process.pid})
    state.save(ours.places, mine.with_member(mine.members[0].model_copy(update={"process": stolen})))

    ours.down()

    assert somebody.is_alive


def test_two_checkouts_run_side_by_side(make_stack: MakeStack) -> None:
    first, second = make_stack("first"), make_stack("second")
    one, two = first.up(), second.up()

    first.down()

    assert not any(member.is_alive for member in one.members)
    assert all(member.is_alive for member in two.members)
    assert not {member.port for member in one.members} & {member.port for member in two.members}


def test_a_frozen_process_is_ended_too(stack: Stack, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stacks, "DRAIN_SECONDS", 0.2)
    members = stack.up().members
    members[0].process.signal(signal.SIGSTOP)

    stack.down()

    assert not any(member.is_alive for member in members)
