"""Files stay short, packages are only names, and tests are nobody's library."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.sources import ALL, CODE, modules, nodes, place, text, tree

MOST_LINES = 300
MOST_LINES_OF_A_FUNCTION = 40
SLEEPERS = {"time", "asyncio"}
ASKS_FOR_TOKENS = "services/connector/oauth_http.py"


def _imported(path: Path) -> Iterator[str]:
    for node in nodes(path):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield "." * node.level + (node.module or "")


def test_no_file_is_longer_than_three_hundred_lines() -> None:
    lengths = {str(path): len(text(path).splitlines()) for path in modules(*ALL)}

    assert {path: length for path, length in lengths.items() if length > MOST_LINES} == {}


def test_no_function_is_longer_than_forty_lines() -> None:
    found = [
        f"{place(path, node)} {node.name}"
        for path in modules(*ALL)
        for node in nodes(path)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or 0) - node.lineno >= MOST_LINES_OF_A_FUNCTION
    ]

    assert found == []


@pytest.mark.parametrize("path", [path for path in modules(*ALL) if path.name == "__init__.py"], ids=str)
def test_a_package_says_what_it_is_and_nothing_else(path: Path) -> None:
    module = tree(path)

    assert ast.get_docstring(module)
    assert len(module.body) == 1


def test_everything_is_imported_by_its_full_path() -> None:
    found = [f"{path}: {name}" for path in modules(*ALL) for name in _imported(path) if name.startswith(".")]

    assert found == []


def test_nothing_but_tests_imports_tests() -> None:
    found = [str(path) for path in modules(*CODE) if any(name.split(".")[0] == "tests" for name in _imported(path))]

    assert found == []


def _sleeps(node: ast.AST) -> bool:
    """`asyncio.sleep(0.5)`; a zero only lets others run."""
    match node:
        case ast.Call(
            func=ast.Attribute(attr="sleep", value=ast.Name(id=library)), args=[ast.Constant(value=seconds), *_]
        ):
            return library in SLEEPERS and bool(seconds)
        case _:
            return False


def test_no_test_sleeps_and_hopes() -> None:
    assert [place(path, node) for path in modules("tests") for node in nodes(path) if _sleeps(node)] == []


def test_one_place_asks_for_tokens() -> None:
    """Two that rotate the same refresh token lock each other out."""
    found = {
        str(path)
        for path in modules(*CODE)
        if "sandbox" not in path.parts
        for node in nodes(path)
        if isinstance(node, ast.Constant) and node.value == "grant_type"
    }

    assert found == {ASKS_FOR_TOKENS}
