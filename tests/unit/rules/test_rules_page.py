"""The page of rules tells what the tests hold, and nothing else."""

from pathlib import Path

import pytest

from deploy.rules.__main__ import PAGE, ROOT, written
from deploy.rules.book import Status, rules
from deploy.rules.page import page, without_tests
from deploy.rules.quoting import quoted_in, quotes

LAST = 152
KEPT = "7 | D | k | No connection while a currency is missing |"
A_TEST = '''"""Modules may say anything (R3)."""


async def test_it_works(given: int) -> None:  # R7, R9–R11
    assert given


def test_r78_a_draft_is_lifted() -> None:
    """And R80."""
'''


def test_every_rule_has_its_line() -> None:
    assert [rule.number for rule in rules()] == list(range(1, LAST + 1))


def test_every_rule_that_is_kept_has_a_test() -> None:
    assert without_tests(rules(), quotes(ROOT / "tests")) == []


def test_whatever_is_not_kept_says_why() -> None:
    assert [rule.name for rule in rules() if rule.status is not Status.KEPT and not rule.why] == []


def test_the_page_is_up_to_date() -> None:
    assert PAGE.read_text() == written(), "run `make rules`"


def test_names_comments_and_docstrings_of_tests_quote(tmp_path: Path) -> None:
    path = tmp_path / "tests" / "test_some.py"
    path.parent.mkdir()
    path.write_text(A_TEST)

    found = quotes(path.parent)

    works, lifted = "tests/test_some.py::test_it_works", "tests/test_some.py::test_r78_a_draft_is_lifted"
    assert found == {
        7: [works], 9: [works], 10: [works], 11: [works], 78: [lifted], 80: [lifted],
    }  # fmt: skip


def test_a_rule_without_a_test_is_named() -> None:
    assert without_tests(rules(KEPT), {}) == ["R7"]


def test_the_page_leads_to_the_tests() -> None:
    said = page(rules(KEPT), {7: ["tests/unit/test_a.py::test_it_blocks"]})

    assert "| R7 | No connection while a currency is missing | kept | [it blocks](../tests/unit/test_a.py) |" in said


def test_what_is_no_rule_is_refused() -> None:
    with pytest.raises(ValueError, match="not a rule"):
        rules("7 | D | k")


def test_a_postcode_is_no_rule() -> None:
    assert quoted_in("CR12, R1234 and FOR7") == set()
