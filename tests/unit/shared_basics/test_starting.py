"""What a process imports first, and that nobody looks for garbage meanwhile."""

import ast
import gc
from pathlib import Path

import pytest

from shared.starting import uncollected

SERVICES = Path(__file__).parents[3] / "services"
PROGRAMS = sorted(
    {*SERVICES.glob("*/__main__.py"), SERVICES / "console/cli/main.py"} - {SERVICES / "sandbox/__main__.py"}
)
FIRST = "shared.starting"


def test_nobody_looks_for_garbage_while_a_process_imports_what_it_is_made_of() -> None:
    with uncollected():
        meanwhile = gc.isenabled()

    assert not meanwhile
    assert gc.isenabled()


def test_what_was_imported_is_never_looked_through() -> None:
    before = gc.get_freeze_count()

    with uncollected():
        kept = [[] for _ in range(10)]  # type: ignore[var-annotated]

    assert gc.get_freeze_count() >= before + len(kept)


def test_where_an_import_fails_garbage_is_looked_for_again() -> None:
    with pytest.raises(ImportError), uncollected():
        raise ImportError

    assert gc.isenabled()


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda path: str(path.relative_to(SERVICES)))
def test_a_program_imports_all_that_is_ours_in_this_way(program: Path) -> None:
    top = [node.module for node in ast.parse(program.read_text()).body if isinstance(node, ast.ImportFrom)]

    assert [name for name in top if name and name.startswith(("shared", "services", "deploy"))] == [FIRST]
