"""Money, quantities and rates are exact, and only one place of the product rounds them."""

import ast
from pathlib import Path

import pytest

from tests.architecture.sources import modules, nodes, place

MONEY = modules(
    "services/contacts",
    "services/invoices",
    "shared/contracts",
    "shared/jsonio.py",
    "shared/money.py",
    "shared/scoro",
    "shared/sync/plans.py",
    "shared/sync/fingerprint.py",
    "shared/sync/results.py",
    "shared/xero",
    "services/sandbox/scoro/documents.py",
    "services/sandbox/scoro/lines.py",
    "services/sandbox/scoro/totals.py",
    "services/sandbox/xero/books",
    "services/sandbox/xero/views",
)
"""The sandbox's own too: it shares no code with the product."""
ROUNDS = Path("shared/money.py")
ROUNDING = {"quantize", "to_integral_value", "to_integral_exact", "to_integral"}
PRODUCT = [path for path in modules("shared", "services") if "sandbox" not in path.parts]


def _is_isinstance(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "isinstance"


def _refused(path: Path) -> set[ast.AST]:
    """What stands in `isinstance(value, float)`: a float that is named there is kept out, not let in."""
    return {inner for node in nodes(path) if _is_isinstance(node) for inner in ast.walk(node)}


@pytest.mark.parametrize("path", MONEY, ids=str)
def test_where_money_is_there_is_no_float(path: Path) -> None:
    refused = _refused(path)

    found = [
        place(path, node)
        for node in nodes(path)
        if node not in refused
        and (
            (isinstance(node, ast.Constant) and isinstance(node.value, float))
            or (isinstance(node, ast.Name) and node.id == "float")
        )
    ]

    assert found == []


@pytest.mark.parametrize("path", MONEY, ids=str)
def test_where_money_is_nothing_is_rounded_by_halves_to_even(path: Path) -> None:
    """Python's `round` is neither Scoro's arithmetic nor Xero's."""
    assert [place(path, node) for node in nodes(path) if isinstance(node, ast.Name) and node.id == "round"] == []


def test_only_one_place_of_the_product_rounds() -> None:
    found = {
        path for path in PRODUCT for node in nodes(path) if isinstance(node, ast.Attribute) and node.attr in ROUNDING
    }

    assert found == {ROUNDS}
