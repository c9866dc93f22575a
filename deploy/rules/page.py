"""`docs/rules.md`; pure."""

from collections import Counter
from collections.abc import Mapping, Sequence

from deploy.rules.book import Rule, Status

MOST_TESTS = 3
HEAD = """# Rules of the integration, and the tests that hold them

Written by `make rules` from `deploy/rules/book.txt` and the tests; a test fails when it is out of date or when a rule
that is said to be kept has no test. Numbers are those that docstrings quote; tests of the sandboxes do not count.

"""


def page(rules: Sequence[Rule], tests: Mapping[int, Sequence[str]]) -> str:
    """A line per rule."""
    counts = Counter(rule.status for rule in rules)
    lines = [
        f"{counts[Status.KEPT]} kept, {counts[Status.OPEN]} open, {counts[Status.NOT_APPLICABLE]} not applicable.",
        "",
        "| | rule | status | tests |",
        "|---|---|---|---|",
        *(f"| {rule.name} | {rule.text} | {rule.words} | {_tests(tests.get(rule.number, ()))} |" for rule in rules),
    ]
    return HEAD + "\n".join(lines) + "\n"


def _tests(names: Sequence[str]) -> str:
    shown = [f"[{_title(name)}](../{name.partition('::')[0]})" for name in names[:MOST_TESTS]]
    more = [f"and {len(names) - MOST_TESTS} more"] if len(names) > MOST_TESTS else []
    return "<br>".join([*shown, *more])


def _title(name: str) -> str:
    return name.partition("::")[2].removeprefix("test_").replace("_", " ")


def without_tests(rules: Sequence[Rule], tests: Mapping[int, Sequence[str]]) -> list[str]:
    """Rules that are said to be kept and that no test holds."""
    return [rule.name for rule in rules if rule.status is Status.KEPT and not tests.get(rule.number)]
