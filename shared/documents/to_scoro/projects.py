"""Which project a line of Xero belongs to (R130–R133); pure.

Once a category is chosen every line says so: without a match it has no project, so that one that was taken away in
Xero is taken away in Scoro too.
"""

from collections.abc import Sequence

from shared.documents.to_scoro.in_scoro import LineInScoro
from shared.documents.to_scoro.in_xero import DocumentInXero, LineInXero
from shared.documents.to_scoro.refs import Refs
from shared.documents.tracking import name_key
from shared.sync.fingerprint import Notice

NO_PROJECT = 0
PER_LINE = -1
"""In a bill's header: each line has its own project (R105)."""


def of_line(line: LineInXero, refs: Refs) -> int | None:
    """The only project of the option's name; None where projects are not tracked."""
    if not refs.project_categories:
        return None
    found = [_found(option, refs) for option in _options(line, refs)]
    return next((ids[0] for ids in found if len(ids) == 1), NO_PROJECT)


def of_document(lines: Sequence[LineInScoro]) -> int | None:
    """The project that all priced lines share, else none (R133)."""
    found = {line.project_id for line in lines if line.finance_account_id is not None}
    return found.pop() if len(found) == 1 else NO_PROJECT


def of_bill(lines: Sequence[LineInScoro]) -> int | None:
    """`PER_LINE` where a line has a project (R105)."""
    return PER_LINE if any(line.project_id for line in lines) else of_document(lines)


def notices(document: DocumentInXero, refs: Refs) -> list[Notice]:
    """Options that no project has as its name, or several have: their lines cross without project (R133)."""
    options = dict.fromkeys(option for line in document.line_items for option in _options(line, refs))
    return [_notice(option, _found(option, refs)) for option in options if len(_found(option, refs)) != 1]


def _options(line: LineInXero, refs: Refs) -> list[str]:
    return [one.option for one in line.tracking if one.name in refs.project_categories]


def _found(option: str, refs: Refs) -> tuple[int, ...]:
    return refs.projects.get(name_key(option), ())


def _notice(option: str, found: tuple[int, ...]) -> Notice:
    if found:
        return Notice("project_ambiguous", "project", f"{len(found)} projects are called {option}: none was attached")
    return Notice("project_not_found", "project", f"no project is called {option}: none was attached")
