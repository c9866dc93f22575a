"""What pages and messages name is there: files, headings, make targets, commands with their options."""

import re
import shlex
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
import typer

from services.console.cli.main import app
from tests.architecture.sources import ROOT, text, tracked

PAGES = [path for path in tracked() if path.suffix == ".md"]
FENCED = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
SPEAKING = ("shared", "services", "deploy")
CODE = re.compile(r"`[^`\n]*`")
FILE = re.compile(r"[\w./-]+\.(?:py|md|sh|ya?ml|jsonl?|html|toml|env)")
TO_COME = {"build/sbom.json", "deploy/kubernetes/base/expenses.yaml"}
"""What a page tells its reader to make."""
LINK = re.compile(r"\]\(<?([^)\s>]+)>?(?: [^)]*)?\)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
TARGET = re.compile(r"\bmake ([a-z][a-z-]+)\b")
COMMAND = re.compile(r"scoro-xero((?: +(?:'[^'\n]*'|\"[^\"\n]*\"|[^\s`'\"#;|)]+))+)")


def anchors(page: Path) -> set[str]:
    """Of a page's headings, as GitHub makes them."""
    seen: Counter[str] = Counter()
    found = set()
    for title in HEADING.findall(FENCED.sub("", text(page))):
        plain = re.sub(r"[^\w\- ]", "", title.replace("`", "").strip().lower()).replace(" ", "-")
        found.add(f"{plain}-{seen[plain]}" if seen[plain] else plain)
        seen[plain] += 1
    return found


def broken(page: Path) -> Iterator[str]:
    for link in LINK.findall(CODE.sub("", FENCED.sub("", text(page)))):
        if re.match(r"[a-z]+:", link):
            continue
        name, _, anchor = unquote(link).partition("#")
        there = (ROOT / page.parent / name).resolve() if name else ROOT / page
        if not there.exists() or (anchor and anchor not in anchors(there.relative_to(ROOT))):
            yield link


def code_of(page: Path) -> Iterator[str]:
    """What stands in backticks, however lines are folded, and each line of fenced blocks."""
    whole = text(page)
    for block in FENCED.findall(whole):
        yield from (line.partition("#")[0] for line in block.splitlines()[1:-1])
    yield from (found[1:-1].replace("\n", " ") for found in re.findall(r"`[^`]+`", FENCED.sub("", whole)))


def commands_in(code: str) -> list[str]:
    return [found.strip() for found in COMMAND.findall(code)]


def wrong(lines: Iterable[str]) -> list[str]:
    return [f"{line}: {word}" for line in lines if (word := unknown(shlex.split(line)))]


def unknown(words: list[str]) -> str | None:
    """The first word of a command line that the command does not know; None where all is known."""
    command: Any = typer.main.get_command(app)
    for word in words:
        options = {name for one in command.params for name in (*one.opts, *one.secondary_opts)} | {"--help"}
        inner = getattr(command, "commands", {})
        if "…" in word or "{" in word:
            return None
        if word.startswith("-"):
            if word.partition("=")[0] not in options:
                return word
        elif word in inner:
            command = inner[word]
        elif inner and not command.invoke_without_command and re.fullmatch("[a-z-]+", word):
            return word
    return None


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_every_link_leads_somewhere(page: Path) -> None:
    assert list(broken(page)) == []


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_every_make_target_that_a_page_names_is_there(page: Path) -> None:
    known = set(re.findall(r"^([a-z-]+):", text(Path("Makefile")), re.MULTILINE))

    assert {name for code in code_of(page) for name in TARGET.findall(code)} <= known


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_every_file_that_a_page_names_is_there(page: Path) -> None:
    there = [f"/{path}" for path in tracked()]
    named = {code for code in code_of(page) if FILE.fullmatch(code)} - TO_COME

    assert [name for name in named if not any(path.endswith(f"/{name}") for path in there)] == []


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_every_command_that_a_page_names_is_there(page: Path) -> None:
    assert wrong(line for code in code_of(page) for line in commands_in(code)) == []


def test_every_command_that_a_message_names_is_there() -> None:
    """In words of the code and of pages of the console, and in the examples of the commands' own help."""
    sources = [path for path in tracked() if path.parts[0] in SPEAKING and path.suffix in {".py", ".html"}]
    quoted = [code for path in sources for code in CODE.findall(text(path))]
    examples = [line for path in sources for line in text(path).splitlines() if line.strip().startswith("Example: ")]

    assert wrong(line for code in (*quoted, *examples) for line in commands_in(code)) == []


@pytest.mark.parametrize(
    "line", ["problem list", "--json history", "problems list --jason", "stack up --worker=2", "undo contacts 7"]
)
def test_commands_that_are_not_there_are_recognised(line: str) -> None:
    assert wrong([line]) != []
