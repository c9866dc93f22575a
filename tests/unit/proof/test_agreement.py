"""How a proof of agreement is judged: what was changed is named, and nothing else."""

from typing import Any

from deploy.proof.agreement.reconciled import Judged, judged

NOBODY: frozenset[str] = frozenset()


def line(scoro_id: str, gross: str) -> dict[str, Any]:
    said = {"category": "invoices", "currency": "GBP", "scoro_id": scoro_id, "xero_id": f"x{scoro_id}"}
    return {**said, "difference": {"gross": gross}}


def proof(*lines: dict[str, Any], total: str) -> dict[str, Any]:
    return {
        "differences": lines,
        "totals": [{"category": "invoices", "currency": "GBP", "difference": {"gross": total}}],
    }


def test_exactly_what_was_changed_is_fine() -> None:
    changed = frozenset({("invoices", "scoro", "1"), ("invoices", "xero", "x2")})

    assert judged(proof(line("1", "5"), line("2", "-2"), total="3"), changed, NOBODY) == Judged(0, 0, 0)


def test_a_line_too_many_and_one_too_few_are_counted() -> None:
    found = judged(proof(line("1", "5"), total="5"), frozenset({("invoices", "scoro", "2")}), NOBODY)

    assert found == Judged(false_lines=1, missed=1, unexplained=0)


def test_what_the_product_says_needs_a_person_is_no_false_line() -> None:
    assert judged(proof(line("1", "5"), total="5"), frozenset(), frozenset({"1"})) == Judged(0, 0, 0)


def test_lines_that_do_not_add_up_to_the_totals_are_counted() -> None:
    assert judged(proof(line("1", "5"), total="6"), frozenset({("invoices", "scoro", "1")}), NOBODY) == Judged(0, 0, 1)
