"""Which accounts are created, changed, put back or deactivated in Scoro."""

from dataclasses import replace

import pytest

from services.connector.reference_data.accounts import ScoroAccount, XeroAccount, from_xero, kept, plan
from services.connector.reference_data.steps import Step, Why

SALES = XeroAccount("a1", "200", "Sales", "REVENUE", "REVENUE", "ACTIVE", "OUTPUT2")
RENT = XeroAccount("a2", "469", "Rent", "EXPENSE", "EXPENSE", "ACTIVE", "INPUT2")
IN_SCORO = ScoroAccount("21", "200", "Sales", active=True, sales=True, purchases=False)


def test_a_new_account_is_created_with_all_its_fields() -> None:
    steps = plan([SALES], [], [])

    assert steps == [
        Step(
            Why.NEW,
            "200",
            {
                "account_symbol": "200",
                "name": "Sales",
                "is_active": 1,
                "is_sales_account": 1,
                "is_purchases_account": 0,
            },
        )
    ]


def test_an_equal_account_needs_nothing() -> None:
    assert plan([SALES], [SALES], [IN_SCORO]) == []


def test_what_changed_in_xero_is_changed_and_nothing_else_is_sent() -> None:
    steps = plan([replace(SALES, name="Turnover")], [SALES], [IN_SCORO])

    assert steps == [Step(Why.CHANGED, "200", {"name": "Turnover"}, "21")]


def test_what_changed_in_scoro_alone_is_drift() -> None:  # R41, R49
    steps = plan([SALES], [SALES], [replace(IN_SCORO, name="Mine")])

    assert steps == [Step(Why.DRIFT, "200", {"name": "Sales"}, "21")]


def test_an_archived_account_is_deactivated() -> None:  # R43
    steps = plan([replace(SALES, status="ARCHIVED")], [SALES], [IN_SCORO])

    assert steps == [Step(Why.CHANGED, "200", {"is_active": 0}, "21")]


def test_an_archived_account_that_scoro_lacks_is_not_created() -> None:
    assert plan([replace(SALES, status="ARCHIVED")], [], []) == []


def test_a_bank_account_stays_away() -> None:
    assert plan([replace(SALES, type="BANK")], [], []) == []


def test_an_account_without_a_code_stays_away() -> None:
    assert plan([replace(SALES, code="")], [], []) == []


def test_a_renumbered_account_keeps_its_twin() -> None:
    steps = plan([replace(SALES, code="201")], [SALES], [IN_SCORO])

    assert steps == [Step(Why.CHANGED, "201", {"account_symbol": "201"}, "21")]


def test_a_vanished_account_is_deactivated_once() -> None:  # R42, R148
    gone = plan([RENT], [SALES, RENT], [IN_SCORO, _rent()])

    assert gone == [Step(Why.GONE, "200", {"is_active": 0}, "21")]
    assert plan([RENT], [SALES, RENT], [replace(IN_SCORO, active=False), _rent()]) == []


def test_an_empty_list_from_xero_deactivates_nothing() -> None:
    assert plan([], [SALES], [IN_SCORO]) == []


def test_an_account_that_xero_never_knew_is_left_alone() -> None:
    assert plan([RENT], [RENT], [IN_SCORO, _rent()]) == []


OWN = ScoroAccount("7", "9999", "Of old", active=True, sales=True, purchases=False)


def test_r44_an_account_that_matches_nothing_in_xero_becomes_inactive_where_that_is_chosen() -> None:
    own = [OWN, replace(OWN, id="8", symbol="", name="Nameless"), replace(OWN, id="9", symbol="9998", active=False)]

    steps = plan([SALES], [SALES], [IN_SCORO, *own], deactivates_unmatched=True)

    assert steps == [
        Step(Why.UNMATCHED, "9999", {"is_active": 0}, "7"),
        Step(Why.UNMATCHED, "Nameless", {"is_active": 0}, "8"),
    ]
    assert plan([SALES], [SALES], [IN_SCORO, *own]) == []


@pytest.mark.parametrize(
    "theirs",
    [
        pytest.param(replace(SALES, account_id="b", code="9999", type="BANK"), id="bank accounts count as matches"),
        pytest.param(replace(SALES, account_id="b", code="9999", status="ARCHIVED"), id="and archived ones"),
    ],
)
def test_r44_whatever_xero_has_of_that_code_is_a_match(theirs: XeroAccount) -> None:
    steps = plan([SALES, theirs], [SALES], [IN_SCORO, OWN], deactivates_unmatched=True)

    assert Why.UNMATCHED not in {step.why for step in steps}


def test_r44_nothing_is_unmatched_before_xeros_list_was_applied_or_while_it_is_empty() -> None:
    assert plan([SALES], [], [IN_SCORO, OWN], deactivates_unmatched=True) == []
    assert plan([], [SALES], [IN_SCORO, OWN], deactivates_unmatched=True) == []


def test_r44_what_xero_had_a_moment_ago_is_gone_and_not_unmatched() -> None:  # R42
    steps = plan([RENT], [SALES, RENT], [IN_SCORO, _rent()], deactivates_unmatched=True)

    assert [step.why for step in steps] == [Why.GONE]


def test_of_two_with_one_symbol_the_active_one_counts() -> None:
    old = replace(IN_SCORO, id="3", active=False)

    assert plan([SALES], [SALES], [old, IN_SCORO]) == []


@pytest.mark.parametrize(
    ("account_class", "system_account", "purchases"),
    [
        pytest.param("EXPENSE", "", 1, id="expenses are bought on"),
        pytest.param("ASSET", "", 1, id="assets can be bought"),
        pytest.param("LIABILITY", "GST", 0, id="system accounts are not chosen by people"),
        pytest.param("REVENUE", "", 0, id="revenue is not bought on"),
    ],
)
def test_the_class_decides_where_an_account_can_be_chosen(
    account_class: str, system_account: str, purchases: int
) -> None:
    account = replace(SALES, account_class=account_class, system_account=system_account)

    assert account.in_scoro()["is_purchases_account"] == purchases


def test_a_kept_account_reads_like_one_of_xero() -> None:
    assert from_xero(kept(SALES)) == SALES


def _rent() -> ScoroAccount:
    return ScoroAccount("22", "469", "Rent", active=True, sales=False, purchases=True)
