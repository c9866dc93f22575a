"""Which tests quote which rule: by their name (`test_r78_…`), or by `R78` or `R96–R98` anywhere inside them."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

QUOTE = re.compile(r"\bR(\d{1,3})(?:[–-]R(\d{1,3}))?\b")
IN_A_NAME = re.compile(r"_r(\d{1,3})(?=_)")
NOT_OF_THE_PRODUCT = ("contract/scoro_sandbox", "contract/xero_sandbox", "unit/rules", "unit/sandbox_")
NEAREST_FIRST = ("e2e", "integration/whole", "integration", "contract", "unit")
Test = ast.FunctionDef | ast.AsyncFunctionDef


def quoted_in(text: str) -> set[int]:
    """Numbers of the rules that a text quotes."""
    found: set[int] = set()
    for quote in QUOTE.finditer(text):
        first, last = int(quote[1]), int(quote[2] or quote[1])
        found.update(range(first, last + 1))
    return found


def quotes(tests: Path) -> Mapping[int, list[str]]:
    """Rule → the tests that hold it, as `path::name`, those of the whole system first.

    What a module's own words quote tells nothing: not each of its tests holds it.
    """
    found: defaultdict[int, set[str]] = defaultdict(set)
    for path in tests.rglob("test_*.py"):
        if path.relative_to(tests).as_posix().startswith(NOT_OF_THE_PRODUCT):
            continue
        source = path.read_text()
        module = ast.parse(source)
        for test in _tests(module):
            inside = source.splitlines()[test.lineno - 1 : test.end_lineno]
            named = {int(number) for number in IN_A_NAME.findall(test.name)}
            decorated = (ast.get_source_segment(source, one) or "" for one in test.decorator_list)
            for number in named | quoted_in("\n".join([*decorated, *inside])):
                found[number].add(f"{path.relative_to(tests.parent)}::{test.name}")
    return {number: sorted(names, key=_rank) for number, names in found.items()}


def _tests(module: ast.Module) -> Iterator[Test]:
    return (
        one
        for one in ast.walk(module)
        if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef) and "test_" in one.name
    )


def _rank(name: str) -> tuple[int, str]:
    below = name.partition("/")[2]
    return next(
        (rank for rank, folder in enumerate(NEAREST_FIRST) if below.startswith(folder)), len(NEAREST_FIRST)
    ), name
