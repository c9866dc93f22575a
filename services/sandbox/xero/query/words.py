"""Splits a `where` expression into words."""

import re
from dataclasses import dataclass

from services.sandbox.xero.books.problems import query_parse

_PATTERN = re.compile(
    r"""\s*(?:
      (?P<text>"(?:[^"\\]|\\.|"")*")
    | (?P<number>\d+(?:\.\d+)?[mMdDfF]?)
    | (?P<name>[A-Za-z_][A-Za-z0-9_]*)
    | (?P<sign>==|!=|<>|>=|<=|&&|\|\||[=<>!().,-])
    )""",
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Word:
    kind: str
    """text, number, name, sign or end."""
    value: str
    at: int


def split(expression: str) -> list[Word]:
    words: list[Word] = []
    position, length = 0, len(expression.rstrip())
    while position < length:
        found = _PATTERN.match(expression, position)
        if found is None or found.lastgroup is None:
            raise query_parse(f"Syntax error at position {position} in '{expression}'")
        words.append(Word(found.lastgroup, found[found.lastgroup], found.start(found.lastgroup)))
        position = found.end()
    return [*words, Word("end", "", length)]


def unquoted(text: str) -> str:
    r"""`"a ""b"" \"c\""` without its quotes."""
    return re.sub(r'""|\\(.)', lambda found: found[1] or '"', text[1:-1])
