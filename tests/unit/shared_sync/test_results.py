"""What is recorded of plans and verdicts."""

import datetime as dt

from shared.contracts.envelope import Category, Lane
from shared.crypto import UnreadableSecretError
from shared.errors import LimitError, NotSentError, RefusedError
from shared.store.records import CallEntry, Entry, Link, LinkState, ObjectKey, State
from shared.sync.backoff import due
from shared.sync.plans import Accepted, Again, Closed, InSync, LeftOut, Money, Refused, Waits
from shared.sync.results import cause_of, failed, money_of, of_plan, of_verdict

NOW = dt.datetime(2026, 11, 2, 9, 0, tzinfo=dt.UTC)
KEY = ObjectKey("acme", Category.INVOICES, "scoro", "4101")
AN_ENTRY = Entry(
    id=1, key=KEY, state=State.OPEN, lane=Lane.CHANGED, snapshot="{}", read_started_at=NOW, recorded_at=NOW
)
A_LINK = Link("acme", Category.INVOICES, "4101", "60aa")
UNKNOWN_ACCOUNT = RefusedError("Account code '999' is not a valid code.", code="unknown_account", subject="999")


def test_a_refusal_becomes_a_problem_with_the_words_and_the_money() -> None:
    result = of_verdict(AN_ENTRY, Refused(UNKNOWN_ACCOUNT, Money("120.00", "GBP")), NOW)

    assert result.state is State.FAILED
    assert result.problem is not None
    assert (result.problem.cause, result.problem.amount) == ("unknown_account:999", "120.00")
    assert result.problem.text == "Account code '999' is not a valid code."


def test_a_call_that_is_refused_as_a_whole_holds_back_the_money_of_its_element() -> None:
    element = CallEntry(1, "4101", "f", {}, "120.00", "GBP")

    result = failed(AN_ENTRY, UNKNOWN_ACCOUNT, NOW, money_of(element))

    assert result.problem is not None
    assert (result.problem.amount, result.problem.currency) == ("120.00", "GBP")


def test_problems_of_the_same_account_have_one_cause() -> None:
    other = RefusedError("Account code '998' is not a valid code.", code="unknown_account", subject="998")

    assert cause_of(UNKNOWN_ACCOUNT) != cause_of(other)


def test_what_time_mends_is_due_again_and_is_no_problem() -> None:
    result = failed(AN_ENTRY, NotSentError("refused"), NOW)

    assert (result.state, result.due_at, result.problem) == (State.OPEN, NOW + dt.timedelta(seconds=5), None)


def test_while_a_key_is_rotated_documents_wait_for_the_process_that_has_only_the_old_one() -> None:
    result = failed(AN_ENTRY, UnreadableSecretError("none of the keys fits"), NOW)

    assert (result.state, result.problem) == (State.OPEN, None)


def test_a_limit_is_waited_for_until_it_opens() -> None:
    until = NOW + dt.timedelta(hours=3)

    assert failed(AN_ENTRY, LimitError("day", until=until), NOW).due_at == until


def test_waiting_grows_with_every_attempt_up_to_a_tick() -> None:
    waits = [(due(NOW, attempts) - NOW).total_seconds() for attempts in range(6)]

    assert waits == [5, 30, 120, 600, 300, 300]


def test_a_total_that_differs_keeps_the_link_and_asks_for_a_person() -> None:
    result = of_verdict(AN_ENTRY, Accepted(A_LINK, UNKNOWN_ACCOUNT), NOW)

    assert (result.state, result.link) == (State.FAILED, A_LINK)


def test_an_accepted_element_is_in_step() -> None:
    result = of_verdict(AN_ENTRY, Accepted(A_LINK), NOW)

    assert (result.state, result.counterpart_id, result.wrote) == (State.SYNCED, "60aa", True)


def test_equal_documents_are_in_step_without_a_write() -> None:
    result = of_plan(InSync(AN_ENTRY, A_LINK), NOW)

    assert (result.state, result.wrote) == (State.SYNCED, False)


def test_a_rule_that_leaves_out_is_named() -> None:
    assert of_plan(LeftOut(AN_ENTRY, "before_start_date"), NOW).reason == "before_start_date"


def test_a_wait_names_its_parent() -> None:
    contact = ObjectKey("acme", Category.CONTACTS, "scoro", "312")

    assert of_plan(Waits(AN_ENTRY, (contact,)), NOW).waits_for == ("contacts:scoro:312",)


def test_a_deletion_closes_the_link() -> None:
    result = of_plan(Closed(AN_ENTRY, A_LINK, LinkState.CLOSED), NOW)

    assert result.link is not None
    assert (result.state, result.link.state) == (State.SYNCED, LinkState.CLOSED)


def test_an_approved_twin_of_a_deleted_document_is_orphaned_and_told() -> None:
    result = of_plan(Closed(AN_ENTRY, A_LINK, LinkState.ORPHANED, UNKNOWN_ACCOUNT), NOW)

    assert result.link is not None
    assert (result.state, result.link.state) == (State.FAILED, LinkState.ORPHANED)


def test_what_was_learnt_makes_the_entry_open_at_once() -> None:
    result = of_verdict(AN_ENTRY, Again(), NOW)

    assert (result.state, result.due_at) == (State.OPEN, None)
