"""No code without words."""

import ast
import importlib
import pkgutil
from collections.abc import Iterator
from pathlib import Path

import pytest

import services
import shared
from shared.errors import SyncError
from shared.store import holds
from shared.store.directions import DIRECTION_CHANGED
from shared.sync import directions
from shared.words import advice
from shared.words.advice_words import without_commands
from shared.xero.refusals import CODES

ROOT = Path(shared.__file__).parents[1]
NOT_THE_PRODUCT = "services.sandbox"


def _modules() -> Iterator[str]:
    for package in (shared, services):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not module.name.startswith(NOT_THE_PRODUCT) and not module.name.endswith("__main__"):
                yield module.name


def _kinds(kind: type[SyncError]) -> Iterator[type[SyncError]]:
    for child in kind.__subclasses__():
        yield child
        yield from _kinds(child)


def _codes_of_errors() -> set[str]:
    for module in _modules():
        importlib.import_module(module)
    ours = [kind for kind in _kinds(SyncError) if kind.__module__.startswith(("shared.", "services."))]
    return {kind.code for kind in ours if not kind.__module__.startswith(NOT_THE_PRODUCT)}


def _codes_given_by_name() -> set[str]:
    """`code="…"` in calls, which no class shows."""
    found = set()
    for tree in _trees("**/*.py"):
        for node in ast.walk(tree):
            if isinstance(node, ast.keyword) and node.arg == "code" and isinstance(node.value, ast.Constant):
                found.add(str(node.value.value))
    return found


def _reasons_of_rules() -> set[str]:
    """Texts that functions of rules return where they answer a code or None."""
    found: set[str] = set()
    for tree in [*_trees("services/*/rules*.py"), *_trees("documents/*.py")]:
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef) and node.returns and "str | None" in ast.unparse(node.returns):
                returned = [inner.value for inner in ast.walk(node) if isinstance(inner, ast.Return) and inner.value]
                found |= {text for value in returned for text in _texts(value)}
            elif isinstance(node, ast.Assign) and "MODULES" in ast.unparse(node.targets[0]):
                found |= set(_texts(node.value)) - {key for value in [node.value] for key in _keys(value)}
    return found


def _texts(node: ast.AST) -> Iterator[str]:
    for inner in ast.walk(node):
        if isinstance(inner, ast.Constant) and isinstance(inner.value, str):
            yield inner.value


def _keys(node: ast.AST) -> Iterator[str]:
    for inner in ast.walk(node):
        if isinstance(inner, ast.Dict):
            yield from (str(key.value) for key in inner.keys if isinstance(key, ast.Constant))


def _trees(pattern: str) -> Iterator[ast.Module]:
    for folder in ("shared", "services"):
        base = ROOT if pattern.startswith("services/") else ROOT / folder
        for path in base.glob(pattern):
            if "sandbox" not in path.parts:
                yield ast.parse(path.read_text())


def test_every_error_has_advice() -> None:
    assert _codes_of_errors() - advice.TABLE.keys() == set()


def test_every_code_given_by_name_has_advice() -> None:
    assert _codes_given_by_name() - advice.TABLE.keys() == set()


def test_every_refusal_of_xero_has_advice() -> None:  # R149
    assert CODES - advice.TABLE.keys() == set()


def test_every_reason_to_leave_out_has_advice() -> None:
    reasons = _reasons_of_rules()

    assert {"before_start_date", "prepayment", "voided_in_xero"} <= reasons
    assert reasons - advice.TABLE.keys() == set()


def test_every_reason_of_a_turned_direction_has_advice() -> None:
    reasons = {DIRECTION_CHANGED, directions.WRONG_DIRECTION, directions.BEFORE_TURN}

    assert reasons - advice.TABLE.keys() == set()


def test_every_hold_and_its_refusal_have_advice() -> None:
    assert {*holds.CODES.values(), holds.REFUSED} - advice.TABLE.keys() == set()


def test_a_code_nobody_knows_gets_honest_words() -> None:
    assert advice.of("never heard") is advice.UNKNOWN


@pytest.mark.parametrize("code", sorted(advice.TABLE))
def test_advice_is_short_and_plain(code: str) -> None:
    words = advice.of(code)

    assert 0 < len(words.title) <= 60
    assert not words.title.endswith(".")
    assert words.why.endswith(".")
    assert words.fix.endswith((".", "`."))
    assert "please" not in f"{words.title}{words.why}{words.fix}".lower()
    assert code not in words.title or "_" not in code


@pytest.mark.parametrize("code", sorted(advice.TABLE))
def test_whoever_has_buttons_is_told_what_to_do_without_commands(code: str) -> None:
    said = without_commands(advice.of(code).fix)

    assert "`" not in said
    assert "scoro-xero" not in said
    assert said.endswith((".", "!"))


def test_what_is_to_be_typed_stands_behind_the_words() -> None:
    fix = "Sign in again: `scoro-xero connect --again`; settings and links are kept."

    assert without_commands(fix) == "Sign in again; settings and links are kept."
    assert without_commands("one is under way; `backfill status` shows it, `backfill cancel` stops it") == (
        "one is under way"
    )
