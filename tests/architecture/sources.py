"""What is in the project, as files and as syntax trees."""

import ast
import functools
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CODE = ("shared", "services", "deploy")
ALL = (*CODE, "tests")


def modules(*patterns: str) -> list[Path]:
    """Python files by glob patterns below the root, or whole folders; relative, sorted."""
    found: set[Path] = set()
    for pattern in patterns:
        paths = (ROOT / pattern).rglob("*.py") if (ROOT / pattern).is_dir() else ROOT.glob(pattern)
        found.update(path.relative_to(ROOT) for path in paths)
    assert found, f"nothing fits {patterns}"
    return sorted(found)


@functools.cache
def text(path: Path) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


@functools.cache
def tree(path: Path) -> ast.Module:
    return ast.parse(text(path))


@functools.cache
def nodes(path: Path) -> tuple[ast.AST, ...]:
    """All of its tree, gathered once: many rules look at every file."""
    return tuple(ast.walk(tree(path)))


def place(path: Path, node: ast.AST) -> str:
    """`shared/money.py:12`"""
    return f"{path}:{getattr(node, 'lineno', 1)}"


def tracked() -> list[Path]:
    """Files under version control, relative."""
    git = shutil.which("git")
    if git is None or not (ROOT / ".git").exists():
        pytest.skip("only a checkout knows what is under version control", allow_module_level=True)
    listed = subprocess.run(  # noqa: S603 git itself, with arguments of our own
        [git, "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, timeout=30, check=True
    ).stdout
    return [path for path in map(Path, listed.split("\0")) if path.name and (ROOT / path).is_file()]
